import Diagnostics
import Testing

@testable import Config

@Suite("Expressions")
struct ExpressionTests {
  @Test(
    "An expression is printed canonically, and its print means the same",
    arguments: [
      ("1+2*3", "1 + 2 * 3"), ("(1+2)*3", "(1 + 2) * 3"), ("((a))", "a"),
      ("a-(b-c)", "a - (b - c)"),
      ("(a-b)-c", "a - b - c"), ("a/(b*c)", "a / (b * c)"), ("-2**2", "-2 ** 2"),
      ("(-2)**2", "(-2) ** 2"), ("2**-1", "2 ** -1"), ("2**3**2", "2 ** 3 ** 2"),
      ("(2**3)**2", "(2 ** 3) ** 2"), ("-a*b", "-a * b"), ("-(a*b)", "-(a * b)"), ("--a", "--a"),
      ("a<b+1", "a < b + 1"), ("(a<b)==c", "(a < b) == c"), ("1e-4", "1.0e-4"),
      ("2.5e-8 * f(x)", "2.5e-8 * f(x)"), (".5", "0.5"), ("1_0", nil), ("1000000", "1000000"),
      ("vgg(photo).block5_conv2", "vgg(photo).block5_conv2"), ("tokens[:-1]", "tokens[:-1]"),
      ("x.batch[:128]", "x.batch[:128]"), ("x[0,...,1:2]", "x[0, ..., 1:2]"),
      ("x[2:n+1]", "x[2:n + 1]"), ("(a+b)[1:]", "(a + b)[1:]"),
      ("kl(p.mean,p.log_variance,reduction=mean)", "kl(p.mean, p.log_variance, reduction=mean)"),
      ("f(x,layers=[a,b,],)", "f(x, layers=[a, b])"), ("f('a b')", "f(\"a b\")"), ("[]", "[]"),
      ("sigmoid(decoder(lattice([-1, 1], [1, -1], 30)))", nil),
      (
        "canvas + rate * ascent / (std(ascent) + 1e-8)",
        "canvas + rate * ascent / (std(ascent) + 1.0e-8)"
      ),
      ("1.3 ** octave", nil), ("mean((error < threshold) == beat.label)", nil),
      ("1.", "1"), ("2.e3", "2000"), ("f()", "f()"),
    ] as [(String, String?)])
  func printing(_ text: String, _ expected: String?) throws {
    guard text != "1_0" else {
      #expect(throws: Diagnostic.self) { try ExpressionTree(parsing: text) }
      return
    }
    let printed = try ExpressionTree(parsing: text).description
    #expect(printed == expected ?? text)
    #expect(try ExpressionTree(parsing: printed).description == printed)
  }

