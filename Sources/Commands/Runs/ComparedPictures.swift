import Artifacts
import Training

/// The samples and plots of several runs, those of one moment side by side.
struct ComparedPictures {
  /// Of more moments so many are shown.
  private static let mostMoments = 8

  /// A sample or plot, which stands at several moments.
  private struct Sheet: Hashable {
    let kind: String
    let file: String

    var name: String { String(file.dropLast(4)) }
  }

  private let runs: [IndexedRun]
  private let labels: [String]
  private let folder: String
  private let foldsOthers: Bool
  /// By moment, the places of the runs that have it.
  private var found: [Sheet: [String: [Int]]] = [:]
  /// When in training a moment was.
  private var orders: [String: (round: Int, step: Int)] = [:]

  /// - Parameters:
  ///   - labels: what each run is called.
  ///   - folder: where the page will stand.
  ///   - step: moments after it are left out.
  ///   - foldsOthers: whether other moments are on the page too.
  init(
    _ runs: [IndexedRun], labels: [String], in folder: String, upTo step: Int? = nil,
    foldsOthers: Bool
  ) throws {
    self.foldsOthers = foldsOthers
    self.runs = runs
    self.labels = labels
    self.folder = folder
    for kind in RunFolder.kinds {
      for (place, run) in runs.enumerated() {
        for moment in try run.folder.moments(of: kind) {
          let order = RunFolder.order(ofMoment: moment, stepsPerEpoch: run.stepsPerEpoch)
          if let step, let order, order.round == 1, order.step > step { continue }
          if orders[moment] == nil { orders[moment] = order ?? (round: 0, step: 0) }
          for file in try Folder.names(in: run.folder.pictures(kind, at: moment))
          where ReportPicture.isShown(file) {
            found[Sheet(kind: kind, file: file), default: [:]][moment, default: []].append(place)
          }
        }
      }
    }
  }

  /// Of each sample and plot the newest moment that all have who have it, then others, the newest first.
  ///
  /// - Throws: a picture that cannot be read.
  func rows() throws -> [OverviewPage.Pictures] {
    let sheets = found.keys.sorted { a, b in
      // Samples before plots.
      a.kind == b.kind ? a.file < b.file : a.kind > b.kind
    }
    return try sheets.map { try row($0, found[$0] ?? [:]) }
  }

  private func row(_ sheet: Sheet, _ places: [String: [Int]]) throws -> OverviewPage.Pictures {
    let moments = places.keys.sorted(by: isEarlier)
    let all = Set(places.values.joined()).sorted()
    func words(_ moment: String) -> String {
      let words = PictureLabel.words(moment) ?? "before training"
      let count = places[moment]?.count ?? 0
      return count == all.count ? words : "\(words), of \(count) of \(all.count) runs"
    }
    let shared = moments.last { places[$0]?.count == all.count }
    let newest = try all.compactMap { place -> ReportPicture? in
      let own = shared ?? moments.last { places[$0]?.contains(place) == true }
      return try own.map { try picture(sheet, $0, place) }
    }
    let rest = foldsOthers ? moments.filter { $0 != shared } : []
    return OverviewPage.Pictures(
      sheet.name, title: shared.map(words) ?? "the newest of each", newest,
      folded: try ReportPage.spread(rest, to: Self.mostMoments - 1).reversed().map { moment in
        (
          title: words(moment),
          pictures: try (places[moment] ?? []).map { try picture(sheet, moment, $0) }
        )
      })
  }

  private func isEarlier(_ a: String, _ b: String) -> Bool {
    let (first, second) = (orders[a] ?? (round: 0, step: 0), orders[b] ?? (round: 0, step: 0))
    return (first.round, first.step, a) < (second.round, second.step, b)
  }

  private func picture(_ sheet: Sheet, _ moment: String, _ place: Int) throws -> ReportPicture {
    let run = runs[place]
    let path = "\(sheet.kind)/\(moment)/\(sheet.file)"
    let picture = try ReportPicture(
      name: labels[place], moment: moment, path: path, in: run.folder.path)
    guard let inner = RunPages.path(of: run, from: folder) else { return picture }
    return picture.linked(by: "\(inner)/\(path)")
  }
}

extension IndexedRun {
  /// 1 where that is not known.
  fileprivate var stepsPerEpoch: Int {
    figures.epochs.first.map { max(1, $0.step / max(1, $0.epoch)) } ?? 1
  }
}
