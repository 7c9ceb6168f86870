import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Datasets

/// A .npy file as `numpy.save` writes it.
func numpy(
  _ description: String, _ shape: String, _ elements: [UInt8], fortran: Bool = false,
  version: UInt8 = 1
) -> Data {
  let header =
    "{'descr': '\(description)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
  let lengthSize = version == 1 ? 2 : 4
  let padding = 64 - (8 + lengthSize + header.utf8.count + 1) % 64
  let text = Array(header.utf8) + Array(repeating: 32, count: padding) + [10]
  var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
  for byte in 0..<lengthSize { bytes.append(UInt8(text.count >> (8 * byte) & 255)) }
  return Data(bytes + text + elements)
}

/// A .npy file of version 2 that is this header alone.
func numpyHeader(_ header: String) -> Data {
  var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [2, 0]
  for byte in 0..<4 { bytes.append(UInt8(header.utf8.count >> (8 * byte) & 255)) }
  return Data(bytes + Array(header.utf8))
}

func littleEndian<T>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

@Suite struct TensorFilesTests {
  private let floats = numpy("<f4", "(3, 2)", littleEndian([1, 2, 3, 4, 5, 6] as [Float]))

  /// `FOLDER` in `fields` stands for the folder of the files.
  private func load(_ files: [String: Data], _ fields: String) throws -> LoadedData {
    try withFolder(files) { folder in
      let fields = fields.replacingOccurrences(of: "FOLDER", with: folder)
      return try dataSet("source: tensors\n\(fields)", name: "noise").load()
    }
  }

  @Test("a .npy file is the field 'value'", arguments: [1, 2, 3] as [UInt8])
  func numpyFile(_ version: UInt8) throws {
    let data = numpy(
      "<f4", "(3, 2)", littleEndian([1, 2, 3, 4, 5, 6] as [Float]), version: version)
    let loaded = try load(["n.npy": data], "path: FOLDER/n.npy")
    #expect(loaded.fields == [DataField("value", TensorType([2]))])
    #expect(try loaded.train.first(9) == HostArray(shape: [3, 2], floats: [1, 2, 3, 4, 5, 6]))
    #expect(loaded.digests.count == 1)
  }

  @Test("digests are of all bytes of a file, as other programs compute them")
  func digests() throws {
    try withFolder(["n.npy": floats]) { folder in
      try Safetensors(tensors: [NamedTensor("x", HostArray(shape: [2], floats: [1, 2]))])
        .write(to: folder + "/s.safetensors")
      for name in ["n.npy", "s.safetensors"] {
        let file = DataFile(path: "\(folder)/\(name)", written: name)
        let loaded = try dataSet("{source: tensors, path: \(file.path)}").load()
        let bytes = try file.read(limit: 1000)
        #expect(loaded.digests.map(\.sha256) == [file.digest(of: bytes).sha256])
      }
    }
  }

  @Test("two thousand million examples are described from the header, in no time and space")
  func many() throws {
    try withFolder(["n.npy": numpy("|u1", "(2147483647, 1)", [])]) { folder in
      let file = try FileHandle(forWritingTo: URL(filePath: folder + "/n.npy"))
      try file.truncate(atOffset: file.seekToEnd() + 2_147_483_647)
      try file.close()
      let described = try dataSet("{source: tensors, path: \(folder)/n.npy, holdout: 0.5}")
        .describe()
      #expect(described.trainCount == 1_073_741_823)
      #expect(described.testCount == 1_073_741_824)
      #expect(described.storedBytes == 9 * 2_147_483_647)
    }
  }

