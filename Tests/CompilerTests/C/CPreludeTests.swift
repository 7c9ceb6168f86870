import Compiler
import Foundation
import Tensors
import Testing

/// The emitted mathematics, measured against the C library in double.
@Suite struct CPreludeTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let range: ClosedRange<Float>
    let limit: Double
    let exact: @Sendable (Double) -> Double
  }

  static let cases = [
    Case(description: "exp", range: -87.3...88.7, limit: 2, exact: { exp($0) }),
    Case(description: "log", range: 1e-37...3e38, limit: 2, exact: { log($0) }),
    Case(description: "tanh", range: -20...20, limit: 2, exact: { tanh($0) }),
    Case(description: "erf", range: -20...20, limit: 2, exact: { erf($0) }),
    Case(description: "sigmoid", range: -87...40, limit: 3, exact: { 1 / (1 + exp(-$0)) }),
    Case(
      description: "softplus", range: -87...1e5, limit: 2,
      exact: { $0 > 0 ? $0 + log1p(exp(-$0)) : log1p(exp($0)) }),
    Case(description: "sin", range: -1e9...1e9, limit: 2, exact: { sin($0) }),
    Case(description: "cos", range: -1e9...1e9, limit: 2, exact: { cos($0) }),
  ]

  typealias Function = @convention(c) (Float) -> Float

  static let library = Result {
    var text = CPrelude.text
    for each in cases {
      text +=
        "float test_\(each)(float x);\nfloat test_\(each)(float x) { return etch_\(each)(x); }\n"
    }
    text += "float test_pow(float x, float y);\n"
    text += "float test_pow(float x, float y) { return etch_pow(x, y); }\n"
    text += "void test_random(float *u, float *n, int64_t i);\n"
    text += "void test_random(float *u, float *n, int64_t i) {\n"
    text += "  *u = etch_uniform(77, i, 5, 6);\n  *n = etch_normal(77, i, 5, 6);\n}\n"
    return UInt(bitPattern: try CompiledRunner.library(text))
  }

  static func symbol<F>(_ name: String, _ type: F.Type) throws -> F {
    let handle = UnsafeMutableRawPointer(bitPattern: try library.get())
    return unsafeBitCast(try #require(dlsym(handle, name)), to: type)
  }

  /// The distance in units of the last place of the exact value.
  static func ulps(_ found: Float, _ exact: Double) -> Double {
    abs(Double(found) - exact) / Double(max(Float(abs(exact)).ulp, Float.leastNormalMagnitude))
  }

  @Test(
    "Reductions of any constant count of numbers are right, and no compiler has a remark on them",
    arguments: ContractionMachine.compilers)
  func reductions(compiler: String) throws {
    let counts = Array(1...40) + [64, 100, 192, 208]
    var text = CPrelude.text
    for count in counts {
      text += """
        void test_\(count)(float *found);
        void test_\(count)(float *found) {
          float t[\(count + 15)];
          for (int64_t i = 0; i < \(count); ++i) t[i] = (float)(i * 37 % 41);
          found[0] = etch_greatest(t, \(count));
          found[1] = etch_sum(t, \(count));
        }

        """
    }
    let library = try CompiledRunner.library(text, compiler: compiler)
    typealias Reduce = @convention(c) (UnsafeMutablePointer<Float>) -> Void
    for count in counts {
      let reduce = unsafeBitCast(try #require(dlsym(library, "test_\(count)")), to: Reduce.self)
      var found = [Float](repeating: 0, count: 2)
      reduce(&found)
      let numbers = (0..<count).map { Float($0 * 37 % 41) }
      #expect(found == [numbers.max() ?? 0, numbers.reduce(0, +)], "\(count)")
    }
  }

  @Test("Within the stated units in the last place", arguments: cases)
  func accuracy(_ each: Case) throws {
    let function = try Self.symbol("test_\(each)", Function.self)
    var worst = 0.0
    for bits in stride(from: UInt32(0), to: 0xff00_0000, by: 40_009) {
      let x = Float(bitPattern: bits)
      guard each.range.contains(x) else { continue }
      let exact = each.exact(Double(x))
      guard abs(exact) > 0x1p-125 else { continue }
      worst = max(worst, Self.ulps(function(x), exact))
    }
    #expect(worst <= each.limit)
  }

  @Test(
    "Functions that are bounded, of what is zero, endless or no number", arguments: ["tanh", "erf"])
  func bounded(name: String) throws {
    let function = try Self.symbol("test_\(name)", Function.self)
    for x: Float in [.infinity, .greatestFiniteMagnitude] {
      #expect(function(x) == 1 && function(-x) == -1)
    }
    #expect(function(0) == 0 && function(.nan).isNaN)
  }

  @Test("Powers, and what IEEE says of their special cases")
  func power() throws {
    let power = try Self.symbol("test_pow", (@convention(c) (Float, Float) -> Float).self)
    var worst = 0.0
    for i in 1..<3000 {
      let (x, y) = (Float(i) * 0.037, Float(i % 97) * 0.4 - 19)
      let exact = pow(Double(x), Double(y))
      if exact > 1e-37, exact < 3e38 { worst = max(worst, Self.ulps(power(x, y), exact)) }
    }
    #expect(worst <= 1)
    for x: Float in [-2, -0.5, 0, 0.5, 1, 2, .infinity] {
      for y: Float in [-3, -2, -0.5, 0, 0.5, 1, 2, 3] {
        let (found, exact) = (Double(power(x, y)), pow(Double(x), Double(y)))
        #expect(found == exact || found.isNaN && exact.isNaN || abs(found / exact - 1) < 1e-6)
      }
    }
  }

  private func unrounded(_ word: UInt32) -> Double { (Double(word >> 8) + 0.5) * 0x1p-24 }

  @Test("Draws are those of the random stream")
  func random() throws {
    typealias Draw =
      @convention(c) (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, Int64)
      -> Void
    let draw = try Self.symbol("test_random", Draw.self)
    let stream = RandomStream(key: 77)
    for i in 0..<20_000 {
      var (u, n) = (Float(0), Float(0))
      draw(&u, &n, Int64(i))
      let words = stream.words(element: UInt64(i), step: 6 << 32 | 5)
      #expect(Double(u) == RandomStream.uniform(words.0))
      let (first, second) = (unrounded(words.0), unrounded(words.1))
      let exact = (-2 * log(first)).squareRoot() * cos(2 * .pi * second)
      #expect(abs(Double(n) - exact) <= 1e-6 * max(0.01, abs(exact)))
    }
  }
}
