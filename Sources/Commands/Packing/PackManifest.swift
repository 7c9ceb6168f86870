import Artifacts
import Diagnostics

/// `pack.json`, the first file of a pack: what run it is of, and the SHA-256 of every other file.
struct PackManifest: Hashable {
  static let name = Archive.manifestName

  var experiment: String
  var identity: String
  /// The version of the program, and of what its numbers depend on.
  var version: String
  var numerics: Int
  /// SHA-256 of the checkpoint that the run continued; `nil` where it began anew.
  var continues: String?
  /// What kernels were compiled for, or `reference`.
  var level: String
  /// The steps that are done.
  var steps: Int
  /// SHA-256 of every data file, by its path as written.
  var data: [String: String]
  /// SHA-256 of every file of the pack, by its name.
  var files: [String: String]

  var json: JSON {
    func texts(_ values: [String: String]) -> JSON {
      .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
    }
    var members: [JSON.Member] = [
      .init("format", .integer(1)), .init("experiment", .string(experiment)),
      .init("identity", .string(identity)),
    ]
    if let continues { members.append(.init("continues", .string(continues))) }
    members += [
      .init("version", .string(version)), .init("numerics", .integer(numerics)),
      .init("level", .string(level)), .init("steps", .integer(steps)), .init("data", texts(data)),
      .init("files", texts(files)),
    ]
    return .object(members)
  }

  init(
    experiment: String, identity: String, continues: String?, version: String, numerics: Int,
    level: String, steps: Int, data: [String: String], files: [String: String]
  ) {
    self.experiment = experiment
    self.identity = identity
    self.continues = continues
    self.version = version
    self.numerics = numerics
    self.level = level
    self.steps = steps
    self.data = data
    self.files = files
  }

  /// - Throws: what is no manifest, or one of a newer format.
  init(_ bytes: [UInt8], of file: String) throws {
    func damaged(_ problem: String) -> Diagnostic {
      Diagnostic("'\(file)' is no pack of etch: \(problem)", at: nil)
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      let json = try? JSON(parsing: text)
    else { throw damaged("its \(Self.name) is no JSON") }
    guard json["format"] == .integer(1) else {
      throw damaged("its format is another; a newer version may have made it")
    }
    func word(_ key: String) throws -> String {
      guard case .string(let text)? = json[key] else {
        throw damaged("its \(Self.name) has no '\(key)'")
      }
      return text
    }
    func count(_ key: String) throws -> Int {
      guard case .integer(let number)? = json[key], number >= 0 else {
        throw damaged("its \(Self.name) has no '\(key)'")
      }
      return number
    }
    func words(_ key: String) throws -> [String: String] {
      guard case .object(let members)? = json[key] else {
        throw damaged("its \(Self.name) has no '\(key)'")
      }
      var values: [String: String] = [:]
      for member in members {
        guard case .string(let text) = member.value else { throw damaged("'\(key)' is no map") }
        values[member.key] = text
      }
      return values
    }
    self.init(
      experiment: try word("experiment"), identity: try word("identity"),
      continues: try json["continues"].map { _ in try word("continues") },
      version: try word("version"), numerics: try count("numerics"), level: try word("level"),
      steps: try count("steps"), data: try words("data"), files: try words("files"))
  }
}
