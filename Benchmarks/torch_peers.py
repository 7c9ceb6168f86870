#!/usr/bin/env python3
"""One training step of each workload in PyTorch, for bench.py, which asks for times on standard input.

    Benchmarks/torch_peers.py WORKLOAD MODE THREADS [NAME=NUMBER …]       MODE: eager, channels_last or compile

Networks, batches, losses and optimizers are those of the experiments; each step trains on one fixed batch, while Etch's
takes a new one from its data. In eager mode the operations of a step are counted, those of contractions alone.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

from peer_loop import arguments, serve

bce = F.binary_cross_entropy_with_logits
ones, zeros = torch.ones_like, torch.zeros_like


class View(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(x.shape[0], *self.shape)


class Workloads:
    """Each method makes a step."""

    def __init__(self, mode):
        self.mode = mode

    def layout(self, x):
        return x.to(memory_format=torch.channels_last) if self.mode == "channels_last" else x

    def network(self, *layers):
        return self.layout(nn.Sequential(*layers))

    def pictures(self, *shape):
        return self.layout(torch.rand(*shape))

    def fused(self, function):
        return torch.compile(function, dynamic=False) if self.mode == "compile" else function

    def training(self, loss, optimizer):
        loss = self.fused(loss)

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss().backward()
            optimizer.step()
        return step

    @staticmethod
    def adam(networks, rate, beta=0.9):
        parameters = [p for network in networks for p in network.parameters()]
        return torch.optim.Adam(parameters, rate, (beta, 0.999), fused=True)

    def ecg(self, batch=512):
        sizes = [140, 32, 16, 8, 16, 32]
        layers = [part for a, b in zip(sizes, sizes[1:]) for part in (nn.Linear(a, b), nn.ReLU())]
        network, x = nn.Sequential(*layers, nn.Linear(32, 140), nn.Sigmoid()), torch.rand(batch, 140)
        return self.training(lambda: F.l1_loss(network(x), x), self.adam([network], 1e-3))

    def vae(self, batch=128):
        body = self.network(
            nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(),
            nn.Linear(3136, 16), nn.ReLU())
        mean, variance = nn.Linear(16, 2), nn.Linear(16, 2)
        decoder = self.network(
            nn.Linear(2, 3136), nn.ReLU(), View(64, 7, 7), nn.ConvTranspose2d(64, 64, 3, 2, 1, 1), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 3, 2, 1, 1), nn.ReLU(), nn.Conv2d(32, 1, 3, 1, 1))
        x = self.pictures(batch, 1, 28, 28)

        def loss():
            seen = body(x)
            m, v = mean(seen), variance(seen)
            drawn = decoder(m + torch.exp(0.5 * v) * torch.randn_like(m))
            rebuilt = bce(drawn, x, reduction="none").sum((1, 2, 3)).mean()
            return rebuilt - 0.5 * (1 + v - m * m - v.exp()).sum(1).mean()
        return self.training(loss, self.adam([body, mean, variance, decoder], 1e-3))

    @staticmethod
    def turns(first, second, fool, judge, *judges):
        """Both sides at the same parameters. What judges takes no gradient where it is fooled, for none of it is used."""
        weights = [p for network in judges for p in network.parameters()]

        def step():
            first.zero_grad(set_to_none=True)
            for p in weights:
                p.requires_grad_(False)
            loss, *fakes = fool()
            loss.backward()
            for p in weights:
                p.requires_grad_(True)
            second.zero_grad(set_to_none=True)
            judge(*[fake.detach() for fake in fakes]).backward()
            first.step()
            second.step()
        return step

    def adversaries(self, generator, discriminator, x, noise, rate):
        """Both at the same parameters: the generator's pictures serve both losses."""
        first, second = self.adam([generator], rate), self.adam([discriminator], rate)

        @self.fused
        def fool():
            fake = generator(noise())
            judged = discriminator(fake)
            return bce(judged, ones(judged)), fake

        @self.fused
        def judge(fake):
            real, made = discriminator(x), discriminator(fake)
            return bce(real, ones(real)) + bce(made, zeros(made))

        return self.turns(first, second, fool, judge, discriminator)

    def dcgan(self, batch=256):
        leaky = lambda: nn.LeakyReLU(0.3)
        generator = self.network(
            nn.Linear(100, 12544, bias=False), nn.BatchNorm1d(12544), leaky(), View(256, 7, 7),
            nn.ConvTranspose2d(256, 128, 5, 1, 2, bias=False), nn.BatchNorm2d(128), leaky(),
            nn.ConvTranspose2d(128, 64, 5, 2, 2, 1, bias=False), nn.BatchNorm2d(64), leaky(),
            nn.ConvTranspose2d(64, 1, 5, 2, 2, 1, bias=False), nn.Tanh())
        discriminator = self.network(
            nn.Conv2d(1, 64, 5, 2, 2), leaky(), nn.Dropout(0.3), nn.Conv2d(64, 128, 5, 2, 2), leaky(), nn.Dropout(0.3),
            nn.Flatten(), nn.Linear(6272, 1))
        return self.adversaries(
            generator, discriminator, self.pictures(batch, 1, 28, 28), lambda: torch.randn(batch, 100), 1e-4)

    def celeba(self, batch=32):
        leaky = lambda: nn.LeakyReLU(0.2)
        generator = self.network(
            nn.Linear(128, 8192), View(128, 8, 8), nn.ConvTranspose2d(128, 128, 4, 2, 1), leaky(),
            nn.ConvTranspose2d(128, 256, 4, 2, 1), leaky(), nn.ConvTranspose2d(256, 512, 4, 2, 1), leaky(),
            nn.Conv2d(512, 3, 5, 1, 2), nn.Sigmoid())
        discriminator = self.network(
            nn.Conv2d(3, 64, 4, 2, 1), leaky(), nn.Conv2d(64, 128, 4, 2, 1), leaky(), nn.Conv2d(128, 128, 4, 2, 1), leaky(),
            nn.Flatten(), nn.Dropout(0.2), nn.Linear(8192, 1))
        return self.adversaries(
            generator, discriminator, self.pictures(batch, 3, 64, 64), lambda: torch.randn(batch, 128), 1e-4)

    def patch_judge(self, channels, norm):
        def down(a, b):
            return nn.Conv2d(a, b, 4, 2, 1, bias=False), norm(b), nn.LeakyReLU(0.3)
        return self.network(
            nn.Conv2d(channels, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.3), *down(64, 128), *down(128, 256),
            nn.ZeroPad2d(1), nn.Conv2d(256, 512, 4, bias=False), norm(512), nn.LeakyReLU(0.3), nn.ZeroPad2d(1),
            nn.Conv2d(512, 1, 4))

    def pix2pix(self, batch=1):
        generator, judge = self.layout(UNet(nn.BatchNorm2d)), self.patch_judge(6, nn.BatchNorm2d)
        x, y = self.pictures(batch, 3, 256, 256), self.pictures(batch, 3, 256, 256)
        first, second = self.adam([generator], 2e-4, 0.5), self.adam([judge], 2e-4, 0.5)

        @self.fused
        def fool():
            fake = generator(x)
            judged = judge(torch.cat([x, fake], 1))
            return bce(judged, ones(judged)) + 100 * F.l1_loss(fake, y), fake

        @self.fused
        def tell(fake):
            real, made = judge(torch.cat([x, y], 1)), judge(torch.cat([x, fake], 1))
            return bce(real, ones(real)) + bce(made, zeros(made))

        return self.turns(first, second, fool, tell, judge)

    def cyclegan(self, make, norm, distance):
        G, F_, DX, DY = make(), make(), self.patch_judge(3, norm), self.patch_judge(3, norm)
        x, y = self.pictures(1, 3, 256, 256), self.pictures(1, 3, 256, 256)
        first, second = self.adam([G, F_], 2e-4, 0.5), self.adam([DX, DY], 2e-4, 0.5)

        @self.fused
        def fool():
            fake_y, fake_x = G(x), F_(y)
            a, b = DY(fake_y), DX(fake_x)
            cycled = F.l1_loss(F_(fake_y), x) + F.l1_loss(G(fake_x), y)
            same = F.l1_loss(F_(x), x) + F.l1_loss(G(y), y)
            return distance(a, ones(a)) + distance(b, ones(b)) + 10 * cycled + 5 * same, fake_x, fake_y

        @self.fused
        def tell(fake_x, fake_y):
            total = 0
            for judge, real, made in ((DX, x, fake_x), (DY, y, fake_y)):
                a, b = judge(real), judge(made)
                total = total + 0.5 * (distance(a, ones(a)) + distance(b, zeros(b)))
            return total

        return self.turns(first, second, fool, tell, DX, DY)

    def cyclegan_unet(self):
        norm = lambda channels: nn.InstanceNorm2d(channels, affine=True)
        return self.cyclegan(lambda: self.layout(UNet(norm)), norm, bce)

    def cyclegan_resnet(self):
        return self.cyclegan(lambda: self.layout(resnet()), nn.InstanceNorm2d, F.mse_loss)

    def text(self, batch=64):
        words, units = 15000, 256
        model = Reader(words, 100, units, 2048, heads=2)
        x = torch.randint(0, words, (batch, 100))

        def loss():
            return F.cross_entropy(model(x[:, :-1]).transpose(1, 2), x[:, 1:])
        return self.training(loss, torch.optim.RMSprop(model.parameters(), 1e-3))

    def style(self, height=400):
        width = round(height * 4 / 3)
        layers, channels = [], 3
        for size, count in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 2)):
            for _ in range(count):
                layers += [nn.Conv2d(channels, size, 3, padding=1), nn.ReLU()]
                channels = size
            layers.append(nn.MaxPool2d(2))
        network = self.network(*layers[:-1]).requires_grad_(False)
        taps = [i for i, layer in enumerate(network) if isinstance(layer, nn.ReLU)]
        styled, content = [taps[i] for i in (0, 2, 4, 8, 12)], taps[13]

        def seen(x):
            found = {}
            for i, layer in enumerate(network):
                x = layer(x)
                if i == content or i in styled:
                    found[i] = x
            return found

        def gram(x):
            flat = x.flatten(2)[0]
            return flat @ flat.T
        with torch.no_grad():
            painting, photo = seen(self.pictures(1, 3, height, width)), seen(self.pictures(1, 3, height, width))
            wanted = {i: gram(painting[i]) for i in styled}
        canvas = self.pictures(1, 3, height, width).requires_grad_(True)

        def loss():
            found = seen(canvas)
            total = 2.5e-8 * (found[content] - photo[content]).square().sum()
            for i in styled:
                total = total + 1e-6 / 5 * (gram(found[i]) - wanted[i]).square().sum() / (36 * (height * width) ** 2)
            down = (canvas[:, :, :-1, :-1] - canvas[:, :, 1:, :-1]).square()
            right = (canvas[:, :, :-1, :-1] - canvas[:, :, :-1, 1:]).square()
            return total + 1e-6 * (down + right + 1e-8).pow(1.25).sum()
        return self.training(loss, torch.optim.SGD([canvas], 1e-3))


