/// What stands once before the kernels of a translation unit: types, mathematics, random numbers. No
/// headers, no libm. Functions are free of branches, so that loops that call them are vectorised.
///
/// Largest error in units in the last place, over all finite arguments with a normal result: exp 2,
/// log 2, tanh 2, erf 2, sigmoid 3, softplus 2, sin and cos 2 (|x| < 2³⁰), pow 1. Coefficients of the
/// polynomials: Moshier, Cephes mathematical library, single precision.
public enum CPrelude {
  public static let text =
    types + mathematics + randomNumbers + reductions + CVectors.text

  /// The inner loops of nests are marked as independent. gcc 12 computes wrong addresses where it unrolls a
  /// short one and then vectorises the loop around it, so it must leave them as loops. Loops of too many steps to be
  /// written out are marked as to be left loops by clang (`CWriter`); gcc does not unroll those. Loops of a few copies are
  /// marked as to be left as they stand.
  static let types = """
    typedef __INT32_TYPE__ int32_t;
    typedef __INT64_TYPE__ int64_t;
    typedef __UINT8_TYPE__ uint8_t;
    typedef __UINT32_TYPE__ uint32_t;
    typedef __UINT64_TYPE__ uint64_t;
    #define ETCH_INLINE static inline __attribute__((always_inline, unused))
    #if !defined(__has_builtin)
    #define __has_builtin(x) 0
    #endif
    #if defined(__clang__)
    #pragma clang diagnostic ignored "-Wpass-failed"
    #define ETCH_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
    #define ETCH_ROLLED _Pragma("clang loop unroll(disable)")
    #define ETCH_FEW _Pragma("clang loop vectorize(disable) unroll(disable)")
    #else
    #define ETCH_INDEPENDENT _Pragma("GCC ivdep") _Pragma("GCC unroll 1")
    #define ETCH_ROLLED
    #define ETCH_FEW ETCH_INDEPENDENT
    #endif
    ETCH_INLINE uint32_t etch_bits(float x) {
      uint32_t bits;
      __builtin_memcpy(&bits, &x, 4);
      return bits;
    }
    ETCH_INLINE float etch_float(uint32_t bits) {
      float x;
      __builtin_memcpy(&x, &bits, 4);
      return x;
    }
    ETCH_INLINE uint64_t etch_bits64(double x) {
      uint64_t bits;
      __builtin_memcpy(&bits, &x, 8);
      return bits;
    }
    ETCH_INLINE double etch_double(uint64_t bits) {
      double x;
      __builtin_memcpy(&x, &bits, 8);
      return x;
    }
    ETCH_INLINE void etch_clear(float *p, int64_t from, int64_t to) {
      if (from < to) __builtin_memset(p + from, 0, (uint64_t)(to - from) * 4u);
    }

    """

