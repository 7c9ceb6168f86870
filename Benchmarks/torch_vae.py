#!/usr/bin/env python3
"""Trains vae_mnist in Etch and in PyTorch from the same weights on the same batches and noise, and compares losses.

    python Benchmarks/torch_vae.py --out DIR [--etch FILE] [--data DIR] [--epochs N] [--threads N] [count=N]

Needs torch, numpy, Pillow, safetensors and the command zstd. The test digits are kept for testing, and batches are those of the file's
order on both sides. Each digit's noise comes from a file, the same in every epoch: where each side draws its own, losses after an epoch
differ by some per cent. Told are the whole loss of training and of the test digits after each epoch, also of PyTorch from weights that are
moved by a rounding, which shows how far such small differences grow. Etch's are to lie within 1 % of PyTorch's, else the script ends
with 1. A finished run in DIR is not made again. With `count` it trains on, and tests, only so many digits, to try the script in less time.
"""
import json
import sys

import numpy as np
import torch

from torch_agreement import EPSILON, ROOT
from torch_cases import Vae, noise
from torch_models import nhwc
from torch_quality import adam, mnist, trained
from torch_text import arguments, epoch, trained_by_etch

BATCH, RATE, BOUND = 128, 1e-3, 0.01
PARTS = {"train": "train", "test": "t10k"}


def variant(count):
    limit = {"count": count, "shuffle": False}
    return {
        "extends": str(ROOT / "experiments/vae_mnist.yaml"),
        "data": {"digit": {"split": "train", **limit},
                 "noise": {"source": "tensors", "path": ".", "splits": {part: f"{part}.npy" for part in PARTS}, **limit}},
        "values": {"z": "posterior.mean + exp(0.5 * posterior.log_variance) * noise"},
        "metrics": {"test_loss": {"value": "reconstruction + divergence"}}}


def moved(checkpoint):
    """By a rounding of float32 on average."""
    drawn = np.random.default_rng(1)
    return {name: value * (1 + 2 ** -24 * drawn.standard_normal(value.shape)).astype(np.float32) for name, value in checkpoint.items()}


class Model:
    def __init__(self, checkpoint):
        self.p = {name: torch.tensor(value) for name, value in checkpoint.items()}
        self.steps, self.optimizer = 0, adam([*trained(self.p, "encoder"), *trained(self.p, "decoder")], RATE)

    def loss(self, rows):
        digits, drawn = rows
        [(_, loss)] = Vae().stage(self.p, {"digit": nhwc(digits), "noise": drawn}, 0)
        return loss

    def train(self, rows):
        self.optimizer.zero_grad()
        loss = self.loss(rows)
        loss.backward()
        self.steps += 1  # Keras adds epsilon to the root of what is not corrected for its beginning yet
        self.optimizer.param_groups[0]["eps"] = EPSILON / (1 - 0.999 ** self.steps) ** 0.5
        self.optimizer.step()
        return loss.item()

    def test(self, rows):
        with torch.no_grad():
            return self.loss(rows).item()


def main():
    options = arguments(__doc__.split("\n")[0], "the data")
    count = next((int(change[6:]) for change in options.changes if change.startswith("count=")), 60000)
    options.out.mkdir(parents=True, exist_ok=True)
    parts = []
    for seed, (part, name) in enumerate(PARTS.items()):
        digits = mnist(options.data, name)[:count]
        drawn = noise(len(digits), 2, seed)
        np.save(options.out / f"{part}.npy", drawn)
        parts.append(list(zip(digits.split(BATCH), torch.tensor(drawn).split(BATCH))))
    file = options.out / "vae_mnist.yaml"
    file.write_text(json.dumps(variant(count), indent=2))
    begun, lines = trained_by_etch(options, file.resolve().with_suffix(""), "--allow-outside")

    (train, test), farthest = parts, 0
    models = {"PyTorch": Model(begun), "PyTorch, moved": Model(moved(begun))}
    print("loss of training, of the test digits")
    for number, line in enumerate(lines, 1):
        losses = {"Etch": (line["vae"], line["test_loss"])}
        for name, model in models.items():
            losses[name] = epoch(model.train, train), epoch(model.test, test)
        for name, values in losses.items():
            print("epoch {}, {}: {:.2f}, {:.2f}".format(number, name, *values), flush=True)
        farthest = max(farthest, *(abs(a / b - 1) for a, b in zip(losses["Etch"], losses["PyTorch"])))
    print(f"losses are {farthest:.2%} apart at most; {BOUND:.0%} is allowed")
    sys.exit(farthest > BOUND)


if __name__ == "__main__":
    main()
