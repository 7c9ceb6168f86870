"""Functions: expressions that call one, or that operators are made of."""

import numpy as np
import torch
import torch.nn.functional as F

from common import channels_first, coarse, draw, resized, sampled, whole
from expressions import expression, gram

functions = []


def function(*case):
    expression(functions, *case)


x, t = draw(3, 2, 2), draw(3, 2, 2)
positive = draw(3, 2, 2).abs() + 1 / 16
logits, picture = draw(2, 2, 4), draw(2, 3, 4, 2)

# Of each number.
for name, compute in [
    ("abs", torch.abs), ("cos", torch.cos), ("exp", torch.exp), ("relu", F.relu), ("sigmoid", torch.sigmoid), ("sin", torch.sin),
    ("softplus", F.softplus), ("square", torch.square), ("tanh", torch.tanh),
]:
    function(f"{name}(x)", lambda x, t: compute(x), x * 3, t)
function("log(x)", lambda x, t: x.log(), positive, t)
function("sqrt(x)", lambda x, t: x.sqrt(), positive, t)
# What no gradient passes.
for name, compute in [("floor", torch.floor), ("sign", torch.sign)]:
    function(f"x * {name}(x)", lambda x, t: x * compute(x).detach(), x * 3, t)
function("x * stop_gradient(x)", lambda x, t: x * x.detach(), x, t)
function("x * argmax(x)", lambda x, t: x * x.argmax(1, keepdim=True), draw(3, 5), t)
function("x * one_hot(t, 4)", lambda x, t: x * F.one_hot(t.long(), 4), draw(3, 4), whole(4, 3))
function("x * ones(like=x) + zeros(like=x)", lambda x, t: x * 1, x, t)
function("x * uniform([2, 2], low=0.5, high=0.5)", lambda x, t: x * 0.5, x, t)
# Arithmetic.
function("-x / t + 2 - t", lambda x, t: -x / t + 2 - t, x, t + 2)
function("x ** 3", lambda x, t: x**3, x, t)
function("x ** t", lambda x, t: x**t, positive, t)
function("matmul(x, t)", torch.matmul, draw(2, 3, 4), draw(2, 4, 5))
function("matmul(x, t, transpose_a=true)", lambda x, t: x.mT @ t, draw(2, 4, 3), draw(2, 4, 5))
function("matmul(t, x, transpose_b=true)", lambda x, t: t @ x.mT, draw(2, 5, 4), draw(2, 3, 4))
weights = torch.tensor([[1, 2], [0, -1], [3, 1]], dtype=torch.float64)
function("matmul(x, [[1, 2], [0, -1], [3, 1]], transpose_b=true)", lambda x, t: x @ weights.mT.to(x.dtype), draw(2, 3, 4, 2), t)
function("matmul(t, x.batch[0])", lambda x, t: t @ x[0], draw(2, 3, 5), draw(2, 3, 4, 3))
function("matmul(x, t.batch[0])", lambda x, t: x @ t[0], draw(2, 4), draw(2, 4, 3))
function("x.batch[1:] + x.batch[:1] * x.batch[0]", lambda x, t: x[1:] + x[:1] * x[0], draw(2, 3), t)
function("gram(x)", lambda x, t: gram(channels_first(x)), draw(2, 3, 4, 2), t)
function("gram(x, norm=positions)", lambda x, t: gram(channels_first(x)) / 12, draw(2, 3, 4, 2), t)
function("cumprod(x)", lambda x, t: x.cumprod(-1), draw(2, 7), t)
for axis, place in [("", 3), (", axis=1", 2), (", axis=batch", 0)]:
    function(f"concat([x, t, x]{axis})", lambda x, t: torch.cat([x, t, x], place), draw(2, 2, 3, 2), draw(2, 2, 3, 2))
