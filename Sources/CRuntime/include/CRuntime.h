#ifndef ETCH_CRUNTIME_H
#define ETCH_CRUNTIME_H
#endif
