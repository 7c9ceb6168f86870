import Diagnostics
import Foundation

/// `report.html`: what a run did on one page, without a script, complete in itself within its limit of bytes.
public struct ReportPage: Sendable {
  /// One row of the table of figures: its name, then numbers as they are to be read.
  public struct Figure: Sendable {
    let cells: [String]

    public init(name: String, cells: [String]) { self.cells = [name] + cells }
  }

  public var name = ""
  public var hash = ""
  public var about: String?
  public var source: String?
  /// A sentence on how far the run is.
  public var status = ""
  public var hasFailed = false
  public var warnings: [String] = []
  /// The newest of each sample and plot.
  public var newest: [ReportPicture] = []
  public var charts: [SVGChart] = []
  public var figureTitles: [String] = []
  public var figures: [Figure] = []
  public var figuresCaption = "The numbers of the curves"
  /// Earlier pictures, oldest first, by the sample or plot they are of; and animations.
  public var moments: [(name: String, pictures: [ReportPicture])] = []
  public var animations: [ReportPicture] = []
  public var experiment = ""
  /// What the experiment is otherwise than its file says.
  public var changes: OverviewPage.Table?
  public var plan = ""
  /// The model as one `<svg>`, which has a title and a description; left out where it takes a large part of the page.
  public var drawing = ""
  /// What it takes to get the same numbers again, by its title.
  public var reproduction: [(title: String, text: String)] = []
  /// From the run's folder.
  public var files: [String] = []
  /// The moment whose pictures stand in the page, however few do.
  public var bestMoment: String?
  /// Whether the page stands in the run's folder, so that it can lead to the files.
  public var standsInFolder = true

  public static let standardLimit = 5_000_000
  /// Of more moments of a sample or plot, so many stand in the page.
  private static let mostMoments = 8
  /// The largest animation that stands in the page.
  private static let mostAnimationBytes = 2_000_000
  /// The largest drawing of the model.
  private static let mostDrawingBytes = 400_000

  public init() {}

  /// The page, of at most `limit` bytes as far as leaving pictures out can bring that about: first fewer moments of each
  /// sample, then smaller pictures, then links in their places. It says what it leaves out.
  ///
  /// - Throws: a picture that cannot be read, or made smaller.
  public func html(limit: Int = standardLimit) throws -> String {
    let none = moments.map { (name: $0.name, pictures: [ReportPicture]()) }
    let bare = try page(newest: [], moments: none, animations: []).utf8.count
    for count in [Self.mostMoments, 4, 2] {
      let shown = moments.map { name, pictures in
        (name: name, pictures: Self.spread(pictures, to: count) { $0.moment == bestMoment })
      }
      let pictures = newest + shown.flatMap(\.pictures) + smallAnimations
      if bare + pictures.reduce(0, { $0 + $1.cost }) + 200 * moments.count <= limit {
        return try page(newest: newest, moments: shown, animations: smallAnimations)
      }
    }
    var left = limit - bare
    var shown: [(picture: ReportPicture, isEmbedded: Bool)] = []
    for picture in newest {
      let small = try picture.smaller()
      left -= small.cost
      shown.append((small, left >= 0))
      if left < 0 { left += small.cost - 500 }
    }
    return try page(
      figures: shown.map {
        try $0.picture.figure(isEmbedded: $0.isEmbedded, isLinked: standsInFolder)
      }, moments: none, animations: [])
  }

  private var smallAnimations: [ReportPicture] {
    animations.filter { $0.byteCount <= Self.mostAnimationBytes }
  }

  /// At most so many, evenly spaced in the logarithm of their place: early ones are closer together.
  ///
  /// - Parameter isKept: which of them stands there in any case, in the place of the nearest.
  package static func spread<T>(
    _ all: [T], to count: Int, keeping isKept: (T) -> Bool = { _ in false }
  ) -> [T] {
    guard all.count > count, count > 1 else { return all }
    var places: [Int] = []
    for step in 0..<count {
      let share = Double(step) / Double(count - 1)
      let place = Int(pow(Double(all.count), share).rounded()) - 1
      // Where two fall together, the next one.
      places.append(min(max(place, (places.last ?? -1) + 1), all.count - (count - step)))
    }
    if let kept = all.firstIndex(where: isKept), !places.contains(kept),
      let nearest = places.indices.dropFirst().min(by: {
        abs(places[$0] - kept) < abs(places[$1] - kept)
      })
    {
      places[nearest] = kept
    }
    return places.map { all[$0] }
  }

  private typealias Moments = [(name: String, pictures: [ReportPicture])]

  private func page(
    newest: [ReportPicture], moments: Moments, animations: [ReportPicture]
  ) throws -> String {
    try page(
      figures: newest.map { try $0.figure(isEmbedded: true) }, moments: moments,
      animations: animations)
  }

