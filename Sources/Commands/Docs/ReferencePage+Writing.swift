import Artifacts

extension ReferencePage {
  var markdown: String {
    var text = "# \(title)\n\n\(about)\n"
    if entries.count > 3 {
      text += "\n" + entries.map { "[\($0.name)](#\($0.anchor))" }.joined(separator: " · ") + "\n"
    }
    return text + entries.map(\.markdown).joined()
  }

  var html: String {
    Self.page(
      title,
      """
      <p><a href="index.html">Reference</a></p>
      <h1>\(HTML.text(title))</h1>
      <p>\(Self.prose(about))</p>
      <nav>\(entries.map { "<a href=\"#\($0.anchor)\">\(HTML.text($0.name))</a>" }.joined(separator: " · "))</nav>

      """ + entries.map(\.html).joined())
  }

  static func htmlIndex(_ pages: [ReferencePage]) -> String {
    page(
      "Reference",
      "<h1>Reference</h1>\n<ul>\n"
        + pages.map {
          "<li><a href=\"\($0.name).html\">\(HTML.text($0.title))</a>, \($0.entries.count) entries</li>\n"
        }.joined() + "</ul>\n")
  }

  private static func page(_ title: String, _ body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>\(HTML.text(title)) - etch</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
    pre { overflow-x: auto; padding: .5rem; border: 1px solid; }
    </style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// Text in which what stands between backticks is code.
  static func prose(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map {
      $0.offset % 2 == 1
        ? "<code>\(HTML.text(String($0.element)))</code>" : HTML.text(String($0.element))
    }.joined()
  }
}

extension ReferencePage.Entry {
  /// As GitHub makes it of a heading.
  var anchor: String {
    name.lowercased().replacing(" ", with: "-").filter {
      $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_"
    }
  }

  var markdown: String {
    var text = "\n## \(name)\n\n\(Self.plain(summary))\n"
    if !discussion.isEmpty { text += "\n\(Self.plain(discussion))\n" }
    if let shownExample { text += "\n```\(exampleLanguage)\n\(shownExample)\n```\n" }
    if let used { text += "\n\(used)\n" }
    guard !rows.isEmpty else { return text }
    text += "\n| name | what it is | type | presence |\n| --- | --- | --- | --- |\n"
    for row in rows {
      let cells = ["`\(row.name)`", row.summary, row.type, row.presence].map {
        $0.replacing("|", with: "\\|").replacing("\n", with: " ")
      }
      text += "| \(Self.plain(cells.joined(separator: " | "))) |\n"
    }
    return text
  }

  /// The example without what ends its last line.
  private var shownExample: String? { example?.trimmingSuffix { $0 == "\n" } }

  /// Where it is used; `nil` where no shipped experiment uses it.
  private var used: String? {
    places.isEmpty ? nil : "In " + places.map { "`\($0)`" }.joined(separator: ", ") + "."
  }

  /// Angle brackets outside of code would be markup.
  private static func plain(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map {
      $0.offset % 2 == 1
        ? String($0.element) : String($0.element).replacing("<", with: "&lt;")
    }.joined(separator: "`")
  }

  var html: String {
    var text =
      "<h2 id=\"\(anchor)\">\(HTML.text(name))</h2>\n<p>\(ReferencePage.prose(summary))</p>\n"
    for paragraph in discussion.split(separator: "\n") {
      text += "<p>\(ReferencePage.prose(String(paragraph)))</p>\n"
    }
    if let shownExample { text += "<pre><code>\(HTML.text(shownExample))</code></pre>\n" }
    if let used { text += "<p>\(ReferencePage.prose(used))</p>\n" }
    guard !rows.isEmpty else { return text }
    text +=
      "<table>\n<tr><th scope=\"col\">name</th><th scope=\"col\">what it is</th>"
      + "<th scope=\"col\">type</th><th scope=\"col\">presence</th></tr>\n"
    for row in rows {
      let cells = [row.summary, row.type, row.presence].map {
        "<td>\(ReferencePage.prose($0))</td>"
      }
      text += "<tr><td><code>\(HTML.text(row.name))</code></td>\(cells.joined())</tr>\n"
    }
    return text + "</table>\n"
  }
}
