import Foundation
import Testing

@testable import Commands

/// What `etch kernels` says of programs.
@Suite("The kernels of an experiment")
struct KernelListingTests {
  private static let ecg = [
    QuickExperiment(name: "ecg_anomaly").file, "--profile", "quick", "--threads", "2",
  ]

  /// The cells of a table's rows by its titles.
  private func rows(_ text: String, of program: String) throws -> [[String: String]] {
    let lines = text.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("== \(program)") }) + 2
    let titles = try #require(lines[start...].first)
    // Columns stand under their titles, whose words are one blank apart and which are two apart.
    let names = titles.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    let places = names.map { titles.range(of: $0)?.lowerBound.utf16Offset(in: titles) ?? 0 }
    return lines[(start + 1)...].prefix { !$0.isEmpty }.map { line in
      let characters = Array(line)
      return Dictionary(
        uniqueKeysWithValues: zip(names, places).enumerated().map { index, column in
          let end =
            index + 1 < places.count ? min(places[index + 1], characters.count) : characters.count
          let cell = column.1 < end ? String(characters[column.1..<end]) : ""
          return (column.0, cell.trimmingCharacters(in: .whitespaces))
        })
    }
  }

  @Test("stand in a table, with how each is computed and the lines that it is of")
  func table() throws {
    let end = try EtchProgram(["kernels"] + Self.ecg)
    #expect(end.status == 0, "\(end.errors)")
    let rows = try rows(end.output, of: "stage 1")
    #expect(rows.contains { $0["algorithm"]?.hasPrefix("contraction ") == true })
    #expect(rows.contains { $0["algorithm"] == "loops" })
    #expect(rows.allSatisfy { $0["kernel"]?.contains(/^(\+ )?k/) == true && $0["MB"] != "" })
    #expect(rows.contains { $0["line"]?.hasPrefix("ecg_anomaly.yaml:") == true })
    #expect(rows.contains { $0["over"] == "[16] x [32] over [512]" }, "\(end.output)")
    #expect(rows.first?["algorithm"]?.hasPrefix("rows of ") == true, "\(end.output)")
    #expect(rows.contains { $0["kernel"]?.hasPrefix("+ ") == true }, "\(end.output)")
  }

  private static let dcgan = [
    QuickExperiment(name: "dcgan_mnist").file, "--profile", "quick", "--threads", "2",
  ]

  @Test(
    "are followed by how each convolution is computed, and why; strict numerics leave all direct")
  func convolutions() throws {
    let section = "stage 1, batch 32: how its convolutions are computed"
    let fast = try EtchProgram(["kernels"] + Self.dcgan)
    #expect(fast.status == 0, "\(fast.errors)")
    let rows = try rows(fast.output, of: section)
    let reasons = rows.compactMap { $0["computed as, and why"] }
    // Five taps and stride 1; five taps and stride 2; one channel.
    #expect(
      reasons.contains { $0.hasPrefix("winograd F(4x4, 5x5), ") && $0.contains(" direct ") },
      "\(fast.output)")
    #expect(reasons.contains { $0.hasPrefix("winograd F(4x4, 3x3) over 4 phases, ") })
    #expect(reasons.contains { $0.hasPrefix("direct: ") && $0.contains(" ms by the model, ") })
    // The discriminator sees digits and fakes.
    let twice = try #require(
      rows.first { $0["layer"] == "discriminator.conv2d_1" && $0["convolution"] == "conv2d" })
    #expect(twice["times"] == "2" && twice["from and to"] == "[32, 28, 28, 1] to [14, 14, 64]")
    #expect(twice["line"]?.hasPrefix("dcgan_mnist.yaml:") == true)

    let strict = try EtchProgram(["kernels"] + Self.dcgan + ["train.numerics=strict"])
    let direct = try self.rows(strict.output, of: section)
    #expect(!direct.isEmpty)
    #expect(
      direct.allSatisfy { $0["computed as, and why"] == "direct: numerics are strict" },
      "\(strict.output)")
    let pass = try EtchProgram(
      ["kernels", "--after", "rewrite-convolutions"] + Self.dcgan + ["train.numerics=strict"])
    #expect(pass.output.contains("numerics are strict: every convolution is direct\n%0 = "))
  }

  @Test("end with what the words of the table mean, those that are in it")
  func legend() throws {
    let dcgan = try EtchProgram(["kernels"] + Self.dcgan).output
    for word in [
      "contraction R x C  ", "tiles R x C  ", "pack  ", "merge  ", "plane_transform  ",
      "winograd F(m x m, r x r)  ", "over N phases  ", "ms by the model  ",
    ] {
      #expect(dcgan.contains("\n\(word)"), "\(word)")
    }
    let ecg = try EtchProgram(["kernels"] + Self.ecg).output
    #expect(ecg.contains("\nrows of N  ") && ecg.contains("\n+  "))
    #expect(!ecg.contains("tiles R x C") && !ecg.contains("plane_transform"))
    #expect(!ecg.contains("how its convolutions are computed") && !ecg.contains("winograd"))
    #expect(!dcgan.contains("R x R taps"))
  }

  @Test("that are loops though they multiply are named, and why they are")
  func plainLoops() throws {
    let end = try EtchProgram([
      "kernels", QuickExperiment(name: "pix2pix_facades").file, "--profile", "quick",
    ])
    let line = try #require(
      end.output.firstMatch(
        of: /\nPlain loops, though there is a product in them \((.+)\): (k[0-9]+)/)
    ).output
    // Of its kernel, 4 x 4, one tap is left over one pixel.
    #expect(end.output.contains("  direct: 1 x 1 taps\n"))
    #expect(end.output.contains("\nR x R taps  "))
    // Of one pixel and one picture.
    #expect(line.1 == "it adds nothing up")
    let rows = try rows(end.output, of: "stage 1").filter {
      $0["kernel"]?.hasSuffix(String(line.2)) == true
    }
    #expect(rows.contains { $0["operations"]?.contains("conv2d_weight_gradient") == true })
  }

  @Test("are timed: their times add up, and none is faster than the machine can be")
  func times() throws {
    let end = try EtchProgram(["kernels", "--time", "--seconds", "0.3"] + Self.ecg)
    #expect(end.status == 0, "\(end.errors)")
    let heading = try #require(end.output.components(separatedBy: "\n").first)
    let whole = try #require(heading.firstMatch(of: /: ([0-9.]+) ms/)?.output.1)
    let rows = try rows(end.output, of: "stage 1")
    let sum = rows.reduce(0) { $0 + (Double($1["ms"] ?? "") ?? .nan) }
    let total = try #require(Double(whole))
    #expect(abs(sum - total) < 0.001 * Double(rows.count))
    let contractions = rows.filter { $0["algorithm"]?.hasPrefix("contraction ") == true }
    let peak = try #require(
      end.output.firstMatch(of: /The peak of 2 threads is ([0-9.]+) GFLOP/).flatMap {
        Double($0.output.1)
      })
    #expect(!contractions.isEmpty && peak > 1)
    #expect(end.output.contains("Kernels' GFLOP/s count the products that they compute"))
    for row in contractions {
      let speed = try #require(Double(row["GFLOP/s"] ?? ""), "\(row)")
      // A machine that others use may be slower while its peak is measured than it was before.
      #expect(speed > 0 && speed < 3 * peak, "\(row)")
    }
  }

  @Test("are printed as C by their names; what is no kernel, pass or number of seconds is refused")
  func kernels() throws {
    let one = try EtchProgram(["kernels", "--kernel", "k00"] + Self.ecg)
    #expect(one.status == 0)
    #expect(one.output.contains("// k00  "))
    #expect(one.output.contains("void ETCH_KERNEL(void *const *operands"))
    #expect(!one.output.contains("// k01  "))
    let none = try EtchProgram(["kernels", "--kernel", "k999"] + Self.ecg)
    #expect(none.status == 2)
    #expect(none.errors.contains("no program has a kernel 'k999'"), "\(none.errors)")
    let both = try EtchProgram(["kernels", "--time", "--kernel", "k00"] + Self.ecg)
    #expect(both.status == 2)
    #expect(both.errors.contains("give one"), "\(both.errors)")
    let interpreted = try EtchProgram(["kernels", "--time", "--backend", "reference"] + Self.ecg)
    #expect(interpreted.status == 2)
    #expect(interpreted.errors.contains("the interpreter has no kernels to time"))
  }
}
