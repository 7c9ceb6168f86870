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

    public init(caption: String, titles: [String], rows: [[Cell]]) {
      self.caption = caption
      self.titles = titles
      self.rows = rows
    }
  }

  public struct Section: Sendable {
    let title: String
    /// A sentence below the title.
    let lead: String?
    let tables: [Table]
    let charts: [SVGChart]
    /// Rows of pictures: what they are of, and one for each run that has it.
    let pictures: [(name: String, pictures: [ReportPicture])]

    public init(
      _ title: String, lead: String? = nil, tables: [Table] = [], charts: [SVGChart] = [],
      pictures: [(name: String, pictures: [ReportPicture])] = []
    ) {
      self.title = title
      self.lead = lead
      self.tables = tables
      self.charts = charts
      self.pictures = pictures
    }
  }

  private let title: String
  private let lead: String
  private let sections: [Section]

  public init(title: String, lead: String, sections: [Section]) {
    self.title = title
    self.lead = lead
    self.sections = sections
  }

  /// - Parameter limit: the most bytes, as far as leaving pictures out can bring that about.
  /// - Throws: a picture that cannot be made smaller.
  public func html(limit: Int = ReportPage.standardLimit) throws -> String {
    var left = limit - (try body { _ in "" }).utf8.count
    let all = sections.flatMap { $0.pictures.flatMap(\.pictures) }
    let isRoomy = all.reduce(0) { $0 + $1.cost } <= left
    let main = try body { picture in
      let shown = isRoomy ? picture : try picture.smaller()
      guard shown.cost <= left else { return shown.figure(isEmbedded: false, isLinked: false) }
      left -= shown.cost
      return shown.figure(isEmbedded: true)
    }
    return PageFrame.html(
      title: title, header: "<h1>\(HTML.text(title))</h1>\n<p>\(HTML.text(lead))</p>", main: main)
  }

  private func body(_ figure: (ReportPicture) throws -> String) throws -> String {
    var text = ""
    var charts = 0
    for section in sections {
      text += "<section>\n<h2>\(HTML.text(section.title))</h2>\n"
      if let lead = section.lead { text += "<p>\(HTML.text(lead))</p>\n" }
      for table in section.tables { text += table.html + "\n" }
      for chart in section.charts {
        text += chart.figure(id: "chart-\(charts)") + "\n"
        charts += 1
      }
      for row in section.pictures {
        text += "<h3>\(HTML.text(row.name))</h3>\n<div class=\"moments\">\n"
        for picture in row.pictures { text += try figure(picture) + "\n" }
        text += "</div>\n"
      }
      text += "</section>\n"
    }
    return text
  }

}

extension OverviewPage.Table {
  /// The table as markup; on a narrow screen it scrolls in a box of its own.
  var html: String {
    let head = titles.map { title in
      title.isEmpty ? "<td></td>" : "<th scope=\"col\">\(HTML.text(title))</th>"
    }.joined()
    let rows = rows.map { row in
      "<tr>"
        + row.enumerated().map { column, cell in
          let text = HTML.text(cell.text)
          let shown = cell.link.map { "<a href=\"\(HTML.path($0))\">\(text)</a>" } ?? text
          return column == 0 ? "<th scope=\"row\">\(shown)</th>" : "<td>\(shown)</td>"
        }.joined() + "</tr>"
    }
    return
      "<div class=\"scroll\"><table><caption>\(HTML.text(caption))</caption>\n<thead><tr>\(head)</tr></thead>\n"
      + "<tbody>\n\(rows.joined(separator: "\n"))\n</tbody></table></div>"
  }
}

/// What every page begins and ends with.
enum PageFrame {
  /// - Parameters:
  ///   - title: plain text.
  ///   - header: markup, as is `main`.
  static func html(title: String, header: String, main: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(HTML.text(title))</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <a class="skip" href="#content">To the content</a>
    <header>
    \(header)
    </header>
    <main id="content">
    \(main)</main>
    </body>
    </html>

    """
  }
}
