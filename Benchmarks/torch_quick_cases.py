"""More experiments that are compared with PyTorch, at the sizes of their quick profiles: what torch_cases.py is for others."""
import math

import numpy as np
import torch
import torch.nn.functional as F

import torch_models as models
import torch_picture_models as pictures
from torch_cases import STEPS, Case, digits, noise, opinion_loss, tensors


class Text(Case):
    """Sentences are drawn words here. By Adam: the slots of rmsprop do not tell a gradient's sign."""
    experiment, batch, words, length = "text_generation_imdb", 16, 200, 20
    shown = {"out": ("model(review[:-1], mode=inference)", [19, 200])}

    def changes(self):
        return {"data": {"review": tensors("review") | dict.fromkeys(("splits", "column", "replace", "vocabulary", "length"))},
                "params": {"words": self.words, "length": self.length, "units": 32, "hidden": 64, "written": 18},
                "metrics": {"test_loss": None, "perplexity": None}, "train": {"optimizer": {"adam": {"learning_rate": self.rate}}},
                "step": [{"model": {"minimize": "surprise"}}]}

    def arrays(self, data, seed):
        generator = np.random.default_rng(seed)
        rows = np.minimum(generator.zipf(1.3, (self.batch * STEPS, self.length)), self.words - 1)
        ends = generator.integers(self.length // 2, self.length + 1, (len(rows), 1))
        return {"review": np.where(np.arange(self.length) < ends, rows, 0).astype(np.int32)}

    def stage(self, p, batch, index):
        review = batch["review"].long()
        scores = models.next_words(p, review[:, :-1])
        losses = F.cross_entropy(scores.flatten(0, 1), review[:, 1:].flatten(), reduction="none")
        return [("model.", (losses * (review[:, :-1] != 0).flatten()).mean())]

    def outputs(self, p, batch):
        return {"out": F.softmax(models.next_words(p, batch["review"].long()[:, :-1]), -1)}


class Autoencoder(Case):
    """A variational one for digits, whose noise comes from a file."""
    batch, latent = 32, 2
    shown = {"out": ("decoder(noise, mode=inference)", [28, 28, 1])}
    digit, metrics, minimized = {}, ("test_loss",), ""

    def changes(self):
        return {"data": {"digit": tensors("digit") | self.digit, "noise": tensors("noise")}, "values": {"z": self.z, "seeds": None},
                "metrics": dict.fromkeys(self.metrics),
                "step": [{"vae": {"update": ["encoder", "decoder"], "minimize": self.minimized}}]}

    def arrays(self, data, seed):
        count = self.batch * STEPS
        return {"digit": digits(data, count, seed), "noise": noise(count, self.latent, seed)}

    def stage(self, p, batch, index):
        return [(("encoder.", "decoder."), self.loss(p, models.nchw(batch["digit"]), batch["noise"]))]


class Cvae(Autoencoder):
    experiment, rate = "cvae_mnist", 1e-4
    z, minimized = "mean_z + exp(0.5 * log_variance) * noise", "log_q_z - log_p_x - log_p_z"
    digit, metrics = {"transforms": None}, ("elbo",)

    def changes(self):
        changed = super().changes()
        del changed["values"]["seeds"]
        return changed

    def arrays(self, data, seed):
        found = super().arrays(data, seed)
        return found | {"digit": (found["digit"] > 0.5).astype(np.float32)}

    def loss(self, p, x, drawn):
        mean, log_variance = pictures.cvae_encoder(p, x)
        z = mean + torch.exp(0.5 * log_variance) * drawn
        density = lambda z, mean, log_variance: (
            -0.5 * ((z - mean) ** 2 * torch.exp(-log_variance) + log_variance + math.log(2 * math.pi))).sum(1).mean()
        log_p_x = -F.binary_cross_entropy_with_logits(pictures.cvae_decoder(p, z), x, reduction="none").sum((1, 2, 3)).mean()
        return density(z, mean, log_variance) - log_p_x - density(z, z * 0, z * 0)

    def outputs(self, p, batch):
        return {"out": models.nhwc(pictures.cvae_decoder(p, batch["noise"]))}


class Vae20(Autoencoder):
    """With Keras's epsilon."""
    experiment, latent = "vae20_mnist", 20
    z, minimized = "posterior.mean + posterior.deviation * noise", "generation + latent_loss"

    def changes(self):
        return super().changes() | {"train": {"optimizer": {"adam": {"epsilon": 1e-7}}}}

    def loss(self, p, x, drawn):
        mean, deviation = pictures.vae20_encoder(p, x)
        rebuilt, variance = pictures.vae20_decoder(p, mean + deviation * drawn), deviation.square()
        generation = -(x * torch.log(1e-8 + rebuilt) + (1 - x) * torch.log(1e-8 + 1 - rebuilt)).sum((1, 2, 3)).mean()
        return generation + 0.5 * (mean.square() + variance - torch.log(variance) - 1).sum(1).mean()

    def outputs(self, p, batch):
        return {"out": models.nhwc(pictures.vae20_decoder(p, batch["noise"]))}


class VaeUpsample(Autoencoder):
    experiment = "vae_upsample_mnist"
    z, minimized = "posterior.mean + exp(0.5 * posterior.log_variance) * noise", "reconstruction + 0.1 * divergence"
    metrics = ("test_loss", "test_reconstruction")

    def changes(self):
        changed = super().changes()
        del changed["values"]["seeds"]
        return changed

    def loss(self, p, x, drawn):
        mean, log_variance = pictures.pooling_encoder(p, x)
        logits = pictures.upsampling_decoder(p, mean + torch.exp(0.5 * log_variance) * drawn)
        divergence = -0.5 * (1 + log_variance - mean ** 2 - log_variance.exp()).sum(1).mean()
        return F.binary_cross_entropy_with_logits(logits, x) + 0.1 * divergence

    def outputs(self, p, batch):
        return {"out": models.nhwc(torch.sigmoid(pictures.upsampling_decoder(p, batch["noise"], training=False)))}


class Ddpm(Case):
    """The last convolution begins as the others, since nothing has a gradient where it begins with zeros."""
    experiment, batch, rate, schedule = "ddpm_digits", 32, 2e-3, (100, 1e-3, 0.2)
    shown = {"out": ("denoiser(noisy, t, mode=inference)", [28, 28, 1])}

    def edited(self, text):
        return text.replace(", initializer: zeros}", "}")

    def changes(self):
        steps, first, last = self.schedule
        return {"data": {name: tensors(name) for name in ("digit", "time", "drawn")},
                "params": {"steps": steps, "first": first, "last": last, "width": 16, "features": 64},
                "networks": {"average": None}, "values": {"t": "time", "noise": "drawn"}, "metrics": {"test_error": None},
                "train": {"steps": None, "optimizer": {"adam": {"learning_rate": self.rate}}},
                "step": [{"denoiser": {"minimize": "error"}}]}

    def arrays(self, data, seed):
        count = self.batch * STEPS
        time = np.random.default_rng(4000 + seed).integers(0, self.schedule[0], (count, 1))
        return {"digit": digits(data, count, seed) * 2 - 1, "time": time.astype(np.float32),
                "drawn": noise(count, 28 * 28, seed).reshape(count, 28, 28, 1)}

    def noisy(self, batch):
        steps, first, last = self.schedule
        beta = first + (last - first) * torch.arange(steps, dtype=batch["time"].dtype) / (steps - 1)
        left = torch.cumprod(1 - beta, 0)[batch["time"].long()][..., None, None]
        return left.sqrt() * models.nchw(batch["digit"]) + (1 - left).sqrt() * models.nchw(batch["drawn"])

    def stage(self, p, batch, index):
        found = models.denoiser(p, self.noisy(batch), batch["time"], "denoiser")
        return [("denoiser.", F.mse_loss(found, models.nchw(batch["drawn"])))]

    def outputs(self, p, batch):
        return {"out": models.nhwc(models.denoiser(p, self.noisy(batch), batch["time"], "denoiser"))}


class Translation(Case):
    """Pictures are noise, two a step; without dropout."""
    batch, rate, betas, side = 2, 2e-4, (0.5, 0.999), 64

    def edited(self, text):
        return text.replace(", rate: 0.5}", "}")

    def drawn(self, seed):
        shape = (self.batch * STEPS, self.side, self.side, 3)
        return (np.random.default_rng(seed).random(shape) * 2 - 1).astype(np.float32)


class Pix2pix(Translation):
    experiment = "pix2pix_facades"
    shown = {"out": ("generator(plan, mode=inference)", [64, 64, 3])}

    def changes(self):
        return {"data": {"facade": None, "photo": tensors("photo"), "plan": tensors("plan")},
                "networks": {"generator": {"params": {"width": 8, "seventh": 1, "eighth": 1}}, "discriminator": {"params": {"width": 8}}},
                "values": {"fake": "generator(plan)", "judged_real": "discriminator(concat([plan, photo]))",
                           "judged_fake": "discriminator(concat([plan, fake]))"},
                "losses": {"distance": "l1(fake, photo)"}, "metrics": {"test_distance": None}, "train": {"steps": None},
                "step": [{"generator": {"minimize": "fool + l1_weight * distance"}, "discriminator": {"minimize": "judge"}}]}

    def arrays(self, data, seed):
        return {"photo": self.drawn(seed), "plan": self.drawn(1000 + seed)}

    def stage(self, p, batch, index):
        photo, plan = models.nchw(batch["photo"]), models.nchw(batch["plan"])
        fake = pictures.unet(p, "generator", plan, "batch_norm")
        # The generator's loss asks for what is made first, and running statistics move in that order.
        made, real = (pictures.patches(p, "discriminator", torch.cat([plan, x], 1), "batch_norm") for x in (fake, photo))
        return [("generator.", opinion_loss(made, 1.0) + 100 * models.distance(fake, photo)),
                ("discriminator.", opinion_loss(real, 1.0) + opinion_loss(made, 0.0))]

    def outputs(self, p, batch):
        return {"out": models.nhwc(pictures.unet(p, "generator", models.nchw(batch["plan"]), "batch_norm", training=False))}


class CycleGan(Translation):
    experiment = "cyclegan_horse2zebra"
    shown = {"out": ("G(horse, mode=inference)", [64, 64, 3])}
    sized = {"networks": {"G": {"params": {"width": 8, "seventh": 1, "eighth": 1}}, "D_zebra": {"params": {"width": 8}}}}

    def changes(self):
        kinds = {"data": {name: tensors(name) | {"splits": None, "transforms": None} for name in ("horse", "zebra")},
                 "metrics": {"test_cycled": None}, "train": {"optimizer": {"adam": {"learning_rate": self.rate}}}}
        step = {network: {"minimize": loss} for network, loss in (
            ("G", "fool_zebra + cycled + same_zebra"), ("F", "fool_horse + cycled + same_horse"), ("D_zebra", "judge_zebra"),
            ("D_horse", "judge_horse"))}
        return kinds | self.sized | {"step": [step]}

    def arrays(self, data, seed):
        return {"horse": self.drawn(seed), "zebra": self.drawn(1000 + seed)}

    def made(self, p, network, x):
        return pictures.unet(p, network, x, "instance_norm")

    def judged(self, p, network, x):
        return pictures.patches(p, network, x, "instance_norm")

    def opinion(self, scores, target):
        return opinion_loss(scores, target)

    def stage(self, p, batch, index):
        real = {"zebra": models.nchw(batch["zebra"]), "horse": models.nchw(batch["horse"])}
        fake = {"zebra": self.made(p, "G", real["horse"]), "horse": self.made(p, "F", real["zebra"])}
        cycled = 10 * (models.distance(self.made(p, "F", fake["zebra"]), real["horse"])
                       + models.distance(self.made(p, "G", fake["horse"]), real["zebra"]))
        updates = []
        for network, kind in (("G", "zebra"), ("F", "horse")):
            same = 5 * models.distance(self.made(p, network, real[kind]), real[kind])
            updates.append((f"{network}.", self.opinion(self.judged(p, f"D_{kind}", fake[kind]), 1.0) + cycled + same))
        for kind in ("zebra", "horse"):
            judged = [self.judged(p, f"D_{kind}", x) for x in (real[kind], fake[kind])]
            updates.append((f"D_{kind}.", 0.5 * (self.opinion(judged[0], 1.0) + self.opinion(judged[1], 0.0))))
        return updates

    def outputs(self, p, batch):
        return {"out": models.nhwc(self.made(p, "G", models.nchw(batch["horse"])))}


class CycleGanResnet(CycleGan):
    """Judged are the pictures of the step, which are what the history gives until it is full."""
    experiment, side = "cyclegan_resnet_horse2zebra", 48
    shown = {"out": ("G(horse, mode=inference)", [48, 48, 3])}
    sized = {"params": {"blocks": 3, "width": 8}, "variables": {"past_zebras": None, "past_horses": None},
             "losses": {"judge_zebra": "judges(D_zebra, zebra, fake_zebra)", "judge_horse": "judges(D_horse, horse, fake_horse)"}}

    def made(self, p, network, x):
        return pictures.resnet(p, network, x, 3)

    def judged(self, p, network, x):
        return pictures.judge(p, network, x)

    def opinion(self, scores, target):
        return (scores - target).square().mean()


class StyleTransfer(Case):
    """Another photo and painting each step, two at once; the canvas begins as noise."""
    experiment, batch, rate, side = "style_transfer", 2, 4.0, 48
    shown = {"taps": ("vgg(photo, mode=inference).conv3", [12, 12, 64])}

    def changes(self):
        data = tensors("photo") | dict.fromkeys(("height", "size", "preprocess"))
        layers = "layers=[conv1, conv2, conv3], norm=picture"
        return {"data": {"photo": data, "painting": data | {"path": "painting.npy"}},
                "params": {"content_weight": 1e-4, "style_weight": 1000, "smooth_weight": 1e-9},
                "networks": {"vgg": {
                    "use": "networks/texture_classifier.yaml",
                    "weights": {"file": "./weights/texture_classifier.safetensors.zst", "names": {"*": "classifier.*"}}}},
                "variables": {"canvas": {"init": f"40 * normal([{self.side}, {self.side}, 3], count=1)"}},
                "losses": {"content": "content_weight * content(seen.conv3, wanted.conv3, reduction=sum)",
                           "style": f"style_weight / 3 * gram_style(seen, styled, {layers})"},
                "metrics": {"style_distance": None}, "train": {"steps": None},
                "step": [{"canvas": {"minimize": "content + style + smooth", "optimizer": {"adam": {"learning_rate": self.rate}}}}]}

    def arrays(self, data, seed):
        shape = (self.batch * STEPS, self.side, self.side, 3)
        return {name: (np.random.default_rng(first + seed).standard_normal(shape) * 60).astype(np.float32)
                for name, first in (("photo", 0), ("painting", 1000))}

    def stage(self, p, batch, index):
        canvas = models.nchw(p["canvas"])
        seen, wanted, styled = (
            pictures.texture_taps(p, "vgg", x) for x in (canvas, models.nchw(batch["photo"]), models.nchw(batch["painting"])))
        gram = lambda x: torch.einsum("nchw,ndhw->ncd", x, x)
        pixels = 3 * self.side ** 2
        content = (seen[2] - wanted[2]).square().sum()
        style = sum((gram(s) - gram(w)).square().sum((1, 2)).mean() for s, w in zip(seen, styled)) / (4 * pixels ** 2)
        down, right = canvas[:, :, 1:] - canvas[:, :, :-1], canvas[:, :, :, 1:] - canvas[:, :, :, :-1]
        smooth = (down[:, :, :, :-1] ** 2 + right[:, :, :-1] ** 2).pow(1.25).sum()
        return [("canvas", 1e-4 * content + 1000 / 3 * style + 1e-9 * smooth)]

    def outputs(self, p, batch):
        return {"taps": models.nhwc(pictures.texture_taps(p, "vgg", models.nchw(batch["photo"]))[2])}


CASES = {"text": Text, "cvae": Cvae, "vae20": Vae20, "vae_upsample": VaeUpsample, "ddpm": Ddpm, "pix2pix": Pix2pix,
         "cyclegan": CycleGan, "cyclegan_resnet": CycleGanResnet, "style_transfer": StyleTransfer}
