import ArgumentParser
import Commands
import Diagnostics
import Foundation
import Processes

struct Fetch: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Downloads public data sets and networks, and checks them.",
    discussion: """
      A name of --list, a recipe of one's own, or an experiment whose data or weights are missing. The same command \
      resumes a download that was cut off. The size and SHA-256 of a file are compared with what is stated, or \
      with what came the first time.

      The status is 1 where a download failed, whatever else is wrong: the same command may bring it later. It is 2 \
      where none failed and something is not as it was given: a name, a file, terms that were not agreed to, files that no \
      recipe has, or that --from lacks. With --check it is 1 where a file of a recipe is missing or another one, and 2 \
      where an experiment's own files are missing or have other bytes than it says.
      """)

  static let examples = [
    CommandExample("What an experiment lacks", "etch fetch vae_mnist.yaml"),
    CommandExample("What there is", "etch fetch --list"),
    CommandExample(
      "A data set, into a folder of your own", "etch fetch horse2zebra --data ~/data --yes"),
  ]

  @Argument(
    help: ArgumentHelp("Names, recipes or experiments.", valueName: "name|file"),
    completion: .custom { _, _, typed in CompletionWords.recipes(typed: typed) })
  var names: [String] = []

  @Option(help: ArgumentHelp("The folder that data/ means.", valueName: "folder"))
  var data: String = "data"
  @Option(help: ArgumentHelp("The folder that weights/ means.", valueName: "folder"))
  var weights: String = "weights"
  @Option(
    help: ArgumentHelp(
      "Take the files, under their own names, from this folder or mirror.", valueName: "folder|url")
  )
  var from: String?
  @Flag(help: "Agree to the terms of what is downloaded.")
  var yes = false
  @Flag(help: "List what can be downloaded.")
  var list = false
  @Flag(help: "Check what is there instead.")
  var check = false
  @Option(
    help: ArgumentHelp(
      "Write into an experiment which bytes its data and weights have; from then on it is trained with no others.",
      valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
  var pin: String?
  @Flag(help: .hidden) var loopback = false

  func validate() throws {
    if pin != nil, !names.isEmpty || list || check {
      throw ValidationError("--pin takes one experiment, and nothing beside it.")
    }
    if names.isEmpty, !list, !check, pin == nil {
      throw ValidationError("name what to download; --list lists it.")
    }
  }

  func run() throws {
    if let pin {
      try GivenFile.check(pin)
      return try write(DataPins(pin, dataFolder: data, weightsFolder: weights), to: pin)
    }
    let fetcher = Fetcher(
      dataFolder: data, weightsFolder: weights, from: from, allowsLoopback: loopback)
    if list { return try Terminal.answer(fetcher.list().text) }
    for name in names where ["yaml", "yml"].contains(where: { name.hasSuffix(".\($0)") }) {
      try GivenFile.check(name)
    }
    if check { return try check(fetcher) }
    let requests = try names.map(fetcher.request)
    if requests.allSatisfy(\.isEmpty) { return Terminal.error("nothing is missing") }
    Interruption.stopGracefully(
      noticed: (Terminal.isInteractive ? "\n" : "")
        + "the part is kept; the same command goes on\n",
      ending: "ended\n")
    try fetch(requests, fetcher)
  }

  /// Gets what can be had; what cannot is told at the end.
  private func fetch(_ requests: [FetchRequest], _ fetcher: Fetcher) throws {
    var problems = DiagnosticList()
    var failed: Set<String> = []
    let printer = FetchPrinter()
    do {
      for recipe in requests.flatMap(\.recipes) {
        let had: Void? = try problems.collect {
          try fetcher.fetch(recipe, agrees: agrees) { printer.tell($0) }
        }
        if had == nil { failed.insert(recipe.name) }
      }
    } catch is Interruption {
      printer.close()
      Terminal.error("interrupted; the same command goes on")
      throw ExitStatus.interrupted
    } catch {
      printer.close()
      throw error
    }
    printer.close()
    for request in requests { problems.add(try request.lacking(besides: failed)) }
    try problems.throwIfErrors()
  }

  private func write(_ pins: DataPins, to file: String) throws {
    try pins.write()
    for name in pins.known {
      try Terminal.answer("\(name): pinned before, and its files are those\n")
    }
    for (name, files) in pins.pinned {
      try Terminal.answer("\(name): pinned, \(files.counted("file"))\n")
    }
    if pins.known.isEmpty, pins.pinned.isEmpty {
      Terminal.error("'\(file)' reads no files of data or weights")
    }
  }

  /// Compares what is there with what is stated, recorded or pinned; of all recipes, where none is named.
  private func check(_ fetcher: Fetcher) throws {
    var problems = DiagnosticList()
    var (isWrong, isSaid) = (false, false)
    let requests =
      try names.isEmpty
      ? Recipes.all().map { FetchRequest($0) }
      : names.compactMap { name in try problems.collect { try fetcher.request(name) } }
    for request in requests {
      var told: Set<String> = []
      for recipe in request.namedRecipes {
        let found = try fetcher.check(recipe)
        // Of all, those that were never asked for are no news.
        if names.isEmpty, found.wrong.isEmpty, !found.absent.isEmpty { continue }
        let absent = request.lacks(recipe) ? found.absent : []
        if !absent.isEmpty { told.insert(recipe.name) }
        let sentences = found.wrong + absent
        let right = found.compared > 0 ? "ok" : "there, and nothing is known to compare it with"
        for sentence in sentences.isEmpty ? [right] : sentences {
          try Terminal.answer("\(recipe.name): \(sentence)\n")
        }
        isWrong = isWrong || !sentences.isEmpty
        isSaid = true
      }
      for name in request.pinned { try Terminal.answer("\(name): ok, as pinned\n") }
      isSaid = isSaid || !request.pinned.isEmpty
      problems.add(try request.lacking(besides: told))
    }
    try problems.throwIfErrors()
    if isWrong { throw ExitStatus.failed }
    if !isSaid {
      Terminal.error(
        names.isEmpty
          ? "nothing that 'etch fetch --list' lists is in '\(data)' or '\(weights)'"
          : "nothing that is named is public or pinned, so there is nothing to compare it with; "
            + "'etch fetch --pin FILE' pins what an experiment reads")
    }
  }

  private func agrees(_ recipe: Recipe) -> Bool {
    if yes { return true }
    guard Terminal.isInteractive, isatty(STDIN_FILENO) == 1 else { return false }
    Terminal.error("\(recipe.name) is under terms: \(recipe.terms)\nagree? [y/N]")
    return readLine()?.lowercased().hasPrefix("y") ?? false
  }
}

/// Shows how a download goes: one line that is written over on a terminal, a line for each file elsewhere.
final class FetchPrinter {
  private var lineIsOpen = false
  private var lastShown = ContinuousClock.now
  private var first: (bytes: Int, at: ContinuousClock.Instant)?

  func tell(_ event: Fetcher.Event) {
    switch event {
    case .there(let name): say("\(name)  is there")
    case .waits(let name, let folder):
      say("\(name)  waits for another etch fetch into \(folder.excerpt)")
    case .begins(let name, let file, let bytes, let source, let licence):
      first = nil
      say(
        "\(name)  \(file)  \(bytes.map { Fetcher.megabytes($0) + "  " } ?? "")from \(source)  licence: \(licence)"
      )
    case .done(let name, let place, let remark): say("\(name)  \(place), \(remark)")
    case .progress(_, let bytes, let whole): show(bytes, of: whole)
    }
  }

  private func show(_ bytes: Int, of whole: Int?) {
    let now = ContinuousClock.now
    let start = first ?? (bytes, now)
    first = start
    guard Terminal.isInteractive, now - lastShown > .milliseconds(200) else { return }
    lastShown = now
    let seconds = (now - start.at) / .seconds(1)
    let rate = seconds > 0 ? Double(bytes - start.bytes) / seconds : 0
    var line = "  \(Fetcher.megabytes(bytes))"
    if let whole, whole > 0 {
      let done = min(20, 20 * bytes / whole)
      line =
        "  [\(String(repeating: "#", count: done))\(String(repeating: " ", count: 20 - done))]\(line) of \(Fetcher.megabytes(whole))"
      if rate > 0 { line += "  \(ProgressPrinter.clock(Double(whole - bytes) / rate)) left" }
    }
    Terminal.progress(
      line + String(format: "  %.1f MB/s", rate / 1e6), over: lineIsOpen, ends: false)
    lineIsOpen = true
  }

  private func say(_ text: String) {
    Terminal.progress(text, over: lineIsOpen, ends: true)
    lineIsOpen = false
  }

  func close() { if lineIsOpen { Terminal.endProgress() } }
}
