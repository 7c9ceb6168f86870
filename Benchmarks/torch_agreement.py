"""Compares first gradients, ten steps of training and outputs with PyTorch in float64.

    python Benchmarks/torch_agreement.py [--etch FILE] [--data DIR] [--seeds N] [--numerics strict] [--verbose] [CASE ...]

Needs torch, numpy, safetensors and the command zstd. Every case is an experiment of experiments/ whose data
and noise come, in order, from files. Etch trains it for ten steps and leaves a checkpoint after each; PyTorch
starts from the initial one and takes the same steps, once in float64 and once in float32. Per tensor in L2, Etch may
deviate from float64 by at most twice what PyTorch's float32 does (floor 1e-6 of the tensor's norm); with numerics fast,
whose convolutions may be Winograd's, first gradients by eight times that. Compared are

- gradient: of the first step, read from Adam's first moment, which is (1 - beta_1) times it;
- after ten: parameters and running statistics after ten steps;
- output: what the networks answer to two examples after each step, against PyTorch from that step's checkpoint;
- metric: mean and standard deviation of an output over all examples, likewise.

A relu whose argument is within rounding of 0 is on in one computation and off in another, and what it sees differs
from there on: after ten steps tensors deviate by luck. These options show how much of it is luck. `--seeds N` repeats
every case with N seeds, each with other data; `--control` also trains PyTorch in float32 with its other kernels
(without oneDNN, the rows of every batch reversed) and judges that as if it were Etch; `--smooth` puts silu in the
place of relu and leaky_relu on both sides, and mse in that of l1, so that nothing can tip over. With `--batch 8` few relus are on edge. Where digits
stand on black many arguments are exactly 0, until biases have moved; `--numerics strict` keeps Winograd's roundings off them.
torch_tipped.py finds the relus that tipped over and judges the rest.
Documentation/Agreement.md has what was measured.
"""
import argparse
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy as np
import safetensors.numpy
import torch

import torch_models as models
import torch_cases
import torch_quick_cases
from torch_cases import SHOWN, STEPS

ROOT = pathlib.Path(__file__).resolve().parent.parent
THREADS = 2
RATIO, FLOOR = 2, 1e-6
FAST = 8  # how many times that first gradients may have with numerics fast
EPSILON = 1e-7
CASES = torch_cases.CASES | torch_quick_cases.CASES


def parameters(checkpoint, dtype):
    return {name: torch.tensor(value, dtype=dtype) for name, value in checkpoint.items()
            if not name.startswith("optimizer/")}


def batch_of(arrays, step, dtype, count, reverse=False):
    batch = {name: torch.tensor(array[step * count:(step + 1) * count], dtype=dtype)
             for name, array in arrays.items()}
    return {name: rows.flip(0) for name, rows in batch.items()} if reverse else batch


def train(case, initial, arrays, dtype, reverse=False):
    """Keras's Adam. Returns the first gradients and the tensors after the last step."""
    torch.set_num_threads(1 if dtype == torch.float64 else THREADS)  # its float64 convolutions are faster so
    p, first = parameters(initial, dtype), {}
    beta_1, beta_2 = case.betas
    mean, square, times = {}, {}, {}
    for step in range(STEPS):
        batch = batch_of(arrays, step, dtype, case.batch, reverse)
        for index in range(case.stages):
            # Leaves hold the next running statistics too, once the networks have run.
            leaves = {name: value.detach().requires_grad_("running" not in name) for name, value in p.items()}
            updated = {}
            for prefixes, loss in case.stage(leaves, batch, index):
                names = [name for name in p if name.startswith(prefixes) and "running" not in name]
                gradients = torch.autograd.grad(loss, [leaves[name] for name in names], retain_graph=True)
                time = times[prefixes] = times.get(prefixes, 0) + 1
                alpha = case.rate * (1 - beta_2 ** time) ** 0.5 / (1 - beta_1 ** time)
                for name, g in zip(names, gradients):
                    first.setdefault(name, g)
                    m, v = mean.get(name, torch.zeros_like(g)), square.get(name, torch.zeros_like(g))
                    mean[name], square[name] = m + (1 - beta_1) * (g - m), v + (1 - beta_2) * (g * g - v)
                    updated[name] = p[name] - alpha * mean[name] / (torch.sqrt(square[name]) + EPSILON)
            updated |= {name[5:]: value for name, value in leaves.items() if name.startswith("next:")}
            p |= {name: value.detach() for name, value in updated.items()}
    return first, p


