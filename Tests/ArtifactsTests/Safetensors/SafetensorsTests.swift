import Tensors
import Testing

@testable import Artifacts

/// One tensor of every type, some empty or without axes, and texts with awkward characters.
let everyType = Safetensors(
  tensors: [
    NamedTensor("bytes", HostArray(shape: [3], storage: .uint8([1, 2, 255]))),
    NamedTensor("a.weight", HostArray(shape: [2, 2], floats: [1, -2.5, .infinity, 0x1p-140])),
    NamedTensor("step", HostArray(shape: [], storage: .int64([-5]))),
    NamedTensor("empty", HostArray(shape: [0, 4], floats: [])),
    NamedTensor("b", HostArray(shape: [1, 2], storage: .float64([0.1, -0.0]))),
    NamedTensor("c", HostArray(shape: [2], storage: .int32([.min, .max]))),
    NamedTensor("d \"quoted\" é", HostArray(shape: [1], storage: .uint32([.max]))),
  ],
  metadata: [
    MetadataEntry("experiment", "etch: 1\nname: \"x\"\n"), MetadataEntry("epoch", "3"),
  ])

@Suite struct SafetensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func bytes(of content: Safetensors) throws -> [UInt8] {
    let sink = MemorySink()
    try content.write(to: sink)
    return sink.content
  }

  func read(_ bytes: [UInt8]) throws -> Safetensors {
    try Safetensors.read(from: MemorySource(path: "x", content: bytes), size: bytes.count)
  }

  /// A file with this header and this many bytes of tensors.
  func file(_ header: String, data: Int = 0) -> [UInt8] {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return length + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  @Test func whatIsWrittenIsRead() throws {
    let path = folder("a.safetensors")
    try everyType.write(to: path)
    let read = try Safetensors.read(from: path, maximum: 1 << 20)
    #expect(read.metadata == everyType.metadata)
    #expect(
      read.tensors.map(\.name) == [
        "step", "b", "a.weight", "empty", "c", "d \"quoted\" é", "bytes",
      ])
    for tensor in everyType.tensors { #expect(read[tensor.name] == tensor.array) }
    #expect(try InputFile(path).size == everyType.fileSize)
    // What was read is written as the same bytes.
    #expect(try bytes(of: read) == bytes(of: everyType))
  }

  @Test func tensorsStartAlignedToTheirElements() throws {
    let bytes = try bytes(of: everyType)
    let header = try SafetensorsHeader.read(
      from: MemorySource(path: "x", content: bytes), size: bytes.count)
    let data = bytes.count - header.entries.map(\.range.upperBound).max()!
    #expect(data % 8 == 0)
    for entry in header.entries {
      #expect(entry.range.lowerBound % entry.type.element.size == 0, "\(entry.name)")
    }
  }

  @Test func onlyWantedTensorsAreRead() throws {
    let path = folder("a.safetensors")
    try everyType.write(to: path)
    let read = try Safetensors.read(from: path, maximum: 1 << 20) { $0 == "c" || $0 == "bytes" }
    #expect(read.tensors.map(\.name) == ["c", "bytes"])
    #expect(read["c"] == everyType["c"])
    #expect(read["bytes"] == everyType["bytes"])
  }

  @Test func theHeaderIsReadAlone() throws {
    let path = folder("a.safetensors")
    try everyType.write(to: path)
    let header = try SafetensorsHeader.read(from: path)
    #expect(header.metadata("epoch") == "3")
    #expect(header.entries.map(\.name).contains("a.weight"))
    #expect(header.summary.hasSuffix("7 tensors, 13 elements, 55 bytes\n"))
  }

  static let wrong: [(String, Int, String)] = [
    ("[]", 0, "'x': has a broken header: it is no JSON object"),
    (" {}", 0, "'x': has a broken header: it is no JSON object"),
    (
      "{\"a\":", 0,
      "'x': has a broken header: the text ends too early, at byte 5 of its JSON; it is damaged, or was written wrongly: copy or write the file again"
    ),
    (#"{"__metadata__":3}"#, 0, "'x': has a broken header: __metadata__ is no map"),
    (#"{"__metadata__":{"k":3}}"#, 0, "'x': has a broken header: __metadata__ 'k' is no text"),
    (#"{"a":3}"#, 0, "'x': tensor 'a': is no map"),
    (#"{"a":{"shape":[],"data_offsets":[0,4]}}"#, 4, "'x': tensor 'a': has no dtype"),
    (
      #"{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "'x': tensor 'a': has dtype F8_E4M3, which is not supported; "
        + "convert it to one of F32, F64, I32, I64, U32, U8, F16, BF16, I8, I16, U16, BOOL"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4,
      "'x': tensor 'a': its shape is no list of whole numbers"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
      "'x': tensor 'a': has an impossible shape"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,4]}}"#, 4,
      "'x': tensor 'a': has an impossible shape"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4,
      "'x': tensor 'a': its data_offsets are no pair of whole numbers"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4,
      "'x': tensor 'a': its data_offsets [4, 0] run backwards"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4,
      "'x': tensor 'a': its data_offsets [-4, 0] run backwards"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "'x': tensor 'a': F32 [2] needs 8 bytes, its data_offsets span 4"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4,
      "'x': tensor 'a': unknown field 'x'"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3,
      "'x': is truncated: its tensors have 4 bytes, 3 are there; copy or write the file again"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5,
      "'x': 1 bytes after the last tensor belong to none"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
      "'x': 4 bytes before tensor 'a' belong to none"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8, "'x': tensor 'b' overlaps the one before it"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}"#,
      8, "'x': 9223372036854775803 bytes before tensor 'a' belong to none"
    ),
  ]

  @Test("A wrong header is refused with what is wrong", arguments: wrong)
  func wrongHeader(header: String, data: Int, message: String) {
    #expect(diagnosis { try read(file(header, data: data)) } == message)
  }

  @Test func wrongLengthsAreRefused() {
    #expect(
      diagnosis { try read([1, 2, 3]) }
        == "'x': has 3 bytes; a safetensors file begins with an 8-byte length")
    #expect(
      diagnosis { try read([UInt8](repeating: 255, count: 16)) }
        == "'x': is no safetensors file: its header would have 18446744073709551615 bytes "
        + "(at most 100000000)")
    #expect(
      diagnosis { try read([16, 0, 0, 0, 0, 0, 0, 0, 0x7B]) }
        == "'x': is truncated: its header has 16 bytes, 1 are there; copy or write the file again")
  }

  @Test(
    "A header of a million values is not read, which would take gigabytes where it is as long as may be"
  )
  func manyValues() {
    let ones = String(repeating: "1,", count: SafetensorsHeader.maximumCount)
    let header = #"{"a":{"dtype":"U8","shape":["# + ones + #"1],"data_offsets":[0,1]}}"#
    let told = diagnosis { try read(file(header, data: 1)) }
    #expect(
      told.hasPrefix("'x': has a broken header: more than 1000000 values, at byte "), "\(told)")
  }

  @Test func aDamagedFileIsReadOrRefusedButNeverTraps() throws {
    try withDamage(to: bytes(of: everyType)) { bytes, damage in
      if damage.hasPrefix("cut") {
        #expect(throws: (any Error).self, "\(damage)") { try read(bytes) }
      } else {
        _ = try? read(bytes)
      }
    }
  }
}
