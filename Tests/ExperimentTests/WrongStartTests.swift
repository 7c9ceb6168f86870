import Diagnostics
import ExperimentTexts
import Testing

@testable import Experiment

/// What people wrote who began from Keras or PyTorch: each is told the word here, or what to do instead.
@Suite("Wrong starts")
struct WrongStartTests {
  typealias Start = ToldMistake

  private static let right =
    DigitsExperiment.beginning("name: it", networks: ["net": [layer, "flatten", "dense: 1"]])
    + "losses:\n  loss: \(loss)\n" + DigitsExperiment.training("net: {minimize: loss}")

  private static let layer = "conv2d: {filters: 4, kernel: 3}"
  private static let loss = "mean(square(net(digit)))"
  private static let adam = "{adam: {learning_rate: 1e-3}}"
  private static let set = "{source: builtin/digits, count: 64, scale: [0, 1]}"
  private static let batch = "  batch_size: 32"

  /// Of layers and networks.
  private static let layers = [
    Start(layer, "MaxPooling2D: 2", "here it is 'max_pool': 'max_pool: 2'"),
    Start(layer, "BatchNorm2d", "here it is 'batch_norm'"),
    Start(layer, "LeakyReLU: 0.2", "here it is 'leaky_relu'"),
    Start(layer, "ConvTranspose2d: {filters: 4, kernel: 3}", "here it is 'conv2d_transpose'"),
    Start(layer, "conv2d: {in_channels: 1, filters: 4, kernel: 3}", "it is what comes in"),
    Start(layer, "conv2d: {out_channels: 4, kernel: 3}", "here it is 'filters'"),
    Start("dense: 1", "dense: {units: 1, input_shape: [9]}", "the network's 'input' says it"),
    Start("[28, 28, 1]", "[1, 28, 28]", "pictures are [height, width, channels] here"),
    Start("[28, 28, 1]", "[null, 28, 28, 1]", "the batch is not written"),
    Start("[28, 28, 1]", "[-1, 28, 28, 1]", "the batch is not written"),
    Start("[28, 28, 1]", "[batch, 28, 28, 1]", "the batch is not written"),
    Start(layer, "conv2d: {filters: 4, kernel: '(3, 3)'}", "a list is written [3, 3]"),
    Start(layer, "Conv2D(4, 3)", "and fields have names: 'conv2d: {…: …}'"),
    Start(layer, "nn.ReLU()", "nothing is called here: write 'relu'"),
    Start(layer, "ReLU(inplace=True)", "nothing is called here: write 'relu'"),
    Start(layer, "conv1d: {filters: 4, kernel: 3}", "here it is 'conv2d'"),
    Start(layer, "LSTM: 10", "'transformer_decoder' reads sequences"),
    Start(layer, "conv2d: {filters: 4, kernel: 3, activation: nn.ReLU}", "here it is 'relu'"),
    Start(
      layer, "conv2d: {filters: 4, kernel: 3, padding_mode: reflect}", "here it is 'padding'"),
    Start("- flatten", "- reshape: [-1, 64]", "an extent that varies is 'any'; found -1"),
    Start("    layers:", "    trainable: false\n    layers:", "the updates that name it"),
    Start(layer, "\(layer)\n      - batch_norm: 8", "found the number 8; leave the number out"),
    Start(layer, "\(layer)\n      - layer_norm: 8", "found the number 8; leave the number out"),
    Start(layer, "\(layer)\n      - batch_norm: 0.9", "write {momentum: 0.9}"),
    Start(layer, "\(layer)\n      - relu: 8", "it has no fields: leave the number out"),
    Start("- flatten", "-flatten", "a blank is missing after this '-'"),
    Start("- dense: 1", "-dense: 1", "a blank is missing after this '-'"),
    Start("- conv2d", "-conv2d", "a blank is missing after this '-'"),
    Start("[28, 28, 1]", "[28 28 1]", "; a list is written [28, 28, 1]"),
    Start(layer, "conv2d: {filters: 4, kernel: 7 x 7}", "; a list is written [7, 7]"),
    Start(layer, "conv2d: {filters: 4, kernel: 7x7}", "; a list is written [7, 7]"),
    Start(layer, "SeparableConv2D: {filters: 4, kernel: 3}", "it is two layers: 'depthwise_conv2d"),
    Start(layer, "separable_conv2d: {filters: 4, kernel: 3}", "it is two layers"),
    Start("dense: 1", "dense: {units: 1, kernel_regularizer: l2}", "{adam: {weight_decay: 1e-4}}"),
    Start("dense: 1", "dense: {units: 1, weight_decay: 0.1}", "{adam: {weight_decay: 1e-4}}"),
    Start(
      "dense: 1", "dense: {units: 1, name: code}", "; its name stands beside the kind: 'as: code'"),
    Start(
      layer, "\(layer)\n        name: code", "; its name is written 'as': {conv2d: {…}, as: code}"),
    Start("- flatten", "- flatten\n        name: code", ": {}', and the layer's name as 'as'"),
    Start("dense: 1", "dense: {units: 1, trainable: false}", "stands in a network of its own"),
    Start(layer, "\(layer)\n        trainable: false", "stands in a network of its own"),
    Start("    layers:", "    weights: imagenet\n    layers:", "'etch fetch --list' tells"),
    Start("    layers:", "    pretrained: true\n    layers:", "here it is 'weights'"),
    Start("[28, 28, 1]", "784", "found the number 784; a list is written [784]"),
    Start("[28, 28, 1]", "[${side}, 28, 1]", "a param is its bare name here: 'side'"),
    Start(layer, "LeakyReLU(0.2)", "nothing is called here: write 'leaky_relu: 0.2'"),
    Start("- flatten", "flatten", "the '- ' before this item of a list is missing"),
    Start(
      "dense: 1", "dense: {units: 1, as: code}", "on a line of its own below it: 'as: code'"),
    Start(
      layer, "\(layer)\n      - batch_norm: {momentum: 0.1}",
      "is momentum: 0.9 [batch-norm-momentum]"),
    Start(
      layer, "\(layer)\n      - batch_norm: {momentum: 0.07}",
      "is momentum: 0.93 [batch-norm-momentum]"),
    Start(layer, "conv2d: {filters: 4, kernel: (3, 3)}", "'(3, 3)'; a list is written [3, 3]\n"),
    Start(
      layer, "conv2d: {filters: 4, kernel: ~}", "'kernel' of conv2d is given as null; it takes"),
    Start(layer, "conv2d: {filters: 4, kernel: null, bias: None}", "given as None; leave it out"),
    Start("dense: 1", "dense: {units: }", "'units' of dense has no value; it takes a whole number"),
    Start(layer, "conv2d: {filters: 4, kernel: 3, padding: SAME}", "'SAME'; write same"),
    Start(layer, "conv2d: {filters: 4, kernel: 3, padding: (1, 1)}", "'(1, 1)'; write 1"),
    Start(layer, "conv2d: [4, 3]", "have names, as in {filters: 4, kernel: 3}"),
    Start(layer, "dropout: 50%", "the text '50%'; write 0.5"),
    Start(
      layer, "{type: conv2d, filters: 4, kernel: 3}", "its fields stand under it: {conv2d: {…}}"),
    Start(layer, "{conv2d: {filters: 4, kernel: 3}, name: first}", "{conv2d: {…}, as: first}"),
    Start(
      layer, "conv2d: {filters: 4, kernel: 3, initializer: xavier}", "here it is 'glorot_uniform'"),
    Start(
      "    input: [28, 28, 1]\n    layers:", "    -", "found a list; write {layers: […]}"),
  ]

