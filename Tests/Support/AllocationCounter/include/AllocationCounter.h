#ifndef ETCH_ALLOCATION_COUNTER_H
#define ETCH_ALLOCATION_COUNTER_H

#include <stdint.h>

/// How often the calling thread has allocated memory so far; -1 where this system's library cannot be
/// watched.
int64_t etch_allocation_count(void);

#endif
