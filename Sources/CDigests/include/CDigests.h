#ifndef ETCH_CDIGESTS_H
#define ETCH_CDIGESTS_H

#include <stddef.h>
#include <stdint.h>

/// SHA-256 (FIPS 180-4) under way, by the system's library: libcrypto, or CommonCrypto on macOS. A copy goes on by itself.
typedef struct {
  uint64_t state[16];
} etch_sha256;

void etch_sha256_begin(etch_sha256 *hash);
void etch_sha256_add(etch_sha256 *hash, const void *bytes, size_t count);
/// Writes the 32 bytes; the hash is used up.
void etch_sha256_end(etch_sha256 *hash, uint8_t *digest);

#endif
