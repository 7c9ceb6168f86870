#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CRuntime.h"

#include <pthread.h>
#include <stddef.h>

#if defined(__linux__)
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <os/os_sync_wait_on_address.h>
#include <sys/sysctl.h>
#endif

#if defined(__x86_64__)
#include <immintrin.h>
#endif

void etch_wait(const void *address, uint32_t expected) {
#if defined(__linux__)
  syscall(SYS_futex, address, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
#elif defined(__APPLE__)
  os_sync_wait_on_address((void *)address, expected, 4, OS_SYNC_WAIT_ON_ADDRESS_NONE);
#endif
}

void etch_wake(void *address, int32_t count) {
#if defined(__linux__)
  syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
#elif defined(__APPLE__)
  if (count == 1) {
    os_sync_wake_by_address_any(address, 4, OS_SYNC_WAKE_BY_ADDRESS_NONE);
  } else {
    os_sync_wake_by_address_all(address, 4, OS_SYNC_WAKE_BY_ADDRESS_NONE);
  }
#endif
}

void etch_relax(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

uint64_t etch_flush_to_zero(void) {
#if defined(__x86_64__)
  // Bit 15 flushes results, bit 6 takes subnormal operands as zero.
  uint32_t mode = _mm_getcsr();
  _mm_setcsr(mode | 0x8040);
  return mode;
#elif defined(__aarch64__)
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(mode | (UINT64_C(1) << 24)));
  return mode;
#else
  return 0;
#endif
}

void etch_restore_mode(uint64_t mode) {
#if defined(__x86_64__)
  // The sticky exception flags stay as the kernels left them.
  _mm_setcsr((_mm_getcsr() & ~0x8040u) | ((uint32_t)mode & 0x8040u));
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#else
  (void)mode;
#endif
}

int32_t etch_allowed_processors(void) {
#if defined(__linux__)
  for (int count = 1024; count <= 1 << 20; count *= 2) {
    cpu_set_t *set = CPU_ALLOC(count);
    if (set == NULL) return 0;
    size_t size = CPU_ALLOC_SIZE(count);
    int failed = sched_getaffinity(0, size, set) != 0 ? errno : 0;
    int32_t allowed = failed ? 0 : (int32_t)CPU_COUNT_S(size, set);
    CPU_FREE(set);
    if (failed != EINVAL) return allowed;
  }
  return 0;
#elif defined(__APPLE__)
  int32_t count = 0;
  size_t size = sizeof count;
  return sysctlbyname("hw.activecpu", &count, &size, NULL, 0) == 0 ? count : 0;
#else
  return 0;
#endif
}

int32_t etch_instruction_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))) {
    return 0;
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    return 4;
  }
  return 3;
#elif defined(__aarch64__) && defined(__linux__)
  return etch_arm_level(getauxval(AT_HWCAP));
#elif defined(__aarch64__)
  // Every Mac's is a later one.
  return 82;
#else
  return 0;
#endif
}

int32_t etch_arm_level(uint64_t features) {
  // What compilers take for granted with -march=armv8.2-a: CRC32, atomics, rounding multiplications.
  const uint64_t needed = UINT64_C(1) << 7 | UINT64_C(1) << 8 | UINT64_C(1) << 12;
  return (features & needed) == needed ? 82 : 0;
}

int64_t etch_first_not_finite(const float *values, int64_t count) {
  const uint32_t *bits = (const uint32_t *)(const void *)values;
  for (int64_t start = 0; start < count; start += 4096) {
    int64_t end = count - start < 4096 ? count : start + 4096;
    // Signed, so that every level of x86-64 has a vector instruction for it.
    int32_t largest = 0;
    for (int64_t index = start; index < end; index++) {
      int32_t magnitude = (int32_t)(bits[index] & 0x7FFFFFFF);
      largest = magnitude > largest ? magnitude : largest;
    }
    if (largest < 0x7F800000) continue;
    for (int64_t index = start; index < end; index++) {
      if ((bits[index] & 0x7FFFFFFF) >= 0x7F800000) return index;
    }
  }
  return -1;
}
