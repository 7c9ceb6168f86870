"""Optimizers: ten applications of PyTorch's own, and, where its formulas are others, of Keras's."""

import math

import torch

from common import start, draw
from measure import given, measured

optimizers = []
TIMES = 10


def optimizer(text, source, begin, names):
    """Ten applications to x, with gradients that are given.

    `begin` takes x, which it may change in place, and returns a function of a gradient that applies it and gives x; and one that
    gives the slots `names` after the last.
    """
    x, steps = draw(3, 2), [draw(3, 2) for _ in range(TIMES)]

    def run(tensors):
        apply, slots = begin(tensors["x"])
        values = {f"value {time}": apply(tensors[f"gradient {time}"]).clone() for time in range(TIMES)}
        return {**values, **{f"slot {name}": value for name, value in slots().items()}}

    found = measured(run, {"x": x, **{f"gradient {time}": g for time, g in enumerate(steps)}})
    optimizers.append({
        "optimizer": text, "source": source, "x": given(x), "gradients": [given(g) for g in steps],
        "values": [found[f"value {time}"] for time in range(TIMES)],
        "slots": {name: found[f"slot {name}"] for name in names},
    })
    start()


def of_torch(text, kind, slots={}, condition=lambda g: g, after=lambda x: x, schedule=None, **options):
    """By PyTorch's own optimizer; `slots` tells which of its are ours: a name, or a function of them."""
    def begin(x):
        rule = kind([x], **options)
        rates = schedule(rule) if schedule else None

        def apply(gradient):
            x.grad = condition(gradient)
            rule.step()
            if rates:
                rates.step()
            return after(x)

        def ours(theirs):
            return rule.state[x][theirs] if isinstance(theirs, str) else theirs(rule.state[x])

        return apply, lambda: {name: ours(theirs) for name, theirs in slots.items()}

    optimizer(text, "torch", begin, slots)


def of_keras(text, rule, names):
    """By Keras's formula: a function of x, a gradient, the slots and the time."""
    def begin(x):
        current, state = [x], {}

        def apply(gradient):
            current.append(rule(current[-1], gradient, state, len(current)))
            return current[-1]

        return apply, lambda: {name: state[name] for name in names}

    optimizer(text, "keras", begin, names)


def adam(rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7, decay=0.0):
    def rule(x, g, s, time):
        s["m"] = s.get("m", 0) + (g - s.get("m", 0)) * (1 - beta_1)
        s["v"] = s.get("v", 0) + (g * g - s.get("v", 0)) * (1 - beta_2)
        alpha = rate * math.sqrt(1 - beta_2**time) / (1 - beta_1**time)
        return x - x * decay * rate - alpha * s["m"] / (s["v"].sqrt() + epsilon)
    return rule


def rmsprop(rate, rho=0.9, momentum=0.0, epsilon=1e-7):
    def rule(x, g, s, time):
        s["velocity"] = rho * s.get("velocity", 0) + (1 - rho) * g * g
        increment = rate * g / (s["velocity"] + epsilon).sqrt()
        if momentum == 0:
            return x - increment
        s["momentum"] = momentum * s.get("momentum", 0) + increment
        return x - s["momentum"]
    return rule


def adagrad(rate, epsilon=1e-7):
    def rule(x, g, s, time):
        s["accumulator"] = s.get("accumulator", 0.1) + g * g
        return x - rate * g / (s["accumulator"] + epsilon).sqrt()
    return rule


def shorten(limit):
    """clip_grad_norm_ adds 1e-6 to the length, which Keras does not."""
    return lambda g: g * (limit / g.square().sum().sqrt()).clamp(max=1)


SGD, Adam, AdamW, RMSprop, Adagrad = (
    torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad)
rates = torch.optim.lr_scheduler
moments = {"m": "exp_avg", "v": "exp_avg_sq"}
# PyTorch's momentum is of gradients, ours of steps.
momentum = {"momentum": lambda state: -0.1 * state["momentum_buffer"]}
of_torch("sgd", SGD, lr=0.01)
of_torch("{sgd: {learning_rate: 0.1, weight_decay: 0.25}}", SGD, lr=0.1, weight_decay=0.25)
of_torch("{sgd: {learning_rate: 0.1, momentum: 0.9}}", SGD, momentum, lr=0.1, momentum=0.9)
of_torch("{sgd: {learning_rate: 0.1, momentum: 0.9, weight_decay: 0.25}}", SGD, momentum, lr=0.1, momentum=0.9, weight_decay=0.25)
of_torch("{sgd: {learning_rate: 0.1, momentum: 0.9, nesterov: true}}", SGD, momentum, lr=0.1, momentum=0.9, nesterov=True)
of_torch("{sgd: {learning_rate: {exponential_decay: {initial: 0.5, every: 1 step, rate: 0.75}}}}", SGD, lr=0.5,
         schedule=lambda rule: rates.ExponentialLR(rule, 0.75))
