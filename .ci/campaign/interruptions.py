"""Runs that are ended, stopped or shared out otherwise."""
import signal
import subprocess
import time


def disturbed(attempt, send, again=None):
    """A run that is signalled at some moment; what it ended with."""
    process = attempt.start(attempt.small(attempt.out, "--threads", 1 + attempt.number % 3), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    time.sleep(attempt.dice.uniform(0, 1.1) * attempt.attacks.seconds_of_a_run)
    process.send_signal(send)
    if again is not None:
        time.sleep(again)
        process.send_signal(signal.SIGCONT if send == signal.SIGSTOP else send)
    try:
        return process.wait(timeout=attempt.attacks.patience / 2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        attempt.fail(f"signal {send.name}: is not obeyed")
        return None


def kills(attempt):
    disturbed(attempt, signal.SIGKILL)
    if attempt.number % 4 == 0:
        disturbed(attempt, signal.SIGKILL)
    attempt.expect_whole("a killed run")
    attempt.end()


def signals(attempt):
    send = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGSTOP][attempt.number % 4]
    again = 0.2 if send == signal.SIGSTOP else [None, 0.0, 0.7][attempt.number // 4 % 3]
    status = disturbed(attempt, send, again)
    # Before it has installed its handlers, a signal ends it as any other program.
    if status not in ({0, None} if send == signal.SIGSTOP else {0, 130, -send, None}):
        attempt.fail(f"{send.name}: ends with {status}")
    attempt.expect_whole(f"a run after {send.name}")
    attempt.end()


def threads(attempt):
    count = [1, 2, 3, 5, 16][attempt.number]
    attempt.run(attempt.small(attempt.out, "--threads", count), f"{count} threads", statuses={0})
    attempt.expect_whole(f"{count} threads")
    attempt.end()
