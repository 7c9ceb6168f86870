import Config
import Datasets
import Diagnostics
import Tensors

extension Model {
  /// Warns of pictures that are not prepared as a network's weights expect them: of data, of variables that begin as data, and
  /// of `preprocess(…)`. What else goes into a network is not judged.
  func checkPreprocessing(_ problems: inout DiagnosticList) {
    let expected = definition.weights.compactMapValues(\.preprocessing)
    guard !expected.isEmpty else { return }
    for expression in definition.expressions {
      for call in expression.calls {
        guard case .call(let network, let arguments, _) = call.kind,
          let wanted = expected[network], let argument = arguments.first,
          let found = preparation(of: argument), found.preprocessing != wanted
        else { continue }
        let how = found.preprocessing.map { "is preprocessed as '\($0.rawValue)'" }
        problems.add(
          Diagnostic(
            .preprocessing,
            "the weights of '\(network)' expect pictures preprocessed as '\(wanted.rawValue)', and "
              + "'\(found.name)' \(how ?? "is not preprocessed")", at: argument.range,
            notes: [
              Diagnostic.Note(
                "'preprocess: \(wanted.rawValue)' of the data, or preprocess(…, \(wanted.rawValue)), does it"
              )
            ]))
      }
    }
  }

  /// How a picture was prepared; `nil` where that is not known.
  private func preparation(of argument: ExpressionTree, depth: Int = 0) -> (
    name: String, preprocessing: Preprocessing?
  )? {
    // Values that name one another in a circle are told of elsewhere.
    guard depth < 32 else { return nil }
    switch argument.kind {
    case .name(let name):
      if let set = definition.data[name] { return (name, set.preprocessing) }
      let further = definition.values[name] ?? definition.variables[name].flatMap(\.initial)
      return further.flatMap { preparation(of: $0, depth: depth + 1) }
    case .call("preprocess", let arguments, let keywords):
      let written = arguments.dropFirst().first ?? keywords.first { $0.name == "mode" }?.value
      switch written?.kind {
      case .name(let word)?, .text(let word)?:
        return Preprocessing(rawValue: word).map { (argument.description.excerpt, $0) }
      default: return nil
      }
    default: return nil
    }
  }
}
