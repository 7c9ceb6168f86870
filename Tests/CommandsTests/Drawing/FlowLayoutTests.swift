import Experiment
import Testing

@testable import Commands

@Suite("The flow of a drawing")
struct FlowLayoutTests {
  @Test("A line that passes a column has a lane there, above or below its boxes")
  func lanes() {
    // The first is read by all others, the second by the last.
    let layout = FlowLayout(
      depths: [0, 1, 2, 3], reads: [[], [0], [0, 1], [0, 1, 2]],
      heights: [40, 40, 40, 40], top: 10)
    #expect(layout.tops[0] == 10)
    #expect(layout.lanes.map(\.count) == [2, 1, 0, 0])
    // The line goes straight on where it is, and the box that reads it as high stands below.
    #expect(layout.lanes[0][0] == 30)
    #expect(layout.tops[1] == 44)
  }

  @Test(
    "No line runs through a box, and none goes back, in any shipped experiment",
    arguments: [
      "cgan_digits", "vae_mnist", "cvae_prior_digits", "wgan_gp_digits", "ddpm_digits",
      "classifier_digits", "fgsm", "ecg_anomaly",
    ])
  func shipped(name: String) throws {
    let items = try ModelDrawing(try QuickExperiment(name: name).load()).items
    for item in items {
      for source in item.reads { #expect(items[source].depth < item.depth, "\(item.name)") }
    }
    let heights = items.map { 27 + 15 * Double($0.lines.count) }
    let layout = FlowLayout(
      depths: items.map(\.depth), reads: items.map(\.reads), heights: heights, top: 0)
    for (index, lanes) in layout.lanes.enumerated() {
      for (place, y) in lanes.enumerated() {
        for box in items.indices where items[box].depth == items[index].depth + place + 1 {
          let edges = layout.tops[box]...(layout.tops[box] + heights[box])
          #expect(!edges.contains(y), "\(items[index].name) through \(items[box].name)")
        }
      }
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