  static let mathematics = """
    ETCH_INLINE float etch_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
    ETCH_INLINE float etch_same(float x) { return x; }
    ETCH_INLINE float etch_sqrt(float x) { return __builtin_sqrtf(x); }
    ETCH_INLINE float etch_floor(float x) { return __builtin_floorf(x); }
    ETCH_INLINE float etch_abs(float x) { return __builtin_fabsf(x); }
    /* What is no number stays so. */
    ETCH_INLINE float etch_min(float a, float b) { return ((a < b) | (a != a)) ? a : b; }
    ETCH_INLINE float etch_max(float a, float b) { return ((a > b) | (a != a)) ? a : b; }
    ETCH_INLINE int etch_exceeds(float a, float b) { return (a > b) | ((a != a) & (b == b)); }
    ETCH_INLINE float etch_sign(float x) {
      return (x > 0.0f ? 1.0f : 0.0f) - (x < 0.0f ? 1.0f : 0.0f);
    }
    ETCH_INLINE float etch_exp(float x) {
      float c = x > 89.0f ? 89.0f : x;
      c = c < -104.0f ? -104.0f : c;
      const float z = etch_fma(c, 1.44269504f, 12582912.0f);
      const float n = z - 12582912.0f;
      const uint32_t k = etch_bits(z) - 0x4b400000u;
      float r = etch_fma(n, -0.693359375f, c);
      r = etch_fma(n, 2.12194440e-4f, r);
      float p = 1.9875691500e-4f;
      p = etch_fma(p, r, 1.3981999507e-3f);
      p = etch_fma(p, r, 8.3334519073e-3f);
      p = etch_fma(p, r, 4.1665795894e-2f);
      p = etch_fma(p, r, 1.6666665459e-1f);
      p = etch_fma(p, r, 5.0000001201e-1f);
      p = etch_fma(p, r * r, r) + 1.0f;
      const uint32_t half = (uint32_t)((int32_t)k >> 1);
      const float y = p * etch_float((half + 127u) << 23) * etch_float((k - half + 127u) << 23);
      return x == x ? y : x;
    }
    ETCH_INLINE float etch_log_of(float f, float e) {
      const float z = f * f;
      float p = 7.0376836292e-2f;
      p = etch_fma(p, f, -1.1514610310e-1f);
      p = etch_fma(p, f, 1.1676998740e-1f);
      p = etch_fma(p, f, -1.2420140846e-1f);
      p = etch_fma(p, f, 1.4249322787e-1f);
      p = etch_fma(p, f, -1.6668057665e-1f);
      p = etch_fma(p, f, 2.0000714765e-1f);
      p = etch_fma(p, f, -2.4999993993e-1f);
      p = etch_fma(p, f, 3.3333331174e-1f);
      float y = p * f * z;
      y = etch_fma(e, -2.12194440e-4f, y);
      y = etch_fma(z, -0.5f, y);
      return etch_fma(e, 0.693359375f, f + y);
    }
    ETCH_INLINE float etch_log(float x) {
      const int tiny = x < 1.17549435e-38f;
      const uint32_t bits = etch_bits(tiny ? x * 8388608.0f : x);
      const int32_t e = (int32_t)(bits - 0x3f3504f3u) >> 23;
      const float m = etch_float(bits - ((uint32_t)e << 23));
      float y = etch_log_of(m - 1.0f, (float)e - (tiny ? 23.0f : 0.0f));
      y = x == 0.0f ? -__builtin_inff() : y;
      y = x < 0.0f ? __builtin_nanf("") : y;
      return x < __builtin_inff() ? y : x;
    }
    ETCH_INLINE float etch_tanh(float x) {
      const float a = etch_abs(x);
      const float z = x * x;
      float p = -5.70498872745e-3f;
      p = etch_fma(p, z, 2.06390887954e-2f);
      p = etch_fma(p, z, -5.37397155531e-2f);
      p = etch_fma(p, z, 1.33314422036e-1f);
      p = etch_fma(p, z, -3.33332819422e-1f);
      const float small = etch_fma(p * z, x, x);
      const float large = 1.0f - 2.0f / (etch_exp(a + a) + 1.0f);
      return a < 0.625f ? small : __builtin_copysignf(large, x);
    }
    ETCH_INLINE float etch_erf(float x) {
      const float a = etch_abs(x);
      const float z = x * x;
      float p = 7.853861353153693e-5f;
      p = etch_fma(p, z, -8.010193625184903e-4f);
      p = etch_fma(p, z, 5.188327685732524e-3f);
      p = etch_fma(p, z, -2.685381193529856e-2f);
      p = etch_fma(p, z, 1.128358514861418e-1f);
      p = etch_fma(p, z, -3.761262582423300e-1f);
      p = etch_fma(p, z, 1.283791657267100e-1f);
      const float small = etch_fma(p, x, x);
      const float r = 1.0f / a;
      const float q = r * r;
      float c = 2.326819970068386e-2f;
      c = etch_fma(c, q, -1.387039388740657e-1f);
      c = etch_fma(c, q, 3.687424674597105e-1f);
      c = etch_fma(c, q, -5.824733027278666e-1f);
      c = etch_fma(c, q, 6.210004621745983e-1f);
      c = etch_fma(c, q, -4.944515323274145e-1f);
      c = etch_fma(c, q, 3.404879937665872e-1f);
      c = etch_fma(c, q, -2.741127028184656e-1f);
      c = etch_fma(c, q, 5.638259427386472e-1f);
      const float large = 1.0f - etch_exp(-z) * r * c;
      return a < 1.0f ? small : __builtin_copysignf(large, x);
    }
    ETCH_INLINE float etch_sigmoid(float x) { return 1.0f / (1.0f + etch_exp(-x)); }
    ETCH_INLINE float etch_softplus(float x) {
      const float u = etch_exp(-etch_abs(x));
      const float w = 1.0f + u;
      const int big = w > 1.41421356f;
      const float f = big ? etch_fma(0.5f, w, -1.0f) : w - 1.0f;
      const float y = etch_log_of(f, big ? 1.0f : 0.0f) + (u - (w - 1.0f)) / w;
      return (x > 0.0f ? x : 0.0f) + (x == x ? y : x);
    }
    ETCH_INLINE float etch_sine_of(float r, uint32_t quadrant) {
      const float z = r * r;
      float s = -1.9515295891e-4f;
      s = etch_fma(s, z, 8.3321608736e-3f);
      s = etch_fma(s, z, -1.6666654611e-1f);
      s = etch_fma(s * z, r, r);
      float c = 2.443315711809948e-5f;
      c = etch_fma(c, z, -1.388731625493765e-3f);
      c = etch_fma(c, z, 4.166664568298827e-2f);
      c = etch_fma(c * z, z, etch_fma(z, -0.5f, 1.0f));
      const float y = (quadrant & 1u) != 0u ? c : s;
      return (quadrant & 2u) != 0u ? -y : y;
    }
    ETCH_INLINE float etch_sine_turned(float x, uint32_t turn) {
      const double z = (double)x * 0.63661977236758134308 + 6755399441055744.0;
      const double n = z - 6755399441055744.0;
      double r = __builtin_fma(n, -1.57079632679489655800, (double)x);
      r = __builtin_fma(n, -6.12323399573676603587e-17, r);
      return etch_sine_of((float)r, (uint32_t)etch_bits64(z) + turn);
    }
    ETCH_INLINE float etch_sin(float x) { return etch_sine_turned(x, 0u); }
    ETCH_INLINE float etch_cos(float x) { return etch_sine_turned(x, 1u); }
    ETCH_INLINE float etch_pow(float x, float y) {
      const double a = (double)etch_abs(x);
      const uint64_t bits = etch_bits64(a);
      const int64_t e = (int64_t)(bits - 0x3fe6a09e667f3bcdull) >> 52;
      const double m = etch_double(bits - ((uint64_t)e << 52));
      const double s = (m - 1.0) / (m + 1.0);
      const double q = s * s;
      double p = 2.0 / 17.0;
      p = p * q + 2.0 / 15.0;
      p = p * q + 2.0 / 13.0;
      p = p * q + 2.0 / 11.0;
      p = p * q + 2.0 / 9.0;
      p = p * q + 2.0 / 7.0;
      p = p * q + 2.0 / 5.0;
      p = p * q + 2.0 / 3.0;
      p = p * q + 2.0;
      const double logarithm = (double)(int32_t)e * 0.69314718055994530942 + p * s;
      double t = (double)y * logarithm;
      t = t > 100.0 ? 100.0 : t;
      t = t < -110.0 ? -110.0 : t;
      const double z = t * 1.44269504088896340736 + 6755399441055744.0;
      const double n = z - 6755399441055744.0;
      const double r = t - n * 0.69314718055994530942;
      double g = 1.0 / 3628800.0;
      g = g * r + 1.0 / 362880.0;
      g = g * r + 1.0 / 40320.0;
      g = g * r + 1.0 / 5040.0;
      g = g * r + 1.0 / 720.0;
      g = g * r + 1.0 / 120.0;
      g = g * r + 1.0 / 24.0;
      g = g * r + 1.0 / 6.0;
      g = g * r + 0.5;
      g = g * r + 1.0;
      g = g * r + 1.0;
      const uint64_t k = etch_bits64(z) - 0x4338000000000000ull;
      float v = (float)(g * etch_double((k + 1023ull) << 52));
      const float whole = etch_floor(y);
      const float parity = whole - 2.0f * etch_floor(0.5f * whole);
      v = (x < 0.0f && parity == 1.0f) ? -v : v;
      v = (x < 0.0f && whole != y) ? __builtin_nanf("") : v;
      const float odd = whole == y && parity == 1.0f ? x : etch_abs(x);
      v = x == 0.0f ? (y > 0.0f ? odd : 1.0f / odd) : v;
      v = a > 3.5e38 ? (y > 0.0f ? odd : 1.0f / odd) : v;
      v = x == x ? v : x;
      v = y == y ? v : y;
      return y == 0.0f || x == 1.0f ? 1.0f : v;
    }

    """

