import Foundation

/// How the ten digits are written: each in one or more ways, as strokes in a box of width and height 1, y downwards.
enum DigitStrokes {
  struct Point: Sendable {
    var x: Double
    var y: Double
  }

  typealias Stroke = [Point]

  /// The ways of writing a digit; each is a list of strokes.
  static let ways: [[[Stroke]]] = [
    [
      [arc(0.5, 0.5, 0.33, 0.46, from: -80, to: 285)],
      [arc(0.5, 0.5, 0.26, 0.47, from: -110, to: 255)],
    ],
    [
      [line((0.5, 0.04), (0.5, 0.96))],
      [line((0.36, 0.2), (0.53, 0.04), (0.53, 0.96))],
      [line((0.34, 0.22), (0.52, 0.04), (0.52, 0.95)), line((0.3, 0.95), (0.74, 0.95))],
    ],
    [
      [arc(0.48, 0.3, 0.3, 0.26, from: 190, to: 395) + line((0.2, 0.94), (0.84, 0.92))],
      [
        arc(0.46, 0.3, 0.28, 0.26, from: 180, to: 400)
          + curve((0.6, 0.6), (0.4, 0.85), (0.22, 0.9))
          + arc(0.28, 0.82, 0.1, 0.09, from: 130, to: 330)
          + line((0.55, 0.92), (0.86, 0.9))
      ],
    ],
    [
      [
        arc(0.44, 0.28, 0.28, 0.23, from: 200, to: 440)
          + arc(0.44, 0.73, 0.33, 0.23, from: -80, to: 160)
      ],
      [
        line((0.22, 0.07), (0.74, 0.07), (0.46, 0.42))
          + arc(0.46, 0.69, 0.3, 0.25, from: -75, to: 155)
      ],
    ],
    [
      [line((0.28, 0.06), (0.2, 0.54), (0.84, 0.52)), line((0.68, 0.1), (0.64, 0.96))],
      [line((0.64, 0.96), (0.64, 0.04), (0.14, 0.64), (0.88, 0.64))],
    ],
    [
      [
        line((0.76, 0.06), (0.32, 0.07), (0.28, 0.44))
          + arc(0.46, 0.68, 0.32, 0.27, from: -125, to: 150)
      ],
      [
        line((0.34, 0.08), (0.3, 0.45)) + arc(0.46, 0.69, 0.3, 0.26, from: -120, to: 150),
        line((0.34, 0.08), (0.8, 0.05)),
      ],
    ],
    [
      [
        curve((0.68, 0.04), (0.24, 0.2), (0.2, 0.68))
          + arc(0.48, 0.7, 0.28, 0.25, from: 180, to: -180)
      ],
      [
        curve((0.56, 0.04), (0.2, 0.36), (0.24, 0.7))
          + arc(0.47, 0.74, 0.23, 0.21, from: 170, to: -170)
      ],
    ],
    [
      [line((0.18, 0.08), (0.82, 0.07)) + curve((0.82, 0.07), (0.5, 0.45), (0.42, 0.96))],
      [line((0.18, 0.1), (0.8, 0.08), (0.42, 0.96)), line((0.36, 0.52), (0.74, 0.5))],
    ],
    [
      [
        arc(0.5, 0.27, 0.24, 0.22, from: 90, to: 450),
        arc(0.5, 0.73, 0.29, 0.24, from: -90, to: 270),
      ],
      [
        arc(0.5, 0.28, 0.25, 0.23, from: -30, to: -240)
          + curve((0.38, 0.48), (0.5, 0.54), (0.66, 0.6))
          + arc(0.5, 0.73, 0.26, 0.22, from: -40, to: 210)
          + curve((0.32, 0.6), (0.5, 0.5), (0.7, 0.2))
      ],
    ],
    [
      [
        arc(0.5, 0.3, 0.27, 0.25, from: 0, to: -360)
          + curve((0.77, 0.3), (0.76, 0.66), (0.6, 0.96))
      ],
      [arc(0.46, 0.28, 0.25, 0.23, from: -20, to: -350) + line((0.71, 0.2), (0.69, 0.96))],
    ],
  ]

  private static func line(_ points: (Double, Double)...) -> Stroke {
    points.map { Point(x: $0.0, y: $0.1) }
  }

  /// A piece of an ellipse; degrees from the right, downwards.
  private static func arc(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, from: Double, to: Double
  ) -> Stroke {
    let steps = max(4, Int(abs(to - from) / 20))
    return (0...steps).map { i in
      let angle = (from + (to - from) * Double(i) / Double(steps)) * .pi / 180
      return Point(x: x + width * cos(angle), y: y + height * sin(angle))
    }
  }

  /// A quadratic Bézier curve.
  private static func curve(
    _ a: (Double, Double), _ b: (Double, Double), _ c: (Double, Double)
  ) -> Stroke {
    (0...8).map { i in
      let t = Double(i) / 8
      let (p, q, r) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
      return Point(x: p * a.0 + q * b.0 + r * c.0, y: p * a.1 + q * b.1 + r * c.1)
    }
  }
}
