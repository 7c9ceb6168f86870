import Config
import Diagnostics
import Graph
import Layers

extension GraphComposition {
  /// Moves the averages of networks by the next values of their tensors: `a ← decay · a + (1 − decay) · w` for what is trained; running
  /// statistics, which are averages already, are taken as they are.
  ///
  /// - Parameter updated: the networks that this stage's updates change.
  func advanceAverages(of updated: Set<String>) throws {
    for (name, definition) in model.definition.networks {
      guard let average = definition.average else { continue }
      if average.decay == 1 {
        context.keep(
          Diagnostic(
            .neverUpdated,
            "the average '\(name)' keeps the initial weights of '\(average.network)': 'decay' is how much of it stays, and at 1 all does",
            at: model.definition.places[name] ?? nil))
      }
      // At 0 nothing is to stay, which is another part of nothing.
      if average.decay > 0, average.decay < 0.5 {
        let rest = ((1 - average.decay) * 1e9).rounded() / 1e9
        let (own, other) = (CanonicalNumber.text(average.decay), CanonicalNumber.text(rest))
        context.keep(
          Diagnostic(
            .averageDecay,
            "'decay' is how much of the average '\(name)' stays at each update, \(own) of it here; where \(own) is the part that is new, it is decay: \(other)",
            at: model.definition.places[name] ?? nil))
      }
      let prefix = average.network + "."
      for entry in context.declarations.map(\.entry)
      where entry.name.hasPrefix(prefix) && (entry.kind == .parameter || entry.kind == .statistic) {
        guard let next = context.stateUpdates[entry.name],
          entry.kind == .statistic || updated.contains(average.network)
        else { continue }
        let shadow = StateEntry(
          name: name + "." + entry.name.dropFirst(prefix.count), kind: .average, type: entry.type,
          layout: entry.layout)
        try context.declare(Declaration(shadow, filledWith: 0))
        if entry.kind == .statistic {
          context.setNext(shadow, next)
          continue
        }
        let moved =
          try context.tensor(context.stateValue(shadow)) * average.decay
          + context.tensor(next) * (1 - average.decay)
        context.setNext(shadow, moved.value)
      }
    }
  }
}
