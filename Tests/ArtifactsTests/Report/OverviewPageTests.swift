import Foundation
import Testing

@testable import Artifacts

@Suite("The page over several runs")
struct OverviewPageTests {
  /// Noise, which takes as many bytes as it has pixels.
  private static func picture(_ run: String, _ moment: String, side: Int = 100) throws
    -> ReportPicture
  {
    var state: UInt32 = 7
    let pixels = (0..<side * side).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let picture = Picture(height: side, width: side, channels: 1, pixels: pixels)
    var found = ReportPicture(
      name: run, moment: moment, path: "runs/\(run)/samples/\(moment)/a.png",
      content: .picture(try PNG.encode(picture), width: side, height: side))
    found.isBelowPage = run == "one"
    return found
  }

  private static func page(side: Int = 100) throws -> OverviewPage {
    let folded = try ["epoch-2", "epoch-1"].map { moment in
      (title: "at <\(moment)>", pictures: try ["one", "two"].map { try picture($0, moment) })
    }
    return OverviewPage(
      title: "Runs", lead: "two",
      sections: [
        .init(
          "Pictures",
          pictures: [
            .init(
              "sheet", title: "epoch 3",
              try ["one", "two"].map { try picture($0, "epoch-3", side: side) }, folded: folded),
            .init("other", [try picture("one", "epoch-3")]),
          ])
      ])
  }

  private func count(_ word: String, _ page: String) -> Int {
    page.components(separatedBy: word).count - 1
  }

  @Test("Of each name one row is open, others are folded below it")
  func rows() throws {
    let html = try Self.page().html()
    #expect(count("<img ", html) == 7 && count("<details>", html) == 2)
    #expect(html.contains("<h3>sheet</h3>\n<p>epoch 3</p>\n<div class=\"moments\">\n<figure>"))
    #expect(html.contains("<h3>other</h3>\n<div"))
    #expect(html.contains("<summary>at &lt;epoch-2&gt;</summary><div class=\"moments\">"))
    let places = ["alt=\"two, epoch-3\"", "alt=\"one, epoch-2\"", "alt=\"one, epoch-1\""].map {
      html.range(of: $0)?.lowerBound
    }
    #expect(try #require(places[0]) < #require(places[1]))
    #expect(try #require(places[1]) < #require(places[2]))
  }

  @Test("What is folded gives way first, then what is open; a link leads to it where one can")
  func limit() throws {
    let cost = try Self.picture("one", "epoch-3").cost
    let bare = try Self.page().html(limit: 0).utf8.count
    for (room, images) in [(7, 7), (5, 5), (3, 3), (2, 2), (0, 0)] {
      let html = try Self.page().html(limit: bare + room * cost)
      #expect(count("<img ", html) == images, "\(room)")
      #expect(html.utf8.count <= bare + room * cost)
    }
    let some = try Self.page().html(limit: bare + 3 * cost)
    #expect(count("epoch-3\" width=", some) == 3)
    #expect(
      some.contains("<a href=\"./runs/one/samples/epoch-2/a.png\">one, epoch-2</a>: 100 pixels"))
    #expect(
      some.contains(
        "<p>two, epoch-2, runs/two/samples/epoch-2/a.png: 100 pixels high and 100 wide;"))
  }

  @Test("A page of two hundred runs keeps its limit: pictures become small, curves brief and fewer")
  func many() throws {
    let noise = try Self.picture("one", "epoch-3", side: 400)
    let chart = SVGChart(
      title: "loss", xLabel: "step",
      series: [.init("a", (0..<2000).map { (x: Double($0), y: Double($0 * 7 % 97)) })])
    func html(_ count: Int) throws -> String {
      try OverviewPage(
        title: "Runs", lead: "many",
        sections: (0..<count).map {
          .init(
            "run \($0)", charts: [chart, chart, chart, chart],
            pictures: [.init("Pictures", [noise, noise])])
        }
      ).html()
    }
    let few = try html(2)
    #expect(count("<svg xmlns", few) == 8 && count("<circle", few) > 0)
    #expect(count("width=\"400\"", few) == 4 && !few.contains("Left out"))
    let many = try html(200)
    #expect(many.utf8.count <= 5_000_000)
    #expect(count("<section>", many) == 200 && count("<svg xmlns", many) == 200)
    #expect(count("<p>Left out of this page for its size: 3 charts.</p>", many) == 200)
    #expect(count("width=\"160\"", many) > 50 && !many.contains("width=\"400\""))
    #expect(
      many.contains(
        "<figcaption><a href=\"./runs/one/samples/epoch-3/a.png\">one, epoch-3</a>; made smaller"))
  }

  @Test("Curves do not give way to a table that takes most of the page")
  func largeTable() throws {
    let chart = SVGChart(
      title: "loss", xLabel: "step",
      series: [.init("a", (0..<2000).map { (x: Double($0), y: Double($0 * 7 % 97)) })])
    let rows = (0..<20_000).map { row in
      [OverviewPage.Cell("trial \(row) " + String(repeating: "x", count: 110))]
    }
    let html = try OverviewPage(
      title: "Trials", lead: "many",
      sections: [
        .init(
          "all", tables: [.init(caption: "all", titles: ["trial"], rows: rows)], charts: [chart])
      ]
    ).html()
    #expect(html.utf8.count > 2_500_000 && html.utf8.count < 5_000_000)
    #expect(!html.contains("Left out of this page") && count("<circle", html) > 0)
  }

  @Test("Wide pictures are made smaller before they give way")
  func smaller() throws {
    let html = try Self.page(side: 1500).html(limit: 3_500_000)
    #expect(html.utf8.count <= 3_500_000)
    #expect(count("made smaller for this page", html) == 2 && count("<img ", html) == 3)
  }
}