  /// The arithmetic of `RandomStream`, word for word. One minus a uniform number above a half is exact
  /// where the number itself would be rounded, so the logarithm near 1 is taken from it.
  static let randomNumbers = """
    typedef struct { uint32_t a, b; } etch_words;
    ETCH_INLINE etch_words etch_philox(uint64_t key, int64_t element, uint32_t low, uint32_t high) {
      uint32_t c0 = (uint32_t)element, c1 = (uint32_t)((uint64_t)element >> 32), c2 = low, c3 = high;
      uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    #pragma GCC unroll 10
      for (int round = 0; round < 10; ++round) {
        const uint64_t p0 = (uint64_t)0xd2511f53u * c0;
        const uint64_t p1 = (uint64_t)0xcd9e8d57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9e3779b9u;
        k1 += 0xbb67ae85u;
      }
      const etch_words words = {c0, c1};
      return words;
    }
    ETCH_INLINE float etch_uniform(uint64_t key, int64_t element, uint32_t low, uint32_t high) {
      const etch_words w = etch_philox(key, element, low, high);
      const float u = ((float)(w.a >> 8) + 0.5f) * 0x1p-24f;
      return u < 1.0f ? u : 0x1.fffffep-1f;
    }
    ETCH_INLINE float etch_normal(uint64_t key, int64_t element, uint32_t low, uint32_t high) {
      const etch_words w = etch_philox(key, element, low, high);
      const int32_t n = (int32_t)(w.a >> 8);
      const int upper = n >= 8388608;
      const float v = ((float)(upper ? 16777215 - n : n) + 0.5f) * 0x1p-24f;
      const uint32_t bits = etch_bits(upper ? 1.0f - v : v);
      const int32_t e = (int32_t)(bits - 0x3f3504f3u) >> 23;
      const float m = etch_float(bits - ((uint32_t)e << 23));
      const float y = etch_log_of(upper && e == 0 ? -v : m - 1.0f, (float)e);
      const int32_t t = (int32_t)(w.b >> 8);
      const int32_t quadrant = (t + 2097152) >> 22;
      const float turn = ((float)(t - quadrant * 4194304) + 0.5f) * 0x1p-22f;
      return etch_sqrt(-2.0f * y) * etch_sine_of(turn * 1.57079637f, (uint32_t)quadrant + 1u);
    }
    static __attribute__((noinline, unused)) void etch_normals(
        float *restrict to, int64_t count, uint64_t key, int64_t element, int64_t step, uint32_t low,
        uint32_t high) {
      ETCH_INDEPENDENT
      for (int64_t i = 0; i < count; ++i) to[i] = etch_normal(key, element + step * i, low, high);
    }
    ETCH_INLINE int32_t etch_integer(
        uint64_t key, int64_t element, uint32_t low, uint32_t high, int32_t from, uint32_t bound) {
      const etch_words w = etch_philox(key, element, low, high);
      return from + (int32_t)(((uint64_t)w.a * bound) >> 32);
    }

    """

