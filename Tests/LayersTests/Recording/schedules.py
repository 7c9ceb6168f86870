"""Schedules: ten values of PyTorch's own, and where it has none of the formula.

PyTorch computes them in double precision, as Etch does, so there is nothing of float32 to record.
"""

import math

import torch

schedules = []
TIMES = 10
rates = torch.optim.lr_scheduler


def schedule(text, source, values, steps=1):
    """One case: the values of ten steps, `steps` of which are an epoch."""
    schedules.append({"schedule": text, "source": source, "stepsPerEpoch": steps, "values": values})


def of_torch(text, initial, make, steps=0):
    """By PyTorch's own scheduler, which goes on after each step, or only after each `steps`, an epoch."""
    rule = torch.optim.SGD([torch.zeros(1)], lr=initial)
    scheduler, values = make(rule), []
    for time in range(1, TIMES + 1):
        values.append(rule.param_groups[0]["lr"])
        rule.step()
        if time % max(steps, 1) == 0:
            scheduler.step()
    schedule(text, "torch", values, max(steps, 1))


def by_formula(text, value, steps=1):
    """By a function of the steps that have passed."""
    schedule(text, "formula", [value(time) for time in range(TIMES)], steps)


of_torch("0.25", 0.25, lambda rule: rates.ConstantLR(rule, 1.0))
of_torch("{constant: 0.25}", 0.25, lambda rule: rates.LambdaLR(rule, lambda time: 1.0))
of_torch("{cosine: {initial: 0.5, over: 12 steps}}", 0.5, lambda rule: rates.CosineAnnealingLR(rule, 12))
of_torch("{cosine: {initial: 0.5, final: 0.1, over: 9 epochs}}", 0.5, lambda rule: rates.CosineAnnealingLR(rule, 9, 0.1))
of_torch("{cosine: {initial: 0.5, final: 0.1, over: 3 epochs, staircase: true}}", 0.5,
         lambda rule: rates.CosineAnnealingLR(rule, 3, 0.1), steps=4)
# PyTorch's goes up again.
by_formula("{cosine: {initial: 0.5, final: 0.1, over: 6 steps}}", lambda t: 0.1 + 0.2 * (1 + math.cos(math.pi * min(t / 6, 1))))
by_formula("{cosine: {initial: 0.5, over: 2.5 epochs}}", lambda t: 0.25 * (1 + math.cos(math.pi * min(t / 10, 1))), steps=4)
of_torch("{exponential_decay: {initial: 0.5, every: 1 step, rate: 0.9}}", 0.5, lambda rule: rates.ExponentialLR(rule, 0.9))
of_torch("{exponential_decay: {initial: 0.5, every: 4 steps, rate: 0.3}}", 0.5, lambda rule: rates.ExponentialLR(rule, 0.3**0.25))
of_torch("{exponential_decay: {initial: 0.5, every: 3 steps, rate: 0.3, staircase: true}}", 0.5,
         lambda rule: rates.StepLR(rule, 3, 0.3))
of_torch("{exponential_decay: {initial: 0.5, every: 1 epoch, rate: 0.3, staircase: true}}", 0.5,
         lambda rule: rates.ExponentialLR(rule, 0.3), steps=4)
of_torch("{linear_decay: {initial: 0.5, final: 0.1, end: 7 steps}}", 0.5, lambda rule: rates.LinearLR(rule, 1.0, 0.2, 7))
of_torch("{linear_decay: {initial: 0.5, end: 8 epochs}}", 0.5, lambda rule: rates.PolynomialLR(rule, 8))
of_torch("{linear_decay: {initial: 0.5, final: 0.1, start: 3 steps, end: 8 steps}}", 0.5,
         lambda rule: rates.SequentialLR(rule, [rates.ConstantLR(rule, 1.0), rates.LinearLR(rule, 1.0, 0.2, 5)], [3]))
of_torch("{linear_decay: {initial: 0.5, end: 3 epochs, staircase: true}}", 0.5, lambda rule: rates.LinearLR(rule, 1.0, 0.0, 3), steps=4)
of_torch("{step: {initial: 0.5, every: 3 steps}}", 0.5, lambda rule: rates.StepLR(rule, 3))
of_torch("{step: {initial: 0.5, every: 2 epochs, rate: 0.5}}", 0.5, lambda rule: rates.MultiStepLR(rule, [2, 4, 6, 8], 0.5))
of_torch("{step: {initial: 0.5, every: 1 epoch, rate: 0.5}}", 0.5, lambda rule: rates.StepLR(rule, 1, 0.5), steps=3)
of_torch("{warmup: {over: 5 steps, then: 0.5}}", 0.5, lambda rule: rates.LinearLR(rule, 0.2, 1.0, 4))
of_torch("{warmup: {over: 4 epochs, then: 0.5, staircase: true}}", 0.5, lambda rule: rates.LinearLR(rule, 0.25, 1.0, 3), steps=3)
of_torch("{warmup: {over: 4 steps, then: {exponential_decay: {initial: 0.5, every: 1 step, rate: 0.9}}}}", 0.5,
         lambda rule: rates.ChainedScheduler([rates.LinearLR(rule, 0.25, 1.0, 3), rates.ExponentialLR(rule, 0.9)]))
of_torch("{warmup: {over: 4 steps, then: {cosine: {initial: 0.5, over: 12 steps}}}}", 0.5,
         lambda rule: rates.ChainedScheduler([rates.LinearLR(rule, 0.25, 1.0, 3), rates.CosineAnnealingLR(rule, 12)]))
by_formula("{warmup: {over: 2 epochs, then: {linear_decay: {initial: 0.5, end: 12 steps}}}}",
           lambda t: 0.5 * (1 - t / 12) * min(1, (t + 1) / 8), steps=4)
