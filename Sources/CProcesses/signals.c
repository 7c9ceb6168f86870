#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CProcesses.h"
#include "groups.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

static const int watched[] = {SIGINT, SIGTERM, SIGHUP};

static _Atomic(const char *) noticed_text;
static _Atomic(const char *) ending_text;
static _Atomic int64_t first_signal;
static _Atomic int reader_is_gone;

static void say(const char *text) {
  size_t length = strlen(text);
  while (length > 0) {
    ssize_t count = write(STDERR_FILENO, text, length);
    if (count <= 0 && errno != EINTR) return;
    if (count > 0) { text += count; length -= (size_t)count; }
  }
}

// Milliseconds of a clock that nobody sets.
static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000 + 1;
}

// Only what may be called in a handler.
static void handle(int number) {
  int error = errno;
  const char *noticed = atomic_load(&noticed_text);
  if (noticed == NULL) {
    etch_end_groups();
    signal(number, SIG_DFL);
    raise(number);
  } else {
    int64_t first = 0, moment = now();
    if (atomic_compare_exchange_strong(&first_signal, &first, moment)) {
      say(noticed);
    } else if (moment - first > 500) {
      say(atomic_load(&ending_text));
      etch_end_groups();
      _exit(130);
    }
  }
  errno = error;
}

// Whoever read what is said has ended, as `tee` does by the Ctrl-C that is meant for both.
static void handle_lost_reader(int number) {
  (void)number;
  atomic_store(&reader_is_gone, 1);
}

// Whoever began the program may have left the signals blocked, as worker threads of libdispatch have them; what is not ignored
// is meant to arrive.
void etch_watch_signals(void) {
  sigset_t wanted;
  sigemptyset(&wanted);
  for (size_t index = 0; index < sizeof watched / sizeof *watched; index++) {
    struct sigaction action;
    if (sigaction(watched[index], NULL, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    sigaction(watched[index], &action, NULL);
    sigaddset(&wanted, watched[index]);
  }
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
}

void etch_stop_gracefully(const char *noticed, const char *ending) {
  atomic_store(&ending_text, strdup(ending));
  atomic_store(&noticed_text, strdup(noticed));
  etch_watch_signals();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handle_lost_reader;
  action.sa_flags = SA_RESTART;
  sigaction(SIGPIPE, &action, NULL);
}

int32_t etch_stop_is_requested(void) {
  return atomic_load_explicit(&first_signal, memory_order_relaxed) != 0 ||
         atomic_load_explicit(&reader_is_gone, memory_order_relaxed) != 0;
}

int32_t etch_end_with_parent(int32_t parent) {
#if defined(__linux__)
  prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
  // It may have ended before.
  return getppid() == (pid_t)parent ? 0 : 1;
}

void etch_name_thread(const char *name) {
#if defined(__linux__)
  pthread_setname_np(pthread_self(), name);
#elif defined(__APPLE__)
  pthread_setname_np(name);
#endif
}
