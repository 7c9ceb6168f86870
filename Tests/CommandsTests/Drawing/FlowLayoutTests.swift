import Experiment
import Testing

@testable import Commands

@Suite("The flow of a drawing")
struct FlowLayoutTests {
  @Test("A line that passes a row has a lane there, beside its boxes")
  func lanes() {
    // The first is read by all others, the second by the last.
    let layout = FlowLayout(
      depths: [0, 1, 2, 3], reads: [[], [0], [0, 1], [0, 1, 2]], width: 40, within: 10...200)
    #expect(layout.rows == [0, 1, 2, 3])
    #expect(layout.lefts[0] == 10)
    #expect(layout.lanes.map(\.count) == [2, 1, 0, 0])
    // The line goes straight on where it is, and the box that reads it stands beside.
    #expect(layout.lanes[0][0] == 30)
    #expect(layout.lefts[1] == 44)
  }

  @Test(
    "Boxes that find no room beside each other stand in several rows, those that others read last")
  func narrow() {
    // The first is read by four, of which the first is read by the last.
    let layout = FlowLayout(
      depths: [0, 1, 1, 1, 1, 2], reads: [[], [0], [0], [0], [0], [1]], width: 40, within: 0...130)
    #expect(layout.rows == [0, 2, 1, 1, 2, 3])
    #expect(layout.right <= 130)
    let wide = FlowLayout(
      depths: [0, 1, 1, 1, 1, 2], reads: [[], [0], [0], [0], [0], [1]], width: 40, within: 0...300)
    #expect(wide.rows == [0, 1, 1, 1, 1, 2])
  }

  @Test(
    "A line of a box is broken at blanks, a longer word behind a bracket, comma or point, or anywhere",
    arguments: [
      ("a + b", ["a + b"]), ("minimizes ab", ["minimizes", "ab"]),
      ("judge([fake.labels, b])", ["judge([", "fake.", "labels, b])"]),
      ("abcdefghijklmnopqrstuvwx y", ["abcdefghijk", "lmnopqrstuv", "wx y"]), ("", [""]),
    ])
  func broken(_ text: String, _ lines: [String]) {
    #expect(ModelDrawing.wrapped(text, 11) == lines)
  }

