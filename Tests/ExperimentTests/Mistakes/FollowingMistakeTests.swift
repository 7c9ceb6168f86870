import Testing

/// Mistakes that other lines need what they are made in: each is told where it is made, once.
@Suite("Mistakes and what follows from them")
struct FollowingMistakeTests {
  private static let right = WrongWordTests.plainFile

  @Test(
    "A number for each example is made one_hot where it is a class, and not where it is none",
    arguments: [("digit.label", true), ("mean(digit, per=example)", false)])
  func classes(argument: String, isClass: Bool) throws {
    let judge = """
        judge:
          input: [10]
          layers: [{dense: 1}]
      losses:
        other: mean(judge(\(argument)))
      """
    let told = try ToldMistake.remarks(on: Self.right.replacing("losses:", with: judge))
    #expect(told.contains("judge takes [10], found []"), "\(told)")
    #expect(told.contains("'one_hot(\(argument), 10)' makes that") == isClass, "\(told)")
    #expect(told.contains("one_hot") == isClass, "\(told)")
  }

  @Test(
    "An input that is declared as another shape than comes is one error, where its layers need that shape",
    arguments: ["[784]", "[28, 28]", "[32, 28, 28, 1]", "[1, 28, 28]"])
  func inputs(declared: String) throws {
    let text = Self.right
      .replacing("input: [28, 28, 1]", with: "input: \(declared)")
      .replacing("- flatten", with: "- max_pool: 2\n      - flatten")
    let remarks = try ToldMistake.remarks(on: text)
    #expect(remarks.contains("net takes \(declared), found [28, 28, 1]"), "\(remarks)")
    #expect(remarks.contains("1 error\n"), "\(remarks)")
  }

  @Test(
    "An update that is named after what there is not, or has no name, is one error",
    arguments: [
      ("net.dense_1: {minimize: loss}", "an update changes all of 'net'"),
      ("gen-erator: {minimize: loss}", "name the update after what it changes"),
      ("my-own: {update: net, minimize: loss}", "'my-own' is no name"),
      (
        "{update: net, minimize: loss}",
        "'update' and 'minimize' stand under a name: 'NAME: {update: net, minimize: loss}'"
      ),
    ])
  func updates(update: String, told: String) throws {
    let text = Self.right.replacing("net: {minimize: loss}", with: update)
    let remarks = try ToldMistake.remarks(on: text)
    #expect(remarks.contains(told) && remarks.contains("1 error\n"), "\(remarks)")
  }

  @Test(
    "What has no name is told where it is defined, and not where it is read",
    arguments: [("loss", "my-loss"), ("digit", "my.digit"), ("net", "my-net")])
  func nameless(name: String, new: String) throws {
    let pattern = try Regex("\\b\(name)\\b")
    let told = try ToldMistake.remarks(on: Self.right.replacing(pattern, with: new))
    #expect(told.contains("'\(new)' is no name") && told.contains("1 error\n"), "\(told)")
  }

  @Test("The numbers of the running step are known where something else is wrong")
  func running() throws {
    let text = Self.right.replacing(
      "loss: \(WrongWordTests.loss)",
      with: "loss: (step + epoch) / batch_size * mean(frobnicate(net(digit)))")
    let told = try ToldMistake.remarks(on: text)
    #expect(told.contains("frobnicate") && told.contains("1 error\n"), "\(told)")
    let metric = "metrics:\n  wrong: mean(nothing)\n"
    let moving = Self.right.replacing(
      "loss: \(WrongWordTests.loss)", with: "loss: minimum(1, epoch / 3) * \(WrongWordTests.loss)")
    let both = try ToldMistake.remarks(on: moving + metric)
    #expect(both.contains("unknown name 'nothing'") && !both.contains("'epoch'"), "\(both)")
    let read = try ToldMistake.remarks(on: moving + "metrics:\n  late: 2 * loss\n")
    #expect(read.contains("outside 'train' there is none"), "\(read)")
    #expect(read.contains("note: the metric 'late' reads it"), "\(read)")
  }

