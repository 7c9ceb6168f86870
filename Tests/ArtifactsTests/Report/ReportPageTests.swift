import Foundation
import Testing

@testable import Artifacts

@Suite("The page of a run")
struct ReportPageTests {
  private static func picture(
    _ name: String, _ moment: String, _ height: Int, _ width: Int, noisy: Bool = true
  ) throws
    -> ReportPicture
  {
    var state: UInt32 = 7
    let pixels = (0..<height * width).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return noisy ? UInt8(state >> 24) : 90
    }
    let picture = Picture(height: height, width: width, channels: 1, pixels: pixels)
    return ReportPicture(
      name: name, moment: moment, path: "samples/\(moment)/\(name).png",
      content: .picture(try PNG.encode(picture), width: width, height: height))
  }

  private static func page() throws -> ReportPage {
    var page = ReportPage()
    page.name = "<script>alert(1)</script>&"
    page.hash = "ef38092b8ff6"
    page.status = "Finished after 10 steps"
    page.about = "A \"quoted\" <b>line</b>"
    page.source = "Nobody & nowhere"
    page.warnings = ["a <i>warning</i>"]
    page.newest = [try picture("digits", "epoch-0003", 8, 12)]
    page.moments = [("digits", try (1...20).map { try picture("digits", "epoch-\($0)", 8, 12) })]
    page.charts = [
      SVGChart(title: "a < b", xLabel: "step", series: [.init("a", [(x: 1, y: 2), (x: 2, y: 1)])])
    ]
    page.figureTitles = ["first", "last"]
    page.figures = [.init(name: "a", cells: ["2", "1"])]
    page.experiment = "name: <x>\n"
    page.plan = "layers & shapes"
    page.reproduction = [(title: "Command", text: "etch run a.yaml <b>")]
    page.files = ["metrics.jsonl", "a b:\"c\".png"]
    return page
  }

  @Test("Nothing of a run is markup, and nothing comes from elsewhere")
  func escaped() throws {
    let html = try Self.page().html()
    #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"))
    #expect(
      !html.replacing("http://www.w3.org/2000/svg", with: "").contains("http:")
        && !html.contains("https:"))
    let sources = html.components(separatedBy: "src=\"").dropFirst()
    #expect(sources.count == 9 && sources.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
    #expect(
      html.contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\""))
    #expect(html.contains("href=\"./a%20b%3a%22c%22.png\""))
  }

  @Test(
    "It has a language, one heading of the first level, a way to the content, and words for pictures"
  )
  func accessible() throws {
    let html = try Self.page().html()
    func count(_ word: String) -> Int { html.components(separatedBy: word).count - 1 }
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(
      count("<h1>") == 1 && count("<main id=\"content\">") == 1 && count("href=\"#content\"") == 1)
    #expect(
      count("<img ") == count(" alt=\"") && count("<img ") == count(" width=\"12\" height=\"8\""))
    #expect(count("<caption>") == 1 && count("scope=\"row\"") == 1)
    #expect(count("scope=\"col\" class=\"number\"") == 2)
    #expect(count("<details>") == 3 && !html.contains("<h3"))
  }

  @Test("A text stands on it as text, with its moments, or as a link where there is no room")
  func texts() throws {
    func text(_ moment: String, _ words: String) -> ReportPicture {
      ReportPicture(
        name: "reviews", moment: moment, path: "samples/\(moment)/reviews.txt",
        content: .text(words))
    }
    var page = try Self.page()
    page.newest = [text("epoch-2", "0.5: a <b>film</b>\n")]
    page.moments = [("reviews", [text("epoch-1", "0.5: a\n")] + page.newest)]
    let html = try page.html()
    #expect(html.contains("<h2>Newest texts</h2>"))
    #expect(
      html.contains(
        "<figure><pre class=\"text\">0.5: a &lt;b&gt;film&lt;/b&gt;\n</pre><figcaption>reviews, epoch-2</figcaption></figure>"
      ))
    #expect(html.contains("reviews, 2 earlier moments") && html.contains(">0.5: a\n</pre>"))
    page.newest = [text("epoch-2", String(repeating: "word ", count: 10_000))]
    page.moments = []
    let small = try page.html(limit: 30_000)
    #expect(small.utf8.count <= 30_000)
    #expect(small.contains("reviews, epoch-2</a>: 50000 bytes of text; left out of this page"))
    page.newest = [text("epoch-2", "a"), try Self.picture("digits", "epoch-2", 8, 12)]
    #expect(try page.html().contains("<h2>Newest pictures and texts</h2>"))
  }

  @Test("On paper what is folded is open; a narrow screen has the key of a chart below it")
  func media() throws {
    var page = try Self.page()
    #expect(try !page.html().contains("<span class=\"key\">"), "a line alone has its name above it")
    page.charts = [
      SVGChart(title: "t", xLabel: "step", series: ["a", "b"].map { .init($0, [(x: 1, y: 2)]) })
    ]
    let html = try page.html()
    let parts = html.components(separatedBy: "@media ")
    let paper = try #require(parts.first { $0.hasPrefix("print {") })
    #expect(paper.contains("details::details-content { content-visibility: visible;"))
    // A title has below it what it is of: a drawing that is higher than a page went on to the next, and left it alone.
    #expect(paper.contains("h2, h3 { break-after: avoid; }") && paper.contains("max-height: 245mm"))
    let narrow = parts.filter { $0.hasPrefix("screen and (max-width:") }
    #expect(narrow.contains { $0.contains(".key { display: block; }") })
    // Else a table shows the names of its rows alone.
    #expect(narrow.contains { $0.contains("tbody th { white-space: normal; ") })
    #expect(html.contains(".key { display: none; }") && html.contains("<span class=\"key\">"))
    // The last of an odd number of moments is as wide as the others, and a lone one as the page.
    #expect(html.contains(".moments { display: grid; grid-template-columns: repeat(auto-fit, "))
  }

  @Test("A page of nothing but a name has no empty sections")
  func empty() throws {
    var page = ReportPage()
    page.name = "a"
    #expect(try !page.html().contains("<section>"))
  }

  @Test("Of twenty moments it shows eight, from the first to the last, early ones closer together")
  func spread() {
    #expect(ReportPage.spread(Array(1...5), to: 8) == Array(1...5))
    for kept in 1...100 {
      for count in [2, 4, 8] {
        let shown = ReportPage.spread(Array(1...100), to: count) { $0 == kept }
        #expect(shown.contains(kept) && shown.count == count && shown == shown.sorted())
      }
    }
    let shown = ReportPage.spread(Array(1...100), to: 8)
    #expect(shown == [1, 2, 4, 7, 14, 27, 52, 100])
    for count in [2, 4, 8] {
      for all in 1...50 {
        let shown = ReportPage.spread(Array(1...all), to: count)
        #expect(
          shown.count == min(all, count) && Set(shown).count == shown.count
            && shown == shown.sorted())
        #expect(shown.first == 1 && shown.last == all)
      }
    }
  }

  @Test("The limit is kept: fewer moments, then smaller pictures, then links")
  func limit() throws {
    var page = try Self.page()
    page.newest = try (0..<3).map { try Self.picture("big\($0)", "epoch-2", 2000, 2000) }
    page.moments = []
    let all = page.newest.reduce(0) { $0 + $1.cost }
    #expect(all > 15_000_000)
    for (limit, images) in [(20_000_000, 3), (5_000_000, 3), (3_500_000, 2), (100_000, 0)] {
      let html = try page.html(limit: limit)
      #expect(html.utf8.count <= limit)
      #expect(html.components(separatedBy: "<img ").count - 1 == images, "\(limit)")
      #expect(
        html.components(separatedBy: "left out of this page for its size").count - 1 == 3 - images)
    }
    page.moments = [("m", try (0..<8).map { try Self.picture("m", "epoch-\($0)", 400, 400) })]
    let html = try page.html(limit: 17_200_000)
    #expect(html.contains("m, 4 of 8 earlier moments") && html.utf8.count <= 17_200_000)
  }

  @Test("What has no room is told: fewer moments, none of them, a picture made smaller, animations")
  func leftOut() throws {
    var page = try Self.page()
    let told = "Left out of this page for its size: "
    // Of many moments eight are enough, whatever the limit.
    let whole = try page.html()
    #expect(whole.contains("digits, 8 of 20 earlier moments") && !whole.contains(told))
    page.moments.append(("m", try (0..<5).map { try Self.picture("m", "epoch-\($0)", 400, 400) }))
    #expect(try page.html().contains("m, 5 earlier moments"))
    let fewer = try page.html(limit: 1_000_000)
    #expect(
      fewer.contains(
        "<p>\(told)16 of 20 earlier moments of digits, 1 of 5 earlier moments of m. The run"))
    #expect(fewer.contains("m, 4 of 5 earlier moments") && fewer.utf8.count <= 1_000_000)
    let none = try page.html(limit: 100_000)
    #expect(
      none.contains(
        "<p>\(told)all 20 earlier moments of digits, all 5 earlier moments of m. The run"))
    #expect(!none.contains(" moments</summary>") && none.utf8.count <= 100_000)
    page.moments = []
    page.newest = [try Self.picture("wide", "epoch-2", 500, 2000)]
    #expect(try !page.html().contains("made smaller"))
    #expect(
      try page.html(limit: 500_000).contains(
        "<figcaption><a href=\"./samples/epoch-2/wide.png\">wide, epoch-2</a>; made smaller for this page</figcaption>"
      ))
  }

  @Test(
    "An animation that has no room is a link, as is one that is large", arguments: [false, true])
  func animations(isLarge: Bool) throws {
    var page = try Self.page()
    func clip(_ name: String, _ count: Int) -> ReportPicture {
      ReportPicture(
        name: name, moment: "animation", path: "animations/\(name).gif",
        content: .picture(
          Array("GIF8".utf8) + [UInt8](repeating: 7, count: count), width: 9, height: 7))
    }
    page.animations = [clip("walk", isLarge ? 2_100_000 : 1_000_000), clip("turn", 10)]
    let left =
      ">walk, animation</a>: 7 pixels high and 9 wide; left out of this page for its size.</p>"
    let html = try page.html()
    #expect(html.contains(left) == isLarge && html.contains("walk, an animation") == !isLarge)
    #expect(html.contains("turn, an animation"))
    #expect(try page.html(limit: 100_000).contains("<p><a href=\"./animations/walk.gif\"" + left))
    page.standsInFolder = false
    #expect(
      try page.html(limit: 20_000).contains("walk, animation, animations/walk.gif: 7 pixels high"))
  }

  @Test("A picture made smaller keeps its mean and its proportion")
  func reduced() {
    var picture = Picture(height: 30, width: 3000, channels: 3, filledWith: 0)
    for index in picture.pixels.indices where index % 2 == 0 { picture.pixels[index] = 200 }
    let small = picture.reduced(toWidth: 1000)
    #expect((small.height, small.width, small.channels) == (10, 1000, 3))
    // Boxes of nine, with three or six pixels of 200 in each.
    #expect(Set(small.pixels) == [67, 133])
    #expect(small.pixels.reduce(0) { $0 + Int($1) } == 100 * small.pixels.count)
    #expect(picture.reduced(toWidth: 3000) == picture)
    #expect(picture.reduced(toWidth: 7).height == 1)
  }

  @Test("On a telephone a chart is wide enough to be read, and fades wherever more of it follows")
  func narrow() throws {
    let sheet = ReportStyle.sheet
    func rems(_ before: String) throws -> Double {
      let start = try #require(sheet.range(of: before)).upperBound
      return try #require(Double(sheet[start...].prefix { $0.isNumber || $0 == "." }))
    }
    let (chart, screen) = (
      try rems(".chart .pan > svg { min-width: "), try rems("@media screen and (max-width: ")
    )
    // Of 16 pixels a rem; its letters have 13 of the chart's own units.
    #expect(13 * 16 * chart / SVGChart.widest >= 10.5)
    let (page, fade) = (screen - 2 * (try rems("padding: ")), try rems("transparent, #000 "))
    #expect(page <= chart + fade, "at \(screen) rem all of a chart is to be seen")
    #expect(try rems(".scroll table { margin-right: ") == fade)
    // Plots have letters too, and are shown whole where these can be read; pictures always.
    let plot = try rems(".plot img { max-width: none; width: ")
    #expect(sheet.contains("(max-width: \(Int(plot) + 2)rem)"))
    // Of 20 pixels in a plot of 1,000.
    #expect(20 * 16 * plot / 1000 >= 10.5)
    func figure(_ path: String) throws -> String {
      try ReportPicture(
        name: "a", moment: "b", path: path, content: .picture([], width: 1, height: 1)
      ).figure(isEmbedded: true)
    }
    #expect(
      try figure("plots/epoch-0001/a.png").hasPrefix("<figure class=\"plot\"><div class=\"pan\" "))
    #expect(try figure("samples/epoch-0001/a.png").hasPrefix("<figure><img "))
  }

  @Test("In the dark a plot is dimmed, and keeps its colours: turned over, yellow would be lost")
  func darkPlots() throws {
    let dark = try #require(
      ReportStyle.sheet.components(separatedBy: "@media screen and (prefers-color-scheme: dark) {")
        .last?.split(separator: "\n\n").first)
    #expect(dark.contains(".plot img { filter: brightness(0.8); }"), "\(dark)")
  }

  @Test("Text has a contrast of 4.5 to 1 or more, in the light and in the dark")
  func contrast() {
    for palette in [ReportStyle.light, ReportStyle.dark] {
      let colors = [palette.text, palette.link, palette.warning, palette.failure, palette.faint]
      let pairs =
        colors.map { ($0, palette.background) }
        // What a table has lies on the edge of its box as well.
        + [palette.text, palette.link, palette.faint].map { ($0, palette.shade) }
      for (color, ground) in pairs {
        let ratio = Self.contrast(color, ground)
        #expect(ratio >= 4.5, "\(color) on \(ground): \(ratio)")
      }
      // The page's own colour is that of its text.
      for color in SVGChart.colors where color.hasPrefix("#") {
        let ratio = Self.contrast(color, palette.background)
        #expect(ratio >= 3, "a line of \(color) on \(palette.background): \(ratio)")
      }
    }
  }

  @Test("The style sheet has no colour but those whose contrast is known")
  func colors() {
    let known = [ReportStyle.light, ReportStyle.dark].flatMap {
      [$0.background, $0.text, $0.link, $0.warning, $0.failure, $0.faint, $0.shade]
    }
    let used = ReportStyle.sheet.matches(of: /#[0-9a-f]+/).map { String($0.output) }
    // That of masks is no colour.
    #expect(Set(used).subtracting(known) == ["#000"])
  }

  @Test("What scrolls has a name and is reached by the keyboard: tables, charts, drawings, texts")
  func scrollBoxes() throws {
    var page = try Self.page()
    page.drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"
    page.changes = OverviewPage.Table(
      caption: "What differs", titles: ["", "here"], rows: [[.init("a"), .init("b")]])
    let html = try page.html()
    let boxes = html.components(separatedBy: "tabindex=\"0\" role=\"region\" aria-label=\"")
      .dropFirst()
    #expect(
      boxes.map { String($0.prefix { $0 != "\"" }) } == [
        "a &lt; b", "The numbers of the curves", "experiment.yaml, resolved", "What differs",
        "The model",
        "layers, shapes, arithmetic, memory",
      ])
    // No other element is as wide as its content.
    let scrolling = ReportStyle.sheet.matches(of: /([.\w]+) \{ overflow-x: auto/).map {
      String($0.output.1)
    }
    #expect(Set(scrolling) == [".scroll", ".pan", "pre"])
  }

  @Test("What a drawing has on white is turned over in the dark on a screen, and as readable there")
  func drawing() throws {
    let parts = try Self.page().html().components(separatedBy: "@media ")
    let dark = try #require(
      parts.first { $0.hasPrefix("screen and (prefers-color-scheme: dark) {") })
    #expect(dark.contains(".drawing svg { filter: invert(0.92) hue-rotate(180deg); }"))
    let steps = (0...16).map { Double($0) / 16 }
    let white: [Double] = [1, 1, 1]
    let darkest = Self.turnedOver(white)
    for red in steps {
      for green in steps {
        for blue in steps where Self.contrast([red, green, blue], white) >= 4.5 {
          let ratio = Self.contrast(Self.turnedOver([red, green, blue]), darkest)
          #expect(ratio >= 4.5, "\(red), \(green), \(blue): \(ratio)")
        }
      }
    }
  }

  /// What the filter of the style sheet makes of a colour. Source: Filter Effects 1, `invert()` and `hue-rotate()`.
  private static func turnedOver(_ color: [Double]) -> [Double] {
    let turned = color.map { $0 * (1 - 2 * ReportStyle.inversion) + ReportStyle.inversion }
    let rows = [[-0.574, 1.430, 0.144], [0.426, 0.430, 0.144], [0.426, 1.430, -0.856]]
    return rows.map { row -> Double in
      let sum = zip(row, turned).reduce(0.0) { $0 + $1.0 * $1.1 }
      return min(max(sum, 0), 1)
    }
  }

  private static func contrast(_ a: String, _ b: String) -> Double {
    func channels(_ color: String) -> [Double] {
      let code = Int(color.dropFirst(), radix: 16) ?? 0
      return [16, 8, 0].map { shift in Double((code >> shift) & 255) / 255 }
    }
    return contrast(channels(a), channels(b))
  }

  /// WCAG 2.2, "contrast ratio".
  private static func contrast(_ a: [Double], _ b: [Double]) -> Double {
    func luminance(_ color: [Double]) -> Double {
      let channels = color.map { share -> Double in
        share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
    let pair = [luminance(a), luminance(b)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }
}