function("concat([x, t])", lambda x, t: torch.cat([x, t], 1), draw(2, 3), draw(2, 4))
function("interpolate(x, t, 4)", lambda x, t: torch.cat([x + (t - x) * (k / 3) for k in range(4)]), draw(2, 3), draw(2, 3))
steps = lambda x: torch.arange(3, dtype=x.dtype)
function("lattice([mean(x), 1], [sum(x), -1], 3)",
         lambda x, t: torch.stack([(x.mean() + (1 - x.mean()) * steps(x) / 2).repeat(3),
                                   (x.sum() + (-1 - x.sum()) * steps(x) / 2).repeat_interleave(3)], 1), draw(2, 3), t)
function("lookup(x.batch[1], t)", lambda x, t: x[1][t.long()], draw(2, 5, 3), whole(5, 4, 2))
function("x * examples(range(3))", lambda x, t: x * torch.arange(3)[:, None], draw(3, 4), t)
function("x * range(4)", lambda x, t: x * torch.arange(4), draw(2, 4), t)
mirrored = lambda n, r: np.pad(np.arange(n), r, mode="symmetric")


def blurred(x, sigma):
    radius = int(4 * sigma + 0.5)
    kernel = torch.exp(-0.5 * torch.arange(-radius, radius + 1, dtype=x.dtype) ** 2 / sigma**2)
    kernel = kernel / kernel.sum()
    x = x[:, mirrored(x.shape[1], radius)].unfold(1, 2 * radius + 1, 1) @ kernel
    return x[:, :, mirrored(x.shape[2], radius)].unfold(2, 2 * radius + 1, 1) @ kernel


function("blur(x, 0.8)", lambda x, t: blurred(x, 0.8), draw(2, 4, 5, 2), t)
function("shift(x, [3, -2])", lambda x, t: x.roll((3, -2), (1, 2)), draw(2, 4, 5, 2), t)
function("shift(x, t)", lambda x, t: torch.stack([p.roll((int(a), int(b)), (0, 1)) for p, (a, b) in zip(x, t)]),
         draw(3, 4, 5, 2), torch.tensor([[1.0, -7.0], [0.0, 5.0], [-2.0, 3.0]]))
function("tiles(x, 2)", lambda x, t: x[:, :4].reshape(2, 2, 2, 3, 2, 2).permute(0, 1, 3, 2, 4, 5).reshape(12, 2, 2, 2),
         draw(2, 5, 6, 2), t)
function("tiles(x, 9)", lambda x, t: x, draw(2, 5, 6, 2), t)
function("resize(x, [7, 3], method=bicubic)", lambda x, t: sampled(x, "bicubic", 7, 3), draw(1, 4, 5, 2), t)
function("resize(x, scale=1.3)", lambda x, t: resized(x, "bilinear", size=(13, 6)), draw(1, 10, 5, 1), t)
function("resize(x, like=t, scale=0.5, method=nearest, centers=corner)",
         lambda x, t: sampled(x, "nearest", 3, 2, "corner"), draw(1, 4, 5, 1), draw(1, 7, 4, 2))
pixel = (draw(2, 2, 2, 3) + 1.5) * 85
like = lambda x, *numbers: torch.tensor(numbers, dtype=x.dtype)
means, deviations = lambda x: like(x, 0.485, 0.456, 0.406), lambda x: like(x, 0.229, 0.224, 0.225)
bgr = lambda x: like(x, 103.939, 116.779, 123.68)
function("preprocess(x, caffe)", lambda x, t: x.flip(-1) - bgr(x), pixel, t)
function("preprocess(x, torch)", lambda x, t: (x / 255 - means(x)) / deviations(x), pixel, t)
function("preprocess(x, inception)", lambda x, t: x / 127.5 - 1, pixel, t)
function("undo(x, caffe)", lambda x, t: (x + bgr(x)).flip(-1), pixel, t)
function("undo(x, torch)", lambda x, t: (x * deviations(x) + means(x)) * 255, pixel / 85, t)
function("normal_quantile(x)", lambda x, t: torch.special.ndtri(x),
         torch.tensor([2, 20, 70, 128, 200, 255], dtype=torch.float64) / 256, t)