of_torch("{sgd: {learning_rate: 0.1, clip_norm: 0.5}}", SGD, condition=shorten(0.5), lr=0.1)
# PyTorch's epsilon stands elsewhere than Keras's; without it the two are one.
of_torch("{adam: {learning_rate: 0.1, epsilon: 0}}", Adam, moments, lr=0.1, eps=0)
of_torch("{adam: {learning_rate: 0.1, beta_1: 0.5, beta_2: 0.75, epsilon: 0}}", Adam, moments, lr=0.1, betas=(0.5, 0.75), eps=0)
of_torch("{adam: {learning_rate: 0.1, epsilon: 0, weight_decay: 0.25}}", Adam, moments, lr=0.1, eps=0, weight_decay=0.25)
of_torch("{adam: {learning_rate: {cosine: {initial: 0.1, over: 12 steps}}, epsilon: 0}}", Adam, moments, lr=0.1, eps=0,
         schedule=lambda rule: rates.CosineAnnealingLR(rule, 12))
of_torch("{adam: {learning_rate: 0.1, epsilon: 0, clip_norm: 0.5}}", Adam, moments, shorten(0.5), lr=0.1, eps=0)
of_torch("{adam: {learning_rate: 0.1, epsilon: 0, clip_norm: {global: 0.5}}}", Adam, moments, shorten(0.5), lr=0.1, eps=0)
of_torch("{adam: {learning_rate: 0.1, epsilon: 0, clip_value: 0.25}}", Adam, moments, lambda g: g.clamp(-0.25, 0.25), lr=0.1, eps=0)
of_torch("{adamw: {learning_rate: 0.1, epsilon: 0}}", AdamW, moments, lr=0.1, eps=0, weight_decay=0.004)
of_torch("{adamw: {learning_rate: 0.1, epsilon: 0, weight_decay: 0.25}}", AdamW, moments, lr=0.1, eps=0, weight_decay=0.25)
of_torch("{rmsprop: {learning_rate: 0.1, epsilon: 0}}", RMSprop, {"velocity": "square_avg"}, lr=0.1, alpha=0.9, eps=0)
of_torch("{rmsprop: {learning_rate: 0.1, rho: 0.8, momentum: 0.5, epsilon: 0}}", RMSprop,
         {"velocity": "square_avg", "momentum": lambda state: 0.1 * state["momentum_buffer"]}, lr=0.1, alpha=0.8, momentum=0.5, eps=0)
of_torch("{rmsprop: {learning_rate: 0.1, epsilon: 0, weight_decay: 0.25}}", RMSprop, {"velocity": "square_avg"}, lr=0.1, alpha=0.9,
         eps=0, weight_decay=0.25)
of_torch("{rmsprop: {learning_rate: 0.1, epsilon: 0, clip_weights: 0.75}}", RMSprop, {"velocity": "square_avg"},
         after=lambda x: x.clamp_(-0.75, 0.75), lr=0.1, alpha=0.9, eps=0)
of_torch("{adagrad: {learning_rate: 0.1, epsilon: 0}}", Adagrad, {"accumulator": "sum"}, lr=0.1, eps=0, initial_accumulator_value=0.1)
of_torch("{adagrad: {learning_rate: 0.1, epsilon: 0, initial: 0, weight_decay: 0.25}}", Adagrad, {"accumulator": "sum"}, lr=0.1, eps=0,
         weight_decay=0.25)
of_keras("adam", adam(), ["m", "v"])
of_keras("{adam: {learning_rate: 0.1, beta_1: 0.5, epsilon: 0.1}}", adam(0.1, beta_1=0.5, epsilon=0.1), ["m", "v"])
of_keras("adamw", adam(decay=0.004), ["m", "v"])
of_keras("rmsprop", rmsprop(1e-3), ["velocity"])
of_keras("{rmsprop: {learning_rate: 0.1, rho: 0.8, momentum: 0.5, epsilon: 0.1}}", rmsprop(0.1, 0.8, 0.5, 0.1), ["velocity", "momentum"])
of_keras("adagrad", adagrad(1e-3), ["accumulator"])
of_keras("{adagrad: {learning_rate: 0.1, epsilon: 0.1}}", adagrad(0.1, 0.1), ["accumulator"])
