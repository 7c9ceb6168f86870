import Compiler
import Graph
import Tensors

/// A compiled graph with every address resolved: a run goes through the launches and then moves results to
/// where they belong. It allocates nothing once the arena is large enough.
final class CompiledBody: ProgramBody {
  /// `Place` without names.
  private enum Location {
    case arena(Int)
    case input(Int)
    case fixed(UnsafeMutableRawPointer)
  }

  private struct Move {
    var source: Location
    var destination: UnsafeMutableRawPointer
    var byteCount: Int
  }

  private let device: Device
  private let inputs: ProgramInputs
  private let outputs: ProgramOutputs
  private let state: State
  private let arenaBytes: Int
  private let scratchBytes: Int
  private let constants: [AlignedMemory]
  /// Holds next values that are read from the state itself, between reading and committing.
  private let staging: AlignedMemory
  /// The launches one by one, and those together that may run at the same time.
  private let launches: [PoolWave]
  private let waves: [PoolWave]
  private let locations: [Location]
  /// The operands of all launches, one after the other.
  private let operands: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>
  private let moves: [Move]
  /// The seconds of each launch, and the runs that they are of, since someone wants to know.
  private(set) var launchSeconds: [Double] = []
  private(set) var timedRuns = 0
  private var resolvedArena = -1
  private var resolvedInputs = -1

  init(
    _ compiled: CompiledGraph, functions: [KernelFunction], device: Device, inputs: ProgramInputs,
    outputs: ProgramOutputs, state: State
  ) throws {
    self.device = device
    self.inputs = inputs
    self.outputs = outputs
    self.state = state
    arenaBytes = compiled.arenaBytes
    scratchBytes = max(
      compiled.scratchBytes, compiled.kernels.map(\.scratchBytes).max() ?? 0)
    let constants = try compiled.constants.map { array in
      let memory = try AlignedMemory(byteCount: array.type.byteCount, purpose: "a constant")
      array.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(start: memory.base, count: memory.byteCount)
          .copyMemory(from: bytes)
      }
      return memory
    }
    self.constants = constants
    func location(_ place: CompiledGraph.Place) -> Location {
      switch place {
      case .arena(let offset): return .arena(offset)
      case .input(let index): return .input(index)
      case .constant(let index): return .fixed(constants[index].base)
      case .state(let name):
        guard let address = state.buffer(name)?.baseAddress else {
          preconditionFailure("the state has no entry '\(name)'")
        }
        return .fixed(address)
      }
    }

    locations = compiled.launches.flatMap { $0.operands.map(location) }
    operands = .allocate(capacity: locations.count)
    operands.initialize(repeating: nil)
    var next = UnsafePointer(operands.baseAddress)
    var waves: [[PoolWave.Part]] = []
    for launch in compiled.launches {
      let part = PoolWave.Part(
        function: functions[launch.kernel], operands: next,
        chunks: compiled.kernels[launch.kernel].chunks)
      next = next.map { $0 + launch.operands.count }
      if !launch.isBesideLast || waves.isEmpty { waves.append([]) }
      waves[waves.count - 1].append(part)
    }
    launches = waves.joined().map { PoolWave([$0]) }
    self.waves = waves.map(PoolWave.init)

    // Outputs first: they may read what the commit overwrites. Then what the state gives to the state, so
    // that two entries can change places; then every commit.
    var read: [Move] = []
    var stage: [Move] = []
    var commit: [Move] = []
    var staged: [(offset: Int, result: CompiledGraph.ResultPlace)] = []
    var stagedBytes = 0
    for result in compiled.results {
      switch result.target {
      case .output(let name):
        read.append(
          Move(
            source: location(result.place), destination: outputs[name].memory.base,
            byteCount: result.type.byteCount))
      case .state(let name):
        let destination = state.address(name, result.type)
        switch result.place {
        case .state(name): break
        case .state, .input:
          staged.append((stagedBytes, result))
          stagedBytes += AlignedMemory.padded(result.type.byteCount)
        case .arena, .constant:
          commit.append(
            Move(
              source: location(result.place), destination: destination,
              byteCount: result.type.byteCount))
        }
      }
    }
    staging = try AlignedMemory(byteCount: stagedBytes, purpose: "the state's next values")
    for (offset, result) in staged {
      guard case .state(let name) = result.target else { continue }
      let between = staging.base + offset
      let byteCount = result.type.byteCount
      stage.append(
        Move(source: location(result.place), destination: between, byteCount: byteCount))
      commit.append(
        Move(
          source: .fixed(between), destination: state.address(name, result.type),
          byteCount: byteCount))
    }
    moves = read + stage + commit
  }

  deinit { operands.deallocate() }

  /// From now on the time of each launch is taken; the sums begin anew.
  func timeLaunches() {
    launchSeconds = [Double](repeating: 0, count: launches.count)
    timedRuns = 0
  }

  func run() throws {
    let pool = device.pool
    let arena = device.arena
    try pool.exclusively {
      try arena.reserve(transientBytes: arenaBytes, scratchBytes: scratchBytes)
      if device.checks { arena.poison() }
      if resolvedArena != arena.generation || resolvedInputs != inputs.generation { resolve() }
      let scratchBase = arena.scratchBase
      let scratchStride = arena.scratchStride
      func dispatch(_ wave: PoolWave) {
        pool.dispatch(wave.job(scratchBase: scratchBase, scratchStride: scratchStride))
      }
      if launchSeconds.isEmpty {
        for wave in waves { dispatch(wave) }
      } else {
        for (index, launch) in launches.enumerated() {
          let start = ContinuousClock.now
          dispatch(launch)
          launchSeconds[index] += (ContinuousClock.now - start) / .seconds(1)
        }
        timedRuns += 1
      }
      for move in moves {
        guard let source = address(move.source), source != move.destination else { continue }
        move.destination.copyMemory(from: source, byteCount: move.byteCount)
      }
    }
  }

  /// Writes every operand's address of now.
  private func resolve() {
    inputs.checkAllBound()
    for (index, location) in locations.enumerated() { operands[index] = address(location) }
    resolvedArena = device.arena.generation
    resolvedInputs = inputs.generation
  }

  private func address(_ location: Location) -> UnsafeMutableRawPointer? {
    switch location {
    case .arena(let offset): device.arena.transient.map { $0.base + offset }
    case .input(let index): inputs.addresses[index]
    case .fixed(let pointer): pointer
    }
  }
}