  /// Of expressions.
  private static let expressions = [
    Start(loss, "mse(net(digit), digit.label)", "'net(digit)[0]' is one number an example"),
    Start(loss, "mse(2 * net(digit), digit.label)", "'(…)[0]' is one number an example"),
    Start(loss, "binary_crossentropy(net(digit), 1)", "here it is 'bce'"),
    Start(loss, "categorical_crossentropy(net(digit), 1)", "here it is 'cross_entropy'"),
    Start(loss, "nn.MSELoss(net(digit), 1)", "here it is 'mse'"),
    Start(loss, "bce(net(digit), 1, from_logits=true)", "logits are the rule"),
    Start(loss, "mean(net(digit) + randn_like(digit))", "'normal(like=x)'"),
    Start(loss, "mean(torch.exp(net(digit)))", "here it may be 'exp(…)'"),
    Start(loss, "net(digit).mean()", "what is called comes first: 'mean(net(digit))'"),
    Start(
      loss, "mean(net(digit).detach())",
      "; what is called comes first: 'stop_gradient(net(digit))'"),
    Start(loss, "mean(net.forward(digit))", "a network is called by its name: 'net(…)'"),
    Start(loss, "mean(where(digit > 0, 1, 0))", "'c * a + (1 - c) * b'"),
    Start(loss, "mean(torch.where(digit > 0, 1, 0))", "'c * a + (1 - c) * b'"),
    Start(loss, "mean(torch.pow(net(digit), 2))", "a power is 'x ** 2'"),
    Start(loss, "mean(net(digit) @ net(digit))", "'matmul(a, b)', not '@'"),
    Start(loss, "mean(net(digit).reshape(-1))", "by its layers 'reshape' and 'flatten'"),
    Start(loss, "mean(net(digit).view(-1, 28))", "by its layers 'reshape' and 'flatten'"),
    Start(loss, "mean(reshape(net(digit), [1]))", "by its layers 'reshape' and 'flatten'"),
    Start(loss, "mean(net(digit).permute(0, 2, 1))", "by its layer 'permute'"),
    Start(
      loss, "mean(net(digit).clamp(0, 1))", "what is called comes first: 'clip(net(digit), …)'"),
    Start(loss, "mean(net(digit).frobnicate())", "; values have no methods"),
    Start(loss, "smooth_l1(net(digit), 1)", "here it is 'huber'"),
    Start(loss, "smooth_l1", "here it is 'huber'"),
    Start(loss, "ssim(net(digit), 1)", "nothing is like it: 'mse', 'l1' and 'huber'"),
    Start(loss, "dice(net(digit), 1)", "nothing is like it: a loss may be any expression"),
    Start(loss, "fid(net(digit), 1)", "here it is 'frechet'"),
    Start(loss, "mean(net(digit)) + mean(label)", "'label'; did you mean 'digit.label'?"),
    Start(loss, "a if b else c", "an expression has no 'if'; a comparison is 1 or 0"),
    Start(
      loss, "mean(net(digit) if 1 else 0)", "an expression has no 'if'; a comparison is 1 or 0"),
    Start(loss, "mean(net(digit) and 1)", "an expression has no 'and'"),
    Start(
      loss, "mean(square(net(normal([32, 28, 28, 1]))))",
      "the batch is not written: a shape is that of one example, as in 'normal([28, 28, 1])'"),
    Start(loss, "mean(net(digit) ^ 2)", "a power is written '**', not '^'"),
    Start(loss, "'mean(net(digit)[:, 0])'", "has 1 axis to slice; the batch's is not written"),
    Start(loss, "mean(digit.shape[0] * net(digit))", "sizes are known when the file is checked"),
    Start(loss, "'lambda x: mean(net(x))'", "by its name: 'functions: {f(x): …}'"),
    Start(loss, "mean(net(digit)) if true else 0", "'c * a + (1 - c) * b'"),
    Start(loss, "cross_entropy(digit.label, net(digit))", "the prediction comes first"),
    Start(loss, "mse(concat([net(digit), net(digit)]), digit.label)", "one_hot(target, 2) makes"),
  ]

