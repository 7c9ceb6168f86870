import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// Data that is not what an experiment takes it for, which is known once it is read.
@Suite("Data that does not fit its use")
struct DataDemandTests {
  private static func experiment(
    _ loss: String, data: String = "{source: builtin/digits, count: 40}", more: String = ""
  ) -> String {
    """
    etch: 1
    name: classes
    data:
      digit: \(data)
    networks:
      classifier:
        input: [28, 28, 1]
        layers:
          - flatten
          - dense: 8
      painter:
        input: [8]
        layers:
          - dense: {units: 784, activation: sigmoid}
          - reshape: [28, 28, 1]
    values:
      logits: classifier(digit)
    losses:
      loss: \(loss)
    train:
      epochs: 2
      batch_size: 16
      optimizer: {sgd: {learning_rate: 0.01}}
      step: [{classifier: {minimize: loss}}]
    \(more)
    """
  }

  /// What an experiment's file says of targets, and then loading its data.
  static func said(_ text: String, data: String = "data") throws -> DiagnosticList {
    var found = DiagnosticList()
    do {
      let experiment = try LoadedExperiment(
        text: text, name: "test.yaml", overrides: [], dataFolder: data)
      found = DiagnosticList(
        experiment.warnings.diagnostics.filter { $0.warning == .targetOutOfReach })
      _ = try experiment.loadData(memory: 1 << 30) { found.add($0) }
    } catch let errors as DiagnosticList {
      found = errors
    }
    return found
  }

