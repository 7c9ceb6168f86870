#ifndef ETCH_CPROCESSES_H
#define ETCH_CPROCESSES_H

#include <stdint.h>

/// A pipe whose ends no program inherits, both above the three standard streams; reading does not wait.
/// Returns 0 or the system's error number.
int32_t etch_pipe(int32_t *reading, int32_t *writing);

/// Starts a program as the first of a group of its own, which `etch_end_groups` ends too. It reads the file
/// `input`, writes to the two descriptors, and inherits no other; signals are as a new program has them.
/// Returns 0 or the system's error number.
int32_t etch_spawn(
    int32_t *process, const char *path, char *const *arguments, char *const *environment,
    const char *input, int32_t output, int32_t errors);

/// Whether a program has ended, and how: its status, or the signal that ended it (else 0). It is not reaped.
int32_t etch_has_ended(int32_t process, int32_t *status, int32_t *signal);

/// Signals a program and all of its group.
void etch_signal_group(int32_t process, int32_t signal);

/// Lets go of a program that has ended. Afterwards its number may be another's.
void etch_reap(int32_t process);

/// From now on Ctrl-C, SIGTERM and a terminal that goes away end the groups of `etch_spawn` before this program.
/// What was ignored when the program began stays ignored.
void etch_watch_signals(void);

/// From now on the first of these signals only asks to stop, and `noticed` is written to standard error. One that
/// follows half a second later or more writes `ending` and ends the program with status 130. The texts are kept. A pipe that
/// nobody reads any more asks to stop, too, however often it is written to.
void etch_stop_gracefully(const char *noticed, const char *ending);

/// Names the calling thread in debuggers and `top`.
void etch_name_thread(const char *name);

/// Whether a signal, or a pipe that nobody reads, has asked to stop.
int32_t etch_stop_is_requested(void);

/// From now on the end of the process that started this one, by the calling thread, sends SIGTERM here. Returns 0; 1
/// where that process has ended already.
int32_t etch_end_with_parent(int32_t parent);

#endif
