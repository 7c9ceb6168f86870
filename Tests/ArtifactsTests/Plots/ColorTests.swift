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
          #expect(apart > 12, "\(what) \(codes[first]) and \(codes[second]), \(eye): \(apart)")
        }
      }
    }
  }

  /// Lightness and the two axes of colour. Source: CIE 1976, for sRGB's white.
  private static func seen(_ code: String, _ rows: [[Double]]) -> [Double] {
    let number = Int(code.dropFirst(), radix: 16) ?? 0
    let light = [16, 8, 0].map { shift -> Double in
      let share = Double((number >> shift) & 255) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let shown = product(rows, light).map { min(max($0, 0), 1) }
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
