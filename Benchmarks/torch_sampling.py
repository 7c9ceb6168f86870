#!/usr/bin/env python3
"""Draws with a diffusion model in Etch and, from the same checkpoint, by the same loop in PyTorch; compares the pictures.

    python Benchmarks/torch_sampling.py [--etch FILE] [--steps N]

Needs torch, numpy, Pillow, safetensors and the command zstd. ddpm_digits is trained for N steps by its quick profile. It
begins from noise of a file, and what is drawn at each of its steps is a function of that noise, so that both see the
same: cos((7 i + 3) · noise). Pictures have 256 levels; what PyTorch draws in float64 is rounded to them.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from PIL import Image

import torch_models as models
from torch_agreement import ROOT, read_checkpoint

COUNT, STEPS, FIRST, LAST = 16, 100, 1e-3, 0.2


def variant(steps):
    """Its quick profile; all noise comes from a file."""
    mean = ("(x - beta(steps - 1 - i) / sqrt(1 - lookup(kept, steps - 1 - i)) * average(x, now(steps - 1 - i)))"
            " / sqrt(1 - beta(steps - 1 - i))")
    drawn = " + (i < steps - 1) * sqrt(beta(steps - 1 - i)) * cos((7 * i + 3) * begun)"
    return {
        "extends": str(ROOT / "experiments/ddpm_digits.yaml"),
        "data": {"begun": {"source": "tensors", "path": "begun.npy", "shuffle": False}},
        "profiles": {"quick": {
            "train": {"steps": steps},
            "outputs": {"checkpoints": {"every": f"{steps} steps"}, "samples": {"digits": {
                "iterate": {"x": {"init": "begun", "next": mean + drawn}}, "split": "train", "count": COUNT,
                "every": f"{steps} steps"}}}}}}


def schedule(steps, first, last, dtype=torch.float32):
    """The variance that each step adds, and what is left of a digit's after it."""
    beta = first + (last - first) * torch.arange(steps, dtype=dtype) / (steps - 1)
    return beta, torch.cumprod(1 - beta, 0)


def drawn(p, begun, beta, kept, noise_of):
    """Algorithm 2 of Ho, Jain & Abbeel 2020 from `begun: [N, 1, 28, 28]`; `noise_of(i)` is drawn at its step i."""
    x = begun
    for i in range(len(beta)):
        t = len(beta) - 1 - i
        noise = models.denoiser(p, x, torch.full((len(x), 1), float(t), dtype=x.dtype))
        x = (x - beta[t] / (1 - kept[t]).sqrt() * noise) / (1 - beta[t]).sqrt()
        if t > 0:
            x = x + beta[t].sqrt() * noise_of(i)
    return x


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--etch", default=str(ROOT / ".build/release/etch"))
    parser.add_argument("--steps", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        begun = np.random.default_rng(42).standard_normal((COUNT, 28, 28, 1)).astype(np.float32)
        np.save(folder / "begun.npy", begun)
        (folder / "variant.yaml").write_text(json.dumps(variant(options.steps)))
        command = [options.etch, "run", "variant.yaml", "--profile", "quick", "--out", "out", "--allow-outside"]
        ended = subprocess.run(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        if ended.returncode:
            sys.exit(ended.stderr)
        [checkpoint] = folder.glob(f"out/*/*/checkpoints/step-{options.steps:08d}*")
        [picture] = folder.glob(f"out/*/*/samples/step-{options.steps:08d}/digits.png")
        sheet = np.asarray(Image.open(picture).convert("L")).astype(int)
        state = read_checkpoint(checkpoint)
    p = {key: torch.tensor(value, dtype=torch.float64) for key, value in state.items() if key.startswith("average.")}
    with torch.no_grad():
        begun = models.nchw(torch.tensor(begun, dtype=torch.float64))
        x = models.nhwc(drawn(p, begun, *schedule(STEPS, FIRST, LAST, begun.dtype), lambda i: torch.cos((7 * i + 3) * begun)))
    levels = ((x.clamp(-1, 1) + 1) * 127.5).round().int().numpy()[..., 0]
    # Eight in a row, as far apart as they are and enlarged as they are.
    size = next(s for s in range(1, 9) if sheet.shape[1] >= 8 * 28 * s and sheet.shape[1] < 8 * (28 * s + 28))
    gap = (sheet.shape[1] - 8 * 28 * size) // 9
    cell = 28 * size + gap
    rows = [[sheet[gap + r * cell:][:28 * size:size, gap + c * cell:][:, :28 * size:size] for c in range(8)] for r in range(2)]
    ours = np.array([one for row in rows for one in row])
    difference = np.abs(ours - levels)
    if ours.std() < 10:
        sys.exit("the pictures show nothing")
    print(f"{COUNT} digits after {STEPS} steps: levels differ by {difference.max()} at most, {difference.mean():.2e} on average; "
          f"{(difference > 0).mean():.2%} differ at all")
    sys.exit(0 if difference.max() <= 1 else 1)


if __name__ == "__main__":
    main()
