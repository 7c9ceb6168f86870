#!/usr/bin/env python3
"""Times a training step of each workload in Etch, PyTorch and TensorFlow, side by side in one run.

    Benchmarks/bench.py [--etch PROGRAM] [--data DIR] [--rounds 7] [--seconds 3] [--threads 2] [--out FILE] [WORKLOAD …]

Each round times Etch and each mode of its peers one straight after the other. A shared machine is never faster than it can
be by accident, so the ratio of the least times counts, of Etch to the best mode; the median of the rounds' ratios, each to
the best mode of its round, stands beside it. Before and after each round the machine's peak is measured; a round in which
it moved by more than a twentieth is dropped. Caches of kernels are empty at the beginning. The peers are those of the Python
that runs this; what it has not is left out:

    make bench-peers        PyTorch, TensorFlow and ONNX Runtime in a virtual environment below .build, which make bench takes

`--avx2` holds all of them to AVX2, and asks for twice as fast. Of text 1.7 is asked where MKL has AVX-512: on Intel's processors.
"""
import argparse
import os
import pathlib
import tempfile

from machine import Probe, described, mkl_has_avx512
from peers import MODES, opened, present
from rounds import Figures, beside_table, measured, record, recorded, times_table
from workloads import WORKLOADS, add_options, etch_time, parsed

# What holds PyTorch, torch.compile and oneDNN (in both frameworks) to AVX2.
AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2"}


def goal(workload, options):
    """How many times as fast as the best peer a step is to be; held to AVX2, twice everywhere."""
    if options.avx2:
        return 2.0
    return workload.mkl_goal if workload.mkl_goal and mkl_has_avx512() else workload.goal


def time_workload(name, options, probe):
    workload = WORKLOADS[name]
    modes = [mode for mode in options.modes if workload.tensorflow or mode != "tensorflow"]

    def own(seconds):
        return etch_time(options, workload, seconds=seconds)
    title, peers = f"{name} ({workload.batch})", opened(name, modes, options)
    return measured(title, goal(workload, options), own, peers, probe, options)


def tables(found):
    """Both tables of what was measured."""
    all_figures = [Figures.of(one) for one in found]
    return f"{times_table(all_figures, MODES)}\n\n{beside_table(all_figures)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add_options(parser)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--out", type=pathlib.Path, help="where to write the tables")
    parser.add_argument("--record", type=pathlib.Path, help="where to add a line of JSON for each workload")
    parser.add_argument("--show", type=pathlib.Path, nargs="+", help="measure nothing; the tables of what was recorded")
    parser.add_argument("--avx2", action="store_true", help="no AVX-512, neither here nor there")
    options = parsed(parser)
    if options.avx2:
        os.environ.update(AVX2)
        options.level = "x86-64-v3"
    if options.show:
        print(tables(recorded(options.show)))
        return
    options.modes = present(options.modes)
    begun, probe, found = described(options.threads), Probe(), []
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_CACHE_HOME=folder, TORCHINDUCTOR_CACHE_DIR=os.path.join(folder, "inductor"))
        for name in options.workloads:
            found.append(time_workload(name, options, probe))
            record(found[-1], options.record)
            print(f"\n{tables(found[-1:])}", flush=True)
    whole = f"{begun}.\n\n{tables(found)}\n"
    print(f"\n{whole}")
    if options.out:
        options.out.write_text(whole)


if __name__ == "__main__":
    main()
