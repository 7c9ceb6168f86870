#!/usr/bin/env python3
"""What a step costs with more threads, larger batches and larger pictures, in Etch and in PyTorch, side by side.

    Benchmarks/scaling.py threads|batches|sizes [--etch PROGRAM] [--data DIR] [--rounds 3] [--seconds 1] [WORKLOAD …]

Each point is timed in turns, as bench.py does it; the least times count. PyTorch runs in one mode, eager where none is named.
"""
import argparse
import dataclasses
import os

from machine import described
from peers import MODES, Peer, present
from rounds import table
from workloads import WORKLOADS, add_options, etch_time, parsed

BATCHES = {"ecg": (64, 128, 256, 512, 1024), "vae": (32, 64, 128, 256, 512), "dcgan": (32, 64, 128, 256)}
HEIGHTS = {"style": (100, 200, 300, 400)}


@dataclasses.dataclass(frozen=True)
class Point:
    """A workload with something changed: Etch's settings, the peer's numbers, and how much work it is of."""
    label: str
    settings: tuple
    changes: tuple
    threads: int
    work: float


def thread_points(name, options):
    return [Point(f"{count} thread{'s' if count > 1 else ''}", (), (), count, 1) for count in range(1, os.cpu_count() + 1)]


def batch_points(name, options):
    return [Point(f"batch {count}", (f"train.batch_size={count}",), (f"batch={count}",), options.threads, count)
            for count in BATCHES.get(name, ())]


def size_points(name, options):
    return [Point(f"{height} x {round(height * 4 / 3)}", (f"data.photo.height={height}",), (f"height={height}",),
                  options.threads, height * round(height * 4 / 3) / 1000) for height in HEIGHTS.get(name, ())]


# The points of a question, and what a step's time is divided by, where that differs from point to point.
QUESTIONS = {
    "threads": (thread_points, None),
    "batches": (batch_points, "an example"),
    "sizes": (size_points, "1000 pixels"),
}


def least(name, point, options):
    """Milliseconds of the fastest step in Etch and in the peer, if there is one; megabytes of both."""
    peer = Peer(name, options.mode, options, *point.changes, threads=point.threads) if options.mode else None
    own, other = [], []
    for _ in range(options.rounds):
        own.append(etch_time(options, WORKLOADS[name], *point.settings, seconds=options.seconds, threads=point.threads))
        if peer:
            other.append(peer.time(options.seconds))
    if peer:
        peer.end()
    return [(min(one["min"] for one in found), max(one["mb"] for one in found)) for found in (own, other) if found]


def rows(name, points, unit, options):
    """A line a point; the gain is the first point's time to this one's, for the same work."""
    first = None
    for point in points:
        found = least(name, point, options)
        each = [ms / point.work for ms, _ in found]
        first = first or each
        cells = [f"{ms:.4g}" for ms, _ in found] + [f"{ms:.3g}" for ms in each if unit]
        cells += [f"{begun / now:.2f}" for begun, now in zip(first, each)]
        cells += [f"{found[1][0] / found[0][0]:.2f}"] if len(found) > 1 else []
        yield [name, point.label, *cells, " / ".join(f"{mb:.0f}" for _, mb in found)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("question", choices=QUESTIONS)
    add_options(parser)
    parser.add_argument("--mode", choices=MODES, default="eager")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1)
    options = parsed(parser)
    points, unit = QUESTIONS[options.question]
    options.mode = next(iter(present([options.mode])), None)
    sides = ["Etch", *([MODES[options.mode][0]] if options.mode else [])]
    titles = ["workload", "", *(f"{side}, ms" for side in sides), *(f"{side}, ms {unit}" for side in sides if unit),
              *(f"{side}, gain" for side in sides), *(["ratio"] if options.mode else []), "MB at most"]
    print(f"{described(options.threads)}.\n\n{table(titles, [])}", flush=True)
    for name in options.workloads:
        for row in rows(name, points(name, options), unit, options):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
