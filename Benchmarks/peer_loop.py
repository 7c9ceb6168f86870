"""A peer's side of the talk with peers.py: a step is taken for as many seconds as a line of standard input says."""
import json
import resource
import sys
import time

FEWEST = 2  # steps that are timed at least


def arguments():
    """WORKLOAD MODE THREADS [NAME=NUMBER …]"""
    name, mode, threads, *changes = sys.argv[1:]
    return name, mode, int(threads), {key: int(number) for key, number in (change.split("=") for change in changes)}


def serve(step, **known):
    """Says the seconds of the first step and what else is known; then answers lines "SECONDS" with what steps took."""
    begun = time.perf_counter()
    step()
    say({"first": time.perf_counter() - begun, **known})
    step()
    for line in sys.stdin:
        say(timed(step, float(line)))


def timed(step, seconds):
    """Milliseconds of the fastest and the median step, of the processors in a step, and megabytes at most so far."""
    times, start, busy = [], time.perf_counter(), time.process_time()
    while len(times) < FEWEST or time.perf_counter() - start < seconds:
        begun = time.perf_counter()
        step()
        times.append(1e3 * (time.perf_counter() - begun))
    busy = 1e3 * (time.process_time() - busy) / len(times)
    times.sort()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"min": times[0], "median": times[len(times) // 2], "cpu": busy, "mb": peak}


def say(found):
    print(json.dumps(found), flush=True)