  /// Of optimizers and training.
  private static let training = [
    Start(
      adam, "{adam: {betas: [0.5, 0.999]}}",
      "fields of their own: 'beta_1: 0.5' and 'beta_2: 0.999'\n"),
    Start(adam, "{adam: {betas: (0.5, 0.9)}}", "'beta_1: 0.5' and 'beta_2: 0.9'\n"),
    Start(adam, "{adam: {betas: 0.5}}", "here it is 'beta_1': and 'beta_2'"),
    Start(adam, "{adam: {amsgrad: true}}", "no field 'amsgrad'; leave it out"),
    Start("{minimize: loss}", "loss", "found the text 'loss'; write {minimize: loss}"),
    Start("{minimize: loss}", "{loss: loss}", "here it is 'minimize'"),
    Start("net: {minimize: loss}", "minimize: loss", "a name: 'NAME: {minimize: loss}'"),
    Start("  batch_size: 32", "  batch_size: None", "None; leave it out for its default, which is"),
    Start(
      "train:\n", "outputs: {samples: {new: {grid: digit, nrow: 4}}}\ntrain:\n",
      "here it is 'columns'"),
    Start(
      "train:\n", "outputs: {save_dir: runs}\ntrain:\n", "'--out' says where runs stand"),
    Start(adam, "{adam: {lr: 1e-3}}", "here it is 'learning_rate'"),
    Start(adam, "Adam(1e-3)", "write '{adam: {learning_rate: 1e-3}}'"),
    Start(adam, "Adam(lr=0.001)", "and fields have names: 'adam: {…: …}'"),
    Start(adam, "{type: adam, lr: 0.001}", "its fields stand under it: {adam: {…}}"),
    Start(adam, "{adam: 0.001}", "write {learning_rate: 0.001}"),
    Start(
      adam, "{adam: {learning_rate: {ReduceLROnPlateau: {patience: 3}}}}",
      "where a figure no longer becomes better"),
    Start(batch, "\(batch)\n  learning_rate: 0.1", "it is the optimizer's"),
    Start("{minimize: loss}", "{minimize: loss, lr: 1e-4}", "it is the optimizer's"),
    Start("{minimize: loss}", "{minimize: loss, scheduler: cosine}", "{cosine: {initial: 1e-3"),
    Start("{minimize: loss}", "{minimize: loss, clip_grad_norm: 1}", "{clip_norm: {global: 1}}"),
    Start("{minimize: loss}", "{minimize: loss, weight_decay: 1e-4}", "{weight_decay: 1e-4}"),
    Start(adam, "{adam: {lr_scheduler: StepLR}}", "here it is 'learning_rate': 'learning_rate: {"),
    Start(batch, "\(batch)\n  seed: 3", "it stands at the top of the file: 'seed: 7'"),
    Start(batch, "\(batch)\n  checkpoint: 3", "'outputs' has it: 'outputs: {checkpoints: {"),
    Start(batch, "\(batch)\n  gradient_clip: 1", "{adam: {clip_norm: {global: 1}}}"),
    Start(batch, "\(batch)\n  clip_norm: 1", "{adam: {clip_norm: {global: 1}}}"),
    Start(batch, "\(batch)\n  weight_decay: 1e-4", "{adam: {weight_decay: 1e-4}}"),
    Start(batch, "\(batch)\n  momentum: 0.9", "{sgd: {momentum: 0.9}}"),
    Start(adam, "{adam: {max_grad_norm: 1}}", "here it is 'clip_norm'"),
    Start("net: {minimize: loss}", "net: {loss: loss}", "here it is 'minimize': 'minimize: loss'"),
    Start("  step:\n    net: {minimize: loss}\n", "", "such as 'step: {net: {minimize: loss}}'"),
    Start("epochs: 1", "epochs = 1", "a value stands after ':', not '=': 'epochs:'"),
    Start("name: it", "name = it", "a value stands after ':', not '=': 'name:'"),
    Start(
      "train:\n", "metrics: [accuracy]\ntrain:\n", "{accuracy: mean(argmax(net(x)) == x.label)}"),
    Start(
      "train:\n", "outputs: {checkpoints: {every: epoch}}\ntrain:\n",
      "found the text 'epoch'; its count is missing: '1 epoch'"),
    Start(
      "train:\n", "outputs: {checkpoints: {every: 1}}\ntrain:\n", "; its unit is missing"),
    Start(
      "train:\n", "outputs: {checkpoints: {every: 5epochs}}\ntrain:\n",
      "a blank is missing: '5 epochs'"),
    Start(
      adam, "{adam: {learning_rate: {cosine: {initial: 1e-3, over: 8}}}}",
      "'1 epoch' or '500 steps', found the number 8; its unit is missing"),
    Start(
      adam, "{adam: {learning_rate: {step: {initial: 1e-3, every: 5}}}}",
      "'every' of step expects a count and a unit"),
    Start(
      adam, "{adam: {learning_rate: {linear_decay: {initial: 1e-3, start: 0, end: 5 epochs}}}}",
      "found the number 0; its unit is missing"),
    Start(
      adam,
      "{adam: {learning_rate: {warmup: {over: 1 epoch, then: {cosine: {initial: 1, over: 8}}}}}}",
      "'over' of cosine expects a count and a unit"),
    Start(
      "train:\n", "outputs: {checkpoints: {best: {minimize: val_loss}}}\ntrain:\n",
      "note: the log has loss, net"),
    Start(batch, "\(batch)\n  scheduler: {StepLR: {gamma: 0.1}}", "{cosine: {initial: 1e-3"),
    Start(batch, "\(batch)\n  loss: mse", "an update minimizes it"),
    Start(
      "net: {minimize: loss}",
      "fit: {update: [net], minimize: loss}\nmetrics: {total: {value: fit}}",
      "'fit' is an update, and a name of values is wanted; what it minimizes is 'loss'"),
    Start(
      "net: {minimize: loss}",
      "fit: {update: [net], maximize: loss}\nmetrics: {total: {value: fit}}",
      "what it maximizes is 'loss'"),
    Start(
      "net: {minimize: loss}",
      "fit: {update: [net], minimize: loss}\nfunctions: {fit(x): x}\nmetrics: {total: {value: fit}}",
      "'fit' is a function; call it: fit(…)"),
    Start(batch, "\(batch)\n  verbose: 1", "every run shows its progress"),
    Start(batch, "\(batch)\n  num_workers: 4", "'--threads' says how many"),
    Start(batch, "\(batch)\n  mixed_precision: true", "in single precision"),
    Start(batch, "\(batch)\n  gradient_accumulation_steps: 4", "a larger one does the same"),
    Start(batch, "\(batch)\n  resume: true", "the same command goes on"),
    Start(batch, "\(batch)\n  save_best_only: true", "keeps the best checkpoint"),
    Start(batch, "\(batch)\n  early_stopping: {patience: 3}", "here it is 'stop'"),
    Start("train:\n", "compile: {loss: mse}\ntrain:\n", "'losses' says what is minimized"),
    Start("train:\n", "fit:\n", "here it is 'train'"),
    Start("train:\n", "callbacks: []\ntrain:\n", "'outputs' says what is saved and shown"),
    Start("train:\n", "epochs: 10\ntrain:\n", "it belongs under 'train'"),
    Start("train:\n", "num_epochs: 3\ntrain:\n", "it is 'epochs' of 'train'"),
    Start("train:\n", "random_state: 3\ntrain:\n", "here it is 'seed'"),
    Start("train:\n", "layers: []\ntrain:\n", "they stand in a network"),
  ]

