"""Optimizers: ten applications of Keras's formulas and of PyTorch's own."""

import numpy as np
import torch

from common import start, draw, plain

optimizers = []


def optimizer(text, rule, names):
    """Ten applications of a rule to x, with gradients that are given; `rule` is Keras's formula."""
    x, gradients = draw(3, 2).numpy(), [draw(3, 2).numpy() for _ in range(10)]
    state, before, values = {}, x.copy(), []
    for time, gradient in enumerate(gradients, start=1):
        x = rule(x, gradient, state, time)
        values.append(plain(torch.tensor(x)))
    optimizers.append({
        "optimizer": text, "x": plain(torch.tensor(before)),
        "gradients": [plain(torch.tensor(g)) for g in gradients], "values": values,
        "slots": {name: plain(torch.tensor(state[name])) for name in names},
    })
    start()


def torch_optimizer(text, kind, **options):
    """As optimizer, by one of PyTorch's own, whose slots have other names and signs."""
    x, gradients = draw(3, 2), [draw(3, 2) for _ in range(10)]
    before, values = x.clone(), []
    rule = kind([x], **options)
    for gradient in gradients:
        x.grad = gradient
        rule.step()
        values.append(plain(x))
    optimizers.append({"optimizer": text, "x": plain(before), "gradients": [plain(g) for g in gradients],
                       "values": values})
    start()


def adam(rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7, decay=0.0, condition=lambda g: g):
    def rule(x, g, s, time):
        g = condition(g)
        s["m"] = s.get("m", 0) + (g - s.get("m", 0)) * (1 - beta_1)
        s["v"] = s.get("v", 0) + (g * g - s.get("v", 0)) * (1 - beta_2)
        alpha = rate * np.sqrt(1 - beta_2**time) / (1 - beta_1**time)
        return x - x * decay * rate - alpha * s["m"] / (np.sqrt(s["v"]) + epsilon)
    return rule


def sgd(rate, momentum=0.0, nesterov=False):
    def rule(x, g, s, time):
        if momentum == 0:
            return x - rate * g
        s["momentum"] = momentum * s.get("momentum", 0) - rate * g
        return x + (momentum * s["momentum"] - rate * g if nesterov else s["momentum"])
    return rule


def rmsprop(rate, rho=0.9, momentum=0.0, epsilon=1e-7):
    def rule(x, g, s, time):
        s["velocity"] = rho * s.get("velocity", 0) + (1 - rho) * g * g
        increment = rate * g / np.sqrt(s["velocity"] + epsilon)
        if momentum == 0:
            return x - increment
        s["momentum"] = momentum * s.get("momentum", 0) + increment
        return x - s["momentum"]
    return rule


def adagrad(rate, epsilon=1e-7):
    def rule(x, g, s, time):
        s["accumulator"] = s.get("accumulator", 0.1) + g * g
        return x - rate * g / np.sqrt(s["accumulator"] + epsilon)
    return rule


def shorten(limit):
    return lambda g: g * min(1, limit / np.sqrt((g * g).sum()))


optimizer("adam", adam(), ["m", "v"])
optimizer("{adam: {learning_rate: 0.1, beta_1: 0.5, epsilon: 0.1}}",
          adam(0.1, beta_1=0.5, epsilon=0.1), ["m", "v"])
optimizer("{adam: {learning_rate: 0.1, clip_norm: 0.5}}", adam(0.1, condition=shorten(0.5)), ["m", "v"])
optimizer("{adam: {learning_rate: 0.1, clip_value: 0.25}}",
          adam(0.1, condition=lambda g: np.clip(g, -0.25, 0.25)), ["m", "v"])
optimizer("{adam: {learning_rate: 0.1, clip_norm: {global: 0.5}}}", adam(0.1, condition=shorten(0.5)), ["m", "v"])
optimizer("adamw", adam(decay=0.004), ["m", "v"])
optimizer("sgd", sgd(0.01), [])
optimizer("{sgd: {learning_rate: 0.1, momentum: 0.9}}", sgd(0.1, 0.9), ["momentum"])
optimizer("{sgd: {learning_rate: 0.1, momentum: 0.9, nesterov: true}}", sgd(0.1, 0.9, True), ["momentum"])
within = lambda rule, bound: lambda x, g, s, time: np.clip(rule(x, g, s, time), -bound, bound)
optimizer("{rmsprop: {learning_rate: 0.1, clip_weights: 0.75}}", within(rmsprop(0.1), 0.75), ["velocity"])
optimizer("rmsprop", rmsprop(1e-3), ["velocity"])
optimizer("{rmsprop: {learning_rate: 0.1, rho: 0.8, momentum: 0.5}}", rmsprop(0.1, 0.8, 0.5),
          ["velocity", "momentum"])
optimizer("{adagrad: {learning_rate: 0.1}}", adagrad(0.1), ["accumulator"])
# PyTorch's epsilon stands elsewhere than Keras's; without it the two are one.
torch_optimizer("{sgd: {learning_rate: 0.1, weight_decay: 0.25}}", torch.optim.SGD, lr=0.1, weight_decay=0.25)
torch_optimizer("{sgd: {learning_rate: 0.1, momentum: 0.9, weight_decay: 0.25}}", torch.optim.SGD, lr=0.1,
                momentum=0.9, weight_decay=0.25)
torch_optimizer("{adam: {learning_rate: 0.1, epsilon: 0, weight_decay: 0.25}}", torch.optim.Adam, lr=0.1, eps=0,
                weight_decay=0.25)
torch_optimizer("{adamw: {learning_rate: 0.1, epsilon: 0, weight_decay: 0.25}}", torch.optim.AdamW, lr=0.1, eps=0,
                weight_decay=0.25)
