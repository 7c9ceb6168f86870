#!/usr/bin/env python3
"""Times one pass of a network over one picture in Etch, PyTorch and ONNX Runtime, in rounds as bench.py does.

    Benchmarks/inference.py [--etch PROGRAM] [--rounds 7] [--seconds 2] [--threads 2] [NETWORK …]

In Etch it is the step of an experiment that trains one number beside the network (workloads/inference_NETWORK.yaml): the
command sample, which makes pictures of a run, tells no times.
"""
import argparse
import pathlib

from machine import Probe, described
from peers import opened, present
from rounds import Figures, measured, record, recorded, table, times_table
from workloads import Workload, add_program, etch_time

SCRIPT = "inference_peers.py"
MODES = {
    "eager": ("PyTorch eager", "torch", SCRIPT),
    "channels_last": ("PyTorch channels-last", "torch", SCRIPT),
    "compile": ("PyTorch compile", "torch", SCRIPT),
    "onnx": ("ONNX Runtime", "onnxruntime", SCRIPT),
}
NETWORKS = {"unet": "U-Net 256²", "resnet": "ResNet-9 256²", "squeezenet": "SqueezeNet 227²", "fast_style": "fast style 512²"}


def time_network(name, options, probe):
    workload = Workload(f"Benchmarks/workloads/inference_{name}.yaml", 1, 0)

    def own(seconds):
        return etch_time(options, workload, seconds=seconds)
    return measured(NETWORKS[name], None, own, opened(name, options.modes, options, MODES), probe, options)


def tables(found):
    all_figures = [Figures.of(one) for one in found]

    def beside_times(one, mode):
        memory = "" if mode == "onnx" else f", {one.most_memory(mode):.0f} MB"  # its process has exported the network too
        return f"{one.share(mode)}{memory}" if mode in ("etch", *one.modes) else ""

    def row(one):
        return [one.name, f"{one.work:.3g}" if one.work else "", *(beside_times(one, mode) for mode in ("etch", *modes))]
    modes = [mode for mode in MODES if any(mode in one.modes for one in all_figures)]
    beside = table(["network", "GFLOP", "Etch", *(MODES[mode][0] for mode in modes)], map(row, all_figures))
    return f"{times_table(all_figures, MODES, 'network')}\n\n{beside}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=f"all by default: {', '.join(NETWORKS)}")
    add_program(parser)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--record", type=pathlib.Path, help="where to add a line of JSON for each network")
    parser.add_argument("--show", type=pathlib.Path, nargs="+", help="measure nothing; the tables of what was recorded")
    options = parser.parse_intermixed_args()
    if unknown := [name for name in options.networks if name not in NETWORKS]:
        parser.error(f"there is no network '{unknown[0]}'; there are {', '.join(NETWORKS)}")
    if options.show:
        print(tables(recorded(options.show)))
        return
    options.modes = present(options.modes, MODES)
    begun, probe, found = described(options.threads), Probe(), []
    for name in options.networks or NETWORKS:
        found.append(time_network(name, options, probe))
        record(found[-1], options.record)
    print(f"{begun}.\n\n{tables(found)}")


if __name__ == "__main__":
    main()