  /// Of data.
  private static let data = [
    Start(
      "\n  digit: {source: builtin/digits, count: 64, scale: [0, 1]}", " mnist", "'NAME: mnist'"),
    Start("  digit: \(set)", "  source: mnist", "a name: 'NAME: {source: mnist}'"),
    Start(set, "kmnist", "write {source: mnist}"),
    Start(set, "MNIST", "write {source: mnist}"),
    Start(set, "{source: FashionMNIST, path: x}", "here it is 'fashion_mnist'"),
    Start(set, "{source: cifar10}", "'images' reads folders of pictures"),
    Start(set, "{source: ImageFolder, path: x}", "'label: folder' makes each folder a class"),
    Start(
      set, "{source: builtin/faces, count: 8, scale: [0, 1]}",
      "'transforms: [{resize: 28}, grayscale, {scale: …}]' of 'digit' makes it fit"),
    Start(
      set, "{source: builtin/faces, count: 8, transforms: [{scale: [0, 1]}]}",
      "'{resize: 28}, grayscale' behind the other 'transforms' of 'digit' makes it fit"),
    Start(
      set, "{source: builtin/faces, count: 8}",
      "'transforms: [{resize: 28}, grayscale]' of 'digit' makes it fit"),
    Start(set, "{source: images, path: 'https://a.org/b.zip'}", "an address is no path"),
    Start(set, "{source: images, path: 'b/*.png'}", "a path has no wildcards: name the folder"),
    Start(set, "{source: images, path: none_such.png}", "'source: image' reads one picture"),
    Start("scale: [0, 1]", "validation_split: 0.2", "here it is 'holdout'"),
    Start("scale: [0, 1]", "normalize: [0.5, 0.5]", "here it is 'transforms'"),
    Start("scale: [0, 1]", "scale: 1/255", "; both ends are written: [0, 1]"),
    Start("scale: [0, 1]", "scale: 255", "; both ends are written: [0, 1]"),
    Start(
      "scale: [0, 1]}", "scale: rnage}\nparams: {range: [0, 1]}",
      "found the text 'rnage'; did you mean 'range'?"),
    Start("scale: [0, 1]", "rescale: 0.004", "here it is 'scale': 'scale: [0, 1]'"),
    Start("scale: [0, 1]", "train: true", "here it is 'split': 'split: train'"),
    Start("scale: [0, 1]", "download: true", "'etch fetch' downloads"),
    Start("scale: [0, 1]", "batch_size: 3", "it is train's"),
    Start("scale: [0, 1]", "image_size: [28, 28]", "'transforms: [{resize: 64}]'"),
  ]

