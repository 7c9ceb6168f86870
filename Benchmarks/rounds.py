"""Rounds in which Etch and its peers are timed in turns, and the tables of what came out."""
import dataclasses
import json
import statistics

MOVED = 0.05  # what the machine's peak may move by in a round
PYTORCH = ("eager", "channels_last", "compile")


def measured(name, goal, own, peers, probe, options):
    """The times of each in every round, and the machine's peak before and after; `own` times Etch. The peers are ended."""
    rounds = []
    for _ in range(options.rounds):
        before = probe.limits(options.threads)
        times = {"etch": own(options.seconds)}
        times |= {mode: peer.time(options.seconds) for mode, peer in peers.items()}
        after = probe.limits(options.threads)
        rounds.append({"times": times, "peaks": before and (before[0], after[0])})
    for peer in peers.values():
        peer.end()
    known = {mode: peer.known for mode, peer in peers.items()}
    return {"name": name, "goal": goal, "known": known, "rounds": rounds}


def record(found, file):
    """Adds a line of JSON, where there is a file."""
    if file:
        with file.open("a") as lines:
            lines.write(json.dumps(found) + "\n")


def recorded(files):
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def still(one):
    """Whether the machine's peak stayed."""
    return not one["peaks"] or abs(one["peaks"][1] / one["peaks"][0] - 1) <= MOVED


@dataclasses.dataclass
class Figures:
    """What the still rounds of a workload say; all of its rounds where none was still."""
    name: str
    goal: float | None
    known: dict
    all: list

    @classmethod
    def of(cls, found):
        return cls(found["name"], found["goal"], found["known"], found["rounds"])

    def __post_init__(self):
        self.still = [one for one in self.all if still(one)]
        self.rounds = self.still or self.all
        self.modes = list(self.known)
        self.best = min(self.modes, key=self.least, default=None)

    def each(self, mode, key):
        return [one["times"][mode][key] for one in self.rounds]

    def least(self, mode):
        return min(self.each(mode, "min"))

    def median(self, mode):
        return statistics.median(self.each(mode, "median"))

    def most_memory(self, mode):
        return max(self.each(mode, "mb"))

    @property
    def least_memory_of_pytorch(self):
        """Of the mode that takes least; `None` where none was timed."""
        return min((self.most_memory(mode) for mode in PYTORCH if mode in self.modes), default=None)

    @property
    def compiling(self):
        """Seconds, of the round that found no kernels."""
        return max(one["times"]["etch"]["compile"] for one in self.all)

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

    @property
    def work(self):
        """Billions of operations in a step, `None` where nobody counted."""
        return self.known.get("eager", {}).get("gflop")

    def share(self, mode):
        """Of the machine's peak at the least time, for contractions as they are written; Winograd's do fewer operations."""
        peaks = [max(one["peaks"]) for one in self.rounds if one["peaks"]]
        return f"{1e5 * self.work / self.least(mode) / max(peaks):.0f} %" if self.work and peaks else ""


def table(titles, rows):
    lines = ["| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def times_table(all_figures, modes, what="workload (batch)"):
    """Medians (minima) in milliseconds, and the ratios to the best mode; `modes` has the title of each."""
    shown = [mode for mode in modes if any(mode in one.modes for one in all_figures)]

    def times(one, mode):
        return f"{one.median(mode):.4g} ({one.least(mode):.4g})" if mode in ("etch", *one.modes) else ""

    def row(one):
        ratios = [one.best, f"{one.ratio_of_minima():.2f}", f"{one.ratio_of_rounds():.2f}"] if one.best else [""] * 3
        goals = [f"{one.goal:g}"] if one.goal else []
        cells = [times(one, mode) for mode in ("etch", *shown)]
        return [one.name, f"{len(one.still)} of {len(one.all)}", *cells, *ratios, *goals]
    goal = ["goal"] if any(one.goal for one in all_figures) else []
    titles = [what, "still rounds", "Etch", *(modes[mode][0] for mode in shown), "best", "of minima", "of rounds", *goal]
    return table(titles, map(row, all_figures))


def beside_table(all_figures):
    """Operations, shares of the peak, the processors' time, memory and the first step; each of Etch / its best peer."""
    def row(one):
        pair, memory = ["etch", one.best] if one.best else ["etch"], one.least_memory_of_pytorch
        firsts = [f"{one.known[mode]['first']:.1f}" if mode in one.known else "" for mode in ("compile", "tensorflow")]
        return [
            one.name, f"{one.work:.3g}" if one.work else "", " / ".join(one.share(mode) for mode in pair),
            " / ".join(f"{one.processors(mode):.4g}" for mode in pair),
            " / ".join(f"{one.most_memory(mode):.0f}" for mode in pair), f"{memory:.0f}" if memory else "",
            f"{one.compiling:.2f}", *firsts]
    titles = ["workload (batch)", "GFLOP", "of peak, Etch / best", "processor ms", "MB at most", "PyTorch's least MB",
              "Etch compiles, s", "first step of torch.compile, s", "of TensorFlow, s"]
    return table(titles, map(row, all_figures))
