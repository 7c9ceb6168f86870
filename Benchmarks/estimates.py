#!/usr/bin/env python3
"""What `etch plan` says a step takes beside what `etch bench` measures, one straight after the other.

    Benchmarks/estimates.py ETCH [--data DIR] [--threads N] [--seconds 1.5] [FILE … | FILE:PROFILE …]

Without files: every experiment. The ratio is that of the estimate to the median step; Documentation/Estimates.md asks for
0.7 to 1.3 on a quiet machine.
"""

import argparse
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def answer(program, command, name, options):
    """What `etch plan` or `etch bench` prints as JSON, or None where it cannot."""
    file, _, profile = name.partition(":")
    line = [program, command, file, "--json", "--data", options.data, "--threads", str(options.threads)]
    line += ["--profile", profile] if profile else []
    line += ["--seconds", str(options.seconds)] if command == "bench" else []
    done = subprocess.run(line, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("etch")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--data", default="data")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.5)
    options = parser.parse_intermixed_args()
    files = options.files or sorted(str(path) for path in (ROOT / "experiments").glob("*.yaml"))
    print(f"{'experiment':44}{'estimated':>11}{'median':>10}{'least':>10}{'ratio':>7}   ms")
    outside = 0
    for file in files:
        name = file.removesuffix(".yaml").rpartition("/")[2]
        measured = answer(options.etch, "bench", file, options)
        # After the bench, which compiles: a plan measures the machine, and is to do nothing else.
        plan = answer(options.etch, "plan", file, options)
        estimate = 1000 * ((plan or {}).get("time") or {}).get("step_seconds", 0)
        if not measured or not estimate:
            print(f"{name:44}  trains nothing, or lacks its data")
            continue
        ratio = estimate / measured["step_ms_median"]
        outside += not 0.7 <= ratio <= 1.3
        print(
            f"{name:44}{estimate:11.3f}{measured['step_ms_median']:10.3f}{measured['step_ms_min']:10.3f}{ratio:7.2f}",
            flush=True,
        )
    print(f"{outside} of {len(files)} outside 0.7 to 1.3")


if __name__ == "__main__":
    main()
