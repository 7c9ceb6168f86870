#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CProcesses.h"
#include "groups.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// The programs that run: more are never started at once by far.
static _Atomic int32_t groups[1024];

static void replace(int32_t old, int32_t new) {
  for (size_t index = 0; index < sizeof groups / sizeof *groups; index++) {
    int32_t expected = old;
    if (atomic_compare_exchange_strong(&groups[index], &expected, new)) return;
  }
}

void etch_end_groups(void) {
  for (size_t index = 0; index < sizeof groups / sizeof *groups; index++) {
    int32_t process = atomic_load(&groups[index]);
    if (process > 0) kill(-process, SIGKILL);
  }
}

static int above_standard(int descriptor) {
  if (descriptor > STDERR_FILENO) return descriptor;
  int higher = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int error = errno;
  close(descriptor);
  errno = error;
  return higher;
}

int32_t etch_pipe(int32_t *reading, int32_t *writing) {
  int ends[2];
#if defined(__linux__)
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
#else
  if (pipe(ends) != 0) return errno;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
  ends[0] = above_standard(ends[0]);
  int error = ends[0] < 0 ? errno : 0;
  ends[1] = above_standard(ends[1]);
  if (error == 0 && ends[1] < 0) error = errno;
  if (error == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) error = errno;
  if (error != 0) {
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
    return error;
  }
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

static int set_files(
    posix_spawn_file_actions_t *files, const char *input, int32_t output, int32_t errors) {
  int error = posix_spawn_file_actions_addopen(files, STDIN_FILENO, input, O_RDONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_adddup2(files, output, STDOUT_FILENO);
  if (error == 0) error = posix_spawn_file_actions_adddup2(files, errors, STDERR_FILENO);
#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 34)
  // Whatever a library has opened without the flag.
  if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
#endif
#endif
  return error;
}

static int set_attributes(posix_spawnattr_t *attributes) {
  sigset_t none, normal;
  sigemptyset(&none);
  sigemptyset(&normal);
  const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU};
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
    sigaddset(&normal, numbers[index]);
  }
  short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
  int error = posix_spawnattr_setflags(attributes, flags);
  if (error == 0) error = posix_spawnattr_setpgroup(attributes, 0);
  if (error == 0) error = posix_spawnattr_setsigmask(attributes, &none);
  if (error == 0) error = posix_spawnattr_setsigdefault(attributes, &normal);
  return error;
}

int32_t etch_spawn(
    int32_t *process, const char *path, char *const *arguments, char *const *environment,
    const char *input, int32_t output, int32_t errors) {
  // Where our own parent had it ignored, nobody would be told how a program ends.
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN) signal(SIGCHLD, SIG_DFL);

  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&files);
  if (error != 0) return error;
  error = posix_spawnattr_init(&attributes);
  if (error != 0) {
    posix_spawn_file_actions_destroy(&files);
    return error;
  }
  error = set_files(&files, input, output, errors);
  if (error == 0) error = set_attributes(&attributes);
  if (error == 0) {
    // No signal between the start and the note of it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t started = 0;
    // A program that was just written is busy as long as another child, forked meanwhile, has not begun its own.
    for (int attempt = 0; attempt < 50; ++attempt) {
      error = posix_spawn(&started, path, &files, &attributes, arguments, environment);
      if (error != ETXTBSY) break;
      usleep(10000);
    }
    if (error == 0) {
      *process = (int32_t)started;
      replace(0, *process);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

int32_t etch_has_ended(int32_t process, int32_t *status, int32_t *signal) {
  siginfo_t information;
  memset(&information, 0, sizeof information);
  int result;
  do {
    result = waitid(P_PID, (id_t)process, &information, WEXITED | WNOHANG | WNOWAIT);
  } while (result != 0 && errno == EINTR);
  *status = 0;
  *signal = 0;
  if (result != 0) {
    // Somebody else has reaped it.
    *status = 255;
    return 1;
  }
  if (information.si_pid == 0) return 0;
  if (information.si_code == CLD_EXITED) {
    *status = information.si_status;
  } else {
    *signal = information.si_status;
  }
  return 1;
}

void etch_signal_group(int32_t process, int32_t signal) {
  if (process <= 0) return;
  kill(-process, signal);
}

void etch_reap(int32_t process) {
  // Before its number can be another's.
  replace(process, 0);
  while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
}
