#include "CDigests.h"

#ifdef __APPLE__
#include <CommonCrypto/CommonDigest.h>
typedef CC_SHA256_CTX Context;
#define BEGIN CC_SHA256_Init
#define ADD CC_SHA256_Update
#define END CC_SHA256_Final
#else
// The functions of old keep their state in a plain struct, which the newer ones do not.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
typedef SHA256_CTX Context;
#define BEGIN SHA256_Init
#define ADD SHA256_Update
#define END SHA256_Final
#endif

_Static_assert(sizeof(Context) <= sizeof(etch_sha256), "the library's state has no room");
_Static_assert(_Alignof(Context) <= _Alignof(etch_sha256), "the library's state is not aligned");

void etch_sha256_begin(etch_sha256 *hash) { BEGIN((Context *)hash); }

void etch_sha256_add(etch_sha256 *hash, const void *bytes, size_t count) {
  // CommonCrypto counts in 32 bits.
  const uint8_t *next = bytes;
  while (count > 0) {
    size_t part = count < (1u << 30) ? count : 1u << 30;
    ADD((Context *)hash, next, part);
    next += part;
    count -= part;
  }
}

void etch_sha256_end(etch_sha256 *hash, uint8_t *digest) { END(digest, (Context *)hash); }
