import Config
import Diagnostics
import Tensors

/// The transforms of a data set, told what they stand behind, and what they leave.
struct Preparation: Sendable {
  /// One transform and its copies for the fields that it works on.
  struct Step: Sendable {
    let stream: RandomStream
    var copies: [(field: Int, transform: any Transform)]
    /// What every field is behind it, where its examples have one shape.
    let types: [TensorType?]
  }

  private(set) var steps: [Step] = []
  /// As delivered, the main field first.
  let fields: [DataField]
  /// What the elements of each lie in, where that is known without looking at them.
  let ranges: [ClosedRange<Double>?]
  /// What is odd about transforms where they stand.
  let warnings: [Diagnostic]
  var isRandom: Bool { steps.contains { $0.copies.contains { $0.transform.isRandom } } }

  /// - Parameters:
  ///   - name: the data set's.
  ///   - range: where it stands.
  ///   - key: under which key the transforms are written.
  ///   - wishes: which sizes the experiment takes, for messages.
  /// - Throws: a transform that has no meaning for what it stands behind; a field that is not of one shape in the end.
  init(
    _ transforms: [WrittenTransform], behind described: [SourceField], name: String, seed: UInt64,
    at range: SourceRange?, writtenAs key: String? = nil,
    wishes: PictureWishes = { _, _ in nil }
  ) throws {
    var inputs = described.map {
      TransformInput(shapes: $0.shapes, naturalRange: $0.naturalRange)
    }
    var warnings: [Diagnostic] = []
    var traces = described.map { ShapeTrace($0) }
    var afterRandom = false
    var ordinals: [String: Int] = [:]
    for written in transforms {
      // Keyed by what it is, not by where it stands: another transform in the list moves no draw of this one.
      let ordinal = ordinals[written.name, default: 0] + 1
      ordinals[written.name] = ordinal
      let stream = RandomStream(
        seed: seed,
        path: ["data", name, "transforms", written.name] + (ordinal > 1 ? ["\(ordinal)"] : []))
      if written.transform.needsFit, afterRandom {
        throw Diagnostic(
          "'fit: train' stands before every random transform, since it reads the examples once",
          at: written.range ?? range)
      }
      afterRandom = afterRandom || written.transform.isRandom
      let copies = try Self.fields(of: written, described, at: range).map { field in
        var transform = written.transform
        if transform.needsFit, inputs[field].shapes.count > 1 {
          throw Diagnostic(
            "'fit: train' stands behind what gives all pictures one size",
            at: written.range ?? range)
        }
        if let odd = transform.oddity(behind: inputs[field]) {
          let warning = Diagnostic(odd.warning, odd.message, at: written.range ?? range)
          // Both halves of a pair say the same.
          if !warnings.contains(warning) { warnings.append(warning) }
        }
        do {
          inputs[field] = try transform.prepare(for: inputs[field])
        } catch let problem as Diagnostic {
          let file = traces[field].file(refusedBy: transform).map { "\($0): " } ?? ""
          throw Diagnostic(
            file + problem.message, at: problem.range ?? written.range ?? range,
            notes: problem.notes)
        }
        traces[field].follow(transform)
        return (field: field, transform: transform)
      }
      steps.append(
        Step(
          stream: stream, copies: copies,
          types: zip(described, inputs).map { field, input in
            input.shapes.count == 1 ? TensorType(input.shapes[0], field.element) : nil
          }))
    }
    ranges = inputs.map(\.naturalRange)
    self.warnings = warnings
    let main = described.first?.name
    fields = try zip(zip(described, inputs), traces).map { described, trace in
      let (field, input) = described
      guard input.shapes.count == 1 else {
        let mixed = MixedSizes(
          name: name, field: field.name, shapes: input.shapes, written: key,
          wish: wishes(field.name, field.name == main))
        throw Diagnostic(mixed.message, at: range, notes: trace.examples + mixed.advice)
      }
      var prepared = DataField(
        field.name, TensorType(input.shapes[0], field.element), classes: field.classes)
      prepared.headings = field.headings
      return prepared
    }
  }

