"""Finds the relus that tip over in a run of torch_agreement.py, and judges every step's gradient without them.

    python Benchmarks/torch_tipped.py [--etch FILE] [--data DIR] [--seeds N] [--batch N] [CASE ...]

Trains as torch_agreement.py does (cases ecg, vae, dcgan, dcgan_sequential, conv_autoencoder) and, for each of the ten
steps, puts the gradients that Etch took beside PyTorch's from the same parameters, Etch's own: those of a checkpoint. They
are read from Adam's first moment before and after the step, m' = beta_1 m + (1 - beta_1) g. So a step inherits
nothing from the one before, and what deviates does so in that step.

Where a tensor deviates by more than allowed (twice what PyTorch's float32 does, floor 1e-6), arguments of relus
within six typical rounding errors of 0 are switched in the float64 computation, one by one; those that bring it nearer to Etch
tipped over in Etch. The typical rounding error of a relu is the root mean square of what PyTorch's float32 is off in its
arguments. PyTorch's float32 is judged with the switches of the float64 computation, so that its own tipped relus excuse nothing.
Ends with 1 if anything deviates that no tipped relu explains.
"""
import argparse
import pathlib
import sys
import tempfile

import numpy as np
import torch

import torch_agreement as agreement
import torch_models as models
from torch_agreement import FLOOR, RATIO
from torch_cases import STEPS

NEAR, MOST = 6, 100


class Switches:
    """Stands in for relu and leaky relu: records the arguments, and may be told which are on."""

    def __init__(self):
        self.arguments, self.on = [], None
        models.relu = lambda x: self(x, 0.0)
        models.leaky = lambda x: self(x, models.LEAKY_SLOPE)

    def __call__(self, x, slope):
        number = len(self.arguments)
        self.arguments.append(x.detach())
        on = x.detach() > 0 if self.on is None else self.on[number]
        return torch.where(on, x, slope * x)

    def gradients(self, case, p, batch, index, on=None):
        """The gradients of a stage by tensor, and the arguments of its relus in the order in which they run."""
        self.arguments, self.on = [], on
        leaves = {name: value.detach().requires_grad_("running" not in name) for name, value in p.items()}
        found = {}
        for prefixes, loss in case.stage(leaves, batch, index):
            names = [name for name in p if name.startswith(prefixes) and "running" not in name]
            gradients = torch.autograd.grad(loss, [leaves[name] for name in names], retain_graph=True)
            found |= dict(zip(names, gradients))
        return found, self.arguments


def used(ours, exact, single):
    """The greatest share of what is allowed that a tensor uses."""
    return max(agreement.deviation(ours[name], value)
               / max(RATIO * agreement.deviation(single[name], value), FLOOR) for name, value in exact.items())


def moments(checkpoint):
    return {name.split("/m/")[1]: value.astype(np.float64)
            for name, value in checkpoint.items() if "/adam/m/" in name}


def switched(arguments, places):
    """Which arguments are on, with these (relu, element) turned over."""
    on = [argument > 0 for argument in arguments]
    for number, element in places:
        on[number].view(-1)[element] ^= True
    return on


def judge(switches, case, checkpoints, arrays, step, index):
    """The relus that tipped over in a stage of a step (number, element, argument, typical error), and what is
    then used of what is allowed."""
    before, after = checkpoints[step], checkpoints[step + 1]
    first, last = moments(before), moments(after)
    states, batches = [], []
    for dtype in (torch.float64, torch.float32):
        p = agreement.parameters(before, dtype)
        if index > 0:  # what the stage before has updated
            p |= {name: value for name, value in agreement.parameters(after, dtype).items()
                  if name.startswith("discriminator.")}
        states.append(p)
        batches.append(agreement.batch_of(arrays, step, dtype, case.batch))
    exact, arguments = switches.gradients(case, states[0], batches[0], index)
    arguments = [x.contiguous() for x in arguments]
    _, rounded = switches.gradients(case, states[1], batches[1], index)
    ours = {name: (last[name] - case.betas[0] * first.get(name, 0)) / (1 - case.betas[0]) for name in exact}

    def share(places):
        on = switched(arguments, places)
        exact = switches.gradients(case, states[0], batches[0], index, on)[0]
        return used(ours, exact, switches.gradients(case, states[1], batches[1], index, on)[0])

    tipped, least = [], share([])
    if least > 1:
        near = []
        for number, (x, y) in enumerate(zip(arguments, rounded)):
            error = (y - x).square().mean().sqrt().item()
            for element in ((x.abs() < NEAR * error) & (x != 0)).view(-1).nonzero().view(-1).tolist():
                near.append((number, element, x.view(-1)[element].item(), error))
        for candidate in sorted(near, key=lambda found: abs(found[2]) / found[3])[:MOST]:
            trial = share([found[:2] for found in tipped + [candidate]])
            if trial < 0.9 * least:
                tipped, least = tipped + [candidate], trial
            if least <= 1:
                break
    return tipped, least


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    agreement.add_arguments(parser)
    arguments = parser.parse_args()
    switches, explained = Switches(), True
    torch.set_num_threads(agreement.THREADS)
    for name, seed, case in agreement.cases(arguments):
        if not case.trains:
            continue
        arrays = case.arrays(arguments.data, seed)
        with tempfile.TemporaryDirectory() as folder:
            checkpoints, _ = agreement.run(case, arguments.etch, pathlib.Path(folder), seed, arrays)
        count, worst = 0, 0
        for step in range(STEPS):
            for index in range(case.stages):
                tipped, share = judge(switches, case, checkpoints, arrays, step, index)
                for number, element, argument, error in tipped:
                    print(f"{name:17s} {seed:4d} step {step + 1:2d} relu {number} element {element}: exactly {argument:.2e}, "
                          f"where rounding errors are {error:.1e}", flush=True)
                if share > 1:
                    print(f"{name:17s} {seed:4d} step {step + 1:2d} DEVIATES, {share:.2f} of what is allowed", flush=True)
                count, worst = count + len(tipped), max(worst, share)
        print(f"{name:17s} {seed:4d} {STEPS} steps of {case.batch}: {count} relus tipped over; the rest of every gradient uses at "
              f"most {worst:.2f} of what is allowed", flush=True)
        explained &= worst <= 1
    sys.exit(0 if explained else 1)


if __name__ == "__main__":
    main()
