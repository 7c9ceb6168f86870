import Diagnostics
import ExperimentTexts
import Testing

@testable import Experiment

/// Keys of other libraries in layers, updates, schedules, data and outputs: each is told the key here, once.
@Suite("Wrong words")
struct WrongWordTests {
  typealias Word = ToldMistake

  private static let right =
    DigitsExperiment.beginning(
      "name: it", "params:\n  width: 4",
      networks: ["net": [layer, "flatten", "dense: 28 * 28", "reshape: [28, 28, 1]"]])
    + "values:\n  rebuilt: net(digit)\nlosses:\n  recon: \(loss)\n"
    + DigitsExperiment.training("fit: \(update)")
    + "metrics:\n  figure: \(metric)\noutputs:\n  samples:\n    seen: \(sample)\n"

  private static let layer = "conv2d: {filters: width, kernel: 3, activation: relu}"
  private static let loss = "mse(rebuilt, digit)"
  private static let update = "{update: [net], minimize: recon}"
  private static let rate = "learning_rate: 1e-3"
  private static let batch = "  batch_size: 32"
  private static let set = "{source: builtin/digits, count: 64, scale: [0, 1]}"
  private static let metric = "{value: recon}"
  private static let sample = "{grid: [rebuilt, digit], count: 8}"

  private static let layers = [
    Word("activation: relu", "dropout: 0.3", "an item of the list: '- dropout: 0.3'"),
    Word("activation: relu", "batch_norm: true", "an item of the list: '- batch_norm'"),
    Word("activation: relu", "norm: batch", "an item of the list: '- batch_norm'"),
    Word("activation: relu", "pool: 2", "an item of the list: '- max_pool: 2'"),
    Word(
      "activation: relu", "spectral_norm: true", "'spectral_norm: {conv2d: {filters: 64, kernel"),
    Word("activation: relu", "activation: linear", "'none', or no 'activation', leaves the"),
    Word("dense: 28 * 28", "dense: {units: 784, dropout_rate: 0.1}", "'- dropout: 0.3'"),
    Word(
      "dense: 28 * 28", "dense: 784\n        activation: relu",
      "its fields stand under it: {dense: {units: 784, activation: relu}}"),
    Word(
      "dense: 28 * 28",
      "dense: 784\n        activation: relu\n        as: wide\n      - dense: 784\n        from: wide",
      "its fields stand under it: {dense: {units: 784, activation: relu}}"),
    Word(
      "dense: 28 * 28",
      "dense: 784\n        name: wide\n      - dense: 784\n        from: wide",
      "its name is written 'as': {dense: {…}, as: wide}"),
    Word(
      "dense: 28 * 28", "{dense: {units: 784}, activation: relu}",
      "its fields stand under it: {dense: {units: 784, activation: relu}}"),
    Word(
      layer, "conv2d:\n        filters: 4\n        kernel: 3",
      "its fields stand under it: {conv2d: {filters: 4, kernel: 3}}"),
    Word(
      "dense: 28 * 28", "dense: 784\n        inputs: flatten_1",
      "what it reads stands beside the kind: 'from: flatten_1'"),
    Word(
      "dense: 28 * 28", "dense: 784\n        from: [flatten_1]",
      "one stands without brackets: 'from: flatten_1'"),
    Word(
      "dense: 28 * 28", "dense: 784\n        from: [flatten_1, conv2d_1]",
      "a layer joins several: 'concat: {of: [flatten_1, conv2d_1]}'"),
    Word("dense: 28 * 28", "dense: 784, relu", "have names, as in {units: 784, …}"),
    Word("dense: 28 * 28", "dense: [784, relu]", "have names, as in {units: 784, …}"),
    Word("reshape: [28, 28, 1]", "reshape: 28 * 28", "a list is written [28 * 28]"),
    Word("dense: 28 * 28", "dense 784", "a ':' is missing: 'dense: 784'"),
    Word("activation: relu", "relu", "no field 'relu'; write 'activation: relu'"),
  ]