def deviation(value, exact):
    """The L2 norm of the difference by the norm of what is exact."""
    value, exact = (np.asarray(x, np.float64) for x in (value, exact))
    return np.linalg.norm(value - exact) / max(np.linalg.norm(exact), 1e-30)


def read_checkpoint(file):
    opened = subprocess.run(["zstd", "-dc", file], check=True, capture_output=True)
    return safetensors.numpy.load(opened.stdout)


def smoothed(text):
    """YAML with silu in the place of relu and leaky_relu, whose slope goes with it, and mse in that of l1 by its three names."""
    text = re.sub(r'\{\s*"?leaky_relu"?: [\d.]+\s*\}', '"silu"', text)
    text = re.sub(r"\b(leaky_)?relu\b(: [\d.]+)?", "silu", text)
    return re.sub(r"\b(l1|cycle|identity)\(", "mse(", text)


def run(case, etch, folder, seed, arrays):
    """Etch's checkpoints after 0...STEPS steps, and its metrics after the last."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    experiments = ROOT / "experiments"
    texts = {"variant.yaml": json.dumps(case.variant(seed), indent=2),
             "experiment.yaml": case.edited((experiments / f"{case.experiment}.yaml").read_text())}
    texts |= {f"networks/{file.name}": case.edited(file.read_text()) for file in experiments.glob("networks/*.yaml")}
    (folder / "networks").mkdir()
    shutil.copytree(experiments / "weights", folder / "weights")
    for name, text in texts.items():
        (folder / name).write_text(smoothed(text) if models.smooth else text)
    for arguments in (["--steps", "0"], []):
        ended = subprocess.run([etch, "run", folder / "variant.yaml", "--out", folder / "out", "--threads", str(THREADS), *arguments],
                               stderr=subprocess.PIPE, text=True)
        if ended.returncode:
            sys.exit(f"{etch} run {case.experiment} failed:\n{ended.stderr}")
    [metrics] = folder.glob("out/*/*/metrics.jsonl")
    files = [metrics.parent / f"checkpoints/step-{step:08d}.safetensors.zst" for step in range(STEPS)]
    files.append(metrics.parent / "checkpoints/epoch-0001.safetensors.zst")
    return [read_checkpoint(file) for file in files], json.loads(metrics.read_text().splitlines()[-1])


def compare(case, etch, data, seed, control):
    """Yields (kind, tensor, Etch's deviation, float32's deviation); kinds of the control begin with that word."""
    arrays = case.arrays(data, seed)
    with tempfile.TemporaryDirectory() as folder:
        checkpoints, metrics = run(case, etch, pathlib.Path(folder), seed, arrays)
    if case.trains:
        moments = {name.split("/m/")[1]: value.astype(np.float64) / (1 - case.betas[0])
                   for name, value in checkpoints[1].items() if "/adam/m/" in name}
        exact, single = (train(case, checkpoints[0], arrays, dtype) for dtype in (torch.float64, torch.float32))
        judged = [("gradient", moments, 0), ("after ten", checkpoints[-1], 1)]
        if control:
            with torch.backends.mkldnn.flags(enabled=False):
                other = train(case, checkpoints[0], arrays, torch.float32, reverse=True)
            judged += [("control gradient", other[0], 0), ("control after ten", other[1], 1)]
        # What PyTorch's float32 is off by more than its own size is 0 in truth, as the gradient to a bias before a norm.
        vain = {name for name, value in exact[0].items() if deviation(single[0][name], value) > 1}
        for kind, ours, place in judged:
            for name, value in exact[place].items():
                if name not in case.shown and name not in vain:
                    yield kind, name, deviation(ours[name], value), deviation(single[place][name], value)
    torch.set_num_threads(THREADS)
    with torch.no_grad():
        answers = {}
        for step in range(1, STEPS + 1):
            for dtype in (torch.float64, torch.float32):
                batch = batch_of(arrays, step - 1, dtype, case.batch)
                for name, value in case.outputs(parameters(checkpoints[step], dtype), batch).items():
                    answers.setdefault((name, dtype), []).append(value[:SHOWN].numpy())
        for name in case.shown:
            exact, single = (answers[name, dtype] for dtype in (torch.float64, torch.float32))
            ours = [checkpoint[name] for checkpoint in checkpoints[1:]]
            yield "output", name, deviation(ours, exact), deviation(single, exact)
        name = next(iter(case.shown))
        whole = [case.outputs(parameters(checkpoints[-1], dtype), batch_of(arrays, 0, dtype, case.batch * STEPS))
                 for dtype in (torch.float64, torch.float32)]
        for figure, measure in (("mean", torch.mean), ("std", lambda x: torch.std(x, unbiased=False))):
            exact, single = (measure(outputs[name]).item() for outputs in whole)
            yield "metric", f"{name}_{figure}", deviation(metrics[f"{name}_{figure}"], exact), deviation(single, exact)


def report(name, seed, rows, verbose, numerics):
    """Prints a case's rows, or the worst of each kind. Returns whether all agree."""
    failures = 0
    kinds = list(dict.fromkeys(kind for kind, *_ in rows))
    for kind in kinds:
        judged = [(ours / max(RATIO * theirs, FLOOR), tensor, ours, theirs)
                  for row_kind, tensor, ours, theirs in rows if row_kind == kind]
        worst = max(judged)
        most = FAST if kind == "gradient" and numerics == "fast" else 1
        deviating = sum(row[0] > most for row in judged)
        failures += 0 if kind.startswith("control") else deviating
        for row in judged if verbose else [row for row in judged if row[0] > most or row is worst]:
            used, tensor, ours, theirs = row
            judge = "float32" if kind.startswith("control") else "etch"
            mark = "  DEVIATES" if used > most else "  worst" if row is worst else ""
            print(f"{name:17s} {seed:4d} {kind:17s} {tensor:40s} {judge:7s} {ours:.2e}  "
                  f"float32 {theirs:.2e}  {used:5.2f} of what is allowed{mark}", flush=True)
        median = statistics.median(ours / theirs if theirs else 1 for _, _, ours, theirs in judged)
        print(f"{name:17s} {seed:4d} {kind:17s} {len(judged)} tensors, {sum(row[0] > 1 for row in judged)} above 1, "
              f"{deviating} above the {most} allowed, median ratio to float32 {median:.2f}", flush=True)
    return failures == 0


