import Foundation
import Testing

@testable import Commands

@Suite("The colours of a drawing")
struct DrawingColorsTests {
  /// WCAG 2.2, "contrast ratio".
  private static func contrast(_ a: String, _ b: String) -> Double {
    func luminance(_ color: String) -> Double {
      let code = Int(color.dropFirst(), radix: 16) ?? 0
      let channels = [16, 8, 0].map { shift -> Double in
        let share = Double((code >> shift) & 255) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
    let pair = [luminance(a), luminance(b)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  @Test("Words have a contrast of 4.5 to 1 with the ground, and each kind has a colour of its own")
  func kinds() {
    for kind in ModelDrawing.Item.Kind.allCases {
      let ratio = Self.contrast(ModelDrawing.color(kind), "#ffffff")
      #expect(ratio >= 4.5, "\(kind): \(ratio)")
    }
    let colors = ModelDrawing.Item.Kind.allCases.map(ModelDrawing.color)
    // Samples and plots are both pictures.
    #expect(Set(colors).count == colors.count - 1)
  }

  @Test("So has all text with what it lies on, and lines have one of 3 to 1")
  func drawn() throws {
    let svg = try ModelDrawing(QuickExperiment(name: "cgan_digits").load()).svg()
    let boxes = Set(svg.matches(of: /<rect [^>]*fill="(#[0-9a-f]{6})"/).map { String($0.output.1) })
    #expect(boxes == ["#ffffff", "#e8f1f8"])
    for box in boxes { #expect(Self.contrast("#1b1b1b", box) >= 4.5) }
    #expect(svg.contains("font-size=\"11\" fill=\"#1b1b1b\""))
    for line in Set(svg.matches(of: /stroke="(#[0-9a-f]{6})"/).map { String($0.output.1) }) {
      #expect(Self.contrast(line, "#ffffff") >= 3, "\(line)")
    }
  }
}