class UNet(nn.Module):
    def __init__(self, norm):
        super().__init__()
        outs = [64, 128, 256, 512, 512, 512, 512, 512]
        self.down = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(a, b, 4, 2, 1, bias=False), *([norm(b)] if 0 < i < 7 else []), nn.LeakyReLU(0.3))
            for i, (a, b) in enumerate(zip([3] + outs, outs)))
        ups = [(512, 512), (1024, 512), (1024, 512), (1024, 512), (1024, 256), (512, 128), (256, 64)]
        self.up = nn.ModuleList(
            nn.Sequential(
                nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False), norm(b), *([nn.Dropout(0.5)] if i < 3 else []), nn.ReLU())
            for i, (a, b) in enumerate(ups))
        self.last = nn.ConvTranspose2d(128, 3, 4, 2, 1)

    def forward(self, x):
        seen = []
        for layer in self.down:
            x = layer(x)
            seen.append(x)
        for layer, skipped in zip(self.up, reversed(seen[:-1])):
            x = torch.cat([layer(x), skipped], 1)
        return torch.tanh(self.last(x))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        part = lambda: (nn.Conv2d(channels, channels, 3, padding=1, padding_mode="reflect"), nn.InstanceNorm2d(channels))
        self.body = nn.Sequential(*part(), nn.ReLU(), *part())

    def forward(self, x):
        return x + self.body(x)


