import Artifacts
import Config
import Diagnostics
import Foundation
import Training

/// What `etch demo` shows: some shipped experiments, each trained for a minute or so without a download.
public struct Demo {
  /// One experiment of it.
  public struct Act: Sendable {
    public let title: String
    public let about: String
    /// The shipped experiment, and its profile.
    public let experiment: String
    public let profile: String
    public let overrides: [String]
    /// How long it trains on two cores, in seconds.
    public let seconds: Int
    /// What of its pictures, plots and animations is shown, by their names.
    let shown: [String]
  }

  public let acts: [Act]
  private let shipped: ShippedExperiments

  /// - Parameters:
  ///   - photo: a photo of the reader's own, JPEG or PNG, that is painted in the place of the made-up one.
  ///   - folder: the working folder, from which the photo's path starts.
  ///   - isBrief: whether each only takes a few steps on little data, which shows that it runs and nothing else.
  /// - Throws: a photo that is not there, or is none.
  public init(
    photo: String?, shipped: ShippedExperiments, folder: String, isBrief: Bool = false
  ) throws {
    self.shipped = shipped
    // So many steps a picture: the animation shows how it is painted.
    let (steps, every) = isBrief ? (4, 2) : (150, 10)
    var overrides = [
      "train.steps=\(steps)", "outputs.samples.canvas.every=\(every) steps",
      "outputs.samples.photo={grid: photo, split: train}",
      "outputs.samples.painting={grid: painting, split: train}",
    ]
    if let photo {
      guard Folder.exists(photo), !Folder.isFolder(photo) else {
        throw Diagnostic(
          "there is no photo '\(photo.excerpt)'", at: nil,
          notes: [.init("a JPEG or PNG file is painted; without --photo, a made-up one is")])
      }
      // Not when its turn comes, after the first experiment.
      _ = try PictureFile.read(photo)
      let path = PathLookup.join(folder, photo).spelling(["\\": "\\\\", "\"": "\\\""])
      overrides.append(
        "data.photo={source: image, path: \"\(path)\", longest: \(isBrief ? 64 : 320), scale: [0, 1]}"
      )
    } else if isBrief {
      overrides.append("data.photo.size=[64, 64]")
    }
    if isBrief { overrides.append("data.painting.size=[64, 64]") }
    acts = [
      Act(
        title: "A map of all digits",
        about: """
          A variational autoencoder has put digits on a plane, without being told which is which: this is what its decoder \
          makes of each place, and where the digits came to lie.
          """, experiment: "vae_mnist", profile: "quick",
        overrides: isBrief
          ? ["data.digit.count=120", "train.batch_size=50", "train.epochs=2"] : [],
        seconds: 15, shown: ["manifold", "latent_space"]),
      Act(
        title: photo == nil ? "A photo becomes a painting" : "Your photo becomes a painting",
        about: """
          The picture itself is trained: until a network sees the photo's content and the painting's style in it.
          """, experiment: "style_transfer_adam", profile: "demo", overrides: overrides,
        seconds: 25, shown: ["photo", "painting", "canvas"]),
      Act(
        title: "Digits out of noise",
        about: """
          A forger and a judge learn from each other. The noises are the same all the time: what becomes of them is how the \
          forger learned.
          """, experiment: "dcgan_mnist", profile: "quick",
        overrides: isBrief
          ? ["data.digit.count=80", "train.epochs=2"]
          : ["data.digit.count=2048", "train.epochs=12"], seconds: 200, shown: ["digits"]),
    ]
  }

  /// "about 4 minutes", of all acts.
  public var duration: String { Self.phrase(acts.reduce(0) { $0 + $1.seconds }) }

  /// "about 25 seconds", as a person would say it.
  public static func phrase(_ seconds: Int) -> String {
    let minutes = Int((Double(seconds) / 60).rounded())
    return seconds < 90 ? "about \(seconds) seconds" : "about \(minutes) minutes"
  }

  /// The file of an act's experiment.
  public func file(of act: Act) throws -> String { try shipped.entry(act.experiment).path }

  /// What an act came to, beside what it was made from; below, how it came to that: an animation that is printed, or stands
  /// still, shows its beginning.
  private static func rows(
    of act: Act, _ record: RunRecord, _ run: RunFolder
  ) throws -> [OverviewPage.Pictures] {
    let animations = try record.newestPictures(of: run, named: act.shown, animated: true).filter {
      $0.path.hasSuffix(".gif")
    }
    let stills = try record.newestPictures(of: run, named: act.shown)
    var rows = [OverviewPage.Pictures(act.about, stills)]
    if !animations.isEmpty { rows.append(.init("How it came to that", animations)) }
    return rows
  }

  /// Writes one page over the runs of all acts.
  ///
  /// - Parameters:
  ///   - runs: their folders, in order.
  ///   - out: the folder of the runs, in which the page comes to stand.
  /// - Returns: the page's path.
  public func writePage(_ runs: [RunFolder], in out: String) throws -> String {
    let sections = try zip(acts, runs).map { act, run in
      let record = try RunRecord.read(from: run.record)
      let inner = run.path.hasPrefix(out + "/") ? String(run.path.dropFirst(out.count + 1)) : nil
      let seconds = record.timings["run"].map { String(format: "%.0f", $0) } ?? ""
      return OverviewPage.Section(
        act.title,
        tables: [
          .init(
            caption: "The run", titles: ["experiment", "steps", "seconds"],
            rows: [
              [
                .init(act.experiment, link: inner.map { "\($0)/\(RunFiles.report)" }),
                .init("\(record.steps ?? 0)"), .init(seconds),
              ]
            ])
        ],
        pictures: try Self.rows(of: act, record, run))
    }
    let path = out + "/demo.html"
    try AtomicFile.write(
      OverviewPage(
        title: "etch demo",
        lead: "\(acts.count) experiments, trained on this machine, without a download",
        sections: sections
      ).html(), to: path)
    return path
  }
}
