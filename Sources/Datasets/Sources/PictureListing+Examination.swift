import Artifacts
import Diagnostics

extension PictureListing {
  /// Decodes the first pictures, as far as they take `most` bytes, and those of the others that do not end as whole files do.
  ///
  /// - Returns: what was not looked at, as a sentence; `nil` where all was.
  /// - Throws: pictures that are damaged, by name.
  func examine(most: Int) throws -> String? {
    var problems = DiagnosticList()
    var (bytes, decoded) = (0, 0)
    for index in examples.indices {
      if bytes < most {
        bytes = bytes.addingClamped(byteCount(of: index))
        decoded += 1
      } else if try endsWhole(index) {
        continue
      }
      do {
        _ = try decode(index)
      } catch let problem as Diagnostic where problem.fault == .input {
        // What to do about it stands below the last.
        problems.add(problem.replacing(notes: problem.notes.filter { $0 != Self.advice }))
        if problems.diagnostics.count == PictureFolder.mostProblems { break }
      }
    }
    try Self.advised(problems).throwIfErrors()
    return decoded == examples.count
      ? nil
      : "of \(examples.count) pictures the first \(decoded) are decoded, of the others it is looked at whether they end too early"
  }

  /// Whether all files of an example end as whole ones do.
  private func endsWhole(_ index: Int) throws -> Bool {
    let example = examples[index]
    return try zip(parts[example.part], example.names).allSatisfy { folder, name in
      try folder.endsWhole(name)
    }
  }
}
