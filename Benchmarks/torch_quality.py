#!/usr/bin/env python3
"""Trains dcgan_mnist, ddpm_digits and wgan_gp_digits, made small, in Etch and in PyTorch, and compares how good their digits are;
where asked for, dcgan_mnist as it stands, for 10 or 25 of its epochs (hours).

    python Benchmarks/torch_quality.py --out DIR [--etch FILE] [--data DIR] [--seeds N] [--threads N] [CASE ...]

Needs torch, numpy, Pillow, safetensors and the command zstd. Both sides train on MNIST, N times, and then draw 2,000 digits. Each
draws its own initial weights (of one law: PyTorch has the shapes of Etch's, and draws by that law itself), order, noise and dropout.
Told are, of each:

- KID: the kernel inception distance to MNIST's 10,000 test digits by the last features of classifier_digits, scaled so that the mean
  of their squares over those is 1;
- sure: of how many that network is sure (0.8 or more).

Etch's mean KID is to lie within the 95 % interval of PyTorch's mean (Student's); told too is how many of Etch's lie within the
interval for one more run of PyTorch's. wgan_gp_digits is judged by sure instead, of which Etch is to have at least PyTorch's less
5 points, on average. Else the script ends with 1. What is in DIR is not made again.
"""
import argparse
import gzip
import pathlib
import statistics
import sys

import numpy as np
import torch
import torch.nn.functional as F

import torch_models as models
import torch_sampling as diffusion
from torch_agreement import ROOT, read_checkpoint
from torch_cases import WganGp
from torch_text import etch, etch_run

COUNT = 2000
#: How many fewer of Etch's digits may be sure.
MARGIN = 0.05
# Student's t for 95 %, by degrees of freedom.
STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def mnist(data, name):
    """[N, 1, 28, 28] in 0...1."""
    with gzip.open(data / f"mnist/{name}-images-idx3-ubyte.gz") as file:
        raw = np.frombuffer(file.read()[16:], np.uint8)
    return torch.tensor(raw.reshape(-1, 1, 28, 28) / 255, dtype=torch.float32)


def batches(digits, size):
    """Pictures for ever, in another order each epoch, whose last batch may be smaller."""
    while True:
        for rows in torch.randperm(len(digits)).split(size):
            yield digits[rows]


def drawn_anew(shapes, strided):
    """Weights by Glorot & Bengio 2010, uniform, or those of convolutions of stride 2 as WGAN-GP's authors draw them; what Etch begins with
    one number for all (biases, scales, statistics) as it is."""
    def drawn(value):
        if strided and value.ndim == 4:
            coarse, fine, height, width = value.shape
            bound = (12 / (height * width * (coarse / 4 + fine))) ** 0.5
            return torch.empty(value.shape).uniform_(-bound, bound)
        return torch.nn.init.xavier_uniform_(torch.empty(value.shape))

    return {name: drawn(value) if value.std() > 0 else torch.tensor(value)
            for name, value in shapes.items() if not name.startswith("optimizer/")}


def trained(p, network):
    """The parameters of a network, as leaves."""
    return [value.requires_grad_() for name, value in p.items() if name.startswith(network + ".") and "running" not in name]


def adam(parameters, rate, betas=(0.9, 0.999)):
    return torch.optim.Adam(parameters, rate, betas, eps=1e-7)


class Case:
    #: Black in the model's pictures, whose white is 1; whether its convolutions begin by the law of WGAN-GP's authors.
    low, strided = -1, False
    #: The figure that it is judged by.
    judged_by = "KID"


class Dcgan(Case):
    """The channels of its demo profile."""
    experiment, profile, digits, steps, batch, rate = "dcgan_mnist", "demo", 30016, 938, 32, 3e-4
    changes = ["train.epochs=1", "train.batch_size=32"]
    many = f"{{grid: \"generator(normal([100], count={COUNT}))\", range: [-1, 1]}}"

    def train(self, p, digits):
        def fakes(count):
            return models.dcgan_generator(p, torch.randn(count, 100), True)

        def bce(x, label):
            scores = models.dcgan_discriminator(p, x, 0.3)
            return F.binary_cross_entropy_with_logits(scores, torch.full_like(scores, label))

        generator, discriminator = trained(p, "generator"), trained(p, "discriminator")
        optimizers = adam(generator, self.rate), adam(discriminator, self.rate)
        for _, x in zip(range(self.steps), batches(digits, self.batch)):
            fake = fakes(len(x))
            gradients = torch.autograd.grad(bce(fake, 1), generator)  # both at the same parameters
            judged = torch.autograd.grad(bce(x, 1) + bce(fake.detach(), 0), discriminator)
            for group, values in ((generator, gradients), (discriminator, judged)):
                for parameter, value in zip(group, values):
                    parameter.grad = value
            for optimizer in optimizers:
                optimizer.step()
            for name in [name for name in p if name.startswith("next:")]:
                p[name[5:]] = p.pop(name)

    def draw(self, p):
        return models.dcgan_generator(p, torch.randn(COUNT, 100), False)


