import Diagnostics
import Testing

@testable import Config

@Suite("Expressions, bound")
struct BindingTests {
  /// A file with functions, in a language in which `loss` takes words for `reduction`.
  static func scope(_ functions: String, params: String = "{}") throws -> Scope {
    var list = DiagnosticList()
    let root = try #require(
      Sample.node("params: \(params)\nfunctions:\n\(functions)", diagnostics: &list))
    var scope = Scope(readingParams: root["params"], usage: ParamUsage(), diagnostics: &list)
    try list.throwIfErrors()
    scope.words = { function, place in
      function == "loss" && (place == .keyword("reduction") || place == .position(2))
        ? .these(["mean", "sum"]) : function == "taps" ? .names : .none
    }
    scope.functions = try FunctionDefinitions(root["functions"], in: scope) { name in
      name == "loss" ? "a function of the language" : nil
    }
    return scope
  }

  /// What an expression comes to, functions put in.
  static func bound(_ text: String, _ scope: Scope) throws -> ExpressionTree {
    try ExpressionTree(parsing: text).bound(in: scope)
  }

  /// The same, spelled out.
  static func spelled(_ tree: ExpressionTree) -> String {
    func bare(_ tree: ExpressionTree) -> ExpressionTree {
      ExpressionTree(tree.mapChildren(bare).kind, range: nil)
    }
    return bare(tree).description
  }

  @Test(
    "A function of the file becomes its body, and is printed as it is called",
    arguments: [
      ("half(x)", "0.5 * x"), ("half(a + b) ** 2", "(0.5 * (a + b)) ** 2"),
      ("judges(D, real, fake=G(z))", "0.5 * (loss(D(real), 1) + loss(D(G(z)), 0))"),
      ("judges(half, x, y)", "0.5 * (loss(0.5 * x, 1) + loss(0.5 * y, 0))"),
      ("twice(half(x))", "0.5 * x + 0.5 * x"),
      // A parameter hides what is called so elsewhere; free names are the file's.
      ("hides(3)", "3 + y"), ("plain(2)", "plain(2)"),
    ])
  func bodies(_ text: String, _ expected: String) throws {
    let scope = try Self.scope(
      """
        half(v): 0.5 * v
        judges(D, real, fake): half(loss(D(real), 1) + loss(D(fake), 0))
        twice(v): v + v
        hides(x): x + y
      """)
    let tree = try Self.bound(text, scope)
    #expect(Self.spelled(tree) == expected)
    #expect(tree.description == text)
  }

  @Test("An argument is one value, however often the body names it")
  func shares() throws {
    let scope = try Self.scope("  twice(v): v + v")
    let tree = try Self.bound("twice(noise()) - twice(noise())", scope)
    let parts = tree.children.flatMap(\.children).compactMap(\.share)
    #expect(parts.count == 4)
    #expect(parts[0] === parts[1] && parts[2] === parts[3] && parts[0] !== parts[2])
  }

  @Test("A word that the callee expects is that word, whatever the params are called")
  func words() throws {
    let scope = try Self.scope(
      "  total(x, how): loss(x, 0, reduction=how)", params: "{sum: 3, x: 2}")
    let tree = try Self.bound("loss(x, sum, reduction=sum) + total(x, sum)", scope)
    #expect(tree.names == ["x", "sum", "x"])
    #expect(
      try tree.substituting(scope).description == "loss(2, 3, reduction=sum) + total(2, 3)")
    #expect(try Self.bound("loss(a, b, mean)", scope).names == ["a", "b"])
  }

  @Test("A list of names is of the callee's names, whatever the params are called")
  func names() throws {
    let scope = try Self.scope(
      "  style(x, on): taps(x, on)", params: "{conv: 3, chosen: [conv, fire.squeeze]}")
    let written = "taps(conv, layers=[conv, fire.squeeze]) + style(conv, [conv])"
    let tree = try Self.bound(written, scope)
    #expect(tree.names == ["conv", "conv"])
    #expect(
      try tree.substituting(scope).description
        == "taps(3, layers=[conv, fire.squeeze]) + style(3, [3])")
  }

  @Test(
    "What is wrong with a function is said where it is called",
    arguments: [
      ("f(x): x", "f()", "f needs 'x'"),
      ("f(x): x", "f(1, 2)", "f(x) takes 1 argument, found 2"),
      ("f(x): x", "f(y=1)", "f has no argument 'y'"),
      ("f(x): x", "f(1, x=1)", "'x' is given twice"),
      (
        "f(D): D(1)", "f(a + 1)",
        "'D' is called by the function, so this must be the name of a network or function; found a + 1"
      ),
    ])
  func wrongCalls(_ function: String, _ call: String, _ message: String) throws {
    let scope = try Self.scope("  \(function)")
    let error = #expect(throws: Diagnostic.self) { try Self.bound(call, scope) }
    #expect(error?.message == message)
  }

  @Test(
    "What is wrong with a definition is said although nothing calls it",
    arguments: [
      ("f(x): g(x)\n  g(x): f(x)", "the function 'g' calls itself: g -> f -> g"),
      ("f(x, x): x", "'x' is a parameter twice"),
      ("loss(x): x", "'loss' is already the name of a function of the language"),
      ("f(x): x\n  f(y): y", "'f' is defined twice"),
      (
        "f: 3",
        "a function is written as a call of its parameters, such as 'judges(D, real, fake)'; found 'f'"
      ),
      ("f(x): x +", "a value is missing at the end"),
    ])
  func wrongDefinitions(_ functions: String, _ message: String) throws {
    let list = #expect(throws: DiagnosticList.self) { try Self.scope("  \(functions)") }
    #expect(list?.diagnostics.first?.message == message)
  }

  @Test("Functions of functions that grow without end are an error, at once")
  func growth() throws {
    let functions = (1...40).map { "  f\($0)(x): f\($0 - 1)(x) + f\($0 - 1)(x)" }
    let list = #expect(throws: DiagnosticList.self) {
      try Self.scope("  f0(x): x\n" + functions.joined(separator: "\n"))
    }
    #expect(
      list?.diagnostics.first?.message
        == "with its functions put in, this has more than 20000 parts")
  }
}
