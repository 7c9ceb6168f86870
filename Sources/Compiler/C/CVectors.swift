/// What contractions add to the prelude: vectors of 4, 8 and 16 numbers, as far as the processor has them.
/// `etch_fma` of a vector is one instruction whatever the compiler's flags: clang before 18 has the builtins of gcc.
enum CVectors {
  static let text = [
    block(4, "1", "__builtin_ia32_vfmaddps(a, b, c)", "defined(__FMA__)"),
    block(
      8, "defined(__AVX__) || defined(__aarch64__)", "__builtin_ia32_vfmaddps256(a, b, c)",
      "defined(__FMA__)"),
    block(
      16, "defined(__AVX512F__)", "__builtin_ia32_vfmaddps512_mask(a, b, c, (short)-1, 4)",
      "defined(__AVX512F__)"),
  ].joined()

  private static func block(
    _ width: Int, _ condition: String, _ builtin: String, _ feature: String
  ) -> String {
    let lanes = { (text: (Int) -> String) in (0..<width).map(text).joined(separator: ", ") }
    let sum =
      width == 4
      ? "return (x[0] + x[2]) + (x[1] + x[3]);"
      : """
      etch_v\(width / 2) a, b;
        __builtin_memcpy(&a, &x, \(width * 2));
        __builtin_memcpy(&b, (const char *)&x + \(width * 2), \(width * 2));
        return etch_sum\(width / 2)(a + b);
      """
    return """
      #if \(condition)
      typedef float etch_v\(width) __attribute__((vector_size(\(width * 4))));
      typedef float etch_u\(width)
          __attribute__((vector_size(\(width * 4)), aligned(4), may_alias));
      ETCH_INLINE etch_v\(width) etch_load\(width)(const float *p) {
        return *(const etch_u\(width) *)p;
      }
      ETCH_INLINE void etch_store\(width)(float *p, etch_v\(width) x) { *(etch_u\(width) *)p = x; }
      ETCH_INLINE etch_v\(width) etch_splat\(width)(float x) {
        return (etch_v\(width)){\(lanes { _ in "x" })};
      }
      ETCH_INLINE etch_v\(width) etch_fma\(width)(etch_v\(width) a, etch_v\(width) b, etch_v\(width) c) {
      #if __has_builtin(__builtin_elementwise_fma)
        return __builtin_elementwise_fma(a, b, c);
      #elif \(feature)
        return (etch_v\(width))\(builtin);
      #else
        return (etch_v\(width)){\(lanes { "__builtin_fmaf(a[\($0)], b[\($0)], c[\($0)])" })};
      #endif
      }
      ETCH_INLINE float etch_sum\(width)(etch_v\(width) x) {
        \(sum)
      }
      #endif

      """
  }
}
