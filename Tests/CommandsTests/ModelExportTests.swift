import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands

/// What leaves as a drawing, or for PyTorch.
@Suite("The model as others read it")
struct ModelExportTests {
  private static let vae = QuickExperiment(name: "vae_mnist").file

  @Test("A drawing has every value, loss, update and layer, and an end that says its form")
  func drawing() throws {
    let folder = try RunsFolder()
    for form in ["svg", "dot"] {
      let file = "\(folder.path)/model.\(form)"
      let end = try EtchProgram(["plan", Self.vae, "--profile", "quick", "--graph", file])
      #expect(end.status == 0 && end.output == file + "\n", "\(end.errors)")
      let text = try TextFile.read(file)
      #expect(text.hasPrefix(form == "svg" ? "<svg " : "digraph "))
      for name in [
        "digit", "posterior", "logits", "reconstruction", "divergence", "log_variance",
        "conv2d_transpose_2", "trained by vae", "changes encoder, decoder",
      ] {
        #expect(text.contains(name), "\(name) in \(form)")
      }
    }
    let wrong = try EtchProgram(["plan", Self.vae, "--graph", folder.path + "/model.png"])
    #expect(wrong.status == 2 && wrong.errors.contains("ends in .svg or .dot"))
  }

  @Test("Weights leave without the optimizer's part, with a module that has each tensor")
  func module() throws {
    let folder = try RunsFolder()
    let small = QuickExperiment.representatives[0]
    try small.run(in: folder.path + "/runs", more: [])
    let run = try #require(try RunIndex([folder.path + "/runs"]).runs.first).folder.path
    let (whole, bare) = (folder.path + "/whole.safetensors", folder.path + "/bare.safetensors")
    #expect(try EtchProgram(["checkpoint", "export", run, whole]).status == 0)
    let module = folder.path + "/networks.py"
    let end = try EtchProgram([
      "checkpoint", "export", run, bare, "--weights-only", "--pytorch", module,
    ])
    #expect(end.status == 0 && end.output == "\(bare)\n\(module)\n", "\(end.errors)")
    let (all, own) = (try InputFile.contents(of: whole), try InputFile.contents(of: bare))
    #expect(own.count * 2 < all.count)
    let text = try TextFile.read(module)
    #expect(text.contains("class Autoencoder(nn.Module):"))
    #expect(text.contains("self.dense_1 = nn.Linear(140, 32)\n"))
    #expect(text.contains("\"bare.safetensors\""))
    #expect(text.contains("takes input: [n, 140]") && !text.contains("def _gather("))
    for (ending, way) in [
      ("pt", "torch.save("), ("pth", "torch.save("), ("npz", "numpy.savez("),
      ("onnx", "'torch.onnx.export' writes"), ("h5", "'safetensors.numpy' opens"),
      ("zst", "' compresses"), ("safetensors.zst", "' compresses"),
    ] {
      let path = folder.path + "/in/a/folder/of/some/depth/w.\(ending)"
      let refused = try EtchProgram(["checkpoint", "export", run, path])
      #expect(refused.status == 2 && refused.errors.contains(way), "\(refused.errors)")
      #expect(refused.errors.contains("/w.safetensors'"), "\(refused.errors)")
      // A command with '…' in it would be none.
      if ["torch.save(", "numpy.savez("].contains(way) {
        #expect(refused.errors.contains("w.safetensors \(path)"), "\(refused.errors)")
      }
      #expect(refused.errors.contains("torch.save(") == (way == "torch.save("), "\(ending)")
      #expect(!Folder.exists(path))
    }
    let quote = try EtchProgram(["checkpoint", "export", run, "/tmp/it's $w.npz"])
    #expect(
      quote.errors.contains("\" '/tmp/it'\\''s $w.safetensors' '/tmp/it'\\''s $w.npz'"),
      "\(quote.errors)")
  }

  @Test("A network that PyTorch cannot be told of is missing in the module, which a note says")
  func missing() throws {
    let folder = try RunsFolder()
    let file = folder.path + "/noisy.yaml"
    try AtomicFile.write(
      """
      etch: 1
      name: noisy
      data: {digit: {source: builtin/digits, count: 8}}
      networks:
        plain: {input: [28, 28, 1], layers: [flatten, {dense: 2}]}
        noisy: {input: [28, 28, 1], layers: [{compute: 'x + normal(like=x, per=run)'}, flatten, {dense: 2}]}
      losses: {loss: mean(plain(digit) + noisy(digit))}
      train:
        epochs: 1
        batch_size: 4
        optimizer: {sgd: {learning_rate: 0.1}}
        step: {both: {minimize: loss, update: [plain, noisy]}}

      """, to: file)
    let runs = folder.path + "/runs"
    let begun = try EtchProgram([
      "run", file, "--steps", "0", "--backend", "reference", "--out", runs,
    ])
    #expect(begun.status == 0, "\(begun.errors)")
    let run = try #require(try RunIndex([runs]).runs.first).folder.path
    let (weights, module) = (folder.path + "/w.safetensors", folder.path + "/networks.py")
    let end = try EtchProgram(["checkpoint", "export", run, weights, "--pytorch", module])
    #expect(end.status == 0 && end.output == "\(weights)\n\(module)\n", "\(end.errors)")
    #expect(end.errors.contains("note: 'noisy' is missing there: "), "\(end.errors)")
    let text = try TextFile.read(module)
    #expect(text.contains("class Plain(nn.Module):") && text.contains("# 'noisy' is missing: "))
  }
}
