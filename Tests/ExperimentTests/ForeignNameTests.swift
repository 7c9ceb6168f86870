import Datasets
import Diagnostics
import Layers
import Testing

@testable import Config
@testable import Experiment

/// What people write who come from Keras and PyTorch.
@Suite("Names of Keras and PyTorch")
struct ForeignNameTests {
  @Test("Of a language model, what is causal and how words are drawn")
  func languageModels() {
    let block = ForeignNames.hint(for: "is_causal", among: ["heads", "hidden"])
    #expect(block?.contains("'transformer_decoder' is the causal block") == true)
    #expect(ForeignNames.hint(for: "is_causal", among: ["heads", "causal"]) == nil)
    let words = ForeignNames.hint(for: "top_k", among: ["text", "temperatures", "top"])
    #expect(words?.contains("by 'temperatures'") == true)
  }

  @Test("The table leads to words of the language only")
  func words() {
    let catalogues = [
      LayerCatalogue.catalogue, NetworkSchema.containers, FunctionCatalogue.catalogue,
      LossCatalogue.catalogue, OptimizerCatalogue.catalogue, ScheduleCatalogue.catalogue,
      InitializerCatalogue.catalogue, SourceCatalogue.catalogue, TransformCatalogue.catalogue,
    ]
    let schemas =
      catalogues.flatMap(\.schemas) + [
        ExperimentSchema.experiment, ExperimentSchema.train, ExperimentSchema.update,
      ]
    let known = Set(
      schemas.map(\.name) + schemas.flatMap { $0.fields.map(\.name) }
        // Words of the language that this version has not.
        + ["stop", "hidden", "head_size", "heads", "depth_to_space", "global_max_pool"]
        // Of outputs, networks and sweeps.
        + [
          "checkpoints", "samples", "grid", "mode", "weights", "columns", "integers", "choice",
          "best", "test", "init", "color", "scatter",
        ])
    for word in ForeignNames.words { #expect(known.contains(word), "\(word)") }
  }

  @Test("Methods lead to functions of the language")
  func methods() {
    let known = FunctionCatalogue.catalogue.schemas.map(\.name)
    for name in ForeignNames.methods { #expect(known.contains(name), "\(name)") }
  }

  private static func told(_ text: String) throws -> String {
    try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: "data"
    ).remarks.printed()
  }

  @Test(
    "As a layer",
    arguments: [
      ("MaxPooling2D: 2", "unknown layer 'MaxPooling2D'; here it is 'max_pool': 'max_pool: 2'"),
      ("BatchNorm2d", "unknown layer 'BatchNorm2d'; here it is 'batch_norm'"),
      ("LeakyReLU: 0.2", "unknown layer 'LeakyReLU'; here it is 'leaky_relu'"),
      ("ConvTranspose2d: {filters: 3, kernel: 3}", "here it is 'conv2d_transpose'"),
      ("nn.Conv2d: {filters: 3, kernel: 3}", "unknown layer 'nn.Conv2d'; here it is 'conv2d'"),
      ("Dense: 10", "unknown layer 'Dense'; here it is 'dense'"),
      ("tf.keras.layers.Dropout: 0.5", "here it is 'dropout'"),
      ("Activation: relu", "an activation is a layer of its own"),
      ("conv2d: {filters: 3, kernel: '(3, 3)'}", "a list is written [3, 3]"),
      ("conv2d: {out_channels: 3, kernel: 3}", "no field 'out_channels'; here it is 'filters'"),
      ("conv2d: {filters: 3, kernel_size: 3}", "no field 'kernel_size'; here it is 'kernel'"),
      ("conv2d: {in_channels: 3, filters: 3, kernel: 3}", "leave it out: it is what comes in"),
      ("dense: {units: 3, input_shape: [784]}", "the network's 'input' says it"),
      ("dense: {units: 3, use_bias: false}", "no field 'use_bias'; here it is 'bias'"),
    ])
  func layer(_ layer: String, _ expected: String) throws {
    let told = try Self.told(LanguageFormTests.network("- \(layer)\n- flatten\n- dense: 1"))
    #expect(told.contains(expected), "\(told)")
    #expect(told.contains("1 error\n"), "\(told)")
  }

  @Test(
    "What is wrong with the fields of a foreign name is told with it",
    arguments: [
      (
        "- dense: 1", "- Conv2D: {filters: 3, kernel_size: 3, strides: 2}",
        [
          "unknown layer 'Conv2D'; here it is 'conv2d'", "'kernel_size'; here it is 'kernel'",
          "'strides'; here it is 'stride'",
        ]
      ),
      (
        "- dense: 1", "- nn.Linear: {in_features: 3, out_features: 3}",
        ["unknown layer 'nn.Linear'", "no field 'in_features'", "here it is 'units'"]
      ),
      (
        "optimizer: sgd", "optimizer: {Adam: {lr: 1e-3, weight_decay: -1}}",
        ["unknown optimizer 'Adam'; here it is 'adam'", "here it is 'learning_rate'", "found -1"]
      ),
    ])
  func fields(_ old: String, _ new: String, _ expected: [String]) throws {
    let told = try Self.told(
      LanguageFormTests.network("- flatten\n- dense: 1").replacing(old, with: new))
    for part in expected { #expect(told.contains(part), "\(told)") }
    #expect(told.contains("\(expected.count) errors\n"), "\(told)")
  }

  @Test(
    "In an expression",
    arguments: [
      ("binary_crossentropy(net(digit), 1)", "here it is 'bce': of logits, the prediction first"),
      ("binary_crossentropy", "unknown name 'binary_crossentropy'; here it is 'bce'"),
      ("mean(nett(digit)) + mse_loss", "unknown name 'mse_loss'; here it is 'mse'"),
      ("categorical_crossentropy(net(digit), digit.label)", "here it is 'cross_entropy'"),
      ("nn.MSELoss(net(digit), 1)", "'mse(prediction, target)'"),
      ("bce(net(digit), 1, from_logits=true)", "logits are the rule"),
      ("mean(net(digit) + randn_like(net(digit)))", "'normal(like=x)'"),
      ("mean(torch.exp(net(digit)))", "'torch.exp' has another before it; here it may be 'exp(…)'"),
      ("mean(torch.floor_divide(net(digit), 2))", "here it is 'floor': 'floor(a / b)'"),
      ("mean(mod(net(digit), 2))", "the rest of a division is 'a - b * floor(a / b)'"),
      ("mean(not(net(digit) > 0))", "'1 - a' is not"),
      ("mean(logical_or(net(digit), 1))", "'maximum(a, b)'"),
      ("tf.reduce_mean(net(digit))", "here it is 'mean'"),
      ("sum(losses)", "unknown name 'losses'; losses are added by their names"),
      ("mean(net(digit), dim=1)", "mean has no argument 'dim'; here it is 'axis'"),
      ("mean(net(digit).detach())", "only a function or network, by its name, can be called"),
    ])
  func expression(_ loss: String, _ expected: String) throws {
    let text = LanguageFormTests.network("- flatten\n- dense: 1").replacing(
      "mean(square(net(digit)))", with: "\"\(loss)\"")
    let told = try Self.told(text)
    #expect(told.contains(expected), "\(told)")
  }

  @Test(
    "Elsewhere in the file",
    arguments: [
      ("optimizer: sgd", "optimizer: {adam: {lr: 0.1}}", "here it is 'learning_rate'"),
      (
        "optimizer: sgd", "optimizer: {adam: {betas: [0.5, 0.9]}}",
        "here they are fields of their own: 'beta_1: 0.5' and 'beta_2: 0.9'\n"
      ),
      ("optimizer: sgd", "optimizer: {Adam: {}}", "here it is 'adam'"),
      (
        "optimizer: sgd", "optimizer: {sgd: {learning_rate: 0,001}}",
        "no field '001'; a comma ends the value before it: the decimal sign is a point"
      ),
      (
        "optimizer: sgd", "optimizer:\n    sgd:\n      learning_rate: 0,001",
        "found the text '0,001'; the decimal sign is a point"
      ),
      ("  optimizer: sgd", "  optimizer: sgd\n  learning_rate: 0.1", "it is the optimizer's"),
      ("train:\n", "compile: {loss: mse}\ntrain:\n", "'losses' says what is minimized"),
      ("train:\n  epochs", "fit:\n  epochs", "here it is 'train'"),
      ("scale: [0, 1]", "validation_split: 0.2", "here it is 'holdout'"),
      ("scale: [0, 1]", "val_split: 0.2", "here it is 'holdout'"),
      (
        "train:\n", "outputs: {samples: {s: {grid: digit, cols: 4}}}\ntrain:\n",
        "here it is 'columns'"
      ),
      ("train:\n", "callbacks: []\ntrain:\n", "'outputs' says what is saved and shown"),
      ("train:\n", "train:\n  metrics: [accuracy]\n", "they stand beside 'train'"),
      ("train:\n", "early_stopping: {patience: 3}\ntrain:\n", "its state saved"),
      ("train:\n", "train:\n  early_stop: {patience: 3}\n", "here it is 'stop'"),
      ("train:\n", "train:\n  freeze: [net]\n", "changes only what its 'update' names"),
      ("train:\n", "train:\n  kl_weight: 0.1\n", "minimum(1, epoch / 10) * divergence"),
      ("builtin/digits, count: 64", "kmnist", "here it is 'mnist': with the folder"),
      ("[28, 28, 1]", "[null, 28, 28, 1]", "the batch is not written"),
      ("[28, 28, 1]", "[None, 28, 28, 1]", "the batch is not written"),
      ("[28, 28, 1]", "[1, 28, 28]", "pictures are [height, width, channels] here"),
      ("[28, 28, 1]", "(28, 28, 1)", "a list is written [28, 28, 1]"),
    ])
  func elsewhere(_ old: String, _ new: String, _ expected: String) throws {
    let told = try Self.told(
      LanguageFormTests.network("- flatten\n- dense: 1").replacing(old, with: new))
    #expect(
      told.contains(expected), "\(told)"
    )
  }
  @Test("A learning rate that is set on the command line is answered with the setting to write")
  func setting() throws {
    let text = LanguageFormTests.network("- flatten\n- dense: 1")
    let told = try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil,
      overrides: ["train.learning_rate=3"], dataFolder: "data"
    ).remarks.printed()
    let setting = "train.optimizer.sgd.learning_rate=3"
    #expect(told.contains("it is the optimizer's: '\(setting)'\n"), "\(told)")
    let right = try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [setting],
      dataFolder: "data"
    ).remarks
    #expect(!right.hasErrors, "\(right.printed())")
  }
}