  @Test(
    "What is no expression is reported at the word where it goes wrong",
    arguments: [
      ("a < b < c", "comparisons do not chain; write (a < b) * (b < c) for both", "<", 6),
      ("(a + b", "this '(' is not closed", "(", 0),
      ("f(a, [b)", "expected ',' or ']', found ')'", ")", 7),
      ("a + b)", "this ')' closes nothing", ")", 5),
      ("a +", "a value is missing at the end", "+", 2),
      ("a ^ 2", "a power is written '**', not '^'", "^", 2),
      ("a = b", "a comparison is written '==', not '='", "=", 2),
      ("$a + 1", "in an expression a param is its bare name: 'a', not '$a'", "$a", 0),
      (
        "lambda x: x",
        "expected an operator such as '+' before 'x'; a function is defined by its name: 'functions: {f(x): …}'",
        "x", 7
      ),
      ("${a} + 1", "in an expression a param is its bare name: 'a', not '${a}'", "${a}", 0),
      ("a, b", "one expression ends before this ','; a list is written [a, b]", ",", 1),
      (
        "0,5 * a", "one expression ends before this ','; the decimal sign is a point, as in 0.5",
        ",",
        1
      ),
      ("x[..., 0, ...]", "'...' stands twice", "...", 10),
      ("f(a=1, b)", "an argument without a name must stand before those with one", "b", 7),
      ("f(a=1, a=2)", "the argument 'a' is given twice", "a", 7),
      ("a b", "expected an operator such as '+' before 'b'", "b", 2),
      ("1.2.3", "'1.2.3' is not a number", "1.2.3", 0),
      ("1e999", "the number 1e999 is too large", "1e999", 0),
      ("1e-999", "the number 1e-999 is too small", "1e-999", 0),
      ("f('a", "this quote is not closed", "'", 2), ("a.", "a name is missing after '.'", ".", 1),
      (
        "a.b(c)",
        "only a function or network, by its name, can be called; values have no methods: what a function takes stands in its brackets, 'mean(a)'",
        "(", 3
      ),
      (
        "a.mean(c)",
        "only a function or network, by its name, can be called; what is called comes first: 'mean(a, …)'",
        "(", 6
      ),
      ("1 .a", "only a name or a call has members", ".", 2),
      ("é", "the character 'é' may not stand in an expression", "é", 0),
      ("2x", "'2x' is not a number", "2x", 0),
      ("1e", "'1e' is not a number", "1e", 0),
      ("3 * 1e -3", "'1e' is not a number", "1e", 4),
      ("* a", "expected a value, found '*'", "*", 0),
    ])
  func mistakes(_ text: String, _ message: String, _ word: String, _ offset: Int) {
    let file = SourceFile(name: "a", text: "k: \"\(text)\"")
    let scalar = SourceRange(file: file, start: 3, end: file.text.utf8.count)
    let error = #expect(throws: Diagnostic.self) {
      try ExpressionTree(parsing: text, range: scalar)
    }
    #expect(error?.message == message)
    #expect(error?.range?.text == word)
    #expect(error?.range?.start == 4 + offset)
  }

  @Test(
    "A word of an expression that stands in several lines is told where it is",
    arguments: [
      (">-\n  mean(a) +\n  b % c\n", "mean(a) + b % c"),
      (">\n  a +\n\n   b % c\n", "a +\n b % c\n"),
      ("|-\n  a +\n  b % c\n", "a +\nb % c"), ("a +\n  b % c\n", "a + b % c"),
      ("'a +\n  b % c'\n", "a + b % c"), ("\"a +\n  b % c\"\n", "a + b % c"),
    ])
  func lines(_ written: String, _ text: String) throws {
    let file = SourceFile(name: "a", text: "k: \(written)")
    let scalar = SourceRange(file: file, start: 3, end: file.text.utf8.count - 1)
    let error = #expect(throws: Diagnostic.self) {
      try ExpressionTree(parsing: text, range: scalar)
    }
    #expect(error?.range?.text == "%")
  }

  @Test(
    "An operator of another language is told with what is written in its place",
    arguments: [
      ("7 // 2", "//", 2, "write the whole number, 3"),
      (
        "7 // 2 + 1", "//", 2,
        "where a whole number is wanted write it; in values 'floor(a / b)' rounds down"
      ),
      (
        "a//0", "//", 1,
        "where a whole number is wanted write it; in values 'floor(a / b)' rounds down"
      ),
      ("a % b", "%", 2, "in values 'a - b * floor(a / b)' is the rest of a division"),
      ("a && b", "&&", 2, "comparisons are 1 or 0: 'a * b' is and, 'maximum(a, b)' or"),
      ("a || b", "||", 2, "comparisons are 1 or 0: 'a * b' is and, 'maximum(a, b)' or"),
      ("a & b", "&", 2, "comparisons are 1 or 0: 'a * b' is and, 'maximum(a, b)' or"),
      ("!a", "!", 0, "a comparison is 1 or 0: '1 - a' is not"),
      ("~(a > b)", "~", 0, "a comparison is 1 or 0: '1 - a' is not"),
      ("not a", "not", 0, "a comparison is 1 or 0: '1 - a' is not"),
      ("f(not a, b)", "not", 2, "a comparison is 1 or 0: '1 - a' is not"),
      ("c ? a : b", "?", 2, "a comparison is 1 or 0: 'c * a + (1 - c) * b'"),
      ("a if c else b", "if", 2, "a comparison is 1 or 0: 'c * a + (1 - c) * b'"),
      ("a is b", "is", 2, "a comparison is written '=='"),
      ("a in [b, c]", "in", 2, "each is compared by itself: '(a == 1) + (a == 2)'"),
      ("a === b", "===", 2, "a comparison is written '=='"),
      ("a <> b", "<>", 2, "a comparison is written '!='"),
      ("a ≤ b", "≤", 2, "a comparison is written '<='"),
      ("“a”", "“", 0, "names stand without quotes, and a text in straight ones, \" or '"),
      ("a × b", "×", 2, "a product is written '*'"),
      ("a²", "²", 1, "a square is written 'a ** 2'"),
      ("a .* b", ".*", 2, "each number is computed by itself: write '*'"),
      ("a << 2", "<<", 2, "a shift is a product: 'a * 2 ** b'"),
      ("x => x", "=>", 2, "a function is defined by its name: 'functions: {f(x): …}'"),
      ("a++", "++", 1, "nothing is changed: 'a + 1' is one more"),
      (
        "a += 1", "+=", 2,
        "nothing is changed: what is computed has a name of its own in 'values'"
      ),
    ])
  func foreign(_ text: String, _ symbol: String, _ offset: Int, _ advice: String) {
    mistakes(text, "an expression has no '\(symbol)'; \(advice)", symbol, offset)
  }

  @Test("Nesting, length and the number of operations are bounded")
  func bounds() {
    for text in [
      String(repeating: "(", count: 5000), String(repeating: "-", count: 5000) + "a",
      String(repeating: "a+", count: 4000) + "a", String(repeating: "a**", count: 3000) + "a",
      "a" + String(repeating: ".b", count: 3000), String(repeating: "f(", count: 3000),
      String(repeating: "a", count: 20000), "a" + String(repeating: "[a", count: 4000),
    ] {
      #expect(throws: Diagnostic.self) { try ExpressionTree(parsing: text) }
    }
  }
}