function("undo(x, inception)", lambda x, t: (x + 1) * 127.5, pixel / 85, t)
function("mean(x)", lambda x, t: x.mean(), x, t)
function("sum(x)", lambda x, t: x.sum(), x, t)
function("sum(x, per=example)", lambda x, t: x.sum((1, 2)), x, t)
for axis, place in [(0, 1), (-1, 3)]:
    function(f"mean(x, axis={axis})", lambda x, t: x.mean(place, keepdim=True), picture, t)
    function(f"sum(x, axis={axis})", lambda x, t: x.sum(place, keepdim=True), picture, t)
    function(f"std(x, axis={axis})", lambda x, t: x.std(place, keepdim=True, unbiased=False), draw(2, 3, 2, 4), t)
    function(f"softmax(x, axis={axis})", lambda x, t: F.softmax(x, place), picture, t)
for name in ["mean", "sum", "std", "max"]:
    along = {"mean": lambda x: x.mean(0, keepdim=True), "sum": lambda x: x.sum(0, keepdim=True),
             "std": lambda x: x.std(0, keepdim=True, unbiased=False), "max": lambda x: x.amax(0, keepdim=True)}[name]
    function(f"{name}(x, axis=batch)", lambda x, t: along(x), draw(4, 2, 3), t)
# A row of equal numbers: its deviation is 0, and the gradient to it, too.
function("std(x, axis=-1) * t", lambda x, t: x.std(-1, keepdim=True, unbiased=False) * t,
         torch.cat([draw(2, 1, 4), torch.full((2, 1, 4), 0.5, dtype=torch.float64)], 1), draw(2, 2, 4))
function("std(x)", lambda x, t: x.std(unbiased=False), x, t)
function("std(x, per=example)", lambda x, t: x.std((1, 2), unbiased=False), x, t)
function("mean(abs(x - t), per=example)", lambda x, t: (x - t).abs().mean((1, 2)), x, t)
function("sum(clip(x, -0.6, 0.7) * t)", lambda x, t: (x.clamp(-0.6, 0.7) * t).sum(), x, t)
function("sum(maximum(x, t) ** 2 / 3 - minimum(x, 0.2))",
         lambda x, t: (torch.maximum(x, t) ** 2 / 3 - x.clamp(max=0.2)).sum(), x, t + 1 / 64)
function("mean(max(softmax(x), axis=-1))", lambda x, t: F.softmax(x, -1).max(-1).values.mean(), logits, t)
function("max(x * t, axis=0)", lambda x, t: (x * t).amax(1, keepdim=True), x, t)
function("max(x * t, per=example)", lambda x, t: (x * t).amax((1, 2)), x, t)
function("max(x) * t", lambda x, t: x.flatten().max(0).values * t, coarse(3, 2, 2), t)
function("sum(gradient(mean(exp(x)), x) * t)", lambda x, t: (x.exp() / x.numel() * t).sum(), x, t)
function("sum(square(gradient(sum(tanh(x * t)), x)))", lambda x, t: (t * (1 - torch.tanh(x * t) ** 2)).square().sum(), x, t)
# Comparisons, through which no gradient goes, and parts of an example.
function("x * (x < t) + t * (x >= 0.5) - x * (t > x)", lambda x, t: x * (x < t) + t * (x >= 0.5) - x * (t > x), x, t + 1 / 64)
function("x * (t == 1) - x ** 2 * (t != 2)", lambda x, t: x * (t == 1) - x**2 * (t != 2), draw(3, 4), whole(3, 3, 4))
function("x[1:] - x[:-1] * x[0]", lambda x, t: x[:, 1:] - x[:, :-1] * x[:, :1], draw(2, 4, 3), t)
function("x[..., 1] * t - x[..., -1]", lambda x, t: x[..., 1] * t - x[..., -1], draw(2, 4, 3), draw(2, 4))
