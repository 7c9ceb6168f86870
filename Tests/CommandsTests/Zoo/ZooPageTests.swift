import Foundation
import Testing

@Suite("The page of the zoo")
struct ZooPageTests {
  /// What a section's table tells, by the file that the row is of.
  private static func rows(of section: String) throws -> [String: [String]] {
    let page = try String(
      contentsOf: repository.appending(path: "Documentation/Zoo.md"), encoding: .utf8)
    let part = try #require(
      page.components(separatedBy: "\n## ").first { $0.hasPrefix(section + "\n") })
    var rows: [String: [String]] = [:]
    for line in part.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      rows[cells[0].replacing("`", with: "")] = Array(cells.dropFirst())
    }
    return rows
  }

  @Test(
    "tells the bound that each quick profile is held to, between what it is without training and with it",
    arguments: ZooEntry.all)
  func figures(_ entry: ZooEntry) throws {
    let cells = try #require(try Self.rows(of: "Quick profiles")[entry.name])
    let numbers = cells.dropFirst().map { Double($0.replacing(",", with: "")) }
    try #require(numbers.count == 3, "\(cells)")
    #expect(numbers[1] == entry.bound)
    if let untrained = numbers[0] { #expect(!entry.isMet(by: untrained)) }
    if let trained = numbers[2] { #expect(entry.isMet(by: trained)) }
  }

  @Test("tells no quick profile that there is not")
  func known() throws {
    let names = try Self.rows(of: "Quick profiles").keys.sorted()
    #expect(names == ZooEntry.all.map(\.name).sorted())
  }
}
