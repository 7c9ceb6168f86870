"""Losses: expressions that call one."""

import torch
import torch.nn.functional as F

import common
from common import channels_first, draw
from expressions import expression, gram

losses = []


def loss(*case):
    expression(losses, *case)

x, t = draw(3, 2, 2), draw(3, 2, 2)
unit = (common.generator.integers(0, 2, (3, 2, 2))).astype(float)
unit = torch.tensor(unit)
classes = torch.tensor([[2.0, 0.0], [1.0, 3.0]], dtype=torch.float64)
logits = draw(2, 2, 4)
elementwise = F.binary_cross_entropy_with_logits
loss("bce(x, t)", lambda x, t: elementwise(x, t), x, unit)
loss("bce(x, t, reduction=batchmean)", lambda x, t: elementwise(x, t, reduction="sum") / 3, x, unit)
loss("bce(x, t, reduction=sum)", lambda x, t: elementwise(x, t, reduction="sum"), x, unit)
loss("bce(x, t, reduction=none)", lambda x, t: elementwise(x, t, reduction="none"), x, unit)
loss("bce(x, 1)", lambda x, t: elementwise(x, torch.ones_like(x)), x * 20, unit)
loss("bce(x, 0)", lambda x, t: elementwise(x, torch.zeros_like(x)), torch.zeros(1, 1, dtype=torch.float64), unit)
loss("bce(sigmoid(x), t)", lambda x, t: elementwise(x, t), x * 20, unit)
loss("bce(x, t, probabilities=true)", lambda x, t: F.binary_cross_entropy(x, t), x.abs() / 4 + 0.125, unit)
loss("cross_entropy(x, t)", lambda x, t: F.cross_entropy(x.reshape(4, 4), t.reshape(4).long()), logits, classes)
loss("cross_entropy(softmax(x), t)", lambda x, t: F.cross_entropy(x.reshape(4, 4), t.reshape(4).long()),
     logits * 20, classes)
loss("cross_entropy(x, t, ignore=0)",
     lambda x, t: F.cross_entropy(x.reshape(4, 4), t.reshape(4).long(), ignore_index=0), logits, classes)
loss("cross_entropy(x, 2)", lambda x, t: F.cross_entropy(x.reshape(4, 4), torch.full((4,), 2)), logits, classes)
loss("cross_entropy(x, t)", lambda x, t: F.cross_entropy(x, t), draw(3, 4),
     torch.tensor(common.generator.dirichlet([1, 1, 1, 1], 3).round(3)))
loss("mse(x, t)", F.mse_loss, x, t)
loss("content(x, t, reduction=sum)", lambda x, t: F.mse_loss(x, t, reduction="sum"), x, t)
loss("l1(x, t)", F.l1_loss, x, t)
loss("cycle(x, t)", F.l1_loss, x, t)
loss("identity(x, t)", F.l1_loss, x, t)
loss("huber(x, t)", F.huber_loss, x * 2, t)
loss("huber(x, t, delta=0.5)", lambda x, t: F.huber_loss(x, t, delta=0.5), x, t)
loss("hinge(x, t)", lambda x, t: F.relu(1 - t * x).mean(), x, unit * 2 - 1)
loss("wasserstein(x, t)", lambda x, t: (-t * x).mean(), x, unit * 2 - 1)
divergence = lambda m, v: -0.5 * (1 + v - m * m - v.exp())
loss("kl(x, t)", lambda x, t: divergence(x, t).mean(), x, t)
loss("kl(t, x, reduction=batchmean)", lambda x, t: divergence(t, x).sum() / 3, x, t)
density = lambda x, t: torch.distributions.Normal(t, (0.5 * x).exp()).log_prob(t + 0.5)
loss("log_normal_pdf(t + 0.5, t, x, reduction=batchmean)", lambda x, t: density(x, t).sum() / 3, x, t)
loss("l2(x, reduction=sum)", lambda x, t: (x * x).sum(), x, t)
picture = draw(2, 3, 4, 2)
down = lambda x: x[:, 1:] - x[:, :-1]
right = lambda x: x[:, :, 1:] - x[:, :, :-1]
loss("total_variation(x)", lambda x, t: (down(x).abs().sum() + right(x).abs().sum()) / 2, picture, t)
loss("total_variation(x, power=1.25)",
     lambda x, t: (down(x)[:, :, :-1] ** 2 + right(x)[:, :-1] ** 2).pow(1.25).sum() / 2, picture, t)
# Two layers of the pictures: "a" is leaky_relu, "b" the mean of 2 × 2 of that.
seen = lambda x: [F.leaky_relu(channels_first(x), 0.2), F.avg_pool2d(F.leaky_relu(channels_first(x), 0.2), 2)]
net = """networks: {net: {input: [any, any, 2], layers: [
  {leaky_relu: 0.2, as: a}, {average_pool: 2, as: b}]}}"""
pairs = lambda x, t: list(zip(seen(x), seen(t)))
shares = lambda x: gram(x) / (x.shape[2] * x.shape[3])
loss("gram_style(net(x), net(t), layers=[a, b])",
     lambda x, t: sum((gram(s) - gram(w)).square().sum() for s, w in pairs(x, t)) / 2 / (4 * (2 * 4 * 2) ** 2),
     draw(2, 2, 4, 2), draw(2, 2, 4, 2), net)
loss("gram_style(net(x), net(t), layers=[b, a], norm=positions)",
     lambda x, t: sum((shares(s) - shares(w)).square().mean() for s, w in pairs(x, t)),
     draw(2, 2, 4, 2), draw(2, 4, 4, 2), net)
normal = lambda m, v: torch.distributions.Normal(m, (0.5 * v).exp())
loss("kl(x, t, prior_mean=0.25, prior_log_variance=x * 0.5)",
     lambda x, t: torch.distributions.kl_divergence(normal(x, t), normal(torch.tensor(0.25), x * 0.5)).mean(), x, t)
loss("kl(x, t, prior_mean=t, reduction=sum)",
     lambda x, t: torch.distributions.kl_divergence(normal(x, t), normal(t, t * 0)).sum(), x, t)


def discrepancy(x, y):
    a, b = x.flatten(1), y.flatten(1)
    kernel = lambda a, b: (a @ b.T / a.shape[1] + 1) ** 3
    within = lambda a: (kernel(a, a).sum() - kernel(a, a).trace()) / (len(a) * (len(a) - 1))
    return within(a) + within(b) - 2 * kernel(a, b).mean()


loss("kid(x, t)", discrepancy, draw(5, 2, 2), draw(3, 2, 2))


def told(p, t, temperature, within=False):
    p, t = F.normalize(p.flatten(1)), F.normalize(t.flatten(1))
    own = (p @ p.T / temperature).masked_fill(torch.eye(len(p), dtype=torch.bool), -torch.inf)
    scores = torch.cat([p @ t.T / temperature] + ([own] if within else []), 1)
    return F.cross_entropy(scores, torch.arange(len(p)), reduction="none")


loss("info_nce(x, t)", lambda x, t: told(x, t, 0.1).mean(), draw(5, 2, 2), draw(5, 2, 2))
loss("info_nce(x, t, temperature=0.5, within=true)", lambda x, t: told(x, t, 0.5, True).mean(), draw(5, 3), draw(5, 3))
loss("info_nce(x, t, temperature=exp(mean(t)), reduction=none)", lambda x, t: told(x, t, t.mean().exp()),
     draw(4, 3), draw(4, 3))
loss("cross_entropy(x, t, reduction=none)",
     lambda x, t: F.cross_entropy(x.reshape(4, 4), t.reshape(4).long(), reduction="none").reshape(2, 2), logits, classes)
