#ifndef ETCH_CRUNTIME_H
#define ETCH_CRUNTIME_H

#include <stdint.h>

/// Sleeps while the word at `address` is `expected`; may return early.
void etch_wait(const void *address, uint32_t expected);
/// Wakes up to `count` threads that sleep on `address`.
void etch_wake(void *address, int32_t count);
/// Tells the processor that this is a spinning loop.
void etch_relax(void);

/// Makes the calling thread read and write subnormal numbers as zero; returns its mode before.
uint64_t etch_flush_to_zero(void);
/// Restores a mode that `etch_flush_to_zero` returned.
void etch_restore_mode(uint64_t mode);

/// How many processors the scheduler lets this process use; 0 where it does not say.
int32_t etch_allowed_processors(void);

/// The processor's family: 3 and 4 are x86-64-v3 and -v4, 82 is armv8.2-a, 0 is none of them.
int32_t etch_instruction_level(void);
/// The family of a 64-bit ARM processor by its features as Linux tells them (AT_HWCAP): 82, or 0.
int32_t etch_arm_level(uint64_t features);

/// The place of the first number that is nan or infinite; -1 where all are finite.
int64_t etch_first_not_finite(const float *values, int64_t count);

#endif
