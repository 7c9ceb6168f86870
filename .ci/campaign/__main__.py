"""Attacks the program as machines and people do, and counts what it does not bear.

    python3 .ci/campaign PROGRAM [--short] [--seconds S] [--seed N] [--only PART] [--attempt N]

Every part has a number of attempts and a share of the time (30 minutes in all, 80 seconds with --short), and ends with whichever
comes first. What must hold: the program ends by itself within two minutes (more where compiling takes long), never by a signal
that was not sent; its status is one of the table's; and what it leaves in the end is, byte for byte, what an undisturbed run
leaves.
Ends with 0 where all of it held, with 1 otherwise; names what did not, with what repeats it, and keeps the files of it.
"""
import argparse
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True

from attacks import Attacks, Impossible
import contents
import interruptions
import machines
import strangers

#        part                    attempts, with --short; the share of the time; whether attempts stand side by side
PARTS = [(interruptions.kills, 100, 3, 16, True), (interruptions.signals, 40, 3, 7, True),
         (interruptions.threads, 5, 2, 2, False), (machines.disks, 20, 2, 5, False), (machines.readers, 2, 1, 1, False),
         (machines.caches, 30, 1, 6, False), (machines.compilers, 14, 1, 5, False), (machines.limits, 48, 6, 9, False),
         (contents.damage, 200, 5, 14, True), (contents.mutations, 400, 4, 20, True),
         (contents.data_files, 5000, 24, 12, True), (strangers.paths, 10, 3, 1, True), (strangers.folders, 12, 2, 2, True)]


def main():
    parser = argparse.ArgumentParser(prog="campaign")
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seconds", type=int, help="the time in all, where it is another")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=[part.__name__ for part, *_ in PARTS])
    parser.add_argument("--attempt", type=int, help="with --only: this one alone")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    # What was begun is finished: a little is kept for that.
    end = began + (options.seconds or (76 if options.short else 1700))
    attacks = Attacks(options.program, options.seed)
    try:
        attacks.begin()
        parts = [part for part in PARTS if attacks.whole and options.only in (None, part[0].__name__)]
        shares = sum(share for *_, share, _ in parts)
        for part, many, few, share, is_parallel in parts:
            seconds = (end - time.monotonic()) * share / shares
            shares -= share
            numbers = range(few if options.short else many) if options.attempt is None else [options.attempt]
            try_all(attacks, part, numbers, time.monotonic() + seconds, is_parallel)
        failures = attacks.failures
        print(f"{len(failures)} failed in {time.monotonic() - began:.0f} s"
              + (f"; their files are in {attacks.kept}" if attacks.kept.exists() else ""))
        return 1 if failures else 0
    finally:
        shutil.rmtree(attacks.work, ignore_errors=True)


def try_all(attacks, part, numbers, deadline, is_parallel):
    """All attempts of a part that the time allows."""
    began, known, note, tried = time.monotonic(), len(attacks.failures), "", 0

    def attempt(number):
        if tried and time.monotonic() > deadline:
            return None
        one = attacks.attempt(part.__name__, number)
        try:
            part(one)
            return ""
        except Impossible as reason:
            return str(reason)
        except Exception as error:
            one.fail(f"the attack itself: {error!r}")
            return ""

    workers = ThreadPoolExecutor(attacks.processors if is_parallel else 1)
    try:
        for result in workers.map(attempt, numbers):
            if result == "":
                tried += 1
            note = result or note
    finally:
        # Where the campaign itself is interrupted, what is under way is waited for, and nothing more begun.
        workers.shutdown(cancel_futures=True)
    print(f"{part.__name__}: {tried * getattr(part, 'members', 1)} tried, {len(attacks.failures) - known} failed, "
          f"{time.monotonic() - began:.0f} s" + (f" ({note})" if note else ""), flush=True)


sys.exit(main())