  @Test("elements are brought to 32 bits")
  func elements() throws {
    let files = [
      "a.npy": numpy("<f8", "(2,)", littleEndian([0.1, 0.2] as [Double])),
      "b.npy": numpy("<i8", "(2, 1)", littleEndian([-3, 4] as [Int64])),
      "c.npy": numpy("|u1", "(2, 2)", [0, 51, 102, 255]),
      "d.npy": numpy("|u1", "(2,)", [3, 255]),
    ]
    let loaded = try load(
      files,
      """
      path: FOLDER
      fields: {a: a.npy, b: b.npy, c: c.npy, d: d.npy}
      main: c
      scale: [0, 1]
      """)
    #expect(loaded.fields.map(\.name) == ["c", "a", "b", "d"])
    #expect(
      try loaded.train.first(2, field: 0) == HostArray(shape: [2, 2], floats: [0, 0.2, 0.4, 1]))
    #expect(try loaded.train.first(2, field: 1) == HostArray(shape: [2], floats: [0.1, 0.2]))
    #expect(
      try loaded.train.first(2, field: 2) == HostArray(shape: [2, 1], storage: .int32([-3, 4])))
    #expect(
      try loaded.train.first(2, field: 3) == HostArray(shape: [2], storage: .int32([3, 255])))
  }

  @Test(
    "numbers of 16 and 8 bits are widened, truth values are 0 and 1",
    arguments: [
      (numpy("<f2", "(2, 2)", [0, 0x3C, 0, 0xC0, 0xFF, 0x7B, 1, 0]), [1, -2, 65504, 0x1p-24]),
      (
        numpy("<i2", "(2, 2)", littleEndian([-3, 4, 32767, -32768] as [Int16])),
        [-3, 4, 32767, -32768]
      ),
      (numpy("<u2", "(2, 2)", littleEndian([0, 1, 2, 65535] as [UInt16])), [0, 1, 2, 65535]),
      (numpy("|i1", "(2, 2)", [0, 127, 128, 255]), [0, 127, -128, -1]),
      (numpy("|b1", "(2, 2)", [0, 1, 1, 0]), [0, 1, 1, 0]),
      (
        numpy("<f4", "(2, 2)", littleEndian([1, 3, 2, 4] as [Float]), fortran: true),
        [1, 2, 3, 4]
      ),
    ] as [(Data, [Double])])
  func widened(_ data: Data, _ expected: [Double]) throws {
    let loaded = try load(["n.npy": data], "path: FOLDER/n.npy")
    #expect(try loaded.train.first(2).doubles == expected)
  }

  @Test("arrays in Fortran's order come out as NumPy shows them, and those of bools have a range")
  func order() throws {
    // numpy.arange(24).reshape(2, 3, 4) in Fortran's order.
    var stored: [Float] = []
    for c in 0..<4 {
      for b in 0..<3 { stored += [Float(4 * b + c), Float(12 + 4 * b + c)] }
    }
    let data = numpy("<f4", "(2, 3, 4)", littleEndian(stored), fortran: true)
    let loaded = try load(["n.npy": data], "path: FOLDER/n.npy\nchannels: add")
    #expect(loaded.fields[0].type.shape == [3, 4, 1])
    #expect(try loaded.train.first(2).floats == (0..<24).map { Float($0) })
    let mask = numpy("|b1", "(1, 2, 1)", [0, 1])
    let scaled = try load(["n.npy": mask], "path: FOLDER/n.npy\nscale: [-1, 1]")
    #expect(try scaled.train.first(1).floats == [-1, 1])
  }

  @Test("a scalar beside the main tensor is passed over, and bfloat16 is widened")
  func beside() throws {
    let header =
      #"{"x":{"dtype":"BF16","shape":[2,1],"data_offsets":[0,4]},"t":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}"#
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    bytes += Array(header.utf8) + [0x80, 0x3F, 0x20, 0xC1] + littleEndian([Float(7)])
    for main in ["", "\nmain: x"] {
      let loaded = try load(
        ["s.safetensors": Data(bytes)], "path: FOLDER/s.safetensors" + main)
      #expect(loaded.fields == [DataField("x", TensorType([1]))])
      #expect(try loaded.train.first(2).floats == [1, -10])
    }
    let scalar = message {
      _ = try load(["s.safetensors": Data(bytes)], "path: FOLDER/s.safetensors\nmain: t")
    }
    #expect(scalar?.hasSuffix("'t' has the shape []; its first axis is the examples") == true)
  }

  @Test("a .safetensors file has a field for each tensor; splits join two files")
  func safetensors() throws {
    func file(_ start: Float, _ count: Int) throws -> Data {
      try withFolder([:]) { folder in
        try Safetensors(tensors: [
          NamedTensor(
            "x",
            HostArray(
              shape: [count, 2], floats: (0..<count * 2).map { start + Float($0) })),
          NamedTensor(
            "y", HostArray(shape: [count], storage: .int64(.init(repeating: 1, count: count)))),
        ]).write(to: folder + "/f.safetensors")
        return try Data(contentsOf: URL(fileURLWithPath: folder + "/f.safetensors"))
      }
    }
    let files = ["a.safetensors": try file(0, 2), "b.safetensors": try file(100, 3)]
    let loaded = try load(
      files,
      """
      path: FOLDER
      main: x
      splits: {train: a.safetensors, test: b.safetensors}
      """)
    #expect(try loaded.train.first(9) == HostArray(shape: [2, 2], floats: [0, 1, 2, 3]))
    #expect(try loaded.test.first(1) == HostArray(shape: [1, 2], floats: [100, 101]))
    #expect(loaded.test.count == 3)
    let unnamed = message { _ = try load(files, "path: FOLDER/a.safetensors") }
    #expect(unnamed == "'main' says which of the 2 tensors the bare name means")
    let other = message {
      _ = try load(files, "path: FOLDER/a.safetensors\nmain: z")
    }
    #expect(other == "there is no field 'z'")
  }

  @Test(
    "a tensor whose name no field can have is refused by name",
    arguments: ["conv1.weight", "1x", "a b", "_x", "längs"])
  func names(_ name: String) throws {
    let data = try withFolder([:]) { folder in
      try Safetensors(tensors: [NamedTensor(name, HostArray(shape: [2], floats: [1, 2]))])
        .write(to: folder + "/f.safetensors")
      return try Data(contentsOf: URL(fileURLWithPath: folder + "/f.safetensors"))
    }
    let found = message { _ = try load(["s.safetensors": data], "path: FOLDER/s.safetensors") }
    #expect(
      found?.contains("the tensor '\(name)' would be a field, and that is no name: names begin")
        == true, "\(found ?? "read")")
  }

  @Test("beside others it is passed over, whatever its shape, unless it is to be the main one")
  func passedOver() throws {
    let data = try withFolder([:]) { folder in
      try Safetensors(tensors: [
        NamedTensor("norm.mean", HostArray(shape: [3], floats: [1, 2, 3])),
        NamedTensor("x", HostArray(shape: [2], floats: [1, 2])),
        NamedTensor("steps", HostArray(shape: [], floats: [7])),
      ]).write(to: folder + "/f.safetensors")
      return try Data(contentsOf: URL(fileURLWithPath: folder + "/f.safetensors"))
    }
    let files = ["s.safetensors": data]
    for main in ["", "\nmain: x"] {
      let loaded = try load(files, "path: FOLDER/s.safetensors" + main)
      #expect(loaded.fields.map(\.name) == ["x"])
      #expect(try loaded.train.first(2).floats == [1, 2])
    }
    let found = message { _ = try load(files, "path: FOLDER/s.safetensors\nmain: norm.mean") }
    #expect(
      found?.contains("the tensor 'norm.mean' would be a field") == true, "\(found ?? "read")")
  }

  @Test(
    "malformed .npy files are refused with a reason",
    arguments: [
      (Data("NUMPY".utf8), "is no .npy file"),
      (numpy("<f4", "(1, 1)", [0, 0, 0, 0], version: 9), "of version 9; 1 to 3 are read"),
      (numpy(">f4", "(1, 1)", [0, 0, 0, 0]), "has elements of type '>f4'"),
      (numpy("|O", "(1, 1)", [0, 0]), "has elements of type '|O'"),
      (numpy("<f4", "(3, 2)", [0]), "holds 1 bytes of elements; its header says '<f4' [3, 2], 24"),
      (
        numpy("<f4", "(99999999999, 99999999999)", []),
        "says the impossible shape [99999999999, 99999999999]"
      ),
      (numpy("<f4", "(99999999999999999999,)", []), "its header is malformed"),
      (numpy("<f4", "(-1,)", []), "its header is malformed"),
      (
        numpy("<f4", "()", [0, 0, 0, 0]), "'value' has the shape []; its first axis is the examples"
      ),
      (numpy("<f4", "(0, 3)", []), "its first axis is the examples"),
      (numpy("<f4", "(2", []), "its header is malformed"),
      (numpy("<u4", "(1,)", [255, 255, 255, 255]), "'value' holds 4294967295"),
      (
        numpyHeader("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (0,), }"),
        "holds records of several fields"
      ),
      (
        numpyHeader(String(repeating: " ", count: 65_537)),
        "its header has 65537 bytes; at most 65536 are read"
      ),
    ] as [(Data, String)])
  func malformed(_ data: Data, _ expected: String) {
    let found = message { _ = try load(["n.npy": data], "path: FOLDER/n.npy") }
    #expect(found?.contains(expected) == true, "\(found ?? "read")")
  }

  @Test("what is wrong with a .safetensors file is told where the experiment names it")
  func place() throws {
    try withFolder(["s.safetensors": Data([1, 2, 3])]) { folder in
      let set = try dataSet("{source: tensors, path: \(folder)/s.safetensors}")
      let described = #expect(throws: Diagnostic.self) { try set.describe() }
      #expect(described?.range != nil)
      let loaded = #expect(throws: Diagnostic.self) { try set.load() }
      #expect(loaded?.range != nil)
    }
  }

  @Test("fields have the same number of examples")
  func counts() {
    let files = [
      "a.npy": floats, "b.npy": numpy("<f4", "(2,)", littleEndian([1, 2] as [Float])),
    ]
    let found = message {
      _ = try load(files, "path: FOLDER\nfields: {a: a.npy, b: b.npy}")
    }
    #expect(found?.contains("'a' has 3 examples, 'b' 2") == true, "\(found ?? "read")")
  }

  @Test("a field without examples is told by its own file")
  func ownFile() {
    let files = ["a.npy": floats, "b.npy": numpy("<f4", "()", [0, 0, 0, 0])]
    let found = message {
      _ = try load(files, "path: FOLDER\nfields: {a: a.npy, b: b.npy}")
    }
    #expect(found?.contains("/b.npy: 'b' has the shape []") == true, "\(found ?? "read")")
  }

  @Test("5,000 damaged files are refused or read, never a crash", arguments: 0..<20)
  func damage(_ seed: Int) throws {
    var draws = Draws(RandomStream(key: 6), step: seed)
    for _ in 0..<250 {
      var bytes = Array(floats)
      for _ in 0..<3 {
        bytes[Int(draws.uniform(0, Double(bytes.count)))] = UInt8(draws.uniform(0, 256))
      }
      bytes.removeLast(Int(draws.uniform(0, draws.uniform() < 0.5 ? 2 : Double(bytes.count))))
      try withFolder(["n.npy": Data(bytes)]) { folder in
        let file = NumpyFile(file: DataFile(path: folder + "/n.npy", written: "n.npy"))
        if let header = try? file.readHeader() {
          let read = try file.read()
          #expect(read.header == header)
          #expect(read.array.shape == header.shape)
        }
      }
    }
  }
}
