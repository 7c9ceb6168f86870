// The fuzzer of clang's runtime library has main, and calls LLVMFuzzerInitialize and LLVMFuzzerTestOneInput of Readers.
typedef int nothing_here;