  private static let updates = [
    Word("update: [net]", "networks: [net]", "here it is 'update': 'update: [net]'"),
    Word("update: [net]", "update: net, other", "in brackets: 'update: [net, other]'"),
    Word("update: [net]", "update: [net.parameters()]", "to update; write 'net'"),
    Word("update: [net]", "update: all", "to update; there is 'net'"),
    Word("epochs: 1", "epochs: 10 epochs", "'10 epochs'; the number stands alone: 10"),
    Word("epochs: 1", "steps: 10 epochs", "'10 epochs'; that is 'epochs: 10'"),
    Word("update: [net]", "params: [net]", "here it is 'update': 'update: [net]'"),
    Word("minimize: recon", "minimize: recon, n_critic: 5", "'times: 5' does it so often on one"),
    Word("minimize: recon", "minimize: recon, steps: 5", "the other update has 'every: 5 steps'"),
    Word("minimize: recon", "minimize: recon, weight: 2", "'minimize: 0.5 * loss'"),
    Word("minimize: recon", "minimize: recon, freeze: net", "only what its 'update' names"),
    Word("minimize: recon", "minimize: recon, lr: 1e-4", "it is the optimizer's: 'optimizer"),
    Word("minimize: recon", "minimize: recon, clip_norm: 1", "{adam: {clip_norm: {global: 1}}}"),
    Word("minimize: recon", "minimize: recon, weight_decay: 1", "{adam: {weight_decay: 1e-4}}"),
    Word("  step:", "  steps:", "found a map; did you mean 'step'?"),
    Word(batch, "\(batch)\n  stop: 5", "the number 5; write {minimize: …, patience: 5}"),
    Word(
      batch, "\(batch)\n  stop: {monitor: recon}", "here it is 'minimize': 'minimize: test_loss'"),
    Word(
      batch, "\(batch)\n  stop: {minimize: recon, min_delta: 0.1}", "at all counts: leave it out"),
    Word(
      batch, "\(batch)\n  stop: {minimize: recon, mode: min}", "it is 'minimize' or 'maximize'"),
    Word(batch, "\(batch)\n  ema: 0.999", "{average: {ema: net, decay: 0.999}}"),
    Word(batch, "\(batch)\n  warmup_steps: 100", "{warmup: {over: 500 steps, then: 1e-3}}"),
    Word(batch, "\(batch)\n  seed: 3", "no field 'seed'; it stands at the top of the file"),
    Word(batch, "\(batch)\n  losses: {a: recon}", "it stands at the top of the file"),
    Word(loss, "mse(rebuilt, digit, weight=0.5)", "by a factor: '0.5 * mse(a, b)'"),
    Word(loss, "mse(floor(rebuilt), round(digit))", "here it is 'floor': 'floor(x + 0.5)'"),
  ]

  private static let schedules = [
    Word(
      rate, "learning_rate: {step: {initial: 1e-3, step_size: 10 epochs, rate: 0.1}}",
      "here it is 'every': 'every: 1 epoch'"),
    Word(
      rate, "learning_rate: {step: {initial: 1e-3, every: 10 epochs, gamma: 0.1}}",
      "no field 'gamma'; here it is 'rate'"),
    Word(
      rate, "learning_rate: {exponential_decay: {initial: 1, rate: 0.9, decay_steps: 9 steps}}",
      "no field 'decay_steps'; here it is 'every'"),
    Word(
      rate, "learning_rate: {cosine: {initial: 1e-3, T_max: 10 epochs}}",
      "no field 'T_max'; here it is 'over': 'over: 50 epochs'"),
    Word(
      rate, "learning_rate: {cosine: {initial: 1e-3, over: 10 epochs, eta_min: 0}}",
      "no field 'eta_min'; here it is 'final'"),
    Word(
      rate, "learning_rate: {cosine: {lr: 1e-3, over: 10 epochs}}",
      "no field 'lr'; here it is 'initial'"),
  ]

  private static let data = [
    Word(set, "{source: csv, path: data/x.csv, target: y}", "here it is 'label'"),
    Word(set, "{source: csv, path: data/x.csv, features: [a, b]}", "here it is 'columns'"),
    Word(set, "{source: csv, path: data/x.csv, sep: ';'}", "here it is 'delimiter'"),
    Word(set, "{source: images, path: data/x, classes: [a, b]}", "here it is 'label'"),
    Word(
      set, "{source: images, path: data/x, color_mode: grayscale}",
      "here it is 'transforms': 'transforms: [grayscale]'"),
    Word("scale: [0, 1]", "augment: true", "'transforms: [{random_flip: horizontal}]'"),
    Word("  digit:", "  other: {like: digt}\n  digit:", "written out; did you mean 'digit'?"),
    Word("scale: [0, 1]", "transforms: {resize: 28}", "a list is written [{resize: 28}]"),
    Word("  digit:", "  - digit:", "names stand without '-': 'digit: {…}'"),
    Word("  width: 4", "  - width: 4", "names stand without '-': 'width: 4'"),
    Word("scale: [0, 1]", "transforms: [resize 28]", "a ':' is missing: 'resize: 28'"),
    Word(
      set, "{dataset: builtin/digits, count: 64}",
      "needs 'source'; instead of 'dataset' write 'source: builtin/digits'"),
    Word("scale: [0, 1]", "scale: [0, 1], split: val", "the text 'val'; here it is 'test'"),
    Word("scale: [0, 1]", "transforms: [standardize]", "'normalize: {mean: 0.5, std: 0.5}'"),
    Word("scale: [0, 1]", "transforms: [MinMaxScaler]", "{range: [0, 1], fit: train}"),
    Word(set, "{source: image, path: a.png, width: 64}", "'size: [height, width]' says both"),
    Word("scale: [0, 1]", "limit: 10", "no field 'limit'; here it is 'count'"),
  ]

