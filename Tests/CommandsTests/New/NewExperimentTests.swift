import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Experiment

@Suite("etch new")
struct NewExperimentTests {
  private func shipped() throws -> ShippedExperiments {
    try ShippedExperiments(besides: try #require(builtProgram).path)
  }

  @Test("lists every shipped experiment with its first sentence")
  func list() throws {
    let shipped = try shipped()
    #expect(shipped.entries.map(\.name) == shippedExperiments)
    #expect(
      shipped.entries.first { $0.name == "vae_mnist" }?.about
        == "Convolutional VAE with a two-dimensional latent space")
  }

  @Test("A side of a comparison that comes with etch is told how to be copied")
  func comparedWithShipped() throws {
    let folder = try RunsFolder()
    try TextFile.write("etch: 1\n", to: "\(folder.path)/mine.yaml")
    let end = try EtchProgram(["diff", "vae_mnist", "mine.yaml"], limits: "cd '\(folder.path)'")
    #expect(end.status == 2)
    #expect(
      end.errors.contains("'etch new vae_mnist' copies the one that comes with etch"),
      "\(end.errors)")
  }

  @Test("No description calls its source a seed, which is that of random numbers")
  func descriptions() throws {
    for entry in try shipped().entries {
      #expect(!entry.about.lowercased().contains("the seed"), "\(entry.name): \(entry.about)")
    }
    for name in shippedExperiments {
      let text = try TextFile.read(QuickExperiment(name: name).file)
      let isMisnamed = text.contains(/[Tt]he seed('s| shows| gives| names| puts)/)
      #expect(!isMisnamed, "\(name)")
    }
  }

  @Test(
    "A word for an experiment that is none is told with the file that may be meant, or where to get one",
    arguments: [
      ("mine", "there is no file 'mine'; did you mean 'mine.yaml'?", "'etch new --list'"),
      ("mnie.yaml", "there is no file 'mnie.yaml'; did you mean 'mine.yaml'?", "'etch new --list'"),
      ("vae_mnist", "there is no file 'vae_mnist'", "'etch new vae_mnist' copies"),
      (
        "x/ecg_anomly.yaml", "there is no file 'x/ecg_anomly.yaml'", "'etch new ecg_anomaly' copies"
      ),
      ("Mine.yml", "there is no file 'Mine.yml'; did you mean 'mine.yaml'?", "'etch new --list'"),
      (
        "experiments/ecg_homewrk.yaml",
        "there is no file 'experiments/ecg_homewrk.yaml'; did you mean 'experiments/ecg_homework.yaml'?",
        "'etch new --list'"
      ),
      ("nothing.yaml", "there is no file 'nothing.yaml'", "'etch new NAME' writes a first one"),
    ])
  func missing(word: String, message: String, note: String) throws {
    let folder = try RunsFolder()
    for name in ["mine", "experiments/ecg_homework"] {
      try TextFile.write("etch: 1\n", to: "\(folder.path)/\(name).yaml")
    }
    let end = try EtchProgram(["run", word], limits: "cd '\(folder.path)'")
    #expect(end.status == 2)
    #expect(end.errors.contains(message + "\n"), "\(end.errors)")
    #expect(end.errors.contains(note), "\(end.errors)")
  }

  @Test(
    "Every command that takes a file tells of the one that may be meant",
    arguments: [
      ["validate", "mnie.yaml"], ["validate", "--format", "json", "mnie.yaml"],
      ["run", "mnie.yaml"],
      ["plan", "mnie.yaml"], ["explain", "mnie.yaml", "seed"], ["show", "mnie.yaml"],
      ["fmt", "mnie.yaml"], ["diff", "mnie.yaml", "mine.yaml"], ["kernels", "mnie.yaml"],
      ["bench", "mnie.yaml"], ["fetch", "mnie.yaml"], ["fetch", "--pin", "mnie.yaml"],
      ["sweep", "mnie.yaml"], ["compare", "--sweep", "mnie.yaml"],
    ])
  func near(_ arguments: [String]) throws {
    let folder = try RunsFolder()
    // A sweep stands with the sweeps, all others with the experiments.
    let isSweep = ["sweep", "compare"].contains(arguments[0])
    let place = isSweep ? "sweeps/mine.yaml" : "experiments/mine.yaml"
    try TextFile.write("etch: 1\n", to: "\(folder.path)/\(place)")
    let end = try EtchProgram(arguments, limits: "cd '\(folder.path)'")
    #expect(end.status == 2)
    #expect((end.errors + end.output).contains("did you mean '\(place)'?"), "\(end.errors)")
  }

  @Test("each shipped experiment is written under a name of one's own, and is the same experiment")
  func written() throws {
    for name in shippedExperiments {
      let folder = try RunsFolder()
      let new = try NewExperiment(
        name: "mine", from: name, shipped: try shipped(), in: folder.path)
      #expect(try new.write().first?.hasSuffix("/mine.yaml") == true)
      let copy = try LoadedExperiment(
        file: folder.path + "/mine.yaml", profile: "quick", overrides: [], dataFolder: "data")
      let original = try QuickExperiment(name: name).load()
      // Committed weights go with it, and are named from where the file stands.
      let text = copy.resolvedText.replacing("name: mine", with: "name: \(name)")
        .replacing("\"./weights/", with: "\"experiments/weights/")
      #expect(text.filter { $0 != "\"" } == original.resolvedText.filter { $0 != "\"" })
      for file in original.weightsFiles {
        let name = (file as NSString).lastPathComponent
        #expect(copy.weightsFiles.contains { $0.hasSuffix("/" + name) }, "\(name)")
      }
    }
  }

  @Test("its first line leads to the schema from where the file stands")
  func modeline() throws {
    let folder = try RunsFolder()
    let shipped = try shipped()
    let file = folder.path + "/vae_mnist.yaml"
    _ = try NewExperiment(name: nil, from: nil, shipped: shipped, in: folder.path).write()
    let mark = "# yaml-language-server: $schema="
    let first = try TextFile.read(file).split(separator: "\n")[0]
    let schema = String(first.dropFirst(mark.count))
    #expect(first.hasPrefix(mark))
    #expect(Folder.exists(schema.hasPrefix("/") ? schema : folder.path + "/" + schema), "\(schema)")
    let inside = shipped.folder + "/../outputs/new-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: inside) }
    _ = try NewExperiment(name: nil, from: nil, shipped: shipped, in: inside).write()
    #expect(
      try TextFile.read(inside + "/vae_mnist.yaml").hasPrefix(
        mark + "../../schemas/experiment.schema.json\n"))
    try FileManager.default.removeItem(atPath: file)
    try TextFile.write("{}", to: folder.path + "/schemas/experiment.schema.json")
    _ = try NewExperiment(name: nil, from: nil, shipped: shipped, in: folder.path).write()
    #expect(
      try TextFile.read(file).hasPrefix(mark + "schemas/experiment.schema.json\n"))
  }

  @Test("an installed program finds them under share/etch, an unpacked one beside bin")
  func installed() throws {
    for place in ["share/etch/experiments", "experiments"] {
      let folder = try RunsFolder()
      try TextFile.write(
        "etch: 1\nname: a\nabout: One. Two.\n", to: "\(folder.path)/\(place)/a.yaml")
      try TextFile.write("", to: folder.path + "/bin/etch")
      let found = try ShippedExperiments(besides: folder.path + "/bin/etch")
      #expect(found.entries.map(\.name) == ["a"] && found.entries[0].about == "One")
    }
  }

  @Test("what cannot be written is told, and what is there is left as it is")
  func refused() throws {
    let folder = try RunsFolder()
    func message(_ name: String?, _ from: String?) throws -> String {
      do {
        _ = try NewExperiment(
          name: name, from: from, shipped: try shipped(), in: folder.path
        ).write()
        return "written"
      } catch let problem as Diagnostic {
        return problem.message
      }
    }
    #expect(try message("vae_mnst", nil).hasSuffix("'vae_mnst'; did you mean 'vae_mnist'?"))
    #expect(try message("mine", "dcgan").hasPrefix("there is no experiment 'dcgan'"))
    let gan = #expect(throws: Diagnostic.self) { try shipped().entry("gan") }
    #expect(gan?.notes.first?.message.hasPrefix("of that kind are dcgan_mnist, gan_celeba") == true)
    #expect(try message("diffusion", nil) == "there is no experiment 'diffusion'")
    try TextFile.write("etch: 1\n", to: folder.path + "/own.yaml")
    #expect(
      try message("mine", folder.path + "/own.yaml")
        .hasSuffix("own.yaml' is a file, and '--from' takes a shipped experiment"))
    for name in ["2d", String(repeating: "n", count: 201)] {
      #expect(try message(name, "vae_mnist").contains("cannot be an experiment's name"))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/linked.yaml", withDestinationPath: "nowhere.yaml")
    #expect(try message("linked", "vae_mnist").hasSuffix("is there already, and is left as it is"))
    #expect(Folder.isLink(folder.path + "/linked.yaml"))
    #expect(try message("mine", nil) == "written")
    let text = try TextFile.read(folder.path + "/mine.yaml")
    #expect(try message("mine", "dcgan_mnist").hasSuffix("is there already, and is left as it is"))
    #expect(try TextFile.read(folder.path + "/mine.yaml") == text)
  }
}
