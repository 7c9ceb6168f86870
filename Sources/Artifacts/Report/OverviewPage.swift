/// A page over several runs: tables, overlaid curves, pictures side by side; without a script, complete in itself.
public struct OverviewPage: Sendable {
  public struct Cell: Sendable {
    let text: String
    /// Where it leads, from the page.
    let link: String?

    public init(_ text: String, link: String? = nil) {
      self.text = text
      self.link = link
    }
  }

  public struct Table: Sendable {
    let caption: String
    let titles: [String]
    let rows: [[Cell]]
    /// Whether all columns but the first are of numbers, which stand below each other.
    let areNumbers: Bool

    public init(caption: String, titles: [String], rows: [[Cell]], areNumbers: Bool = false) {
      self.caption = caption
      self.titles = titles
      self.rows = rows
      self.areNumbers = areNumbers
    }
  }

  /// A row of pictures, one for each run that has it, and others like it, which are folded.
  public struct Pictures: Sendable {
    let name: String
    /// What stands above those that are open; empty where nothing does.
    let title: String
    let open: [ReportPicture]
    let folded: [(title: String, pictures: [ReportPicture])]

    public init(
      _ name: String, title: String = "", _ open: [ReportPicture],
      folded: [(title: String, pictures: [ReportPicture])] = []
    ) {
      self.name = name
      self.title = title
      self.open = open
      self.folded = folded
    }
  }

  public struct Section: Sendable {
    let title: String
    /// A sentence below the title.
    let lead: String?
    let tables: [Table]
    fileprivate(set) var charts: [SVGChart]
    let pictures: [Pictures]
    /// Sentences below tables and charts.
    fileprivate var remarks: [String]

    public init(
      _ title: String, lead: String? = nil, tables: [Table] = [], charts: [SVGChart] = [],
      pictures: [Pictures] = [], remarks: [String] = []
    ) {
      self.title = title
      self.lead = lead
      self.tables = tables
      self.charts = charts
      self.pictures = pictures
      self.remarks = remarks
    }
  }

  private let title: String
  private let lead: String
  private var sections: [Section]

  public init(title: String, lead: String, sections: [Section]) {
    self.title = title
    self.lead = lead
    self.sections = sections
  }

  /// The widths of pictures on a page that has no room for them as they are.
  private static let widths = [ReportPicture.smallWidth, 640, 400, 256, 160]

  /// - Parameter limit: the most bytes, as far as giving way can bring that about: pictures that are folded become links, open
  ///   ones smaller, then links too; curves that take more than half of what tables leave become briefer, then fewer.
  /// - Throws: a picture that cannot be read, or made smaller.
  public func html(limit: Int = ReportPage.standardLimit) throws -> String {
    func link(_ picture: ReportPicture) throws -> String {
      try picture.figure(isEmbedded: false, isLinked: picture.isBelowPage)
    }
    func size(_ page: OverviewPage) throws -> Int {
      try page.page(page.body { picture, _ in try link(picture) }).utf8.count
    }
    var shown = self
    var bare = try size(shown)
    // What curves cannot help.
    let rest = hasCharts ? try size(briefer(charts: 0)) : bare
    for most in [Int.max, 1, 0] where hasCharts && bare - rest > (limit - rest) / 2 {
      shown = briefer(charts: most)
      bare = try size(shown)
    }
    var left = limit - bare
    let open = sections.flatMap(\.pictures).flatMap(\.open)
    let cost = open.reduce(0) { $0 + $1.cost }
    let isRoomy = cost <= left
    let room = left
    let width =
      Self.widths.first { width in
        open.reduce(0) { $0 + $1.cost(atWidth: width) } <= room
      } ?? Self.widths[Self.widths.count - 1]
    // What is folded has what the others leave.
    var spare = isRoomy ? left - cost : 0
    let main = try shown.body { picture, isFolded in
      if isFolded {
        guard picture.cost <= spare else { return try link(picture) }
        spare -= picture.cost
        return try picture.figure(isEmbedded: true)
      }
      let small = isRoomy ? picture : try picture.smaller(toWidth: width)
      guard small.cost <= left else { return try link(small) }
      left -= small.cost
      return try small.figure(isEmbedded: true, isLinked: picture.isBelowPage)
    }
    return page(main)
  }