def add_arguments(parser):
    """The options that say what to run."""
    parser.add_argument("--etch", default=ROOT / ".build/release/etch")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "../shared/data", help="holds mnist and ecg5000")
    parser.add_argument("--seeds", type=int, default=1, metavar="N")
    parser.add_argument("--first-seed", type=int, default=42, metavar="SEED")
    parser.add_argument("--batch", type=int, metavar="N", help="examples a step, other than the case's")
    parser.add_argument("--numerics", choices=["fast", "strict"], default="fast", help="Etch's")
    parser.add_argument("--threads", type=int, default=THREADS, metavar="N", help="of both; numbers do not depend on it")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))


def cases(arguments):
    """Yields (name, seed, case) as the options say."""
    global THREADS
    THREADS = arguments.threads
    for name in arguments.cases or CASES:
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
            case = CASES[name]()
            case.batch, case.numerics = arguments.batch or case.batch, arguments.numerics
            yield name, seed, case


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--control", action="store_true", help="judge PyTorch's other float32 kernels, too")
    parser.add_argument("--smooth", action="store_true", help="silu for relu, mse for l1")
    parser.add_argument("--verbose", action="store_true", help="every tensor, not only the worst")
    arguments = parser.parse_args()
    models.smooth = arguments.smooth
    agree = True
    for name, seed, case in cases(arguments):
        rows = list(compare(case, arguments.etch, arguments.data, seed, arguments.control))
        agree &= report(name, seed, rows, arguments.verbose, arguments.numerics)
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