  @Test(
    "are told the word here, or what to do instead",
    arguments: [layers, expressions, training, data].flatMap(\.self))
  func told(start: Start) throws {
    #expect(Self.right.contains(start.old))
    let told = try Self.remarks(on: Self.right.replacing(start.old, with: start.new))
    #expect(told.contains(start.told), "\(told)")
  }

  @Test(
    "A number for each example is made one_hot where it is a class, and not where it is none",
    arguments: [("digit.label", true), ("mean(digit, per=example)", false)])
  func classes(argument: String, isClass: Bool) throws {
    let judge = """
        judge:
          input: [10]
          layers: [{dense: 1}]
      losses:
        other: mean(judge(\(argument)))
      """
    let told = try Self.remarks(on: Self.right.replacing("losses:", with: judge))
    #expect(told.contains("judge takes [10], found []"), "\(told)")
    #expect(told.contains("'one_hot(\(argument), 10)' makes that") == isClass, "\(told)")
    #expect(told.contains("one_hot") == isClass, "\(told)")
  }

  @Test("An iterated value of another shape is told by its key, with no advice for data")
  func iterated() throws {
    let metrics = """
      metrics:
        drawn: {iterate: {x: {init: "normal([14, 14, 1])", next: x + net(x)}}, times: 2, value: mean(x)}
      losses:
      """
    let told = try Self.remarks(on: Self.right.replacing("losses:", with: metrics))
    #expect(told.contains("net takes [28, 28, 1], found [14, 14, 1]"), "\(told)")
    #expect(
      told.contains("note: 'x' of 'iterate' is [14, 14, 1], as its 'init' makes it"), "\(told)")
    #expect(!told.contains("transforms") && !told.contains("iterated/"), "\(told)")
  }

  @Test("A tap of another shape than the network takes is told as what the layer makes")
  func tap() throws {
    let judge = """
        judge:
          input: [4]
          layers: [{dense: 1}]
      losses:
        loss: mean(square(judge(net(digit).conv2d_1)))
      """
    let told = try Self.remarks(
      on: Self.right.replacing("losses:\n  loss: \(Self.loss)", with: judge))
    #expect(told.contains("judge takes [4], found ["), "\(told)")
    #expect(told.contains("note: net.conv2d_1 makes ["), "\(told)")
    #expect(!told.contains("a dense layer keeps"), "\(told)")
    let dense = Self.right.replacing("losses:\n  loss: \(Self.loss)", with: judge)
      .replacing("      - flatten\n", with: "").replacing("dense: 1\n", with: "dense: 4\n")
      .replacing("net(digit).conv2d_1", with: "2 * net(digit)")
    #expect(try Self.remarks(on: dense).contains("a dense layer keeps height and width"))
  }

  @Test(
    "Another library's optimizer is told once, although profiles say what is different of it",
    arguments: [("Adam", "adam"), ("AdamW", "adamw"), ("RMSprop", "rmsprop"), ("SGD", "sgd")])
  func misspeltKind(_ foreign: String, _ own: String) throws {
    let file = Self.right.replacing("{adam:", with: "{\(foreign):")
    let quick = "profiles: {quick: {train: {optimizer: {\(own): {learning_rate: 2e-3}}}}}\n"
    let told = try Self.remarks(on: file + quick)
    #expect(told.contains("unknown optimizer '\(foreign)'; here it is '\(own)'"), "\(told)")
    #expect(told.contains("\n1 error") && !told.contains("several keys"), "\(told)")
  }

  @Test("One mistake is one error, although other lines need what it is made in")
  func once() throws {
    let param = Self.right.replacing("name: it", with: "name: it\nparam: {width: 4}")
      .replacing("filters: 4", with: "filters: width")
    let set = Self.right.replacing(
      "  digit: \(Self.set)", with: "  digit: {sorce: builtin/digits}\n  other: {like: digit}")
    let layer = Self.right.replacing("dense: 1", with: "dense: {units: 1, as: code}")
      .replacing("losses:", with: "      - relu: {}\n        from: code\nlosses:")
    let network = Self.right.replacing("networks:", with: "model:")
    let function =
      Self.right + "functions:\n  twice x: 2 * x\nmetrics:\n  all: mean(twice(digit))\n"
    let size = Self.right.replacing(
      "  digit: \(Self.set)",
      with: "  digit: \(Self.set)\n  photo: {source: image, path: a.png, heigth: 64}\n"
        + "  painting: {source: image, path: b.png, size: photo}")
    for (text, message) in [
      (param, "did you mean 'params'?"), (set, "'digit' needs 'source'"),
      (layer, "beside the kind"), (network, "here it is 'networks'"),
      (function, "a function is written as a call of its parameters"),
      (size, "did you mean 'height'?"),
    ] {
      let told = try Self.remarks(on: text)
      #expect(told.contains(message) && told.contains("\n1 error"), "\(told)")
    }
  }

  @Test("begin from a file that is right")
  func right() throws {
    #expect(try Self.remarks(on: Self.right) == "")
    let last = "\(Self.layer)\n      - batch_norm: {momentum: 0}"
    #expect(try Self.remarks(on: Self.right.replacing(Self.layer, with: last)) == "")
  }

  private static func remarks(on text: String) throws -> String {
    try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: "data"
    ).remarks.printed()
  }
}
