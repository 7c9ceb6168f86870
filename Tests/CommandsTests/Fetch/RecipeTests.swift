import Artifacts
import Diagnostics
import Foundation
import Processes
import Testing

@testable import Commands
@testable import Datasets

@Suite("Recipes of what can be downloaded")
struct RecipeTests {
  @Test("each file of the folder is one of the program, right, and of its own name")
  func all() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Sources/Commands/Fetch/Recipes"
    ).standardized.path
    let files = try Folder.names(in: folder).map { String($0.dropLast(5)) }
    #expect(try Recipes.all().map(\.name) == files)
    #expect(Recipes.texts.map(\.name) == files)
  }

  @Test("a size or digest is there only where a page states it, and the page is named")
  func stated() throws {
    for recipe in try Recipes.all() {
      let states = recipe.files.contains { $0.digest != nil || $0.size != nil }
      #expect(states == (recipe.stated?.hasPrefix("https://") ?? false), "\(recipe.name)")
      #expect(!states || recipe.files.allSatisfy { $0.digest != nil && $0.size != nil })
    }
  }

  @Test(
    "the recipe of a path that is missing",
    arguments: [
      ("data/mnist/train-images-idx3-ubyte", "mnist"), ("data/horse2zebra/trainA", "horse2zebra"),
      ("data/ecg5000/ecg.csv", "ecg5000"), ("weights/vgg19_torchvision.safetensors", "vgg19"),
      ("weights/vgg19.safetensors", nil),
      ("weights/other.safetensors", nil), ("data/mnist2/x", nil),
    ] as [(String, String?)])
  func providing(path: String, name: String?) throws {
    #expect(try Recipes.providing(path)?.name == name)
  }

  @Test("what is said of missing files names the recipe that has them")
  func places() throws {
    let places = try Recipes.all().flatMap { recipe in
      recipe.files.map { file in
        let isLoose = file.into == nil && file.result.hasPrefix("weights/")
        return [isLoose ? file.result : file.into ?? Folder.parent(of: file.result), recipe.name]
      }
    }
    #expect(Set(PublicFiles.places.map { [$0.path, $0.recipe] }) == Set(places))
    let missing = DataFile(path: "data/mnist/x", written: "data/mnist/x").missing(.error)
    #expect(
      missing.notes.map(\.message) == [
        "'etch fetch mnist' gets it; or put the data there, or name the folder that 'data/' means with --data DIR"
      ])
  }

  @Test(
    "what is said of Keras's weights tells how Keras gives them out, and what the recipe brings",
    arguments: [
      ("vgg19", "VGG19(include_top=False)", "keras", "torchvision"),
      (
        "inception_v3", "InceptionV3(include_top=False)", "networks/inception_v3_keras.yaml",
        "torchvision"
      ),
      ("mobilenet_v2", "MobileNetV2()", "keras", "timm"),
    ])
  func keras(name: String, model: String, names: String, profile: String) throws {
    let path = "weights/\(name).safetensors"
    #expect(try Recipes.providing(path)?.name == nil)
    let notes = DataFile(path: path, written: path).missing(.error).notes.map(\.message)
    #expect(
      notes == [
        "Keras's weights, for 'names: \(names)': python -c \"import keras, safetensors.numpy as s; s.save_file({w.path: w.numpy() for w in keras.applications.\(model).weights}, '\(name).safetensors')\"",
        "'etch fetch \(name)' gets others, which a shipped experiment reads with '--profile \(profile)'",
        "put the file there, or name the folder that 'weights/' means with --weights DIR",
      ])
  }

  @Test(
    "a recipe that is wrong is told of",
    arguments: [
      ("files: [{path: data/a/b, urls: [\"http://a.org/b\"]}]", "does not begin with https://"),
      ("files: [{path: data/../b, urls: [\"https://a.org/b\"]}]", "does not lie under data/"),
      (
        "files: [{path: \"data/../\u{301}b\", urls: [\"https://a.org/b\"]}]",
        "does not lie under data/"
      ),
      (
        "files: [{path: \"data/.fetch/\u{301}b\", urls: [\"https://a.org/b\"]}]",
        "is where etch fetch keeps what it works with"
      ),
      ("files: [{path: /etc/passwd, urls: [\"https://a.org/b\"]}]", "does not lie under data/"),
      (
        "files: [{path: data/.fetch/records.json, urls: [\"https://a.org/b\"]}]",
        "is where etch fetch keeps what it works with"
      ), ("files: [{path: \"data/\\0b\", urls: [\"https://a.org/b\"]}]", "has a control character"),
      ("files: [{path: data/a/b}]", "this file has no 'urls'"),
      (
        "files: [{path: a.zip, urls: [\"https://a.org/b\"], unpack: zip}]",
        "'unpack' and 'into' belong together"
      ),
      (
        "files: [{path: ../a.zip, urls: [\"https://a.org/b\"], unpack: zip, into: data/a}]",
        "an archive's path is a name"
      ),
      ("files: [{path: data/a/b, urls: [\"https://a.org/b\"], sha256: abc}]", "has 64 digits"),
      (
        "files: [{path: data/a/b, urls: [\"https://a.org/b\"], tables: {a.tsv: [\"*\"]}}]",
        "'tables' are of an archive"
      ),
      (
        "files: [{path: a.zip, urls: [\"https://a.org/b\"], unpack: zip, into: data/a, tables: {b/a: [\"*\"]}}]",
        "a table's name is one, without folders"
      ),
    ])
  func wrong(files: String, message: String) throws {
    let text = "fetch: 1\nname: a\nlicence: {name: b, url: c}\n\(files)\n"
    do {
      _ = try Recipe(SourceFile(name: "a.yaml", text: text))
      Issue.record("it is taken")
    } catch let problems as DiagnosticList {
      #expect(
        problems.diagnostics.contains { $0.message.contains(message) }, "\(problems.printed())")
    }
  }
}