  private static let outputs = [
    Word(sample, "rebuilt", "found the text 'rebuilt'; write {grid: rebuilt}"),
    Word(sample, "[rebuilt, digit]", "found a list; write {grid: [rebuilt, digit]}"),
    Word(sample, "{images: rebuilt}", "here it is 'grid': 'grid: [picture, rebuilt]'"),
    Word(sample, "{value: rebuilt}", "no field 'value'; here it is 'grid'"),
    Word("count: 8", "rows: 2", "'columns' how many stand side by side"),
    Word("count: 8", "n: 8", "no field 'n'; here it is 'count'"),
    Word("count: 8", "interval: 1 epoch", "here it is 'every': 'every: 1 epoch'"),
    Word("count: 8", "training: true", "here it is 'mode': training or inference"),
    Word("  samples:\n", "  images:\n", "here it is 'samples': 'samples: {new: {grid: rebuilt}}'"),
    Word("outputs:\n", "outputs:\n  save: best\n", "here it is 'checkpoints'"),
    Word(
      "count: 8", "iterate: {x: {init: digit, next: net(x)}}, num_steps: 5", "here it is 'times'"),
    Word(
      "outputs:\n", "outputs:\n  checkpoints: {save_best_only: true}\n",
      "here it is 'best': 'best: {minimize: test_loss}'"),
    Word(metric, "{loss: recon}", "no field 'loss'; here it is 'value'"),
    Word(metric, "{value: recon, every: 5}", "figures are computed after each epoch"),
    Word("name: it", "title: it", "no field 'title'; here it is 'name'"),
  ]

  private static let calls = [
    Word("net(digit)", "net.predict(digit)", "a network is called by its name: 'net(…)'"),
    Word("net(digit)", "self.net(digit)", "a network is called by its name alone: 'net(…)'"),
    Word("net(digit)", "networks.net(digit)", "a network is called by its name alone: 'net(…)'"),
    Word("net(digit)", "net(digit, training=False)", "here it is 'mode': training or inference"),
    Word(
      "net(digit)", "net(digit).output",
      "note: its layers are 'conv2d_1', 'flatten_1', 'dense_1', 'reshape_1'"),
  ]

  private static let forms = [
    Word("\(loss)\n", "{mse: [rebuilt, digit]}\n", "a call is written 'mse(rebuilt, digit)'"),
    Word("\(loss)\n", "{type: mse, weight: 0.5}\n", "a call is written 'mse(…)'"),
    Word("rebuilt: net(digit)", "rebuilt: |\n    x = net(digit)\n    x", "is an entry of its own"),
    Word(
      "figure: \(metric)", "accuracy: accuracy",
      "accuracy -> accuracy; here it is 'mean': 'mean(argmax(logits) == label)'"),
    Word(
      metric, "mean(argmax(digit.label))",
      "argmax goes along an axis, and this is one number an example"),
    Word(
      "rebuilt: net(digit)", "rebuilt, other: net(digit)",
      "each is read by the name of its layer: 'encoder(x).mean'"),
  ]

  private static let params = [
    Word("filters: width", "filters: params.width", "a param is its bare name here: 'width'"),
    Word("filters: width", "filters: '{{ width }}'", "a param is its bare name here: 'width'"),
    Word("filters: width", "filters: '{width}'", "a param is its bare name here: 'width'"),
    Word("filters: width", "filters: 2 * params.width", "alone: 'width', not 'params.width'"),
    Word("dense: 28 * 28", "dense: ${params.width}", "between '${' and '}'; write '${width}'"),
    Word("net(digit)", "net(digit) * params.width", "alone: 'width', not 'params.width'"),
    Word("net(digit)", "net(data.digit)", "names stand alone: 'digit', not 'data.digit'"),
    Word("\(loss)\n", "mean(data.digit.label)\n", "names stand alone: 'digit', not 'data.digit'"),
    Word(
      "name: it", "name: it\nprofiles: {quick: {train.epochs: 2}}",
      "no field 'train.epochs'; a key within a key is written 'train: {epochs: 2}'"),
  ]

  @Test(
    "are told the word here, in one message",
    arguments: [layers, updates, schedules, data, outputs, calls, forms, params].flatMap(\.self))
  func told(word: Word) throws {
    #expect(Self.right.contains(word.old))
    let told = try Self.remarks(on: Self.right.replacing(word.old, with: word.new))
    #expect(told.contains(word.told), "\(told)")
    #expect(told.hasSuffix("\n1 error\n"), "\(told)")
  }

  @Test("The file in which they stand is right")
  func right() throws {
    #expect(try Self.remarks(on: Self.right) == "")
  }

  private static func remarks(on text: String) throws -> String {
    try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: "data"
    ).remarks.printed()
  }
}
