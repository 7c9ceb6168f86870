#!/usr/bin/env python3
"""Times a training step of each workload in Etch and in PyTorch, side by side in one run.

    Benchmarks/bench.py [--etch PROGRAM] [--data DIR] [--rounds 7] [--seconds 3] [--threads 2] [--out FILE] [WORKLOAD …]

Each round times Etch and each of PyTorch's modes (eager, channels_last, compile) one straight after the other. A shared
machine is never faster than it can be by accident, so the ratio of the least times counts, of Etch to the best mode; the
median of the rounds' ratios stands beside it. PyTorch is that of the Python that runs this:

    python3 -m venv VENV && VENV/bin/pip install torch==2.13.0+cpu --index-url https://download.pytorch.org/whl/cpu
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "Benchmarks"


class Workload:
    def __init__(self, file, batch, goal, *settings):
        self.file, self.batch, self.goal, self.settings = ROOT / file, batch, goal, settings


# The goals are those of the fastest peer's time to Etch's.
WORKLOADS = {
    "ecg": Workload("experiments/ecg_anomaly.yaml", 512, 3),
    "vae": Workload("experiments/vae_mnist.yaml", 128, 3),
    "dcgan": Workload("experiments/dcgan_mnist.yaml", 256, 2.5),
    "celeba": Workload("Benchmarks/workloads/gan_celeba.yaml", 32, 2.5),
    "pix2pix": Workload("experiments/pix2pix_facades.yaml", 1, 2.5),
    "cyclegan_unet": Workload("experiments/cyclegan_horse2zebra.yaml", 1, 2.5),
    "cyclegan_resnet": Workload("experiments/cyclegan_resnet_horse2zebra.yaml", 1, 2.5),
    "style": Workload(
        "experiments/style_transfer.yaml", 1, 3, "networks.vgg.weights=null",
        "data.photo.path=data/images/content-golden-gate.jpg", "data.painting.path=data/images/style-wave-hokusai.jpg"),
    "text": Workload("experiments/text_generation_imdb.yaml", 64, 2.5, "train.batch_size=64"),
}
MODES = ["eager", "channels_last", "compile"]


def etch_time(workload, options):
    command = [options.etch, "bench", str(workload.file), *workload.settings, "--json", "--data", options.data]
    command += ["--seconds", str(options.seconds), "--threads", str(options.threads)]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{answer.stderr}")
    found = json.loads(answer.stdout)
    return {"min": found["step_ms_min"], "median": found["step_ms_median"], "mb": found["peak_rss_mb"],
            "first": found["compile_s"]}


class Peer:
    """A PyTorch process that stays, so that its first step is taken once."""

    def __init__(self, name, mode, options):
        command = [sys.executable, str(HERE / "torch_peers.py"), name, mode, str(options.threads)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit(f"{' '.join(command)}\n{self.process.communicate()[1]}")

    def time(self, seconds):
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.communicate()


def measured(name, options):
    """The rounds of Etch and of each mode."""
    workload = WORKLOADS[name]
    etch_time(workload, argparse.Namespace(**{**vars(options), "seconds": 0.1}))  # kernels are kept from now on
    peers = {mode: Peer(name, mode, options) for mode in options.modes}
    found = {"etch": [], **{mode: [] for mode in peers}}
    for _ in range(options.rounds):
        found["etch"].append(etch_time(workload, options))
        for mode, peer in peers.items():
            found[mode].append(peer.time(options.seconds))
    for peer in peers.values():
        peer.end()
    return found


def figures(rounds):
    least = min(one["min"] for one in rounds)
    return f"{statistics.median(one['median'] for one in rounds):.4g} ({least:.4g})", least


def row(name, found):
    """A line of the table: medians (minima) in milliseconds, and the ratios to the best mode."""
    texts, least = zip(*(figures(rounds) for rounds in found.values()))
    modes = list(found)[1:]
    best = min(modes, key=lambda mode: min(one["min"] for one in found[mode]))
    ratios = [peer["min"] / own["min"] for own, peer in zip(found["etch"], found[best])]
    memory = max(one["mb"] for one in found["etch"]), max(one["mb"] for one in found[best])
    of_minima, goal = min(least[1:]) / least[0], WORKLOADS[name].goal
    cells = [f"{name} ({WORKLOADS[name].batch})", *texts, best, f"{of_minima:.2f}", f"{statistics.median(ratios):.2f}",
             f"{goal:g}", f"{memory[0]:.0f} / {memory[1]:.0f}"]
    return "| " + " | ".join(cells) + " |"


def machine(threads):
    model = platform.processor()
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} cores, {threads} threads; load {os.getloadavg()[0]:.1f} at the beginning."


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"all by default: {', '.join(WORKLOADS)}")
    parser.add_argument("--etch", default=str(ROOT / ".build/release/etch"))
    parser.add_argument("--data", default=next((str(f) for f in (ROOT / "data", ROOT.parent / "shared/data") if f.exists()), "data"))
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    if unknown := [name for name in options.workloads if name not in WORKLOADS]:
        parser.error(f"there is no workload '{unknown[0]}'; there are {', '.join(WORKLOADS)}")
    lines = [
        machine(options.threads), "",
        "| workload (batch) | Etch | " + " | ".join(f"PyTorch {mode}" for mode in options.modes)
        + " | best | of minima | of rounds | goal | MB, Etch / PyTorch |",
        "| --- |" + " --- |" * (6 + len(options.modes))]
    print("\n".join(lines), flush=True)
    for name in options.workloads or WORKLOADS:
        lines.append(row(name, measured(name, options)))
        print(lines[-1], flush=True)
    if options.out:
        options.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
