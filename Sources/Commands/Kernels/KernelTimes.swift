import Diagnostics
import Experiment
import Foundation
import Runtime
import Training

/// How long each kernel of a training step takes, beside what the machine can do.
public struct KernelTimes {
  public let text: String

  /// Trains for `seconds`, after a few steps that do not count; nothing is written.
  ///
  /// - Throws: missing data; an experiment without training; the interpreter, which has no kernels.
  public init(_ experiment: LoadedExperiment, machine: Machine, seconds: Double) throws {
    let peak = try machine.device.peakGigaflops()
    let timer = try StepTimer(experiment, machine: machine)
    _ = try timer.measure(seconds: min(1, seconds / 4))
    timer.timeLaunches()
    _ = try timer.measure(seconds: seconds)
    let threads = machine.device.threads
    let programs = timer.timedPrograms
    text =
      programs.compactMap { program in
        guard let compiled = program.compiled else { return nil }
        let times = KernelTable.Times(seconds: program.launchSeconds, peak: peak)
        let speed = compiled.launches.reduce(0) { $0 + $1.work.flops } / times.total / 1e9
        return "== \(program.name): "
          + String(format: "%.3f ms", times.total * 1000)
          + (speed > 0
            ? ", \(KernelTable.number(speed)) GFLOP/s, \(KernelTable.percent(speed, of: peak)) of the peak"
            : "") + "\n\n" + KernelTable(compiled, times: times).text
      }.joined(separator: "\n")
      + "\nThe peak of \(threads.counted("thread")) is \(KernelTable.number(peak)) GFLOP/s: "
      + "multiply-adds in registers alone. Kernels' GFLOP/s count the products that they compute; Winograd's compute fewer than the convolution has.\n\n"
      + KernelLegend(programs.compactMap(\.compiled)).text
  }
}