  private func page(
    figures: [String], moments: Moments, animations: [ReportPicture]
  ) throws -> String {
    let sections = [
      section("Warnings", warnings.map { "<p class=\"warning\">\(HTML.text($0))</p>" }),
      section(newestTitle, figures), section("Curves", curves),
      section("Figures", self.figures.isEmpty ? [] : [figureTable]),
      section("How it developed", try development(moments, animations)),
      section("The experiment", experimentParts),
      section(
        "The model",
        drawing.isEmpty || drawing.utf8.count > Self.mostDrawingBytes
          ? []
          : ["<figure class=\"drawing\">\(ScrollBox.html(drawing, label: "The model"))</figure>"]),
      section("The plan", plan.isEmpty ? [] : [folded("layers, shapes, arithmetic, memory", plan)]),
      section("To get it again", reproduction.isEmpty ? [] : [reproductionList]),
      section(
        "Files",
        files.isEmpty || !standsInFolder
          ? []
          : [
            "<ul>"
              + files.map {
                "<li><a href=\"\(HTML.path($0))\">\(HTML.text($0))</a></li>"
              }.joined(separator: "\n") + "</ul>"
          ]),
    ].joined()
    return PageFrame.html(
      title: "\(name) \(hash)",
      header: """
        <h1>\(HTML.text(name)) <span class="hash">\(HTML.text(hash))</span></h1>
        <p\(hasFailed ? " class=\"failed\"" : "")><strong>\(HTML.text(status))</strong></p>
        \(about.map { "<p>\(HTML.text($0))</p>" } ?? "")
        \(source.map { "<p>Source: \(HTML.text($0))</p>" } ?? "")
        """, main: sections)
  }

  private var newestTitle: String {
    let texts = newest.filter(\.isText).count
    return switch texts {
    case 0: "Newest pictures"
    case newest.count: "Newest texts"
    default: "Newest pictures and texts"
    }
  }

  private func section(_ title: String, _ parts: [String]) -> String {
    parts.isEmpty
      ? "" : "<section>\n<h2>\(title)</h2>\n\(parts.joined(separator: "\n"))\n</section>\n"
  }

  private var curves: [String] {
    charts.enumerated().map { index, chart in chart.figure(id: "chart-\(index)") }
  }

  private var figureTable: String {
    OverviewPage.Table(
      caption: figuresCaption, titles: [""] + figureTitles,
      rows: figures.map { $0.cells.map { OverviewPage.Cell($0) } }, areNumbers: true
    ).html
  }

  /// - Parameters:
  ///   - shown: of each of the moments' names, those that stand in the page.
  ///   - playing: the animations that do.
  private func development(
    _ shown: Moments, _ playing: [ReportPicture]
  ) throws -> [String] {
    let sheets = try zip(shown, moments).filter { !$0.0.pictures.isEmpty }.map {
      shown, all -> String in
      let count = shown.pictures.count
      let counted =
        (count == all.pictures.count ? "\(count)" : "\(count) of \(all.pictures.count)")
        + (all.pictures.count == 1 ? " earlier moment" : " earlier moments")
      let figures = try shown.pictures.map { try $0.figure(isEmbedded: true) }
      return
        "<details><summary>\(HTML.text(shown.name)), \(counted)</summary><div class=\"moments\">\n"
        + figures.joined(separator: "\n") + "\n</div></details>"
    }
    let clips = try animations.map { animation -> String in
      guard playing.contains(where: { $0.path == animation.path }) else {
        return try animation.figure(isEmbedded: false, isLinked: standsInFolder)
      }
      let figure = try animation.figure(isEmbedded: true)
      return
        "<details><summary>\(HTML.text(animation.name)), an animation</summary>\n\(figure)</details>"
    }
    return sheets + [leftOut(shown)].compactMap(\.self) + clips
  }

  /// A sentence about the moments that the page would have if it could be larger; `nil` where it has all of these.
  private func leftOut(_ shown: Moments) -> String? {
    let parts = zip(shown, moments).compactMap { shown, all -> String? in
      let (count, whole) = (shown.pictures.count, all.pictures.count)
      guard count < min(whole, Self.mostMoments) else { return nil }
      return (count == 0 ? "all" : "\(whole - count) of")
        + " \(whole) earlier moments of \(all.name)"
    }
    guard !parts.isEmpty else { return nil }
    return
      "<p>Left out of this page for its size: \(HTML.text(parts.joined(separator: ", "))). The run's folder has them.</p>"
  }

  private var experimentParts: [String] {
    var parts: [String] = []
    if !experiment.isEmpty { parts.append(folded("experiment.yaml, resolved", experiment)) }
    if let changes { parts.append(changes.html) }
    return parts
  }

  private func folded(_ title: String, _ text: String) -> String {
    "<details><summary>\(title)</summary><pre \(ScrollBox.attributes(label: title))>\(HTML.text(text))</pre></details>"
  }

  private var reproductionList: String {
    "<dl>\n"
      + reproduction.map {
        "<dt>\(HTML.text($0.title))</dt><dd><code>\(HTML.text($0.text))</code></dd>"
      }.joined(separator: "\n") + "\n</dl>"
  }
}
