import Artifacts
import Config
import Diagnostics
import Foundation
import Testing

@testable import Commands

@Suite("etch explain")
struct ExplainTests {
  private static let vae = QuickExperiment(name: "vae_mnist").file

  @Test(
    "A word needs no file",
    arguments: [
      ("conv2d", "layer conv2d: "), ("adam", "optimizer adam: "), ("mnist", "source mnist: "),
      ("builtin/digits", "source builtin/digits: "),
      ("losses", "Functions that training minimizes"),
      ("MaxPooling2D", "'MaxPooling2D' is 'max_pool' here"),
      ("maxpool", "'maxpool' is 'max_pool' here"), ("conv", "'conv' is 'conv2d' here"),
      ("fc", "'fc' is 'dense' here"), ("imdb", "'imdb' is 'text' here: '{source: text, path:"),
      ("nn.Conv2d", "'nn.Conv2d' is 'conv2d' here"),
      ("Conv1D", "'Conv1D' is 'conv2d' here: a kernel of [3, 1] on an input of"),
      ("digits", "'digits' is 'builtin/digits' here"),
      ("units", "field units of dense: "),
      ("validation_split", "'validation_split' is 'holdout' here\n\nfield holdout of "),
      ("lr", "'lr' is 'learning_rate' here\n\nfield learning_rate of "),
      ("learning_rate", "field learning_rate of "), ("train.step", "key step of "),
      ("fit", "field fit of scale: "), ("ImageFolder", "'ImageFolder' is 'images' here: 'label: "),
      ("Trainer", "'Trainer' is no word"), ("DataLoader", "'DataLoader' is no word"),
      ("vae", "'vae' is no word of the language: networks"), ("GAN", "'GAN' is no word"),
      ("diffusion", "'diffusion' is no word"), ("UNet", "'UNet' is no word"),
      ("conditional", "'conditional' is no word"), ("nn.Module", "'nn.Module' is no word"),
      ("torch.no_grad()", "'torch.no_grad()' is no word"),
      (
        "EarlyStopping",
        "'EarlyStopping' is 'stop' here: 'stop: {minimize: test_loss, patience: 5}'\n\n"
      ),
      ("model.fit", "'model.fit' is 'train' here: it has 'epochs'"),
      ("gpu", "Everything is computed on the processor"),
      ("tensorboard", "Every run writes a file for TensorBoard"),
      ("memory", "'etch plan FILE' tells how much memory"), ("uninstall", "Remove the folder"),
      ("license", "The licences of Etch's parts"), ("cite", "Name Etch with the version"),
      ("augmentation", "'augmentation' is 'transforms' here\n\nWhat is done to every example"),
    ])
  func words(word: String, beginning: String) throws {
    let end = try EtchProgram(["explain", word])
    #expect(end.status == 0 && end.output.hasPrefix(beginning), "\(end.output)\(end.errors)")
  }

  @Test(
    "A key of the language needs no file",
    arguments: [
      ("seed", "key seed of experiment: The seed of all random numbers. (a whole number from 0"),
      ("expression", "How values flow"), ("expressions", "How values flow"),
      ("values", "map values: Named expressions"), ("tap", "topic taps: "),
      ("taps", "topic taps: "), ("slice", "topic slices: "),
      ("from", "key from of layer item: "), ("as", "key as of layer item: "),
      ("as", "map layer item: One layer"), ("profile", "map profiles: Named sets"),
      ("profiles", "map profiles: Named sets"), ("params", "map params: Hyperparameters"),
      ("samples", "map sample: A grid of pictures"), ("minimize", "key minimize of update: "),
      ("minimize", "key minimize of stop: "), ("functions", "map functions: Expressions of"),
      ("functions", "  softmax "), ("extends", "map extends: A base file"),
      ("weights", "map weights: Where a network's weights"), ("outputs", "map outputs: "),
      ("metrics", "map metric: A metric"), ("data", "map data: Where examples come from"),
      ("networks", "map network: "), ("layers", "key layers of network: "),
      ("step", "map update: "), ("step", "schedule step: "), ("holdout", "key holdout of data: "),
      ("source", "key source of data: "), ("grid", "key grid of sweep: "),
    ])
  func language(word: String, part: String) throws {
    let text = try VocabularyExplanation(word).text
    #expect(text.contains(part), "\(text)")
  }

  @Test("Every key and map of experiments and sweeps is explained, as text and as JSON")
  func keys() throws {
    #expect(LanguageExplanation.words.count > 100)
    for word in LanguageExplanation.words {
      let explanation = try VocabularyExplanation(word)
      #expect(explanation.text.contains(word), "\(word)")
      #expect(explanation.json["keys"] != nil && explanation.json["maps"] != nil, "\(word)")
    }
  }

  @Test("Kinds of models lead to shipped experiments, and hide no word of the language")
  func topics() {
    let schemas = VocabularyExplanation.kinds.map(\.schema)
    let kinds = schemas.map(\.name)
    let words = Set(
      kinds + schemas.flatMap { $0.fields.map(\.name) } + LanguageExplanation.words)
    for topic in ModelTopic.all {
      #expect(topic.experiments.allSatisfy { shippedExperiments.contains($0) }, "\(topic.names)")
      #expect(topic.names.isDisjoint(with: words), "\(topic.names)")
      for name in topic.names {
        #expect(ForeignNames.meant(by: name, among: kinds) == nil, "\(name)")
      }
    }
  }

