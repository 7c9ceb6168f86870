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
  /// What was asked for; `nil` in packs from before this was kept.
  var request: Request?
  /// SHA-256 of every data file, by its path as written.
  var data: [String: String]
  /// SHA-256 of every file of the pack, by its name.
  var files: [String: String]

  /// Whether the pack holds files of the project, where its paths then begin.
  var holdsOwnFiles: Bool { files.keys.contains { $0.hasPrefix(RunFiles.files + "/") } }

  /// What was run, of the files that the pack holds.
  struct Request: Hashable {
    /// The experiment's file, below `sources/`.
    var file: String
    var profile: String?
    var overrides: [String]

    var json: JSON {
      var members: [JSON.Member] = [.init("file", .string(file))]
      if let profile { members.append(.init("profile", .string(profile))) }
      members.append(.init("overrides", .array(overrides.map { .string($0) })))
      return .object(members)
    }

    init(file: String, profile: String?, overrides: [String]) {
      self.file = file
      self.profile = profile
      self.overrides = overrides
    }

    /// `nil` for what is no such request.
    init?(_ json: JSON) {
      guard case .string(let file)? = json["file"], case .array(let items)? = json["overrides"]
      else { return nil }
      self.file = file
      switch json["profile"] {
      case nil: profile = nil
      case .string(let name)?: profile = name
      default: return nil
      }
      overrides = []
      for item in items {
        guard case .string(let text) = item else { return nil }
        overrides.append(text)
      }
    }
  }

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
      .init("level", .string(level)), .init("steps", .integer(steps)),
    ]
    if let request { members.append(.init("request", request.json)) }
    members += [.init("data", texts(data)), .init("files", texts(files))]
    return .object(members)
  }

  init(
    experiment: String, identity: String, continues: String?, version: String, numerics: Int,
    level: String, steps: Int, request: Request?, data: [String: String],
    files: [String: String]
  ) {
    self.experiment = experiment
    self.identity = identity
    self.continues = continues
    self.version = version
    self.numerics = numerics
    self.level = level
    self.steps = steps
    self.request = request
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
    func request() throws -> Request? {
      guard let written = json["request"] else { return nil }
      guard let request = Request(written) else {
        throw damaged("the 'request' of its \(Self.name) is none")
      }
      return request
    }
    self.init(
      experiment: try word("experiment"), identity: try word("identity"),
      continues: try json["continues"].map { _ in try word("continues") },
      version: try word("version"), numerics: try count("numerics"), level: try word("level"),
      steps: try count("steps"), request: try request(), data: try words("data"),
      files: try words("files"))
  }
}