  /// Reductions of a block in memory: 16 lanes, merged as a tree. Blocks have room for 15 more elements.
  static let reductions = """
    typedef float etch_lanes __attribute__((vector_size(64)));
    ETCH_INLINE float etch_sum(float *t, int64_t n) {
      for (; (n & 15) != 0; ++n) t[n] = 0.0f;
      etch_lanes sum = {0.0f};
      for (int64_t i = 0; i < n; i += 16) {
        etch_lanes part;
        __builtin_memcpy(&part, t + i, 64);
        sum += part;
      }
      const float a = (sum[0] + sum[8]) + (sum[4] + sum[12]);
      const float b = (sum[1] + sum[9]) + (sum[5] + sum[13]);
      const float c = (sum[2] + sum[10]) + (sum[6] + sum[14]);
      const float d = (sum[3] + sum[11]) + (sum[7] + sum[15]);
      return (a + c) + (b + d);
    }
    ETCH_INLINE float etch_squares(float *t, int64_t n, float mean) {
      for (int64_t i = 0; i < n; ++i) t[i] = (t[i] - mean) * (t[i] - mean);
      return etch_sum(t, n);
    }
    ETCH_INLINE float etch_greatest(const float *t, int64_t n) {
      float lanes[16];
      for (int64_t l = 0; l < 16; ++l) lanes[l] = -__builtin_inff();
      int64_t i = 0;
      for (; i + 16 <= n; i += 16) {
        for (int64_t l = 0; l < 16; ++l) lanes[l] = etch_max(t[i + l], lanes[l]);
      }
      const int64_t rest = n & 15;
      for (int64_t l = 0; l < rest; ++l) lanes[l] = etch_max(t[i + l], lanes[l]);
      float most = lanes[0];
      for (int64_t l = 1; l < 16; ++l) most = etch_max(lanes[l], most);
      return most;
    }

    """
}
