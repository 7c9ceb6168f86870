"""The experiments that are compared with PyTorch: what is changed of each, and the same steps in PyTorch."""
import gzip

import numpy as np
import torch
import torch.nn.functional as F

import torch_models as models

#: Steps that are taken, and examples whose outputs are kept.
STEPS, SHOWN = 10, 2


def tensors(name):
    # What the experiment says of its own source would go on to hold.
    own = {"holdout": 0, "scale": None, "train_where": None, "count": None}
    return {"source": "tensors", "path": f"{name}.npy", "shuffle": False, **own}


class Case:
    """An experiment, what is changed of it for the comparison, and the same in PyTorch."""
    #: The file of experiments/, examples a step, Adam's learning rate, and the number of stages.
    experiment, batch, rate, stages = "", 0, 1e-3, 1
    #: Adam's memories.
    betas = (0.9, 0.999)
    #: Whether PyTorch can take the same steps: it has no access to Etch's dropout masks.
    trains = True
    #: Names of values to show: the expression in Etch, and its shape for one example.
    shown = {}

    def changes(self):
        """What the experiment is changed in, as its YAML."""
        return {}

    def arrays(self, data, seed):
        """The arrays of the data, one row an example."""
        raise NotImplementedError

    def stage(self, p, batch, index):
        """The updates of a stage: (prefixes of what is trained, loss) each."""
        raise NotImplementedError

    def outputs(self, p, batch):
        """The values of `shown`, NHWC."""
        raise NotImplementedError

    def variant(self, seed):
        """The experiment to run: an extra stage copies two examples' outputs into variables of the checkpoint."""
        changes = self.changes()
        train = changes.pop("train", {})
        step = changes.pop("step") + [
            {name: {"assign": f"({expression}).batch[:{SHOWN}]"}
             for name, (expression, _) in self.shown.items()}]
        first, (expression, _) = next(iter(self.shown.items()))
        return {
            "extends": "experiment.yaml", "seed": seed, **changes,
            "variables": {name: {"init": f"zeros({shape}, count={SHOWN})"}
                          for name, (_, shape) in self.shown.items()},
            "metrics": {**changes.get("metrics", {}),
                        f"{first}_mean": {"value": f"mean({expression})", "split": "train"},
                        f"{first}_std": {"value": f"std({expression})", "split": "train"}},
            "train": {"epochs": 1, "batch_size": self.batch, "step": step, **train},
            "outputs": {"checkpoints": {"every": "1 step", "keep": STEPS + 1}, "samples": None, "plots": None},
            "profiles": None}


class Ecg(Case):
    experiment, batch = "ecg_anomaly", 256
    shown = {"out": ("autoencoder(beat, mode=inference)", [140])}

    def changes(self):
        names = ("error", "threshold", "accuracy", "precision", "recall")
        return {"data": {"beat": tensors("beat")}, "metrics": dict.fromkeys(names),
                "step": [{"autoencoder": {"minimize": "reconstruction"}}]}

    def arrays(self, data, seed):
        rows = np.loadtxt(data / "ecg5000/ecg.csv", delimiter=",", dtype=np.float64)
        rows = rows[rows[:, -1] == 1, :-1]
        rows = (rows - rows.min()) / (rows.max() - rows.min())
        order = np.random.default_rng(seed).permutation(len(rows))[:self.batch * STEPS]
        return {"beat": rows[order].astype(np.float32)}

    def stage(self, p, batch, index):
        rebuilt = models.ecg_autoencoder(p, batch["beat"])
        return [("autoencoder.", (rebuilt - batch["beat"]).abs().mean())]

    def outputs(self, p, batch):
        return {"out": models.ecg_autoencoder(p, batch["beat"])}


class Vae(Case):
    experiment, batch = "vae_mnist", 64
    shown = {"out": ("decoder(encoder(digit, mode=inference).mean, mode=inference)", [28, 28, 1]),
             "deviation": ("encoder(digit, mode=inference).log_variance", [2])}

    def changes(self):
        return {"data": {"digit": tensors("digit"), "noise": tensors("noise")},
                "values": {"z": "posterior.mean + exp(0.5 * posterior.log_variance) * noise"},
                "step": [{"vae": {"update": ["encoder", "decoder"], "minimize": "reconstruction + divergence"}}]}

    def arrays(self, data, seed):
        return {"digit": digits(data, self.batch * STEPS, seed),
                "noise": noise(self.batch * STEPS, 2, seed)}

    def stage(self, p, batch, index):
        x = models.nchw(batch["digit"])
        mean, log_variance = models.vae_encoder(p, x)
        logits = models.vae_decoder(p, mean + torch.exp(0.5 * log_variance) * batch["noise"])
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3)).mean()
        divergence = -0.5 * (1 + log_variance - mean ** 2 - log_variance.exp()).mean()
        return [(("encoder.", "decoder."), reconstruction + divergence)]

    def outputs(self, p, batch):
        mean, log_variance = models.vae_encoder(p, models.nchw(batch["digit"]))
        return {"out": models.nhwc(models.vae_decoder(p, mean)), "deviation": log_variance}


