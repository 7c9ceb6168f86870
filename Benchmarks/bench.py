#!/usr/bin/env python3
"""Times a training step of each workload in Etch, PyTorch and TensorFlow, side by side in one run.

    Benchmarks/bench.py [--etch PROGRAM] [--data DIR] [--rounds 7] [--seconds 3] [--threads 2] [--out FILE] [WORKLOAD …]

Each round times Etch and each mode of its peers one straight after the other. A shared machine is never faster than it can
be by accident, so the ratio of the least times counts, of Etch to the best mode; the median of the rounds' ratios, each to
the best mode of its round, stands beside it. Before and after each round the machine's peak is measured; a round in which
it moved by more than a twentieth is dropped. Caches of kernels are empty at the beginning. The peers are those of the Python that runs this; what it has not is left out:

    make bench-peers        PyTorch, TensorFlow and ONNX Runtime in a virtual environment below .build, which make bench takes
"""
import argparse
import json
import os
import pathlib
import statistics
import tempfile

from machine import Probe, described
from peers import MODES, Peer, add_pythons, present
from workloads import WORKLOADS, add_options, etch_time, parsed

MOVED = 0.05  # what the peak may move by in a round


def opened(name, options):
    """A process for each mode that this workload has; a mode that fails is left out, and its last words are shown."""
    peers = {}
    for mode in options.modes:
        if mode == "tensorflow" and not WORKLOADS[name].tensorflow:
            continue
        try:
            peers[mode] = Peer(name, mode, options)
        except RuntimeError as error:
            print(f"{name} has no {mode}: {error}", flush=True)
    return peers


def measured(name, options, probe):
    """What each peer tells of its beginning, and the rounds: the times of each, and the machine's peak before and after."""
    workload, peers, rounds = WORKLOADS[name], opened(name, options), []
    for _ in range(options.rounds):
        before = probe.limits(options.threads)
        times = {"etch": etch_time(options, workload, seconds=options.seconds)}
        times |= {mode: peer.time(options.seconds) for mode, peer in peers.items()}
        after = probe.limits(options.threads)
        rounds.append({"times": times, "peaks": before and (before[0], after[0])})
    for peer in peers.values():
        peer.end()
    known = {mode: peer.known for mode, peer in peers.items()}
    return {"name": name, "known": known, "rounds": rounds}


def still(one):
    """Whether the machine's peak stayed."""
    return not one["peaks"] or abs(one["peaks"][1] / one["peaks"][0] - 1) <= MOVED


class Figures:
    """What the rounds of a workload say; all of them where none was still."""

    def __init__(self, found):
        self.name, self.known, self.all = found["name"], found["known"], found["rounds"]
        self.still = [one for one in self.all if still(one)]
        self.rounds = self.still or self.all
        self.modes = list(self.known)
        self.compiling = max(one["times"]["etch"]["compile"] for one in self.all)
        self.best = min(self.modes, key=self.least, default=None)

    def each(self, mode, key):
        return [one["times"][mode][key] for one in self.rounds]

    def least(self, mode):
        return min(self.each(mode, "min"))

    def median(self, mode):
        return statistics.median(self.each(mode, "median"))

    def processors(self, mode):
        """Milliseconds of the processors in a step; rounds in which Etch compiled do not count where there are others."""
        found = [one["times"] for one in self.rounds]
        warm = [times for times in found if mode != "etch" or not times["etch"]["compile"]]
        return statistics.median(times[mode]["cpu"] for times in warm or found)

    def ratio_of_minima(self):
        return self.least(self.best) / self.least("etch")

    def ratio_of_rounds(self):
        """Of the medians in a round, to the best mode in that round."""
        ratios = [min(one["times"][mode]["median"] for mode in self.modes) / one["times"]["etch"]["median"]
                  for one in self.rounds]
        return statistics.median(ratios)

    def share(self, mode):
        """Of the machine's peak, at the least time; operations are those of direct contractions, which Winograd's are fewer than."""
        work, peaks = self.known.get("eager", {}).get("gflop"), [max(one["peaks"]) for one in self.rounds if one["peaks"]]
        return f"{1e5 * work / self.least(mode) / max(peaks):.0f} %" if work and peaks else ""


def table(titles, rows):
    lines = ["| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def batched(name):
    return f"{name} ({WORKLOADS[name].batch})"


def times_table(all_figures, modes):
    """Medians (minima) in milliseconds, and the ratios to the best mode."""
    def row(one):
        cells = [f"{one.median(mode):.4g} ({one.least(mode):.4g})" if mode in ("etch", *one.modes) else "" for mode in ("etch", *modes)]
        ratios = ["", "", ""] if not one.best else [
            one.best, f"{one.ratio_of_minima():.2f}", f"{one.ratio_of_rounds():.2f}"]
        return [batched(one.name), f"{len(one.still)} of {len(one.all)}", *cells, *ratios, f"{WORKLOADS[one.name].goal:g}"]
    titles = ["workload (batch)", "still rounds", "Etch", *(MODES[mode][0] for mode in modes), "best", "of minima",
              "of rounds", "goal"]
    return table(titles, map(row, all_figures))


def beside_table(all_figures):
    """Operations, shares of the peak, the processors' time, memory and the first step; each of Etch / its best peer."""
    def row(one):
        pair = ["etch", one.best] if one.best else ["etch"]
        work = one.known.get("eager", {}).get("gflop")
        firsts = [f"{one.known[mode]['first']:.1f}" if mode in one.known else "" for mode in ("compile", "tensorflow")]
        return [
            batched(one.name), f"{work:.3g}" if work else "", " / ".join(one.share(mode) for mode in pair),
            " / ".join(f"{one.processors(mode):.4g}" for mode in pair),
            " / ".join(f"{max(one.each(mode, 'mb')):.0f}" for mode in pair), f"{one.compiling:.2f}", *firsts]
    titles = ["workload (batch)", "GFLOP", "of peak, Etch / best", "processor ms", "MB at most", "Etch compiles, s",
              "first step of torch.compile, s", "of TensorFlow, s"]
    return table(titles, map(row, all_figures))


def tables(found):
    """Both tables of what was measured."""
    all_figures = [Figures(one) for one in found]
    modes = [mode for mode in MODES if any(mode in one.known for one in all_figures)]
    return f"{times_table(all_figures, modes)}\n\n{beside_table(all_figures)}"


def record(found, file):
    if file:
        with file.open("a") as lines:
            lines.write(json.dumps(found) + "\n")


def read(files):
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add_options(parser)
    add_pythons(parser)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--out", type=pathlib.Path, help="where to write the tables")
    parser.add_argument("--record", type=pathlib.Path, help="where to add a line of JSON for each workload")
    parser.add_argument("--show", type=pathlib.Path, nargs="+", help="measure nothing; the tables of what was recorded")
    options = parsed(parser)
    if options.show:
        print(tables(read(options.show)))
        return
    options.modes = present(options.modes, options)
    begun, probe, found = described(options.threads), Probe(), []
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_CACHE_HOME=folder, TORCHINDUCTOR_CACHE_DIR=os.path.join(folder, "inductor"))
        for name in options.workloads:
            found.append(measured(name, options, probe))
            record(found[-1], options.record)
            print(f"\n{tables(found[-1:])}", flush=True)
    whole = f"{begun}.\n\n{tables(found)}\n"
    print(f"\n{whole}")
    if options.out:
        options.out.write_text(whole)


if __name__ == "__main__":
    main()