class WholeDcgan(Dcgan):
    """As it stands, for so many epochs."""
    profile, digits, batch, rate = None, 60000, 256, 1e-4

    def __init__(self, epochs):
        self.steps, self.changes = 235 * epochs, [f"train.epochs={epochs}"]


class Ddpm(Case):
    """The rate and batches of its quick profile; half of its channels, and of its steps of diffusion."""
    experiment, profile, digits, steps, batch, rate, decay = "ddpm_digits", "quick", 60000, 1500, 32, 2e-3, 0.995
    schedule = (40, 2.5e-3, 0.5)
    changes = [f"train.steps={steps}", f"networks.average.decay={decay}", f"outputs.samples.digits.every={steps} steps",
               "params.width=8", *map("params.{}={}".format, ("steps", "first", "last"), schedule)]
    last = schedule[0] - 1
    mean = (f"(x - beta({last} - i) / sqrt(1 - lookup(kept, {last} - i)) * average(x, zeros([1], count={COUNT}) + {last} - i))"
            f" / sqrt(1 - beta({last} - i))")
    many = (f"{{grid: x, range: [-1, 1], times: {schedule[0]}, iterate: {{x: {{init: \"normal([28, 28, 1], count={COUNT})\", "
            f"next: \"{mean} + (i < {last}) * sqrt(beta({last} - i)) * normal(like=x)\"}}}}}}")

    def train(self, p, digits):
        parameters = trained(p, "denoiser")
        names = [name for name in p if name.startswith("denoiser.")]
        p |= {name.replace("denoiser", "average"): p[name].detach().clone() for name in names}
        optimizer, (_, kept) = adam(parameters, self.rate), diffusion.schedule(*self.schedule)
        for _, x in zip(range(self.steps), batches(digits, self.batch)):
            t, noise = torch.randint(0, len(kept), (len(x), 1)), torch.randn_like(x)
            left = kept[t][..., None, None]
            found = models.denoiser(p, left.sqrt() * x + (1 - left).sqrt() * noise, t.float(), "denoiser")
            optimizer.zero_grad()
            F.mse_loss(found, noise).backward()
            optimizer.step()
            with torch.no_grad():
                for name in names:
                    p[name.replace("denoiser", "average")].lerp_(p[name], 1 - self.decay)

    def draw(self, p):
        parts = torch.randn(COUNT, 1, 28, 28).split(200)  # together they do not stay in the caches
        return torch.cat([diffusion.drawn(p, x, *diffusion.schedule(*self.schedule), lambda i: torch.randn_like(x)) for x in parts])


class Wgan(Case):
    """The channels and rate of its demo profile."""
    experiment, profile, digits, steps, batch, rate = "wgan_gp_digits", "demo", 60000, 4000, 50, 5e-4
    low, strided, judged_by = 0, True, "sure"
    critics = 5
    changes = [f"train.steps={steps}", "train.optimizer.adam.epsilon=1e-7", "networks.classifier=null", "metrics.kid=null",
               f"outputs.samples.digits.every={steps} steps"]
    many = f"{{grid: \"generator(normal([128], count={COUNT}))\"}}"

    def train(self, p, digits):
        stage, groups = WganGp().stage, [trained(p, "critic"), trained(p, "generator")]
        optimizers = [adam(group, self.rate, WganGp.betas) for group in groups]
        for step, x in zip(range(1, self.steps + 1), batches(digits, self.batch)):
            for index in range(1 if step % self.critics else 2):
                batch = {"digit": models.nhwc(x), "noise": torch.randn(len(x), 128), "mix": torch.rand(len(x), 1, 1, 1)}
                [(_, loss)] = stage(p, batch, index)
                for parameter, value in zip(groups[index], torch.autograd.grad(loss, groups[index])):
                    parameter.grad = value
                optimizers[index].step()

    def draw(self, p):
        return models.wgan_generator(p, torch.randn(COUNT, 128))


SMALL = {"dcgan": Dcgan(), "ddpm": Ddpm(), "wgan": Wgan()}
CASES = {**SMALL, "dcgan_10": WholeDcgan(10), "dcgan_25": WholeDcgan(25)}


def run_of(options, case, seed, out, *more):
    """The folder of Etch's run."""
    profile = ["--profile", case.profile] if case.profile else []
    return etch_run(options, case.experiment, out, *profile, f"seed={seed}", "data.digit.source=mnist",
                    f"data.digit.count={case.digits}", *case.changes, *more)


