/// The names of all warnings: printed behind them in brackets, and what `allow:` takes.
public enum Warning: String, Hashable, Sendable, CaseIterable {
  /// A running average of a network that remembers hardly anything: the other part of its decay.
  case averageDecay = "average-decay"
  /// Running statistics that remember hardly anything, or never change: PyTorch's momentum, which is the other part.
  case batchNormMomentum = "batch-norm-momentum"
  /// Logits that a sigmoid, tanh or relu keeps within bounds, or a logarithm of a variance that is never below 0.
  case boundedLogits = "bounded-logits"
  /// A loss of a value and itself, as of two equal calls of a network.
  case comparedWithItself = "compared-with-itself"
  /// A number of the data that is the same everywhere, or a class that none of the examples has which are used.
  case constantData = "constant-data"
  /// A damaged checkpoint that was passed over, or one that is lost.
  case damagedCheckpoint = "damaged-checkpoint"
  /// A log or record that is not the one that was written.
  case damagedLog = "damaged-log"
  /// A plot, or a group of one, that no example is in.
  case emptyPlot = "empty-plot"
  /// Two trials of a sweep that are one experiment.
  case equalTrials = "equal-trials"
  /// A learning rate by which no weights come to rest.
  case excessiveRate = "excessive-rate"
  /// A loss that is more than a million times what it began at.
  case explodingLoss = "exploding-loss"
  /// A summand of what an update minimizes that does not depend on what it changes.
  case independentSummand = "independent-summand"
  /// A sample that shows logits as a picture.
  case logitsShown = "logits-shown"
  /// Whole numbers of a table that single precision does not hold.
  case lostDigits = "lost-digits"
  /// Weights of examples that meet a loss which is one number for all.
  case lostWeights = "lost-weights"
  /// A kernel cache or compiler that is not used as it could be.
  case machine
  /// A gradient of a mean with respect to the examples that it is over, each of which has a share of it.
  case meanGradient = "mean-gradient"
  /// A run whose page could not be written.
  case missingReport = "missing-report"
  /// A metric of one value an example, which the log leaves out.
  case metricPerExample = "metric-per-example"
  /// An update that never comes to its turn.
  case neverApplied = "never-applied"
  /// A network with weights, or a variable, that nothing updates, or an update whose learning rate is 0.
  case neverUpdated = "never-updated"
  /// A language model that reads, as it learns, the words that it is to tell.
  case nextWordSeen = "next-word-seen"
  /// A norm whose statistics are of one number.
  case normOfOne = "norm-of-one"
  /// Numbers that are nan or infinite: of losses, metrics, data, samples.
  case notFinite = "not-finite"
  /// Losses that pull one thing towards two targets, or two updates that should oppose each other and do not, over one set of examples.
  case opposedLosses = "opposed-losses"
  /// An update's own optimizer that leaves out what train's sets.
  case optimizerOfItsOwn = "optimizer-of-its-own"
  /// Classes that are called, or numbered, otherwise than those that a network was trained on.
  case otherClasses = "other-classes"
  /// Numbers that a run's checkpoint gives now, and did not when it was written: another program, or other data.
  case otherNumbers = "other-numbers"
  /// Pictures that cannot be read and are left out.
  case picturesLeftOut = "pictures-left-out"
  /// Data in the place of the prediction.
  case predictionFirst = "prediction-first"
  /// Pictures, or rows, that are not prepared as those that a network was trained on.
  case preprocessing
  /// Probabilities taken as logits.
  case probabilitiesAsLogits = "probabilities-as-logits"
  /// Numbers of different ranges for one network: in the calls of one loss, in training and in metrics.
  case rangesDiffer = "ranges-differ"
  /// Scores of classes compared with a class.
  case scoresAsClass = "scores-as-class"
  /// Examples of the test part that training has seen.
  case seenInTraining = "seen-in-training"
  /// A sample that shows less than the range of its numbers.
  case shownInPart = "shown-in-part"
  /// A sigmoid of what is a probability already, or a softmax of a softmax.
  case sigmoidTwice = "sigmoid-twice"
  /// A softmax or argmax of one number.
  case softmaxOfOne = "softmax-of-one"
  /// A target that a loss or prediction cannot reach.
  case targetOutOfReach = "target-out-of-reach"
  /// A file of texts that is one line, of which only the beginning is read.
  case textCut = "text-cut"
  /// A threshold that its input does not cross, as 0 is of a sigmoid, or crosses elsewhere, as logits do.
  case thresholdOutside = "threshold-outside"
  /// Two sources whose examples meet one by one, each in an order of its own.
  case unpairedSources = "unpaired-sources"
  /// A folder of runs that cannot be read and is passed over.
  case unreadableRun = "unreadable-run"
  /// Means and deviations of numbers from 0 to 1, taken from bytes.
  case unscaledNormalization = "unscaled-normalization"
  /// What is defined and used nowhere.
  case unused
  /// A figure watched for what is worse of it: a low accuracy, a high loss.
  case wrongDirection = "wrong-direction"

  /// Whether the file alone decides about it: not the data's numbers, nor the run.
  public var isOfTheFile: Bool {
    switch self {
    case .constantData, .equalTrials, .missingReport, .unreadableRun, .damagedCheckpoint,
      .damagedLog, .explodingLoss, .emptyPlot, .machine,
      .lostDigits, .notFinite, .otherClasses, .otherNumbers,
      .picturesLeftOut, .targetOutOfReach, .textCut:
      false
    case .averageDecay, .batchNormMomentum, .boundedLogits, .comparedWithItself, .excessiveRate,
      .independentSummand,
      .logitsShown, .lostWeights, .meanGradient,
      .metricPerExample, .neverApplied, .neverUpdated, .nextWordSeen, .normOfOne, .opposedLosses,
      .optimizerOfItsOwn,
      .predictionFirst, .preprocessing,
      .probabilitiesAsLogits, .rangesDiffer, .scoresAsClass, .seenInTraining,
      .shownInPart, .sigmoidTwice, .softmaxOfOne, .thresholdOutside, .unpairedSources,
      .unscaledNormalization, .unused, .wrongDirection:
      true
    }
  }
}

/// The warnings that an experiment says are meant to be so.
public struct AllowedWarnings: Hashable, Sendable {
  public let names: Set<Warning>

  public init(_ names: some Sequence<Warning> = []) { self.names = Set(names) }

  public func contains(_ diagnostic: Diagnostic) -> Bool {
    diagnostic.severity == .warning && diagnostic.warning.map(names.contains) ?? false
  }
}

extension DiagnosticList {
  /// The same without the warnings that are allowed.
  public func allowing(_ allowed: AllowedWarnings) -> DiagnosticList {
    DiagnosticList(diagnostics.filter { !allowed.contains($0) })
  }

  /// The same with errors in the place of warnings.
  public var strict: DiagnosticList { DiagnosticList(diagnostics.map(\.strict)) }
}