  @Test(
    "What people ask for by other tools' names is explained",
    arguments: [
      ("predict", "NAME.captions.npy"), ("predict_proba", "captions: softmax(scores)"),
      ("kl_annealing", "minimum(1, epoch / 10)"), ("early_stop", "'early_stop' is 'stop' here"),
      ("unfreeze", "its 'update' names"), ("fine_tuning", "'weights' of a network"),
      ("channels_first", "np.moveaxis"), ("confusion", "the recall of a class"),
    ])
  func asked(word: String, words: String) throws {
    let text = try VocabularyExplanation(word).text
    #expect(text.contains(words), "\(text)")
  }

  @Test(
    "Topics of the program hide no word of the language, and a field of the name is told behind them"
  )
  func programTopics() throws {
    let words = Set(
      VocabularyExplanation.kinds.map(\.schema.name) + LanguageExplanation.words
        + ModelTopic.all.flatMap(\.names))
    for topic in ProgramTopic.all { #expect(topic.names.isDisjoint(with: words), "\(topic.names)") }
    #expect(
      try VocabularyExplanation("memory").text.contains("\nfield memory of multi_head_attention"))
  }

  @Test("A field of several kinds that is the same in them is told once")
  func sameField() throws {
    let text = try VocabularyExplanation("skip_bad").text
    #expect(
      text.hasPrefix("field skip_bad of image_table, images, paired_images: Leaves out"), "\(text)")
  }

  @Test("A field that other tools have a method of the same name for tells of both")
  func method() throws {
    let text = try VocabularyExplanation("fit").text
    #expect(text.contains("\nin Keras or PyTorch 'fit' is 'train' here: "), "\(text)")
  }

  @Test("A key that a file does not have is explained all the same")
  func absent() throws {
    let text = try KeyExplanation(
      file: Self.vae, key: "patience", profile: nil, overrides: []
    ).text
    #expect(text.hasPrefix("key patience of stop: "), "\(text)")
  }

  @Test("A key that is nowhere is told with what is there")
  func nowhere() throws {
    let end = try EtchProgram(["explain", Self.vae, "losses.vae"])
    let told = "there is no 'losses.vae'\nnote: 'losses' has reconstruction, divergence\n"
    #expect(end.status == 2 && end.errors.contains(told), "\(end.errors)")
  }

  @Test(
    "What is far from every word gets no guess", arguments: ["zzz", "wats", "pqrst", "qwxz"])
  func guesses(word: String) throws {
    let problem = try #require(throws: Diagnostic.self) { _ = try VocabularyExplanation(word) }
    #expect(!problem.message.contains("did you mean"), "\(problem.message)")
  }

  @Test("Each word has an example, and the overview has each word")
  func everything() throws {
    let overview = try VocabularyExplanation().text.split { " \n".contains($0) }.map(String.init)
    for kind in VocabularyExplanation.kinds {
      let text = try VocabularyExplanation(kind.schema.name).text
      #expect(text.contains("\nexample\n  "), "\(kind.schema.name)")
      #expect(overview.contains(kind.schema.name) && overview.contains(kind.family))
    }
    #expect(try VocabularyExplanation().text.split(separator: "\n").allSatisfy { $0.count <= 110 })
  }

  @Test(
    "A name of the file's own needs no section",
    arguments: [
      ("posterior", "values.posterior: encoder(digit)\n"), ("latent", "params.latent: 2\n"),
      ("encoder.input", "networks.encoder.input:\n  [28, 28, 1]\n"),
      ("data.digit.split", "data.digit.split: all\n"), ("conv2d", "layer conv2d: "),
      ("learning_rate", "train.optimizer.adam.learning_rate: 0.001\n"),
      ("adam.learning_rate", "train.optimizer.adam.learning_rate: 0.001\n"),
    ])
  func names(key: String, beginning: String) throws {
    let text = try KeyExplanation(file: Self.vae, key: key, profile: nil, overrides: []).text
    #expect(text.hasPrefix(beginning), "\(text)")
  }

  struct Slip: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let answer: String
    var testDescription: String { "etch explain " + arguments.joined(separator: " ") }
  }

  @Test(
    "What is no word, file or key is told with advice",
    arguments: [
      Slip(arguments: ["conv2"], answer: "there is no word 'conv2'; did you mean 'conv2d'?"),
      Slip(arguments: [vae], answer: "name a key of the file too"),
      Slip(arguments: [vae, "posteror"], answer: "did you mean 'posterior'?"),
      Slip(
        arguments: [vae, "activation"], answer: "'activation' stands in several places; which one?"),
      Slip(arguments: ["dense", "conv2d"], answer: "only one word is explained at a time"),
      Slip(arguments: ["nowhere.yaml", "dense"], answer: "there is no file 'nowhere.yaml'"),
    ])
  func slips(slip: Slip) throws {
    let end = try EtchProgram(["explain"] + slip.arguments)
    #expect(end.status == 2)
    #expect(end.errors.contains(slip.answer), "\(end.errors)")
  }
}
