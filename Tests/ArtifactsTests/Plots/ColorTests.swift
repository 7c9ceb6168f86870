import Foundation
import Testing

@testable import Artifacts

/// Colours as they are seen by those who see fewer of them.
@Suite("Colours")
struct ColorTests {
  /// What each eye makes of red, green and blue. Source: Machado, Oliveira & Fernandes 2009, table 1, severity 1.
  private static let eyes: [(name: String, rows: [[Double]])] = [
    ("all three", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "no red",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "no green",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "no blue",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  @Test(
    "are told apart at a glance by the colour-blind, too",
    arguments: [
      ("classes", (0..<10).map { Color.ofClass($0).code }),
      ("lines of charts", SVGChart.colors.filter { $0.hasPrefix("#") }),
    ])
  func apart(what: String, codes: [String]) {
    #expect(codes.count >= 6)
    for (eye, rows) in Self.eyes {
      let seen = codes.map { Self.seen($0, rows) }
      for (first, one) in seen.enumerated() {
        for (second, other) in seen.enumerated() where second > first {
          let apart = Self.length(Self.difference(one, other))
          // Two are just told apart at 2.3 where they touch.
          #expect(apart > 16, "\(what) \(codes[first]) and \(codes[second]), \(eye): \(apart)")
        }
      }
    }
  }

  @Test("of classes, groups and lines have a contrast of 3 to 1 or more with white")
  func contrast() {
    for index in 0..<10 {
      let code = Color.ofClass(index).code
      let ratio = 1.05 / (Self.luminance(code) + 0.05)
      #expect(ratio >= 3, "\(code): \(ratio)")
    }
  }

  @Test("of lines are those of the curves of reports, and none is lighter than these")
  func lines() {
    let plot = LinePlot(
      labels: PlotLabels(), series: (0..<12).map { LinePlot.Series("s\($0)", [0, 1]) })
    let codes = plot.looks([0, 1]).map(\.color.code)
    #expect(codes.prefix(6) == SVGChart.colors.prefix(6))
    #expect(codes[10] == codes[0] && codes[11] == codes[1])
  }

  /// How bright a colour is, from 0 to 1. Source: WCAG 2.2, relative luminance.
  private static func luminance(_ code: String) -> Double {
    product([[0.2126, 0.7152, 0.0722]], light(code))[0]
  }

  /// Red, green and blue as light.
  private static func light(_ code: String) -> [Double] {
    let number = Int(code.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { shift -> Double in
      let share = Double((number >> shift) & 255) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
  }

  /// Lightness and the two axes of colour. Source: CIE 1976, for sRGB's white.
  private static func seen(_ code: String, _ rows: [[Double]]) -> [Double] {
    let shown = product(rows, light(code)).map { min(max($0, 0), 1) }
    let weights = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    let roots = zip(product(weights, shown), [0.9505, 1, 1.089]).map { value, white -> Double in
      let share = value / white
      return share > 0.008856 ? cbrt(share) : 7.787 * share + 16.0 / 116
    }
    return [
      116 * roots[1] - 16, 500 * (roots[0] - roots[1]), 200 * (roots[1] - roots[2]),
    ]
  }

  private static func product(_ rows: [[Double]], _ vector: [Double]) -> [Double] {
    rows.map { row in zip(row, vector).reduce(0.0) { sum, pair in sum + pair.0 * pair.1 } }
  }

  private static func difference(_ a: [Double], _ b: [Double]) -> [Double] {
    zip(a, b).map { $0 - $1 }
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
  }
}