  @Test(
    "No line runs through a box, and none goes back, in any shipped experiment",
    arguments: [
      "cgan_digits", "vae_mnist", "cvae_prior_digits", "wgan_gp_digits", "ddpm_digits",
      "classifier_digits", "fgsm", "ecg_anomaly", "pix2pix_facades", "cyclegan_horse2zebra",
    ])
  func shipped(name: String) throws {
    let drawing = try ModelDrawing(try QuickExperiment(name: name).load())
    let items = drawing.items
    for item in items {
      for source in item.reads { #expect(items[source].depth < item.depth, "\(item.name)") }
    }
    let layout = FlowLayout(
      depths: items.map(\.depth), reads: items.map(\.reads), width: 250, within: 16...944)
    for (index, lanes) in layout.lanes.enumerated() {
      for (place, x) in lanes.enumerated() {
        for box in items.indices where layout.rows[box] == layout.rows[index] + place + 1 {
          let edges = layout.lefts[box]...(layout.lefts[box] + 250)
          #expect(!edges.contains(x), "\(items[index].name) through \(items[box].name)")
        }
      }
      for source in items[index].reads {
        #expect(layout.rows[source] < layout.rows[index], "\(items[index].name)")
      }
    }
    for (index, other) in items.indices.flatMap({ index in items.indices.map { (index, $0) } })
    where index < other && layout.rows[index] == layout.rows[other] {
      #expect(abs(layout.lefts[index] - layout.lefts[other]) >= 264, "\(items[index].name)")
    }
    // As wide as the page of a report.
    let svg = drawing.svg()
    let width = try #require(svg.firstMatch(of: /viewBox="0 0 ([0-9.]+)/)?.output.1)
    #expect(Double(width).map { $0 <= 960 } == true, "\(width)")
  }

  @Test("A dropout that drops nothing has the shape of what it reads")
  func passing() throws {
    let drawing = try ModelDrawing(try QuickExperiment(name: "pix2pix_facades").load())
    for layer in drawing.networks.flatMap(\.layers) {
      #expect(!layer.shape.isEmpty, "\(layer.name)")
    }
  }

  @Test("A running average is said to be one, in the drawing and in the plan")
  func average() throws {
    let experiment = try QuickExperiment(name: "ddpm_digits").load()
    let drawing = try ModelDrawing(experiment)
    let network = try #require(drawing.networks.first { $0.name == "average" })
    let phrase = try #require(network.average)
    #expect(phrase.hasPrefix("running average of denoiser, decay 0.9"), "\(phrase)")
    #expect(drawing.svg().contains(phrase) && drawing.dot.contains(phrase))
    let plan = try ExperimentPlan(withoutCompiler: experiment)
    #expect(plan.text.contains("\naverage: \(phrase)\n"), "\(plan.text)")
  }

  @Test("Samples, plots and metrics are drawn, and what they alone read stands before them")
  func outputs() throws {
    let items = try ModelDrawing(try QuickExperiment(name: "cgan_digits").load()).items
    let sample = try #require(items.first { $0.kind == .sample && $0.name == "classes" })
    #expect(Set(sample.reads.map { items[$0].name }) == ["seeds", "rows"])
    #expect(sample.reads.allSatisfy { items[$0].depth == sample.depth - 1 })
    let metric = try #require(items.first { $0.kind == .metric })
    #expect(Set(metric.reads.map { items[$0].name }) == ["answer", "digit"])
  }

  @Test("A sample of a lattice over a value is drawn as reading it")
  func lattice() throws {
    let items = try ModelDrawing(try QuickExperiment(name: "vae_mnist").load()).items
    let sample = try #require(items.first { $0.kind == .sample && $0.name == "manifold" })
    #expect(sample.reads.map { items[$0].name } == ["posterior"])
  }

  @Test("A sample, plot or metric of a network alone is drawn as coming from it")
  func networkAlone() throws {
    let drawing = try ModelDrawing(
      LoadedExperiment(
        text: """
          etch: 1
          name: alone
          data: {digit: {source: builtin/digits, count: 40}}
          networks:
            maker: {input: [4], layers: [{dense: 784}, {reshape: [28, 28, 1]}]}
          losses: {error: "mse(maker(normal([4])), digit)"}
          train: {epochs: 1, batch_size: 20, optimizer: sgd, step: {fit: {update: maker, minimize: error}}}
          outputs:
            samples:
              made: {grid: "maker(normal([4], count=9))"}
              beside: {grid: ["maker(normal([4], count=9))", digit], count: 9}

          """, name: "alone", overrides: [], dataFolder: "data"))
    let items = drawing.items
    func sources(_ name: String) throws -> [String] {
      try #require(items.first { $0.name == name }).reads.map {
        "\(items[$0].kind.rawValue) \(items[$0].name)"
      }
    }
    #expect(try sources("made") == ["network maker"] && sources("beside") == ["data digit"])
    let networks = items.filter { $0.kind == .network }
    #expect(networks.map(\.lines) == [["trained by fit"]])
    for item in items { #expect(item.reads.allSatisfy { items[$0].depth < item.depth }) }
    #expect(drawing.summary.contains("sample made from maker"))
  }

  @Test("What an experiment calls a thing is drawn as it is, whatever the drawing's own words are")
  func ownWords() throws {
    let svg = try ModelDrawing(
      LoadedExperiment(
        text: """
          etch: 1
          name: words
          data: {URL: {source: builtin/digits, count: 40}}
          networks:
            maker: {input: [28, 28, 1], layers: [flatten, {dense: 784}, {reshape: [28, 28, 1]}]}
          losses: {error: "mse(maker(URL), URL)"}
          train: {epochs: 1, batch_size: 20, optimizer: sgd, step: {fit: {update: maker, minimize: error}}}

          """, name: "words", overrides: [], dataFolder: "data")
    ).svg()
    func count(_ words: String) -> Int { svg.components(separatedBy: words).count - 1 }
    #expect(count("URL") > 0 && count("url(#") == count("marker-end=\"url(#"))
  }

  @Test(
    "In the drawings of the shipped experiments no sample, plot or metric stands alone that calls a network"
  )
  func nothingAlone() throws {
    for name in ["cgan_digits", "vae_mnist", "ddpm_digits", "wgan_gp_digits", "vae_homework_mnist"]
    {
      let items = try ModelDrawing(try QuickExperiment(name: name).load()).items
      for item in items where [.sample, .plot, .metric].contains(item.kind) {
        #expect(!item.reads.isEmpty, "\(item.name) of \(name)")
      }
    }
  }
}
