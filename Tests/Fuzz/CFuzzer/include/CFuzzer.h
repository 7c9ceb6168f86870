#pragma once
#include <stddef.h>
#include <stdint.h>

/// The fuzzer of clang's runtime library; `try_one` is called with one input after the other, and returns 0.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*try_one)(const uint8_t *bytes, size_t count));