  private var hasCharts: Bool { sections.contains { !$0.charts.isEmpty } }

  /// The page with curves of fewer points, and of each section so many of them; it says that others are left out.
  private func briefer(charts most: Int) -> OverviewPage {
    var copy = self
    copy.sections = sections.map { section in
      var section = section
      let left = section.charts.count - most
      section.charts = section.charts.prefix(most).map { chart in
        var chart = chart
        chart.isBrief = true
        return chart
      }
      if left > 0 {
        let curves = left == 1 ? "a chart" : "\(left) charts"
        section.remarks.append("Left out of this page for its size: \(curves).")
      }
      return section
    }
    return copy
  }

  /// - Parameter main: markup.
  private func page(_ main: String) -> String {
    PageFrame.html(
      title: title, header: "<h1>\(HTML.text(title))</h1>\n<p>\(HTML.text(lead))</p>", main: main)
  }

  /// - Parameter figure: makes the markup of a picture, which may be a folded one.
  private func body(_ figure: (ReportPicture, Bool) throws -> String) throws -> String {
    var text = ""
    var charts = 0
    for section in sections {
      text += "<section>\n<h2>\(HTML.text(section.title))</h2>\n"
      if let lead = section.lead { text += "<p>\(HTML.text(lead))</p>\n" }
      for table in section.tables { text += table.html + "\n" }
      for pictures in section.pictures {
        text += "<h3>\(HTML.text(pictures.name))</h3>\n"
        if !pictures.title.isEmpty { text += "<p>\(HTML.text(pictures.title))</p>\n" }
        text += try Self.row(pictures.open) { try figure($0, false) } + "\n"
        for other in pictures.folded {
          text += "<details><summary>\(HTML.text(other.title))</summary>"
          text += try Self.row(other.pictures) { try figure($0, true) } + "</details>\n"
        }
      }
      if !section.pictures.isEmpty, !section.charts.isEmpty { text += "<h3>Curves</h3>\n" }
      for chart in section.charts {
        text += chart.figure(id: "chart-\(charts)") + "\n"
        charts += 1
      }
      for remark in section.remarks { text += "<p>\(HTML.text(remark))</p>\n" }
      text += "</section>\n"
    }
    return text
  }

  private static func row(
    _ pictures: [ReportPicture], _ figure: (ReportPicture) throws -> String
  ) throws -> String {
    var text = "<div class=\"moments\">\n"
    for picture in pictures { text += try figure(picture) + "\n" }
    return text + "</div>"
  }
}

extension OverviewPage.Table {
  /// The table as markup; on a narrow screen it scrolls in a box of its own.
  var html: String {
    let kind = areNumbers ? " class=\"number\"" : ""
    let head = titles.map { title in
      title.isEmpty ? "<td></td>" : "<th scope=\"col\"\(kind)>\(HTML.text(title))</th>"
    }.joined()
    let rows = rows.map { row in
      "<tr>"
        + row.enumerated().map { column, cell in
          let text = HTML.text(cell.text)
          let shown = cell.link.map { "<a href=\"\(HTML.path($0))\">\(text)</a>" } ?? text
          return column == 0 ? "<th scope=\"row\">\(shown)</th>" : "<td\(kind)>\(shown)</td>"
        }.joined() + "</tr>"
    }
    return ScrollBox.html(
      "<table><caption>\(HTML.text(caption))</caption>\n<thead><tr>\(head)</tr></thead>\n"
        + "<tbody>\n\(rows.joined(separator: "\n"))\n</tbody></table>", label: caption,
      style: "scroll")
  }
}
