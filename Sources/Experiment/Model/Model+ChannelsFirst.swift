import Datasets
import Diagnostics
import Layers
import OrderedCollections
import Tensors

extension Model {
  /// The mistakes, where all that pictures of a data set make whose channels stand first, as PyTorch has them, are one: that they do.
  ///
  /// `img: [1, 28, 28]` fits no network of `[28, 28, 1]`, is no target of what that makes, and is no picture to show.
  func toldOnceOfChannels(_ problems: DiagnosticList) -> DiagnosticList {
    guard problems.hasErrors else { return problems }
    var told = problems.diagnostics
    for (data, description) in descriptions.sorted(by: { $0.key < $1.key }) {
      for field in description.fields where field.type.shape.extents.hasChannelsFirst {
        let shape = field.type.shape
        let rest = told.filter { !Self.isOfChannels($0, shape.extents) }
        guard rest.count < told.count else { continue }
        let name = field == description.main ? data : "\(data).\(field.name)"
        let swapped = Shape([shape[1], shape[2], shape[0]])
        told =
          rest + [
            Diagnostic(
              "the examples of '\(name)' are \(shape), and would be \(swapped): \(Network.axes)",
              at: definition.places[data] ?? nil,
              notes: [
                .init(
                  "np.moveaxis(x, 1, -1) makes that of an array x of all examples, to be saved anew"
                )
              ])
          ]
      }
    }
    return DiagnosticList(told)
  }

  /// Whether it is an error because pictures of a shape do not have their channels last: as many are wanted there.
  private static func isOfChannels(_ problem: Diagnostic, _ extents: [Int]) -> Bool {
    guard problem.severity == .error, case .pictures(let shapes)? = problem.matter else {
      return false
    }
    return shapes.contains(extents) && shapes.contains { $0.last == extents[0] }
  }
}