def drawn_by_etch(options, case, seed, out):
    """[COUNT, 1, 28, 28], in the model's range."""
    run = run_of(options, case, seed, out)
    etch(options, "sample", run, f"outputs.samples={{many: {case.many}}}", "--raw", "--data", options.data, "--out", out / "drawn")
    [file] = out.glob("drawn/samples/*/many.npy")
    return models.nchw(torch.tensor(np.load(file).reshape(COUNT, 28, 28, 1)))


def drawn_by_torch(options, case, seed, out):
    [begun] = run_of(options, case, seed, out, "--steps", "0").glob("checkpoints/*")
    torch.manual_seed(seed)
    p = drawn_anew(read_checkpoint(begun), case.strided)
    case.train(p, case.low + (1 - case.low) * mnist(options.data, "train")[:case.digits])
    with torch.no_grad():
        return case.draw(p)


# MARK: How good they are

def kernel(a, b):
    return (a @ b.T / a.shape[1] + 1) ** 3


def kid(a, b):
    """The unbiased square of the maximum mean discrepancy. Source: Bińkowski et al. 2018, section 4."""
    def within(x):
        k = kernel(x, x)
        return (k.sum() - k.diagonal().sum()) / (len(x) * (len(x) - 1))
    return (within(a) + within(b) - 2 * kernel(a, b).mean()).item()


class Judge:
    def __init__(self, data):
        weights = read_checkpoint(ROOT / "experiments/weights/classifier_digits.safetensors.zst")
        self.weights = {name: torch.tensor(value, dtype=torch.float64) for name, value in weights.items()}
        self.real = self.seen(mnist(data, "t10k"))[0]
        self.scale = self.real.square().mean().sqrt()

    def seen(self, x):
        return models.digit_classifier(self.weights, x.double())

    def figures(self, x):
        """KID, and the share that is sure, of pictures in 0...1."""
        features, logits = self.seen(x)
        return kid(features / self.scale, self.real / self.scale), (logits.softmax(1).amax(1) >= 0.8).double().mean().item()


def by_kid(ours, theirs):
    """A sentence, and whether Etch's mean is where it should be."""
    mean, deviation, t = statistics.mean(theirs), statistics.stdev(theirs), STUDENT[len(theirs) - 1]
    half, one_more = t * deviation / len(theirs) ** 0.5, t * deviation * (1 + 1 / len(theirs)) ** 0.5
    own = statistics.mean(ours)
    inside = abs(own - mean) <= half
    near = sum(abs(x - mean) <= one_more for x in ours)
    return (f"Etch {own:.3f} ± {statistics.stdev(ours):.3f}, PyTorch {mean:.3f} ± {deviation:.3f}; its mean's interval "
            f"{mean - half:.3f} to {mean + half:.3f}: {'inside' if inside else 'OUTSIDE'}; one more run's "
            f"{mean - one_more:.3f} to {mean + one_more:.3f}: {near} of {len(ours)}"), inside


def by_sure(ours, theirs):
    """Likewise."""
    own, theirs = statistics.mean(ours), statistics.mean(theirs)
    enough = own >= theirs - MARGIN
    return f"Etch {own:.1%}, PyTorch {theirs:.1%}, less {MARGIN:.0%}: {'enough' if enough else 'TOO FEW'}", enough


JUDGES = {"KID": (0, by_kid), "sure": (1, by_sure)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--etch", default=str(ROOT / ".build/release/etch"))
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "data")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--side", choices=["etch", "torch"], help="make this side's only, and judge nothing")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; {', '.join(SMALL)} by default")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    torch.set_num_threads(options.threads)
    sides = {"etch": drawn_by_etch, "torch": drawn_by_torch}
    names, seeds = options.cases or list(SMALL), range(1, options.seeds + 1)
    for name in names:
        for seed in seeds:
            for side, draw in sides.items():
                out = options.out / f"{name}-{side}-{seed}"
                if options.side in (None, side) and not (out / "digits.npy").exists():
                    out.mkdir(parents=True, exist_ok=True)
                    x, low = draw(options, CASES[name], seed, out), CASES[name].low
                    np.save(out / "digits.npy", ((x.clamp(low, 1) - low) / (1 - low)).numpy())
    if options.side:
        return
    judge, good = Judge(options.data), True
    print("real digits: KID {:.3f}, sure {:.1%}".format(*judge.figures(mnist(options.data, "train")[:COUNT])))
    for name in names:
        found = {side: [judge.figures(torch.tensor(np.load(options.out / f"{name}-{side}-{seed}/digits.npy"))) for seed in seeds]
                 for side in sides}
        for side, figures in found.items():
            print(f"{name} {side}: KID {' '.join(f'{k:.3f}' for k, _ in figures)}, sure {' '.join(f'{s:.1%}' for _, s in figures)}")
        column, judged = JUDGES[CASES[name].judged_by]
        sentence, reached = judged(*([figures[column] for figures in found[side]] for side in ("etch", "torch")))
        print(f"{name}: {CASES[name].judged_by}: {sentence}")
        good &= reached
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