  @Test(
    "that is no class is an error which names the field, the class and the classes there are",
    arguments: [
      ("cross_entropy(logits, digit.label)", "cross_entropy"),
      ("mean(cross_entropy(logits, digit.label, reduction=none))", "cross_entropy"),
      ("mse(logits, one_hot(digit.label, 8))", "one_hot"),
    ])
  func classes(loss: String, function: String) throws {
    let found = try Self.said(Self.experiment(loss))
    let error = try #require(found.diagnostics.first)
    #expect(found.diagnostics.count == 1)
    #expect(error.severity == .error)
    #expect(
      error.message.contains(
        "of 'digit.label' is out of bounds: \(function) has 8 classes here, 0 to 7"))
    #expect(error.range?.text == "digit.label")
    #expect(error.notes.first?.message == "'digit.label' has 10 classes, 0 to 9")
  }

  @Test(
    "that is no class of those that are left is told once the data is read, with the first example")
  func filtered() throws {
    let found = try Self.said(
      Self.experiment(
        "cross_entropy(logits, digit.label)",
        data: "{source: builtin/digits, count: 200, train_where: label > 4}"))
    let error = try #require(found.diagnostics.first)
    #expect(error.message.contains("of 'digit.label' is out of bounds"))
    #expect(error.notes.first?.message.contains("of the training part is the first") == true)
  }

  @Test(
    "is held to each function in the part that it reads, and the greatest class that occurs is named",
    arguments: [
      ("0,1,2", "3", "", nil),
      (
        "0,1,2", "3", "metrics:\n  wrong: cross_entropy(net(x), x.label)",
        "the class 3 of 'x.label' is out of bounds | 'x.label' has 4 classes, 0 to 3 | "
      ),
      (
        "0,1,9", "1", "",
        "the class 9 of 'x.label' is out of bounds | 'x.label' has the classes 0, 1, 9 | "
      ),
      (
        "1,2,3", "1", "",
        "the class 3 of 'x.label' is out of bounds | 'x.label' has the classes 1, 2, 3 | classes count from 0; "
      ),
    ] as [(String, String, String, String?)])
  func parts(train: String, test: String, more: String, told: String?) throws {
    let out = try RunsFolder()
    try Folder.create("\(out.path)/set")
    for (name, labels) in [("a.csv", train), ("b.csv", test)] {
      let rows = labels.split(separator: ",").map { "1,2,\($0)\n" }
      try TextFile.write(rows.joined(), to: "\(out.path)/set/\(name)")
    }
    let text = """
      etch: 1
      name: parts
      data:
        x:
          source: csv
          path: data/set
          splits: {train: a.csv, test: b.csv}
          header: false
          label: last
          split: train
      networks:
        net: {input: [2], layers: [{dense: 3}]}
      losses:
        loss: cross_entropy(net(x), x.label)
      train: {epochs: 1, batch_size: 1, optimizer: sgd, step: {net: {minimize: loss}}}
      \(more)
      """
    let found = try Self.said(text, data: out.path)
    let lines = found.diagnostics.filter { $0.severity == .error }.map { error in
      let message = error.message.split(separator: ":").first.map(String.init) ?? ""
      return ([message] + error.notes.map(\.message)).joined(separator: " | ")
    }
    #expect(lines.count == (told == nil ? 0 : 1), "\(lines)")
    #expect(lines.allSatisfy { $0.hasPrefix(told ?? "-") }, "\(lines)")
  }

  @Test(
    "that is a word for which an embedding or a loss has no place is an error, also where a part of the text is read; of a table's part, whose columns are not alike, nothing is known",
    arguments: [
      ("line[:-1]", 10, 40, "the class 39 of 'line' is out of bounds: embedding has 10 classes"),
      ("line", 10, 40, "the class 39 of 'line' is out of bounds: embedding has 10 classes"),
      ("line[:-1]", 40, 10, "the class 39 of 'line' is out of bounds: cross_entropy has 10"),
      ("line[:-1]", 40, 40, ""), ("table[:2]", 10, 40, ""),
    ])
  func words(read: String, vocabulary: Int, scores: Int, told: String) throws {
    let out = try RunsFolder()
    try TextFile.write("1,2,90\n3,4,91\n", to: "\(out.path)/table.csv")
    let text = """
      etch: 1
      name: words
      data:
        line: {source: builtin/sentences, vocabulary: 40, length: 6, count: 40}
        table: {source: csv, path: data/table.csv}
      networks:
        model:
          input: [any]
          layers: [{embedding: {vocabulary: \(vocabulary), units: 4}}, {dense: \(scores)}]
      losses:
        loss: cross_entropy(model(\(read)), \(read))
      train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {model: {minimize: loss}}}
      """
    let errors = try Self.said(text, data: out.path).diagnostics.filter { $0.severity == .error }
    #expect(errors.count == (told.isEmpty ? 0 : 1), "\(errors)")
    #expect(errors.allSatisfy { $0.message.contains(told) }, "\(errors)")
  }

  @Test("that is no class only where a metric looks is an error as well")
  func metric() throws {
    let text = Self.experiment(
      "cross_entropy(logits, digit.label)",
      data: "{source: builtin/digits, count: 200, train_where: label < 8}",
      more: "metrics:\n  test: cross_entropy(logits, digit.label)")
    let found = try Self.said(text)
    #expect(found.hasErrors)
    #expect(found.diagnostics.flatMap(\.notes).contains { $0.message.contains("of the test part") })
  }

  @Test(
    "that is as asked is not remarked on",
    arguments: [
      "cross_entropy(logits, digit.label * (digit.label < 8))",
      "mse(painter(logits), digit)", "bce(painter(logits), digit)",
      "mse(logits, one_hot(minimum(digit.label, 7), 8))",
    ])
  func fitting(loss: String) throws {
    #expect(try Self.said(Self.experiment(loss)).diagnostics.isEmpty)
  }

  @Test(
    "gives a loss no meaning, or cannot be reached, with a warning",
    arguments: [
      (
        "bce(painter(logits), digit)",
        "the target -1 of 'digit' does not lie in 0 to 1, so bce has no least value and can fall without end"
      ),
      (
        "mse(painter(logits), digit)",
        "the target -1 of 'digit' is out of reach: the prediction comes out of a sigmoid, from 0 to 1"
      ),
      (
        "hinge(mean(logits, per=example), digit.label)",
        "is not -1 or 1, which are the targets of hinge"
      ),
    ])
  func warned(loss: String, message: String) throws {
    let found = try Self.said(
      Self.experiment(loss, data: "{source: builtin/digits, count: 40, scale: [-1, 1]}"))
    #expect(!found.hasErrors)
    #expect(found.diagnostics.map(\.message).joined(separator: "; ").contains(message))
  }

  @Test(
    "is brought to 0 to 1 by 'scale' where it is the main field, and not where it is a label",
    arguments: [
      ("bce(painter(logits), digit)", true), ("mse(painter(logits), digit)", true),
      ("bce(mean(logits, per=example), digit.label)", false),
    ])
  func scaled(loss: String, isAdvised: Bool) throws {
    let found = try Self.said(
      Self.experiment(loss, data: "{source: builtin/digits, count: 40, scale: [0, 255]}"))
    #expect(found.diagnostics.contains { $0.warning == .targetOutOfReach })
    #expect(
      found.diagnostics.flatMap(\.notes).contains { $0.message.contains("'scale: [0, 1]'") }
        == isAdvised)
  }

  @Test(
    "is made into a target that a loss or prediction cannot reach, with a warning of the file itself",
    arguments: [
      ("bce(painter(logits), 2 * digit - 1)", "the target -1 does not lie in 0 to 1"),
      ("bce(painter(logits), 255 * digit)", "the target 255 does not lie in 0 to 1"),
      ("mse(painter(logits), 255 * digit)", "the target 255 is out of reach"),
      ("l1(painter(logits), -digit)", "the target -1 is out of reach"),
      ("huber(painter(logits), digit - 0.5)", "the target -0.5 is out of reach"),
      ("mse(2 * painter(logits) - 1, 2 * digit - 1)", nil),
      ("bce(painter(logits), 1 - digit)", nil), ("mse(painter(logits), square(digit))", nil),
      ("bce(painter(logits), 0.9 * digit + 0.05)", nil), ("mse(logits, 255 * logits)", nil),
      ("bce(painter(logits), digit * (digit > 0.5))", nil),
    ] as [(String, String?)])
  func computed(loss: String, message: String?) throws {
    let experiment = try LoadedExperiment(
      text: Self.experiment(loss, data: "{source: builtin/digits, count: 40, scale: [0, 1]}"),
      name: "test.yaml", overrides: [], dataFolder: "data")
    let told = experiment.warnings.diagnostics.filter { $0.warning == .targetOutOfReach }
    #expect(told.count == (message == nil ? 0 : 1), "\(told)")
    #expect(told.allSatisfy { $0.message.hasPrefix(message ?? "-") }, "\(told)")
  }

  @Test(
    "is out of reach by its format or scale, which the file alone tells",
    arguments: [
      ("builtin/digits, scale: [-1, 1]", "the target -1 of 'digit' does not lie in 0 to 1"),
      ("mnist", "the target 255 of 'digit' does not lie in 0 to 1"),
      ("mnist, transforms: [binarize: 128]", nil), ("mnist, scale: [0, 1]", nil),
      ("builtin/digits", nil),
    ] as [(String, String?)])
  func known(source: String, message: String?) throws {
    let experiment = try LoadedExperiment(
      text: Self.experiment("bce(painter(logits), digit)", data: "{source: \(source)}"),
      name: "test.yaml", overrides: [], dataFolder: "data")
    let told = experiment.warnings.diagnostics.filter { $0.warning == .targetOutOfReach }
    #expect(told.count == (message == nil ? 0 : 1), "\(told)")
    #expect(told.allSatisfy { $0.message.hasPrefix(message ?? "-") }, "\(told)")
  }

  @Test("goes beyond what a sample shows, with a warning that says what it shows")
  func range() throws {
    let outputs = """
      outputs:
        samples:
          half: {grid: digit}
          whole: {grid: digit, range: [-1, 1]}
      """
    func text(_ transforms: String) -> String {
      Self.experiment(
        "mean(logits * logits)", data: "{source: builtin/digits, count: 40, \(transforms)}",
        more: outputs)
    }
    // What the format says is told of the file already.
    let loaded = try LoadedExperiment(
      text: text("scale: [-1, 1]"), name: "test.yaml", overrides: [], dataFolder: "data")
    #expect(
      loaded.warnings.diagnostics.map(\.message) == [
        "'digit' goes from -1 to 1, and the sample 'half' shows 0 as black and 1 as white",
        "the network 'painter' is used nowhere",
      ])
    #expect(try Self.said(text("scale: [-1, 1]")).diagnostics.isEmpty)
    let found = try Self.said(text("transforms: [{normalize: {mean: 255, std: 255}}]"))
    #expect(
      found.diagnostics.map(\.message) == [
        "'digit' has numbers like -1, and the sample 'half' shows 0 as black and 1 as white"
      ])
  }

  @Test("is one number everywhere, with a warning")
  func constant() throws {
    let found = try Self.said(
      Self.experiment(
        "mean(logits * logits)",
        data: "{source: builtin/digits, count: 40, transforms: [{binarize: 127}]}"))
    #expect(
      found.diagnostics.map(\.message) == [
        "'digit' is 0 everywhere in the training part; are its transforms meant so?"
      ])
  }

  @Test("holds nan, with a warning")
  func notFinite() throws {
    let folder = try RunsFolder()
    var file = Data("\u{93}NUMPY\u{1}\0".unicodeScalars.map { UInt8($0.value) })
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 8), }"
    let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
    file.append(contentsOf: [UInt8(padded.utf8.count), 0])
    file.append(Data(padded.utf8))
    for number in (0..<32).map({ $0 == 17 ? Float.nan : Float($0) }) {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { file.append(contentsOf: $0) }
    }
    try file.write(to: URL(filePath: folder.path + "/x.npy"))
    let text = levelOfNumbers("broken")
    #expect(
      try Self.said(text, data: folder.path).diagnostics.map(\.message) == [
        "'x' holds numbers that are not finite (nan or inf)"
      ])
  }

  @Test(
    "is no class only as the step computes it: the loss is nan, compiled or not",
    arguments: [false, true])
  func atRunTime(reference: Bool) throws {
    let folder = try RunsFolder()
    for loss in [
      "cross_entropy(logits, digit.label + 2 * bernoulli(1, []))",
      "cross_entropy(logits, digit.label - 2 * bernoulli(1, []))",
      "mse(logits, one_hot(digit.label + 2 * bernoulli(1, []), 8))",
      "mean(logits) * mean(lookup(range(8), digit.label + 2 * bernoulli(1, [])))",
      "mean(logits) * mean(lookup(range(8), digit.label / 4 * bernoulli(1, [])))",
    ] {
      let run = try ExperimentRun(
        LoadedExperiment(
          text: Self.experiment(loss), name: "test.yaml", overrides: [], dataFolder: "data"),
        machine: Machine(threads: 1, usesReference: reference),
        options: RunOptions(outFolder: folder.path + "/\(reference)"))
      let listener = Listener()
      guard case .diverged(let why, _) = try run.execute(observer: listener, stop: StopRequest())
      else {
        Issue.record("\(loss) has not ended the run")
        continue
      }
      #expect(why.contains("the loss 'loss' is so since step 1"), "\(loss): \(why)")
      let losses = try MetricsLog.read(run.folder.metrics).compactMap { $0["loss"]?.double }
      #expect(losses.count == 1 && losses.allSatisfy(\.isNaN), "\(loss): \(losses)")
    }
  }

  @Test("need not be a class where it is ignored")
  func ignored() throws {
    let folder = try RunsFolder()
    let text = Self.experiment(
      "cross_entropy(logits, digit.label + 90 * (digit.label == 9) - (digit.label == 8), ignore=99)"
    )
    let run = try ExperimentRun(
      LoadedExperiment(text: text, name: "test.yaml", overrides: [], dataFolder: "data"),
      machine: Machine(threads: 1, usesReference: false),
      options: RunOptions(outFolder: folder.path))
    _ = try run.execute(observer: Listener(), stop: StopRequest())
    let losses = try MetricsLog.read(run.folder.metrics).compactMap { $0["loss"]?.double }
    #expect(losses.count == 2 && losses.allSatisfy { (0.1...10).contains($0) })
    #expect(
      try Self.said(Self.experiment("cross_entropy(logits, digit.label, ignore=9)")).diagnostics
        .allSatisfy { $0.message.contains("the class 8") })
  }
}

/// An experiment that learns the mean of the numbers in `x.npy`.
func levelOfNumbers(_ name: String) -> String {
  """
  etch: 1
  name: \(name)
  data:
    x: {source: tensors, path: data/x.npy}
  variables:
    level: {init: "zeros([1])"}
  train:
    epochs: 1
    optimizer: {sgd: {learning_rate: 0.1}}
    step: [{level: {minimize: "mse(level, mean(x))"}}]
  """
}
