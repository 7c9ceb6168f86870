import Graph
import Tensors

/// A compiled graph as bytes, to be kept: numbers in LEB128, texts and lists after their length.
///
/// What only listings show (titles, origins, notes) is left out.
extension CompiledGraph {
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.list(kernels) { writer, kernel in
      writer.text(kernel.source)
      writer.number(kernel.chunks)
      writer.number(kernel.scratchBytes)
    }
    writer.list(launches) { writer, launch in
      writer.number(launch.kernel)
      writer.list(launch.operands) { $0.place($1) }
      writer.number(launch.work.kind.rawValue)
      writer.number(Int(min(launch.work.flops, 0x1p62)))
      writer.number(launch.work.bytes)
      writer.number(launch.work.epilogueBytes)
      writer.number(launch.isBesideLast ? 1 : 0)
    }
    writer.number(arenaBytes)
    writer.number(scratchBytes)
    writer.list(constants) { writer, array in
      writer.type(array.type)
      array.withUnsafeBytes { writer.bytes += $0 }
    }
    writer.list(inputs) { writer, input in
      switch input.source {
      case .state(let name): writer.tagged(0, name)
      case .batch(let name): writer.tagged(1, name)
      case .runtime(let name): writer.tagged(2, name)
      case .hoisted(let name): writer.tagged(3, name)
      }
      writer.type(input.type)
    }
    writer.list(results) { writer, result in
      switch result.target {
      case .output(let name): writer.tagged(0, name)
      case .state(let name): writer.tagged(1, name)
      }
      writer.type(result.type)
      writer.place(result.place)
    }
    return writer.bytes
  }

  /// - Returns: `nil` where the bytes are of no graph, or of one that is not whole.
  public init?(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    do throws(ByteReader.Failure) {
      kernels = try reader.list { reader throws(ByteReader.Failure) in
        CompiledKernel(
          source: try reader.text(), chunks: try reader.number(),
          scratchBytes: try reader.number())
      }
      launches = try reader.list { reader throws(ByteReader.Failure) in
        Launch(
          kernel: try reader.number(),
          operands: try reader.list { reader throws(ByteReader.Failure) in try reader.place() },
          kind: try reader.kind(), flops: Double(try reader.number()), bytes: try reader.number(),
          epilogueBytes: try reader.number(), isBesideLast: try reader.number() == 1)
      }
      arenaBytes = try reader.number()
      scratchBytes = try reader.number()
      constants = try reader.list { reader throws(ByteReader.Failure) in
        let type = try reader.type()
        return try reader.raw(type.byteCount).withUnsafeBytes { HostArray(type: type, bytes: $0) }
      }
      inputs = try reader.list { reader throws(ByteReader.Failure) in
        let (tag, name) = try reader.tagged()
        let sources: [(String) -> Input.Source] = [
          Input.Source.state, Input.Source.batch, Input.Source.runtime, Input.Source.hoisted,
        ]
        guard sources.indices.contains(tag) else { throw ByteReader.Failure() }
        return ExternalInput(source: sources[tag](name), type: try reader.type())
      }
      results = try reader.list { reader throws(ByteReader.Failure) in
        let (tag, name) = try reader.tagged()
        guard (0...1).contains(tag) else { throw ByteReader.Failure() }
        return ResultPlace(
          target: tag == 0 ? .output(name) : .state(name), type: try reader.type(),
          place: try reader.place())
      }
      guard reader.isAtEnd else { return nil }
    } catch {
      return nil
    }
    guard (try? verify()) != nil else { return nil }
  }
}

extension CompiledGraph.Launch {
  /// A launch of which only the work is told.
  init(
    kernel: Int, operands: [CompiledGraph.Place], kind: CompiledGraph.Work.Kind, flops: Double,
    bytes: Int, epilogueBytes: Int, isBesideLast: Bool
  ) {
    self.init(
      kernel: kernel, operands: operands, title: "", origins: [], boundary: "", plainLoops: nil,
      operandNotes: [],
      work: .init(
        kind: kind, algorithm: "", extents: "", flops: flops, bytes: bytes,
        epilogueBytes: epilogueBytes),
      isBesideLast: isBesideLast)
  }
}

private struct ByteWriter {
  var bytes: [UInt8] = []

  /// - Precondition: the number is not negative.
  mutating func number(_ number: Int) {
    precondition(number >= 0, "\(number) is kept as a size")
    var rest = UInt64(number)
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func text(_ text: String) {
    number(text.utf8.count)
    bytes += text.utf8
  }

  mutating func tagged(_ tag: UInt8, _ name: String) {
    bytes.append(tag)
    text(name)
  }

  mutating func list<Element>(
    _ elements: [Element], _ write: (inout ByteWriter, Element) -> Void
  ) {
    number(elements.count)
    for element in elements { write(&self, element) }
  }

  mutating func type(_ type: TensorType) {
    text(type.element.rawValue)
    list(type.shape.extents) { $0.number($1) }
  }

  mutating func place(_ place: CompiledGraph.Place) {
    switch place {
    case .arena(let offset):
      bytes.append(0)
      number(offset)
    case .input(let index):
      bytes.append(1)
      number(index)
    case .constant(let index):
      bytes.append(2)
      number(index)
    case .state(let name): tagged(3, name)
    }
  }
}

private struct ByteReader {
  struct Failure: Error {}

  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { next == bytes.count }

  mutating func byte() throws(Failure) -> UInt8 {
    guard next < bytes.count else { throw Failure() }
    defer { next += 1 }
    return bytes[next]
  }

  mutating func number() throws(Failure) -> Int {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 63, by: 7) {
      let byte = try byte()
      number |= UInt64(byte & 127) << shift
      if byte < 128 { return Int(number) }
    }
    throw Failure()
  }

  mutating func raw(_ count: Int) throws(Failure) -> ArraySlice<UInt8> {
    guard count <= bytes.count - next else { throw Failure() }
    defer { next += count }
    return bytes[next..<(next + count)]
  }

  mutating func text() throws(Failure) -> String {
    String(decoding: try raw(try number()), as: UTF8.self)
  }

  mutating func tagged() throws(Failure) -> (tag: Int, name: String) {
    (Int(try byte()), try text())
  }

  /// Elements take a byte at least, so a count beyond the bytes that are left is no count.
  mutating func list<Element>(
    _ read: (inout ByteReader) throws(Failure) -> Element
  ) throws(Failure) -> [Element] {
    let count = try number()
    guard count <= bytes.count - next else { throw Failure() }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  mutating func type() throws(Failure) -> TensorType {
    let name = try text()
    let extents = try list { reader throws(Failure) in try reader.number() }
    guard let element = ElementType(rawValue: name), let shape = Shape(checking: extents) else {
      throw Failure()
    }
    return TensorType(shape, element)
  }

  mutating func kind() throws(Failure) -> CompiledGraph.Work.Kind {
    guard let kind = CompiledGraph.Work.Kind(rawValue: try number()) else { throw Failure() }
    return kind
  }

  mutating func place() throws(Failure) -> CompiledGraph.Place {
    switch try byte() {
    case 0: .arena(offset: try number())
    case 1: .input(try number())
    case 2: .constant(try number())
    case 3: .state(try text())
    default: throw Failure()
    }
  }
}