def resnet():
    """CycleGAN's generator, with nine residual blocks."""
    def part(a, b, kind, *last):
        return kind(a, b, 3, *last), nn.InstanceNorm2d(b), nn.ReLU()

    def wide(a, b):
        return nn.Conv2d(a, b, 7, padding=3, padding_mode="reflect")
    return nn.Sequential(
        wide(3, 64), nn.InstanceNorm2d(64), nn.ReLU(), *part(64, 128, nn.Conv2d, 2, 1), *part(128, 256, nn.Conv2d, 2, 1),
        *[Residual(256) for _ in range(9)], *part(256, 128, nn.ConvTranspose2d, 2, 1, 1),
        *part(128, 64, nn.ConvTranspose2d, 2, 1, 1), wide(64, 3), nn.Tanh())


class Attention(nn.Module):
    """Causal; each head is as wide as the whole."""

    def __init__(self, units, heads):
        super().__init__()
        self.heads = heads
        self.parts = nn.ModuleList(nn.Linear(units, heads * units) for _ in range(3))
        self.out = nn.Linear(heads * units, units)

    def forward(self, x, memory):
        query, key, value = (
            part(y).unflatten(2, (self.heads, -1)).transpose(1, 2) for part, y in zip(self.parts, (x, memory, memory)))
        seen = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.out(seen.transpose(1, 2).flatten(2))


class Reader(nn.Module):
    """A decoder of text that has its own input as memory, as in Deep Learning with Python, listing 12.6."""

    def __init__(self, words, length, units, hidden, heads):
        super().__init__()
        self.words, self.places = nn.Embedding(words, units), nn.Embedding(length, units)
        self.first, self.second = Attention(units, heads), Attention(units, heads)
        self.dense = nn.Sequential(nn.Linear(units, hidden), nn.ReLU(), nn.Linear(hidden, units))
        self.norms = nn.ModuleList(nn.LayerNorm(units) for _ in range(3))
        self.last = nn.Linear(units, words)

    def forward(self, x):
        memory = self.words(x) + self.places.weight[:x.shape[1]]
        x = self.norms[0](memory + self.first(memory, memory))
        x = self.norms[1](x + self.second(x, memory))
        return self.last(self.norms[2](x + self.dense(x)))


def billions(step):
    """Operations of a step's contractions, multiplications and additions both."""
    with FlopCounterMode(display=False) as counter:
        step()
    return counter.get_total_flops() / 1e9


def main():
    name, mode, threads, changes = arguments()
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    step = getattr(Workloads(mode), name)(**changes)
    serve(step, **({"gflop": billions(step)} if mode == "eager" else {}))


if __name__ == "__main__":
    main()
