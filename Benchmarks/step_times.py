#!/usr/bin/env python3
"""Step times of two builds of etch, side by side in one run.

    Benchmarks/step_times.py BEFORE AFTER [--data DIR] [--rounds 15] [--seconds 1.5] [FILE …]

Each round times every experiment with BEFORE and AFTER, one straight after the other and in turns first. A machine that
is shared is never slower than it can be by accident, so the ratio of the least times is what counts; the median of the
rounds' ratios stands beside it. Without files: vae_mnist, ecg_anomaly and dcgan_mnist.
"""

import argparse
import json
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
USUAL = [ROOT / "experiments" / f"{name}.yaml" for name in ("vae_mnist", "ecg_anomaly", "dcgan_mnist")]


def step_time(program, file, options):
    """Milliseconds of the fastest step."""
    command = [program, "bench", str(file), "--json", "--data", options.data, "--seconds", str(options.seconds)]
    if options.threads:
        command += ["--threads", str(options.threads)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)[options.key]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("files", nargs="*", type=pathlib.Path, default=USUAL)
    parser.add_argument("--data", default="data")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--key", default="step_ms_min", help="which figure of etch bench --json")
    options = parser.parse_args()
    times = {file: ([], []) for file in options.files}
    for number in range(options.rounds):
        for file, (before, after) in times.items():
            pair = [(options.before, before), (options.after, after)]
            for program, found in pair if number % 2 == 0 else pair[::-1]:
                found.append(step_time(program, file, options))
    print(f"{'experiment':28}{'before':>10}{'after':>10}{'of minima':>11}{'median':>9}")
    for file, (before, after) in times.items():
        ratios = [b / a for a, b in zip(before, after)]
        print(
            f"{file.stem:28}{min(before):10.3f}{min(after):10.3f}"
            f"{min(after) / min(before):11.3f}{statistics.median(ratios):9.3f}"
        )


if __name__ == "__main__":
    main()
