#!/usr/bin/env python3
"""Trains text_generation_imdb in Etch and in PyTorch from the same weights on the same batches, and compares perplexities.

    python Benchmarks/torch_text.py --out DIR [--etch FILE] [--data DIR] [--epochs N] [--threads N] [name=value ...]

Needs torch, numpy, safetensors and the command zstd. DATA holds `imdb/`. Batches are those of the file's order on both sides
(`data.review.shuffle=false`). After each epoch told are the loss of the test reviews, and their perplexity without padding; Etch's last
perplexity is to lie within 2 % of PyTorch's, else the script ends with 1. A finished run in DIR is not made again.
`name=value` changes the experiment's params (units=64, words=2000), to try the script in less time.
"""
import argparse
import collections
import json
import math
import pathlib
import string
import subprocess
import sys

import torch
import torch.nn.functional as F

import torch_models as models
from torch_agreement import ROOT, read_checkpoint

BATCH, PART = 256, 64  # a batch's gradient is the sum of its parts': the scores of all of it take 1.5 GB
BOUND = 0.02
#: Keras's rmsprop.
RATE, MEMORY, EPSILON = 1e-3, 0.9, 1e-7


def words(line):
    """Of the review in a row of the file."""
    return line.split(b"\t")[3].replace(b"<br />", b" ").lower().translate(None, string.punctuation.encode()).split()


def reviews(folder, count, length):
    """Numbers of the words of the training and of the test reviews: 0 is padding, 1 any other word, then the most frequent."""
    parts = [[words(line) for line in (folder / f"{name}.tsv").read_bytes().split(b"\n") if line] for name in ("train", "test")]
    frequent = collections.Counter(word for text in parts[0] for word in text).most_common(count - 2)
    numbers = {word: i + 2 for i, (word, _) in enumerate(frequent)}
    return [torch.tensor([([numbers.get(word, 1) for word in text] + [0] * length)[:length] for text in part])
            for part in parts]


class Model:
    """The network, computed from the tensors of a checkpoint."""

    def __init__(self, checkpoint):
        self.p = {name: torch.tensor(value).requires_grad_()
                  for name, value in checkpoint.items() if name.startswith("model.")}
        self.square = {name: torch.zeros_like(value) for name, value in self.p.items()}

    def surprise(self, x):
        """Of each next word; what follows padding is to be left out by `counting`."""
        return F.cross_entropy(models.next_words(self.p, x[:, :-1]).flatten(0, 1), x[:, 1:].flatten(), reduction="none")

    @staticmethod
    def counting(x):
        """1 where a word has been read, 0 behind padding."""
        return (x[:, :-1] != 0).flatten()

    def train(self, x):
        """A step; what its loss was: a mean over all places, as the experiment's."""
        total = 0.0
        for part in x.split(PART):
            loss = (self.surprise(part) * self.counting(part)).sum() / x[:, 1:].numel()
            loss.backward()
            total += loss.item()
        with torch.no_grad():
            for name, value in self.p.items():
                square = self.square[name].mul_(MEMORY).addcmul_(value.grad, value.grad, value=1 - MEMORY)
                value.addcdiv_(value.grad, (square + EPSILON).sqrt(), value=-RATE)
                value.grad = None
        return total

    def figures(self, x):
        """The loss, and the perplexity of the words alone."""
        with torch.no_grad():
            found = torch.cat([self.surprise(part) for part in x.split(PART)]).double()
        return (found * self.counting(x)).mean().item(), math.exp(found[x[:, 1:].flatten() != 0].mean().item())


def arguments(description, what):
    """The options of a comparison over epochs; `what` a change `name=value` is made in."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--etch", default=str(ROOT / ".build/release/etch"))
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "data")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("changes", nargs="*", metavar="name=value", help=f"changes of {what}")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    return options


def etch(options, *arguments):
    answer = subprocess.run(
        [options.etch, *map(str, arguments), "--threads", str(options.threads)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if answer.returncode:
        sys.exit(answer.stderr)


def etch_run(options, experiment, out, *more):
    """The folder of the run, which is the only one in `out`, of an experiment of experiments/ or of another place."""
    etch(options, "run", ROOT / "experiments" / f"{experiment}.yaml", "--data", options.data, "--out", out, *more)
    return next(path.parent for path in out.glob("*/*/experiment.yaml"))


def trained_by_etch(options, experiment, *changes):
    """The tensors that it begins with, and the lines of its epochs."""
    def run(*more):
        return etch_run(options, experiment, options.out / "etch", f"train.epochs={options.epochs}", *changes, *more)

    begun = options.out / "begun.safetensors.zst"
    if not begun.exists():
        [first] = run("--steps", "0").glob("checkpoints/*")
        begun.write_bytes(first.read_bytes())
    lines = [json.loads(line) for line in (run() / "metrics.jsonl").read_text().splitlines()]
    return read_checkpoint(begun), [line for line in lines if line.get("kind") == "epoch"]


def epoch(train, batches):
    """The loss of an epoch, from that of each batch, which `train` tells; a batch may be several tensors."""
    total = count = 0
    for x in batches:
        size = len(x if torch.is_tensor(x) else x[0])
        total, count = total + train(x) * size, count + size
    return total / count


def main():
    options = arguments(__doc__.split("\n")[0], "the experiment's params")
    params = {"words": 15000, "length": 100} | {
        name: int(value) for name, value in (change.split("=") for change in options.changes)}
    begun, lines = trained_by_etch(
        options, "text_generation_imdb", f"train.batch_size={BATCH}", "data.review.shuffle=false",
        *(f"params.{change}" for change in options.changes))

    train, test = reviews(options.data / "imdb", params["words"], params["length"])
    model = Model(begun)
    print("loss of training, of the test reviews, perplexity of the latter's words")
    print("untrained, PyTorch: {:.4f}, {:.2f}".format(*model.figures(test)), flush=True)
    for number, line in enumerate(lines, 1):
        ours = line["surprise"], line["test_loss"], line["perplexity"]
        theirs = epoch(model.train, train.split(BATCH)), *model.figures(test)
        for name, values in (("Etch", ours), ("PyTorch", theirs)):
            print("epoch {}, {}: {:.4f}, {:.4f}, {:.2f}".format(number, name, *values), flush=True)
    apart = abs(ours[2] / theirs[2] - 1)
    print(f"perplexities are {apart:.2%} apart; {BOUND:.0%} is allowed")
    sys.exit(apart > BOUND)


if __name__ == "__main__":
    main()