class Dcgan(Case):
    """Both networks in one stage, without dropout."""
    experiment, batch, rate = "dcgan_mnist", 32, 1e-4
    shown = {"out": ("generator(noise, mode=inference)", [28, 28, 1]),
             "opinion": ("discriminator(digit, mode=inference)", [1])}
    dropout = 0.0
    step = [{"generator": {"minimize": "fool"}, "discriminator": {"minimize": "judge"}}]

    def changes(self):
        convolutions = [[{"conv2d": {"filters": filters, "kernel": 5, "stride": 2}}, "leaky_relu",
                         {"dropout": self.dropout}] for filters in (64, 128)]
        return {"data": {"digit": tensors("digit"), "noise": tensors("noise")},
                "networks": {"discriminator": {"layers": [
                    *convolutions[0], *convolutions[1], "flatten", {"dense": {"units": 1}}]}},
                "values": {"fake": "generator(noise)", "seeds": None}, "step": self.step}

    def arrays(self, data, seed):
        return {"digit": digits(data, self.batch * STEPS, seed) * 2 - 1,
                "noise": noise(self.batch * STEPS, 100, seed)}

    def fake(self, p, batch):
        return models.dcgan_generator(p, batch["noise"], training=True)

    def fool(self, p, batch, fake):
        return opinion_loss(models.dcgan_discriminator(p, fake), 1.0)

    def judge(self, p, batch, fake):
        real = models.dcgan_discriminator(p, models.nchw(batch["digit"]))
        return opinion_loss(real, 1.0) + opinion_loss(models.dcgan_discriminator(p, fake), 0.0)

    def stage(self, p, batch, index):
        fake = self.fake(p, batch)
        return [("generator.", self.fool(p, batch, fake)), ("discriminator.", self.judge(p, batch, fake))]

    def outputs(self, p, batch):
        return {"out": models.nhwc(models.dcgan_generator(p, batch["noise"], training=False)),
                "opinion": models.dcgan_discriminator(p, models.nchw(batch["digit"]))}


class DcganSequential(Dcgan):
    """The discriminator's stage, then the generator's, which sees the new discriminator."""
    stages = 2
    step = [{"discriminator": {"minimize": "judge"}}, {"generator": {"minimize": "fool"}}]

    def stage(self, p, batch, index):
        fake = self.fake(p, batch)
        if index == 0:
            return [("discriminator.", self.judge(p, batch, fake))]
        return [("generator.", self.fool(p, batch, fake))]


class DcganDropout(Dcgan):
    """As the experiment is; only its outputs are compared."""
    dropout, trains = 0.3, False


class ConvAutoencoder(Case):
    experiment, batch = "conv_autoencoder_mnist", 100
    shown = {"out": ("decoder(encoder(digit, mode=inference), mode=inference)", [28, 28, 1])}

    def changes(self):
        return {"data": {"digit": tensors("digit")}, "metrics": {"bce": None},
                "step": [{"autoencoder": {"update": ["encoder", "decoder"], "minimize": "reconstruction"}}]}

    def arrays(self, data, seed):
        return {"digit": digits(data, self.batch * STEPS, seed)}

    def stage(self, p, batch, index):
        x = models.nchw(batch["digit"])
        logits = models.conv_autoencoder(p, x)
        return [(("encoder.", "decoder."), F.binary_cross_entropy_with_logits(logits, x))]

    def outputs(self, p, batch):
        return {"out": models.nhwc(models.conv_autoencoder(p, models.nchw(batch["digit"])))}


class WganGp(Case):
    """The critic's stage with the penalty on its gradient, then the generator's; both take every step."""
    experiment, batch, rate, stages, betas = "wgan_gp_digits", 50, 1e-4, 2, (0.5, 0.9)
    shown = {"out": ("generator(noise, mode=inference)", [28, 28, 1]),
             "opinion": ("critic(digit, mode=inference)", [1])}

    def changes(self):
        return {"data": {name: tensors(name) for name in ("digit", "noise", "mix")},
                "train": {"steps": None}, "networks": {"classifier": None}, "metrics": {"kid": None, "test_distance": None},
                "values": {"fake": "generator(noise)", "mix": None, "seeds": None},
                "step": [{"critic": {"minimize": "penalty * too_steep - distance"}},
                         {"generator": {"maximize": "liked"}}]}

    def arrays(self, data, seed):
        count = self.batch * STEPS
        mix = np.random.default_rng(2000 + seed).random((count, 1, 1, 1)).astype(np.float32)
        return {"digit": digits(data, count, seed), "noise": noise(count, 128, seed), "mix": mix}

    def stage(self, p, batch, index):
        fake = models.wgan_generator(p, batch["noise"])
        if index == 1:
            return [("generator.", -models.wgan_critic(p, fake).mean())]
        real = models.nchw(batch["digit"])
        between = real + models.nchw(batch["mix"]) * (fake - real)
        if not between.requires_grad:
            between.requires_grad_()
        [slope] = torch.autograd.grad(models.wgan_critic(p, between).sum(), between, create_graph=True)
        steepness = slope.square().sum((1, 2, 3)).sqrt()
        distance = models.wgan_critic(p, real).mean() - models.wgan_critic(p, fake).mean()
        return [("critic.", 10 * (steepness - 1).square().mean() - distance)]

    def outputs(self, p, batch):
        return {"out": models.nhwc(models.wgan_generator(p, batch["noise"])),
                "opinion": models.wgan_critic(p, models.nchw(batch["digit"]))}


CASES = {"ecg": Ecg, "vae": Vae, "dcgan": Dcgan, "dcgan_sequential": DcganSequential,
         "dcgan_dropout": DcganDropout, "conv_autoencoder": ConvAutoencoder, "wgan_gp": WganGp}


def digits(data, count, seed):
    """Pictures [count, 28, 28, 1] in 0...1, others for every seed."""
    with gzip.open(data / "mnist/train-images-idx3-ubyte.gz") as file:
        raw = np.frombuffer(file.read()[16:], np.uint8).reshape(-1, 28, 28, 1)
    order = np.random.default_rng(seed).permutation(len(raw))[:count]
    return (raw[order] / 255).astype(np.float32)


def noise(count, size, seed):
    return np.random.default_rng(1000 + seed).standard_normal((count, size)).astype(np.float32)


def opinion_loss(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))
