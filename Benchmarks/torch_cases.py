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
    #: What Etch's kernels may choose among.
    numerics = "fast"
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

    def edited(self, text):
        """The text of the experiment and of network files, where more has to change than a variant can."""
        return text

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
        own = changes.pop("variables", {})
        step = changes.pop("step") + [
            {name: {"assign": f"({expression}).batch[:{SHOWN}]"}
             for name, (expression, _) in self.shown.items()}]
        first, (expression, _) = next(iter(self.shown.items()))
        return {
            "extends": "experiment.yaml", "seed": seed, **changes,
            "variables": own | {name: {"init": f"zeros({shape}, count={SHOWN})"}
                                for name, (_, shape) in self.shown.items()},
            "metrics": {**changes.get("metrics", {}),
                        f"{first}_mean": {"value": f"mean({expression})", "split": "train"},
                        f"{first}_std": {"value": f"std({expression})", "split": "train"}},
            "train": {"epochs": 1, "batch_size": self.batch, "step": step, "numerics": self.numerics, **train},
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
        return [("autoencoder.", models.distance(rebuilt, batch["beat"]))]

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
    """With Keras's epsilon."""
    experiment, batch = "conv_autoencoder_mnist", 100
    shown = {"out": ("decoder(encoder(digit, mode=inference), mode=inference)", [28, 28, 1])}

    def changes(self):
        return {"data": {"digit": tensors("digit")}, "metrics": {"bce": None},
                "train": {"optimizer": {"adam": {"epsilon": 1e-7}}},
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
    """The critic's stage with the penalty on its gradient, then the generator's; both take every step. With Keras's epsilon."""
    experiment, batch, rate, stages, betas = "wgan_gp_digits", 50, 1e-4, 2, (0.5, 0.9)
    shown = {"out": ("generator(noise, mode=inference)", [28, 28, 1]),
             "opinion": ("critic(digit, mode=inference)", [1])}

    def changes(self):
        return {"data": {name: tensors(name) for name in ("digit", "noise", "mix")},
                "train": {"steps": None, "optimizer": {"adam": {"epsilon": 1e-7}}},
                "networks": {"classifier": None}, "metrics": {"kid": None, "test_distance": None},
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


class Adversarial(Case):
    """The discriminator's stage, then the generator's, both with the noise of a file."""
    stages, made = 2, 1.0
    shown = {"out": ("generator(noise, mode=inference)", [28, 28, 1])}

    def stage(self, p, batch, index):
        fake = self.fake(p, batch)
        if index == 1:
            return [("generator.", opinion_loss(self.opinion(p, fake, batch), 1 - self.made))]
        return [("discriminator.", self.weight * (
            opinion_loss(self.opinion(p, fake, batch), self.made)
            + opinion_loss(self.opinion(p, models.nchw(batch[self.real]), batch), 1 - self.made)))]

    def outputs(self, p, batch):
        return {"out": models.nhwc(self.fake(p, batch, training=False))}


class Cgan(Adversarial):
    experiment, batch, rate, weight, real = "cgan_digits", 32, 3e-4, 0.5, "digit"
    shown = {"out": ("generator(concat([noise, kind]), mode=inference)", [28, 28, 1]),
             "opinion": ("discriminator(digit, kind, mode=inference)", [1])}

    def changes(self):
        return {"data": {name: tensors(name) for name in ("digit", "noise", "kind")}, "params": {"width": 32},
                "networks": {"classifier": None}, "metrics": {"obeyed": None},
                "values": {"class": "kind", "fake": "generator(concat([noise, kind]))", "answer": None, "seeds": None,
                           "rows": None},
                "step": [{"discriminator": {"minimize": "judged"}}, {"generator": {"minimize": "fooled"}}]}

    def arrays(self, data, seed):
        count = self.batch * STEPS
        kinds = np.eye(10, dtype=np.float32)[np.random.default_rng(3000 + seed).integers(0, 10, count)]
        return {"digit": digits(data, count, seed), "noise": noise(count, 128, seed), "kind": kinds}

    def fake(self, p, batch, training=True):
        return models.cgan_generator(p, torch.cat([batch["noise"], batch["kind"]], 1))

    def opinion(self, p, x, batch):
        return models.cgan_discriminator(p, x, batch["kind"])

    def outputs(self, p, batch):
        return super().outputs(p, batch) | {"opinion": self.opinion(p, models.nchw(batch["digit"]), batch)}


class GanCeleba(Adversarial):
    """Faces are noise here; without dropout and noise on the labels; 32 x 32, a quarter of the channels."""
    experiment, batch, rate, weight, real = "gan_celeba", 16, 1e-4, 0.5, "face"
    shown = {"out": ("generator(noise, mode=inference)", [32, 32, 3])}

    def changes(self):
        convolutions = [[{"conv2d": {"filters": filters, "kernel": 4, "stride": 2}}, {"leaky_relu": 0.2}]
                        for filters in (16, 32, 32)]
        return {"data": {name: tensors(name) | {"path": f"{name}.npy", "transforms": None} for name in ("face", "noise")},
                "params": {"size": 32, "width": 16}, "functions": {"noisy(label)": "label"},
                "networks": {"discriminator": {"layers": [
                    *sum(convolutions, []), "flatten", {"dense": {"units": 1, "activation": "sigmoid"}}]}},
                "metrics": dict.fromkeys(("real_seems_fake", "fake_seems_fake", "likeness")),
                "values": {"fake": "generator(noise)", "seeds": None},
                "step": [{"discriminator": {"minimize": "d_loss"}}, {"generator": {"minimize": "g_loss"}}]}

    def arrays(self, data, seed):
        count = self.batch * STEPS
        faces = np.random.default_rng(seed).random((count, 32, 32, 3)).astype(np.float32)
        return {"face": faces, "noise": noise(count, 128, seed)}

    def fake(self, p, batch, training=True):
        return models.celeba_generator(p, batch["noise"], 4)

    def opinion(self, p, x, batch):
        return models.celeba_discriminator(p, x)


class GanHomework(Adversarial):
    """Without dropout; a quarter of the channels, and Keras's epsilon."""
    experiment, batch, rate, betas, weight, real, made = (
        "gan_mnist_homework", 32, 2e-4, (0.5, 0.999), 1, "picture", 0.0)

    def changes(self):
        activated = ["batch_norm", {"leaky_relu": 0.2}]
        return {"data": {name: tensors(name) for name in ("picture", "noise")}, "params": {"width": 16},
                "blocks": {"activated": {"layers": activated}},
                "networks": {"classifier": None, "discriminator": {"layers": [
                    {"conv2d": {"filters": 16}}, {"leaky_relu": 0.2}, {"conv2d": {"filters": 32}}, "activated",
                    {"conv2d": {"filters": 64}}, "activated", "flatten", {"dense": {"units": 1}}]}},
                "functions": {"seen(x)": None}, "values": {"z": "noise", "seeds": None},
                "metrics": dict.fromkeys(("real_seems_real", "fake_seems_real", "kid")),
                "train": {"optimizer": {"adam": {"epsilon": 1e-7}}},
                "step": [{"discriminator": {"minimize": "d_loss"}}, {"generator": {"minimize": "g_loss"}}]}

    def arrays(self, data, seed):
        count = self.batch * STEPS
        return {"picture": digits(data, count, seed) * 2 - 1, "noise": noise(count, 100, seed)}

    def fake(self, p, batch, training=True):
        return models.homework_generator(p, batch["noise"], training)

    def opinion(self, p, x, batch):
        return models.homework_discriminator(p, x)

    def stage(self, p, batch, index):
        if index == 0:  # the file asks for what is real first, and running statistics move in that order
            real = opinion_loss(self.opinion(p, models.nchw(batch[self.real]), batch), 1.0)
            return [("discriminator.", real + opinion_loss(self.opinion(p, self.fake(p, batch), batch), 0.0))]
        return super().stage(p, batch, index)


CASES = {"ecg": Ecg, "vae": Vae, "dcgan": Dcgan, "dcgan_sequential": DcganSequential,
         "dcgan_dropout": DcganDropout, "conv_autoencoder": ConvAutoencoder, "wgan_gp": WganGp,
         "cgan": Cgan, "gan_celeba": GanCeleba, "gan_homework": GanHomework}


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
