#!/usr/bin/env python3
"""Compares every network of every shipped experiment with the PyTorch module that Etch exports of it.

    python Benchmarks/torch_export.py [--etch FILE] [--steps N] [--bound 1e-5] [--numerics fast|strict] [--float64] [NAME ...]

Needs torch and numpy. Each experiment takes N steps by its quick profile, and `etch checkpoint export --pytorch` writes its networks;
network files are drawn at random instead. Each network is then given two batches, which differ in size where it takes any, and in
spread where it takes pictures: the module computes them, and Etch computes the same with the exported weights. Of each output (the
last layer, and those that no layer reads) the greatest deviation is told, relative to the greatest number. NAMEs are of experiments
or network files. With --float64 the module computes in float64, so that what is told is Etch's own rounding.

Ends with 1 where one is above the bound, or where a network is not exported or takes one size only, unless that is known with a
reason. Beside a deviation above the bound stands how far PyTorch's float32 is off its float64.
"""
import argparse
import copy
import importlib.util
import itertools
import json
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXPERIMENTS = ROOT / "experiments"
BATCH = 3
# How far the numbers of pictures spread in the two batches: to about 3, and to 255. Others, as a generator's noise, have 1 in both.
SPREADS = (1, 60)
# What is known, with the reason: experiments that leave no checkpoint, and as "file network" those that are not exported, or for
# one size only.
KNOWN = {
    "fast_style_transfer": "nothing is trained, so there is no checkpoint",
    "fgsm": "nothing is trained, so there is no checkpoint",
}


# What makes a network draw no numbers, which are others in PyTorch.
SETTINGS = {"gan_mnist_homework": ["params.drop=0"], "gan_celeba_homework": ["params.drop=0"]}


class Refused(Exception):
    """What a program said instead of doing what it was asked."""


def etch(options, *arguments):
    """What the program says on standard error."""
    answer = subprocess.run([options.etch, *map(str, arguments)], capture_output=True, text=True)
    if answer.returncode:
        raise Refused(" ".join(answer.stderr.split())[:400])
    return answer.stderr


def folder_of_run(out):
    return next(path.parent for path in out.glob("*/*/experiment.yaml"))