  /// The files of a field by the shapes of their pictures, followed through transforms, to say which one is at fault.
  private struct ShapeTrace {
    private var files: [(name: String, shape: Shape)]

    init(_ field: SourceField) { files = Array(zip(field.files, field.shapes)) }

    mutating func follow(_ transform: any Transform) {
      for i in files.indices {
        files[i].shape = Self.shape(files[i].shape, after: transform) ?? files[i].shape
      }
    }

    /// The first file whose picture a transform does not take.
    func file(refusedBy transform: any Transform) -> String? {
      files.first { Self.shape($0.shape, after: transform) == nil }?.name
    }

    /// The shape behind a transform; `nil` where that refuses it.
    private static func shape(_ shape: Shape, after transform: any Transform) -> Shape? {
      guard let transform = transform as? any PictureTransform else { return shape }
      return PictureSize(shape).flatMap { try? transform.size(after: $0).shape }
    }

    /// One file each of the first two sizes.
    var examples: [Diagnostic.Note] {
      guard let first = files.first, let other = files.first(where: { $0.shape != first.shape })
      else { return [] }
      return [first, other].map {
        .init("\($0.name) is \($0.shape[0])×\($0.shape[1])")
      }
    }
  }

  /// The fields that a transform works on: those it names, else the main one, and all pictures where that is one.
  private static func fields(
    of written: WrittenTransform, _ described: [SourceField], at range: SourceRange?
  ) throws -> [Int] {
    let range = written.range ?? range
    func check(_ field: SourceField, at range: SourceRange?) throws {
      guard field.element == .float32 else {
        throw Diagnostic(
          "'\(field.name)' holds whole numbers (\(field.type)), which transforms do not work on",
          at: range)
      }
    }
    guard let names = written.fields else {
      try check(described[0], at: range)
      return described.indices.filter {
        $0 == 0 || (described[0].isPicture && described[$0].isPicture)
      }
    }
    return try names.list("fields").map { value in
      let name = value.text("fields")
      guard let place = described.firstIndex(where: { $0.name == name }) else {
        throw Diagnostic(
          "there is no field '\(name)'"
            + Suggestion.phrase(for: name, among: described.map(\.name)),
          at: value.range,
          notes: [
            .init("its fields are " + described.map { "'\($0.name)'" }.joined(separator: ", "))
          ])
      }
      try check(described[place], at: value.range)
      return place
    }
  }

  /// The columns of a store, with all transforms.
  ///
  /// - Parameters:
  ///   - stored: one array a field, or `nil` where examples are decoded.
  ///   - fitRows: the training examples that a range is taken from.
  /// - Throws: training examples that a transform cannot be fitted to; a file that cannot be decoded.
  func columns(
    _ described: [SourceField], stored: [HostArray]?, decoded: DecodedExamples?, fitRows: [UInt32]
  ) throws -> [Column] {
    var columns = described.indices.map { i in
      Column(described[i], storage: stored?[i])
    }
    for step in steps {
      let fitted = step.copies.contains { $0.transform.needsFit }
      let store = fitted ? ExampleStore(columns, decoded: decoded) : nil
      let channels = try step.copies.map {
        try store?.ranges(ofField: $0.field, rows: fitRows) ?? []
      }
      let known = channels.joined().compactMap(\.self)
      // Without any, all elements are nan.
      let low = known.map(\.lowerBound).min() ?? -.infinity
      let whole = low...(known.map(\.upperBound).max() ?? .infinity)
      for ((field, copy), own) in zip(step.copies, channels) {
        var transform = copy
        if transform.needsFit { try transform.fit(own, ofAll: whole) }
        columns[field].append(transform, stream: step.stream, leaving: step.types[field])
      }
    }
    return columns
  }
}
