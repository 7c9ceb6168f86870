// The machine's limits, of as many threads at once as it is told: "GFLOP/s GB/s". The first is of fused multiply-adds in
// registers, the second of a sum of two arrays written to a third, all larger than caches. Best of some tries.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__AVX512F__)
typedef float lanes __attribute__((vector_size(64)));
#elif defined(__AVX2__)
typedef float lanes __attribute__((vector_size(32)));
#else
typedef float lanes __attribute__((vector_size(16)));
#endif

enum { SUMS = 12, ROUNDS = 400000, TRIES = 7, FLOATS = 8 << 20, MOST = 256 };

static pthread_barrier_t gate;
static int threads;
static double speed, traffic;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/// Sums that do not wait for each other, as many as hide the latency of one.
static float multiply(void) {
  lanes sums[SUMS], factor, last = {0};
  for (int i = 0; i < (int)(sizeof factor / sizeof(float)); i++) factor[i] = 0.999f;
  for (int i = 0; i < SUMS; i++) sums[i] = factor * (float)i;
  for (int round = 0; round < ROUNDS; round++)
    for (int i = 0; i < SUMS; i++) sums[i] = sums[i] * factor + factor;
  for (int i = 0; i < SUMS; i++) last += sums[i];
  return last[0];
}

static void *work(void *argument) {
  size_t bytes = FLOATS * sizeof(float);
  int first = argument == 0;
  float *a = malloc(bytes), *b = malloc(bytes), *c = malloc(bytes);
  if (!a || !b || !c) exit(1);
  memset(a, 0, bytes), memset(b, 0, bytes), memset(c, 0, bytes);
  volatile float kept = 0;
  for (int attempt = 0; attempt < TRIES; attempt++) {
    pthread_barrier_wait(&gate);
    double begun = now();
    kept += multiply();
    pthread_barrier_wait(&gate);
    double found = 2e-9 * threads * SUMS * ROUNDS * (sizeof(lanes) / sizeof(float)) / (now() - begun);
    if (first && found > speed) speed = found;
  }
  for (int attempt = 0; attempt < TRIES; attempt++) {
    pthread_barrier_wait(&gate);
    double begun = now();
    for (size_t i = 0; i < FLOATS; i++) a[i] = b[i] + c[i];
    kept += a[attempt];
    pthread_barrier_wait(&gate);
    double found = 3e-9 * threads * bytes / (now() - begun);
    if (first && found > traffic) traffic = found;
  }
  free(a), free(b), free(c);
  return 0;
}

int main(int count, char **words) {
  pthread_t others[MOST];
  threads = count > 1 ? atoi(words[1]) : 1;
  if (threads < 1 || threads > MOST) return 2;
  pthread_barrier_init(&gate, 0, threads);
  for (long i = 1; i < threads; i++)
    if (pthread_create(&others[i], 0, work, (void *)i)) return 1;
  work(0);
  for (int i = 1; i < threads; i++) pthread_join(others[i], 0);
  printf("%.1f %.1f\n", speed, traffic);
}