  @Test("An iterated value of another shape is told by its key, with no advice for data")
  func iterated() throws {
    let metrics = """
      metrics:
        drawn: {iterate: {x: {init: "normal([14, 14, 1])", next: x + net(x)}}, times: 2, value: mean(x)}
      losses:
      """
    let told = try ToldMistake.remarks(on: Self.right.replacing("losses:", with: metrics))
    #expect(told.contains("net takes [28, 28, 1], found [14, 14, 1]"), "\(told)")
    #expect(
      told.contains("note: 'x' of 'iterate' is [14, 14, 1], as its 'init' makes it"), "\(told)")
    #expect(!told.contains("transforms") && !told.contains("iterated/"), "\(told)")
  }

  @Test(
    "Channels that stand first are told with the order of axes, and no layer that does not fit them"
  )
  func channelsFirst() throws {
    let text = Self.right.replacing("[28, 28, 1]", with: "[1, 28, 28]")
      .replacing("- flatten", with: "- max_pool: 2\n      - flatten")
    let told = try ToldMistake.remarks(on: text)
    #expect(told.contains("error: net takes [1, 28, 28], found [28, 28, 1]"), "\(told)")
    #expect(
      told.contains(
        "note: pictures are [height, width, channels] here, the channels last\n1 error"),
      "\(told)")
  }

  @Test("A tap of another shape than the network takes is told as what the layer makes")
  func tap() throws {
    let judge = """
        judge:
          input: [4]
          layers: [{dense: 1}]
      losses:
        loss: mean(square(judge(net(digit).conv2d_1)))
      """
    let told = try ToldMistake.remarks(
      on: Self.right.replacing("losses:\n  loss: \(WrongWordTests.loss)", with: judge))
    #expect(told.contains("judge takes [4], found ["), "\(told)")
    #expect(told.contains("note: net.conv2d_1 makes ["), "\(told)")
    #expect(!told.contains("a dense layer keeps"), "\(told)")
    let dense = Self.right.replacing("losses:\n  loss: \(WrongWordTests.loss)", with: judge)
      .replacing("      - flatten\n", with: "").replacing("dense: 1\n", with: "dense: 4\n")
      .replacing("net(digit).conv2d_1", with: "2 * net(digit)")
    #expect(try ToldMistake.remarks(on: dense).contains("a dense layer keeps height and width"))
  }

  @Test(
    "Another library's optimizer is told once, although profiles say what is different of it",
    arguments: [("Adam", "adam"), ("AdamW", "adamw"), ("RMSprop", "rmsprop"), ("SGD", "sgd")])
  func misspeltKind(_ foreign: String, _ own: String) throws {
    let file = Self.right.replacing("{adam:", with: "{\(foreign):")
    let quick = "profiles: {quick: {train: {optimizer: {\(own): {learning_rate: 2e-3}}}}}\n"
    let told = try ToldMistake.remarks(on: file + quick)
    #expect(told.contains("unknown optimizer '\(foreign)'; here it is '\(own)'"), "\(told)")
    #expect(told.contains("\n1 error") && !told.contains("several keys"), "\(told)")
  }

  @Test("One mistake is one error, although other lines need what it is made in")
  func once() throws {
    let param = Self.right.replacing("name: it", with: "name: it\nparam: {width: 4}")
      .replacing("filters: 4", with: "filters: width")
    let set = Self.right.replacing(
      "  digit: \(WrongWordTests.set)",
      with: "  digit: {sorce: builtin/digits}\n  other: {like: digit}")
    let layer = Self.right.replacing("dense: 1", with: "dense: {units: 1, as: code}")
      .replacing("losses:", with: "      - relu: {}\n        from: code\nlosses:")
    let network = Self.right.replacing("networks:", with: "model:")
    let function =
      Self.right + "functions:\n  twice x: 2 * x\nmetrics:\n  all: mean(twice(digit))\n"
    let size = Self.right.replacing(
      "  digit: \(WrongWordTests.set)",
      with: "  digit: \(WrongWordTests.set)\n  photo: {source: image, path: a.png, heigth: 64}\n"
        + "  painting: {source: image, path: b.png, size: photo}")
    for (text, message) in [
      (param, "did you mean 'params'?"), (set, "'digit' needs 'source'"),
      (layer, "beside the kind"), (network, "here it is 'networks'"),
      (function, "a function is written as a call of its parameters"),
      (size, "did you mean 'height'?"),
    ] {
      let told = try ToldMistake.remarks(on: text)
      #expect(told.contains(message) && told.contains("\n1 error"), "\(told)")
    }
  }
}