def load(path):
    """The exported networks by name."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load()


# MARK: What goes in

def shapes(network):
    """The inputs of a network by name, as its docstring has them, and what their sizes are multiples of."""
    text = type(network).__doc__
    found = {name: axes.split(", ")[1:] for name, axes in re.findall(r"(\w+): \[(n[^]]*)\]", text)}
    unit = re.search(r"multiples of (\d+)", text)
    return found, int(unit[1]) if unit else 1


def batches(network):
    """Two times the inputs of a network, channels first."""
    inputs, unit = shapes(network)
    generator = np.random.default_rng(1)
    for number, spread in enumerate(SPREADS):
        sizes = {"l": (7, 12)[number], "h": (96, 75)[number], "w": (80, 133)[number]}
        if unit > 1:
            least = max(unit, 128 // unit * unit)  # so that no norm has two numbers alone
            sizes |= {"h": least * (1, 2)[number], "w": least * (2, 1)[number]}
        batch = []
        for axes in inputs.values():
            shape = [BATCH] + [int(axis) if axis.isdigit() else sizes[axis] for axis in axes]
            if axes == ["l"]:  # words
                batch.append(generator.integers(0, 10, shape).astype(np.int32))
            else:
                wide = spread if len(axes) == 3 else 1
                batch.append((wide * generator.standard_normal(shape)).astype(np.float32))
        yield batch


# MARK: The same in Etch

def block(text, key, indent=0):
    """The lines below a key of a resolved experiment."""
    head = " " * indent + key + ":"
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line == head or line.startswith(head + " "))
    below = itertools.takewhile(lambda line: len(line) - len(line.lstrip()) > indent, lines[start + 1:])
    return [lines[start][len(head):].strip()] + list(below)


def definition(text, name):
    """A network without what it says of its weights; one that is like another or its average as that one."""
    _, *lines = block("\n".join(block(text, "networks")), name, 2)
    for line in lines:
        other = re.fullmatch(r"    (?:like|ema): (\w+)", line)
        if other:
            return definition(text, other[1])
    kept = []
    for line in lines:
        if re.match(r"    \S", line):
            is_weights = line.startswith("    weights:")
        if not is_weights:
            kept.append(line)
    return kept


def deviations(options, folder, text, name, batch, outputs, has_weights=True):
    """The greatest deviation of each output of a batch, relative to the greatest number, by the metrics of an untrained experiment."""
    data, metrics = {}, {}

    def add(key, array):
        np.save(folder / f"{key}.npy", array.transpose(0, 2, 3, 1) if array.ndim == 4 else array)
        data[key] = {"source": "tensors", "path": f"{key}.npy"}

    for number, array in enumerate(batch):
        add(f"x{number}", array)
    # Metrics are computed as training says, so something is trained.
    add("nothing", np.zeros([BATCH, 1], np.float32))
    train = {"numerics": options.numerics, "epochs": 1, "batch_size": BATCH, "optimizer": {"sgd": {"learning_rate": 1}},
             "step": {"other": {"update": ["other"], "minimize": "loss"}}}
    call = f"{name}({', '.join(f'x{number}' for number in range(len(batch)))})"
    for number, (output, tensor) in enumerate(outputs.items()):
        add(f"y{number}", tensor.float().numpy())
        value = call + (f".{output}" if output else "")
        metrics[f"off{number}"] = {"value": f"max(abs({value} - y{number}))", "split": "train"}
        metrics[f"most{number}"] = {"value": f"max(abs(y{number}))", "split": "train"}
    weights = {"file": "weights.safetensors", "names": {"*": f"{name}.*"}}
    lines = ["etch: 1", "name: compared", "losses: {loss: mean(other(nothing))}", f"train: {json.dumps(train)}",
             "networks:", "  other: {input: [1], layers: [{dense: 1}]}", f"  {name}:", *definition(text, name),
             *([f"    weights: {json.dumps(weights)}"] if has_weights else []),
             f"data: {json.dumps(data)}", f"metrics: {json.dumps(metrics)}"]
    (folder / "compared.yaml").write_text("\n".join(lines) + "\n")
    out = folder / "compared"
    etch(options, "run", folder / "compared.yaml", "--out", out, "--fresh", "--threads", 2)
    found = json.loads((folder_of_run(out) / "metrics.jsonl").read_text().splitlines()[-1])
    shutil.rmtree(out)
    return [found[f"off{number}"] / found[f"most{number}"] for number in range(len(outputs))]


# MARK: Networks

def compared(options, folder, text, name, network):
    """The greatest deviation of a network's outputs; where it is above the bound, what rounding gives; and what went in."""
    worst, rounding, notes = 0, 0, []
    for batch in batches(network):
        pictures = [torch.tensor(array) for array in batch]
        try:
            outputs = exact(network, pictures) if options.float64 else computed(network, pictures)
        except Exception as error:  # whatever is wrong with the module
            raise Refused(f"the module: {type(error).__name__}: {error}") from error
        found = deviations(options, folder, text, name, batch, outputs, bool(network.state_dict()))
        worst = max([worst, *(value if value == value else math.inf for value in found)])
        if worst > options.bound:
            rounding = max(rounding, off_by_rounding(network, pictures))
        notes.append("+".join("x".join(map(str, array.shape[1:])) for array in batch))
    count = "" if len(outputs) == 1 else f", {len(outputs)} outputs"
    return worst, rounding, " and ".join(dict.fromkeys(notes)) + count


def computed(network, inputs):
    """The module's outputs by name."""
    with torch.no_grad():
        answer = network(*inputs)
    return answer if isinstance(answer, dict) else {"": answer}


def exact(network, inputs):
    """The same in float64."""
    torch.set_default_dtype(torch.float64)  # of the numbers that the module makes itself
    try:
        return computed(copy.deepcopy(network).double(), [x.double() if x.is_floating_point() else x for x in inputs])
    finally:
        torch.set_default_dtype(torch.float32)


