import Config
import Diagnostics
import Graph
import Tensors

extension Arguments {
  /// The two that ``pair()`` reads.
  static let pairFields = [
    Field("prediction", .expression, .required, "A network's output."),
    Field(
      "target", .expression, .required,
      "What the prediction should be: a value, or one number for all."),
  ]

  /// The prediction and the target, which may be one number.
  ///
  /// - Throws: where their examples are of different shapes: a mean over what was stretched to fit would be silently another
  ///   loss. One example (a variable) goes with each of a batch.
  func pair() throws -> (prediction: Tensor, target: Tensor) {
    let (prediction, target) = (try tensor("prediction"), try tensor("target"))
    if prediction.shape.rank == 0 || target.shape.rank == 0 { return (prediction, target) }
    guard prediction.exampleShape == target.exampleShape else {
      let classes = prediction.exampleShape
      let advice: String
      if target.exampleShape.rank == 0, classes.rank == 1 {
        // One number an example, beside several: perhaps a class.
        advice =
          classes[0] > 1
          ? "; where it is a class, \(classLoss()) takes both as they are"
          : lone("prediction")
      } else {
        advice = classes.rank == 0 && target.exampleShape == [1] ? lone("target") : ""
      }
      throw ShapeMismatch(
        "the prediction is \(classes), the target \(target.exampleShape)\(advice)",
        of: [classes, target.exampleShape], isOfExamples: true)
    }
    guard prediction.batch != .many || target.batch != .many || prediction.shape == target.shape
    else {
      throw ShapeMismatch(
        "the prediction is \(prediction.shape), the target \(target.shape); they are of different "
          + "numbers of examples", of: [prediction.shape, target.shape])
    }
    return (prediction, target)
  }

  /// The loss of scores and a class, of what stands here where it is short: `'cross_entropy(net(x), x.label)'`.
  private func classLoss() -> String {
    let texts = ["prediction", "target"].map { range(of: $0)?.text ?? $0 }
    return texts.allSatisfy { $0.count <= 30 }
      ? "'cross_entropy(\(texts.joined(separator: ", ").excerpt))'" : "cross_entropy"
  }

  /// How the number of a list of one is written, beside one number an example: `; 'net(x)[0]' is one number an example`.
  private func lone(_ name: String) -> String {
    let text = range(of: name)?.text ?? name
    // What is added up is taken in brackets.
    let isOne = !text.contains { " +-*/<>=!".contains($0) }
    return "; '\(isOne ? text.excerpt : "(…)")[0]' is one number an example"
  }

  /// Warns where the prediction is made without a network, as data and numbers are, and the target is what one makes: Keras has
  /// them the other way round, and such a loss is another one.
  func expectPredictionFirst() throws {
    guard let found = try targetFirst() else { return }
    warn(
      .predictionFirst,
      "\(function.name) takes the prediction first, then the target; here the prediction is \(found)",
      at: "prediction")
  }

  /// What stands in the place of the prediction where the target is what a network makes; `nil` where all is in its place.
  func targetFirst() throws -> String? {
    let (prediction, target) = (try tensor("prediction"), try tensor("target"))
    let graph = builder.graph
    guard target.shape.rank > 0, graph.field(behind: target.value) == nil else { return nil }
    if graph.field(behind: prediction.value) != nil { return "the data itself" }
    if prediction.isConstant { return target.isConstant ? nil : "a number" }
    return !graph.readsState(prediction.value) && graph.readsState(target.value)
      ? "made without a network" : nil
  }

  /// Keeps a warning of this call, or of one of its arguments.
  func warn(_ warning: Warning, _ message: String, at name: String? = nil) {
    context.keep(Diagnostic(warning, message, at: name.map { self.range(of: $0) } ?? range))
  }

  /// As ``pair()``, of a loss that is least where both are equal: where the prediction comes out of a sigmoid or tanh, the
  /// target should lie in its reach.
  func comparedPair() throws -> (prediction: Tensor, target: Tensor) {
    let pair = try pair()
    expectTwoValues()
    switch origin(of: pair.prediction.value).operation {
    case is Sigmoid: try ask(.reach(low: 0, high: 1, of: "sigmoid"), of: "target")
    case is Tanh: try ask(.reach(low: -1, high: 1, of: "tanh"), of: "target")
    default: break
    }
    return pair
  }

  /// Warns where the prediction is the target: whoever calls a network twice with the same may expect two masks of dropout.
  func expectTwoValues() {
    guard let prediction = try? tensor("prediction"), let target = try? tensor("target"),
      !prediction.isConstant, prediction.value == target.value
    else { return }
    warn(
      .comparedWithItself,
      "\(function.name) compares a value with itself; equal calls of a network are one value, with one mask of dropout and one draw"
    )
  }

  /// What made a value, but for its shape.
  func origin(of value: Value) -> Node {
    let node = builder.graph.nodes[value.node]
    return node.operation is Reshape ? origin(of: node.inputs[0]) : node
  }
}
