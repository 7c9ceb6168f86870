import Foundation

/// The names and shapes of a published file of weights, as the program has them whose network it is; without the
/// counts of batches, which nothing reads.
struct PublishedWeights: Sendable {
  var tensors: [(name: String, shape: [Int])] = []

  private mutating func add(_ name: String, _ shape: [Int]) { tensors.append((name, shape)) }

  private mutating func addNorm(_ name: String, _ channels: Int) {
    for part in ["weight", "bias", "running_mean", "running_var"] {
      add("\(name).\(part)", [channels])
    }
  }

  /// A kernel without bias, and the norm behind it.
  private mutating func add(
    _ kernel: String, _ shape: [Int], norm: String
  ) {
    add(kernel + ".weight", shape)
    addNorm(norm, shape[0])
  }

  /// VGG and `_filter_fn` of
  /// https://github.com/huggingface/pytorch-image-models/blob/066e490605ba1d3666861096163246c885603469/timm/models/vgg.py
  static let vgg19: PublishedWeights = {
    var file = PublishedWeights()
    let places = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34]
    let widths = [64, 64, 128, 128, 256, 256, 256, 256] + Array(repeating: 512, count: 8)
    for (place, (before, width)) in zip(places, zip([3] + widths, widths)) {
      file.add("features.\(place).weight", [width, before, 3, 3])
      file.add("features.\(place).bias", [width])
    }
    file.add("pre_logits.fc1.weight", [4096, 512, 7, 7])
    file.add("pre_logits.fc1.bias", [4096])
    file.add("pre_logits.fc2.weight", [4096, 4096, 1, 1])
    file.add("pre_logits.fc2.bias", [4096])
    file.add("head.fc.weight", [1000, 4096])
    file.add("head.fc.bias", [1000])
    return file
  }()

  /// `_gen_mobilenet_v2`, DepthwiseSeparableConv and InvertedResidual of
  /// https://github.com/huggingface/pytorch-image-models/blob/01419346ca79f2c5612d991d00ec80d9262fadf1/timm/models/_efficientnet_blocks.py
  static let mobilenet: PublishedWeights = {
    var file = PublishedWeights()
    file.add("conv_stem", [32, 3, 3, 3], norm: "bn1")
    file.add("blocks.0.0.conv_dw", [32, 1, 3, 3], norm: "blocks.0.0.bn1")
    file.add("blocks.0.0.conv_pw", [16, 32, 1, 1], norm: "blocks.0.0.bn2")
    var before = 16
    for (stage, (count, width)) in [(2, 24), (3, 32), (4, 64), (3, 96), (3, 160), (1, 320)]
      .enumerated()
    {
      for place in 0..<count {
        let block = "blocks.\(stage + 1).\(place)"
        let inner = 6 * before
        file.add(block + ".conv_pw", [inner, before, 1, 1], norm: block + ".bn1")
        file.add(block + ".conv_dw", [inner, 1, 3, 3], norm: block + ".bn2")
        file.add(block + ".conv_pwl", [width, inner, 1, 1], norm: block + ".bn3")
        before = width
      }
    }
    file.add("conv_head", [1280, 320, 1, 1], norm: "bn2")
    file.add("classifier.weight", [1000, 1280])
    file.add("classifier.bias", [1000])
    return file
  }()

  /// `name filters×height×width`, each behind the channels that go in, by kind of block; of
  /// https://github.com/huggingface/pytorch-image-models/blob/066e490605ba1d3666861096163246c885603469/timm/models/inception_v3.py
  static let inception: PublishedWeights = {
    var file = PublishedWeights()
    func add(_ block: String, _ kernels: [(String, Int, Int, [Int])]) {
      for (name, before, width, size) in kernels {
        let layer = block.isEmpty ? name : "\(block).\(name)"
        file.add(layer + ".conv", [width, before] + size, norm: layer + ".bn")
      }
    }
    let (one, three, five) = ([1, 1], [3, 3], [5, 5])
    let (row, column) = ([1, 7], [7, 1])
    add(
      "",
      [
        ("Conv2d_1a_3x3", 3, 32, three), ("Conv2d_2a_3x3", 32, 32, three),
        ("Conv2d_2b_3x3", 32, 64, three), ("Conv2d_3b_1x1", 64, 80, one),
        ("Conv2d_4a_3x3", 80, 192, three),
      ])
    for (name, before, pool) in [
      ("Mixed_5b", 192, 32), ("Mixed_5c", 256, 64), ("Mixed_5d", 288, 64),
    ] {
      add(
        name,
        [
          ("branch1x1", before, 64, one), ("branch5x5_1", before, 48, one),
          ("branch5x5_2", 48, 64, five), ("branch3x3dbl_1", before, 64, one),
          ("branch3x3dbl_2", 64, 96, three), ("branch3x3dbl_3", 96, 96, three),
          ("branch_pool", before, pool, one),
        ])
    }
    add(
      "Mixed_6a",
      [
        ("branch3x3", 288, 384, three), ("branch3x3dbl_1", 288, 64, one),
        ("branch3x3dbl_2", 64, 96, three), ("branch3x3dbl_3", 96, 96, three),
      ])
    for (name, inner) in [
      ("Mixed_6b", 128), ("Mixed_6c", 160), ("Mixed_6d", 160), ("Mixed_6e", 192),
    ] {
      add(
        name,
        [
          ("branch1x1", 768, 192, one), ("branch7x7_1", 768, inner, one),
          ("branch7x7_2", inner, inner, row), ("branch7x7_3", inner, 192, column),
          ("branch7x7dbl_1", 768, inner, one), ("branch7x7dbl_2", inner, inner, column),
          ("branch7x7dbl_3", inner, inner, row), ("branch7x7dbl_4", inner, inner, column),
          ("branch7x7dbl_5", inner, 192, row), ("branch_pool", 768, 192, one),
        ])
    }
    add("AuxLogits", [("conv0", 768, 128, one), ("conv1", 128, 768, five)])
    file.add("AuxLogits.fc.weight", [1000, 768])
    file.add("AuxLogits.fc.bias", [1000])
    add(
      "Mixed_7a",
      [
        ("branch3x3_1", 768, 192, one), ("branch3x3_2", 192, 320, three),
        ("branch7x7x3_1", 768, 192, one), ("branch7x7x3_2", 192, 192, row),
        ("branch7x7x3_3", 192, 192, column), ("branch7x7x3_4", 192, 192, three),
      ])
    for (name, before) in [("Mixed_7b", 1280), ("Mixed_7c", 2048)] {
      add(
        name,
        [
          ("branch1x1", before, 320, one), ("branch3x3_1", before, 384, one),
          ("branch3x3_2a", 384, 384, [1, 3]), ("branch3x3_2b", 384, 384, [3, 1]),
          ("branch3x3dbl_1", before, 448, one), ("branch3x3dbl_2", 448, 384, three),
          ("branch3x3dbl_3a", 384, 384, [1, 3]), ("branch3x3dbl_3b", 384, 384, [3, 1]),
          ("branch_pool", before, 192, one),
        ])
    }
    file.add("fc.weight", [1000, 2048])
    file.add("fc.bias", [1000])
    return file
  }()

  /// Writes a file of these tensors whose elements are a hole, so that it takes no room.
  func write(to path: String) throws {
    var end = 0
    let members = tensors.map { name, shape in
      let begin = end
      end += 4 * shape.reduce(1, *)
      return "\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    try Data(length + header).write(to: URL(filePath: path))
    let handle = try FileHandle(forUpdating: URL(filePath: path))
    try handle.truncate(atOffset: UInt64(8 + header.count + end))
    try handle.close()
  }
}