def off_by_rounding(network, inputs):
    """How far the module's float32 is from its float64, relative to the greatest number."""
    found = computed(network, inputs)
    return max(((found[name] - y).abs().max() / y.abs().max()).item() for name, y in exact(network, inputs).items())


def experiment_of(path, folder):
    """A network file with an experiment around it, whose initial checkpoint has its weights as they are drawn."""
    axes = re.search(r"^input: \[(.*)\]", path.read_text(), re.MULTILINE)[1].split(", ")
    sides = {"any": 256, "channels": 3}
    np.save(folder / "x.npy", np.zeros([2] + [sides.get(axis) or int(axis) for axis in axes], np.float32))
    parts = {"etch": 1, "name": path.stem, "data": {"x": {"source": "tensors", "path": "x.npy"}},
             "networks": {"network": {"use": str(path)}}, "losses": {"loss": "mean(network(x))"},
             "train": {"epochs": 1, "batch_size": 2, "optimizer": {"sgd": {"learning_rate": 1}},
                       "step": {"network": {"minimize": "loss"}}}}
    (folder / "drawn.yaml").write_text(json.dumps(parts))
    return folder / "drawn.yaml"


def judge(options, path, folder):
    """Compares the networks of one file and prints a line for each; whether all is as it should be."""
    title = path.stem if path.parent == EXPERIMENTS else f"networks/{path.stem}"
    is_fine = True

    def tell(name, figure, note):
        print(f"{title:32} {name:18} {figure:>8}  {note}", flush=True)

    try:
        if path.parent == EXPERIMENTS:
            etch(options, "run", path, *SETTINGS.get(title, []), "--profile", "quick", "--steps", options.steps, "--out", folder / "runs", "--threads", 2)
        else:
            etch(options, "run", experiment_of(path, folder), "--steps", 0, "--backend", "reference", "--out", folder / "runs", "--allow-outside")
        run = folder_of_run(folder / "runs")
        text = (run / "experiment.yaml").read_text()
        names = [line.strip()[:-1] for line in block(text, "networks")[1:] if re.fullmatch(r"  \w+:", line)]
        if not names:
            return True
        said = etch(options, "checkpoint", "export", run, folder / "weights.safetensors", "--weights-only",
                    "--pytorch", folder / "networks.py")
        networks = load(folder / "networks.py")
    except Refused as refusal:
        tell("", "known" if title in KNOWN else "REFUSED", KNOWN.get(title, refusal))
        return title in KNOWN
    for name in names:
        reason = KNOWN.get(f"{title} {name}")
        if name not in networks or f"'{name}'" in said:
            is_fine &= reason is not None
            tell(name, "known" if reason else "MISSING", reason or " ".join(said.split())[:300])
        if name in networks:
            try:
                worst, rounding, note = compared(options, folder, text, name, networks[name])
            except Refused as refusal:
                worst, rounding, note = math.inf, 0, str(refusal)
            if worst > options.bound:
                is_fine = False
                note += f"; PyTorch's float32 is off its float64 by {rounding:.1e}; DEVIATES"
            tell(name, f"{worst:.1e}", note)
    return is_fine


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--etch", default=str(ROOT / ".build/release/etch"), help="the program")
    parser.add_argument("--steps", type=int, default=1, help="training steps before a network is exported (%(default)s)")
    parser.add_argument("--numerics", choices=["fast", "strict"], default="fast", help="as in train: (%(default)s)")
    parser.add_argument("--float64", action="store_true", help="the module computes in float64")
    parser.add_argument("--bound", type=float, default=1e-5, help="the most that is allowed (%(default)s)")
    options = parser.parse_args()
    files = sorted(EXPERIMENTS.glob("*.yaml")) + sorted(
        path for path in (EXPERIMENTS / "networks").glob("*.yaml") if "\nlayers:" in path.read_text())
    is_fine = True
    for path in files:
        if not options.names or path.stem in options.names:
            with tempfile.TemporaryDirectory() as folder:
                is_fine &= judge(options, path, pathlib.Path(folder))
    sys.exit(0 if is_fine else 1)


if __name__ == "__main__":
    main()
