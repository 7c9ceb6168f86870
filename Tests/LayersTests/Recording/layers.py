"""Layers: their outputs, and the gradients of inputs and parameters."""

import torch
import torch.nn.functional as F

from common import whole, start, draw, coarse, channels_first, channels_last, conv, transposed, pool, resized, sampled, normalized
from draws import normal, uniform
from measure import given, gradients, measured, single

layers = []


def layer(name, text, x, compute, parameters=None, statistics=None, mode="training", after=None, draws=None):
    """One case: the layer's output, and the gradients of Σ output · probe.

    `compute` makes the output of x and of a dictionary of parameters, statistics and draws; `after` of the same what the
    statistics become.
    """
    parameters, statistics, draws = parameters or {}, statistics or {}, draws or {}
    others = {**parameters, **statistics, **draws}
    x, others = single(x), {k: single(v) for k, v in others.items()}
    probe = draw(*compute(x, others).shape)

    def run(tensors):
        x, probe = tensors["x"].requires_grad_(), tensors["probe"]
        p = {k: tensors[f"p {k}"].requires_grad_(k in parameters) for k in others}
        y = compute(x, p)
        dx, *of_parameters = gradients(y, probe, [x] + [p[k] for k in parameters])
        next_values = after(x, p) if after else {}
        return {"y": y, "dx": dx, **{f"gradients {k}": g for k, g in zip(parameters, of_parameters)},
                **{f"after {k}": v for k, v in next_values.items()}}

    found = measured(run, {"x": x, "probe": probe, **{f"p {k}": v for k, v in others.items()}})
    group = lambda word: {k.removeprefix(word + " "): v for k, v in found.items() if k.startswith(word + " ")}
    layers.append({
        "name": name, "layer": text, "mode": mode, "x": given(x), "y": found["y"], "probe": given(probe), "dx": found["dx"],
        "parameters": {k: given(others[k]) for k in parameters}, "gradients": group("gradients"),
        "statistics": {k: given(others[k]) for k in statistics}, "after": group("after"),
    })
    start()


def weights(out, inner, kernel, bias=True):
    p = {"weight": draw(out, inner, kernel, kernel)}
    if bias:
        p["bias"] = draw(out)
    return p


layer("dense", "{dense: 3}", draw(2, 4), lambda x, p: x @ p["weight"].T + p["bias"],
      {"weight": draw(3, 4), "bias": draw(3)})
layer("dense over positions", "{dense: {units: 3, bias: false, activation: tanh}}", draw(2, 3, 4),
      lambda x, p: torch.tanh(x @ p["weight"].T), {"weight": draw(3, 4)})
layer("conv2d, same", "{conv2d: {filters: 2, kernel: 3}}", draw(2, 4, 5, 3),
      lambda x, p: conv(x, p, 3), weights(2, 3, 3))
layer("conv2d, same, stride 2 on odd and even extents", "{conv2d: {filters: 2, kernel: 5, stride: 2}}",
      draw(1, 7, 6, 2), lambda x, p: conv(x, p, 5, 2), weights(2, 2, 5))
layer("conv2d, valid", "{conv2d: {filters: 2, kernel: 3, padding: valid, bias: false}}", draw(1, 5, 4, 2),
      lambda x, p: conv(x, p, 3, padding="valid"), weights(2, 2, 3, bias=False))
layer("conv2d, dilated", "{conv2d: {filters: 2, kernel: 3, dilation: 2}}", draw(1, 6, 5, 2),
      lambda x, p: conv(x, p, 3, dilation=2), weights(2, 2, 3))
layer("conv2d in two groups, one pixel of padding, stride 2",
      "{conv2d: {filters: 4, kernel: 3, stride: 2, groups: 2, padding: 1}}", draw(1, 5, 6, 4),
      lambda x, p: conv(x, p, 3, 2, groups=2, padding=1), weights(4, 2, 3))
layer("conv2d, reflected, stride 2", "{conv2d: {filters: 2, kernel: 5, stride: 2, padding: reflect}}",
      draw(1, 7, 6, 2), lambda x, p: conv(x, p, 5, 2, padding="reflect"), weights(2, 2, 5))
layer("depthwise_conv2d", "{depthwise_conv2d: {kernel: 3, stride: 2, depth_multiplier: 2}}", draw(2, 5, 4, 3),
      lambda x, p: conv(x, p, 3, 2, groups=3), weights(6, 1, 3))
for kernel, stride in [(3, 2), (5, 2), (5, 1), (4, 2), (2, 3)]:
    layer(f"conv2d_transpose, same, kernel {kernel}, stride {stride}",
          f"{{conv2d_transpose: {{filters: 2, kernel: {kernel}, stride: {stride}}}}}", draw(1, 3, 2, 3),
          lambda x, p: transposed(x, p, kernel, stride),
          {"weight": draw(3, 2, kernel, kernel), "bias": draw(2)})
layer("conv2d_transpose, valid", "{conv2d_transpose: {filters: 2, kernel: 3, stride: 2, padding: valid}}",
      draw(1, 2, 3, 2), lambda x, p: transposed(x, p, 3, 2, "valid"),
      {"weight": draw(2, 2, 3, 3), "bias": draw(2)})
layer("conv2d_transpose, one pixel of padding",
      "{conv2d_transpose: {filters: 2, kernel: 4, stride: 2, padding: 1}}", draw(1, 3, 2, 2),
      lambda x, p: transposed(x, p, 4, 2, 1), {"weight": draw(2, 2, 4, 4), "bias": draw(2)})
layer("conv2d_transpose, one row and no column more",
      "{conv2d_transpose: {filters: 2, kernel: 3, stride: 2, padding: 1, output_padding: [1, 0]}}",
      draw(1, 3, 2, 2),
      lambda x, p: channels_last(F.conv_transpose2d(channels_first(x), p["weight"], p["bias"], 2, 1, (1, 0))),
      {"weight": draw(2, 2, 3, 3), "bias": draw(2)})
layer("conv2d_transpose, valid, one row and column more",
      "{conv2d_transpose: {filters: 1, kernel: 2, stride: 3, padding: valid, output_padding: 1}}",
      draw(1, 3, 2, 2),
      lambda x, p: channels_last(F.conv_transpose2d(channels_first(x), p["weight"], p["bias"], 3, 0, 1)),
      {"weight": draw(2, 1, 2, 2), "bias": draw(1)})
layer("max_pool", "max_pool", coarse(1, 4, 5, 2), lambda x, p: pool(x, 2, 2, "valid"))
layer("max_pool, same", "{max_pool: {size: 2, padding: same}}", coarse(1, 7, 5, 2),
      lambda x, p: pool(x, 2, 2, "same"))
layer("max_pool, overlapping", "{max_pool: {size: 3, stride: 2}}", coarse(1, 7, 5, 1),
      lambda x, p: pool(x, 3, 2, "valid"))
for size, stride, padding in [(3, 2, 0), (2, 3, 0), (3, 2, 1), (2, 2, 1)]:
    for kind, average in [("max_pool", False), ("average_pool", True)]:
        layer(f"{kind}, size {size}, stride {stride}, padding {padding}, ceil",
              f"{{{kind}: {{size: {size}, stride: {stride}, padding: {padding}, ceil: true}}}}",
              (draw if average else coarse)(1, 6, 5, 1), lambda x, p: pool(x, size, stride, padding, average, ceil=True))
layer("average_pool", "{average_pool: 2}", draw(1, 4, 5, 2),
      lambda x, p: pool(x, 2, 2, "valid", average=True))
layer("average_pool, same", "{average_pool: {size: 3, stride: 2, padding: same}}", draw(1, 6, 5, 2),
      lambda x, p: pool(x, 3, 2, "same", average=True))
layer("global_average_pool", "global_average_pool", draw(2, 3, 2, 2), lambda x, p: x.mean((1, 2)))
layer("global_max_pool", "global_max_pool", draw(2, 3, 2, 2), lambda x, p: x.amax((1, 2)))
layer("upsample", "{upsample: 2}", draw(1, 2, 3, 2),
      lambda x, p: resized(x, "nearest-exact", scale_factor=2))
layer("upsample, bilinear", "{upsample: {size: 2, method: bilinear}}", draw(1, 2, 3, 2),
      lambda x, p: resized(x, "bilinear", scale_factor=2))
layer("resize up", "{resize: [7, 5]}", draw(1, 4, 4, 2),
      lambda x, p: resized(x, "nearest-exact", size=(7, 5)))
layer("resize down", "{resize: 3}", draw(1, 7, 5, 1),
      lambda x, p: resized(x, "nearest-exact", size=(3, 3)))
layer("resize, bilinear", "{resize: {size: [7, 3], method: bilinear}}", draw(1, 4, 5, 1),
      lambda x, p: resized(x, "bilinear", size=(7, 3)))
layer("resize, bicubic, half-pixel centres as in TensorFlow", "{resize: {size: [7, 3], method: bicubic}}",
      draw(1, 4, 5, 1), lambda x, p: sampled(x, "bicubic", 7, 3))
for kind in ["nearest", "bilinear", "bicubic"]:
    layer(f"resize, {kind}, corners", f"{{resize: {{size: [7, 3], method: {kind}, centers: corner}}}}",
          draw(1, 4, 5, 1), lambda x, p: sampled(x, kind, 7, 3, "corner"))
layer("upsample, bilinear, corners", "{upsample: {method: bilinear, centers: corner}}", draw(1, 2, 3, 2),
      lambda x, p: sampled(x, "bilinear", 4, 6, "corner"))
layer("depth_to_space", "depth_to_space", draw(2, 2, 3, 8),
      lambda x, p: x.reshape(2, 2, 3, 2, 2, 2).permute(0, 1, 3, 2, 4, 5).reshape(2, 4, 6, 2))
layer("depth_to_space, in PyTorch's order", "{depth_to_space: {size: 3, order: pytorch}}", draw(1, 2, 1, 18),
      lambda x, p: channels_last(F.pixel_shuffle(channels_first(x), 3)))
layer("pad, reflected", "{pad: {size: [1, 0, 2, 3], mode: reflect}}", draw(2, 3, 4, 2),
      lambda x, p: channels_last(F.pad(channels_first(x), (2, 3, 1, 0), mode="reflect")))
layer("pad", "{pad: [1, 0, 2, 1]}", draw(1, 2, 2, 2), lambda x, p: F.pad(x, (0, 0, 2, 1, 1, 0)))
layer("crop", "{crop: [1, 0, 1, 2]}", draw(1, 3, 5, 2), lambda x, p: x[:, 1:, 1:3])
layer("flatten", "flatten", draw(2, 2, 3, 2), lambda x, p: x.reshape(2, 12))
layer("reshape", "{reshape: [2, any, 2]}", draw(2, 12), lambda x, p: x.reshape(2, 2, 3, 2))
layer("permute", "{permute: [3, 1, 2]}", draw(2, 2, 3, 2), lambda x, p: x.permute(0, 3, 1, 2))

affine = lambda channels: {"weight": draw(channels), "bias": draw(channels)}
x = draw(3, 2, 2, 3)
batch = (0, 1, 2)
before = {"running_mean": draw(3), "running_var": draw(3).abs() + 1}
layer("batch_norm in training", "batch_norm", x, lambda x, p: normalized(x, p, batch, 1e-3), affine(3), before,
      after=lambda x, p: {"running_mean": p["running_mean"] * 0.99 + x.mean(batch) * 0.01,
                          "running_var": p["running_var"] * 0.99 + x.var(batch, unbiased=False) * 0.01})
layer("batch_norm in inference", "{batch_norm: {epsilon: 0.01}}", x,
      lambda x, p: normalized(x, p, batch, 0.01, p["running_mean"], p["running_var"]),
      affine(3), before, mode="inference")
layer("batch_norm of features", "{batch_norm: {momentum: 0.5}}", draw(4, 2),
      lambda x, p: normalized(x, p, (0,), 1e-3), affine(2),
      {"running_mean": torch.zeros(2, dtype=torch.float64),
       "running_var": torch.ones(2, dtype=torch.float64)})
layer("layer_norm", "layer_norm", draw(2, 3, 4), lambda x, p: normalized(x, p, (2,), 1e-3), affine(4))
layer("group_norm", "{group_norm: {groups: 2, epsilon: 0.01}}", draw(2, 3, 2, 4),
      lambda x, p: channels_last(F.group_norm(channels_first(x), 2, p["weight"], p["bias"], 0.01)), affine(4))
layer("instance_norm", "instance_norm", draw(2, 3, 2, 2),
      lambda x, p: normalized(x, p, (1, 2), 1e-5), affine(2))

for text, compute in [
    ("relu", F.relu), ("relu6", F.relu6), ("leaky_relu", lambda x: F.leaky_relu(x, 0.3)),
    ("{leaky_relu: 0.2}", lambda x: F.leaky_relu(x, 0.2)), ("elu", F.elu), ("silu", F.silu),
    ("gelu", F.gelu), ("{gelu: {approximate: true}}", lambda x: F.gelu(x, approximate="tanh")), ("sigmoid", torch.sigmoid), ("tanh", torch.tanh),
    ("softplus", F.softplus), ("softmax", lambda x: F.softmax(x, -1)),
]:
    # No number lies on a kink.
    layer(text.removeprefix("{").removesuffix("}"), text, draw(2, 5) * 4 + 1 / 32, lambda x, p: compute(x))
for join, compute in [("add", lambda *parts: sum(parts)), ("multiply", torch.mul), ("concat", lambda *parts: torch.cat(parts, -1))]:
    layer(f"{join} of an earlier output", f"{{tanh: {{}}, as: seen}}, {{compute: 'x ** 2'}}, {{{join}: seen}}", draw(2, 2, 3, 2),
          lambda x, p: compute(torch.tanh(x) ** 2, torch.tanh(x)))
    layer(f"{join} of two outputs", f"{{tanh: {{}}, as: a}}, {{sigmoid: {{}}, from: input, as: b}}, {{{join}: {{of: [a, b]}}}}",
          draw(2, 4), lambda x, p: compute(torch.tanh(x), torch.sigmoid(x)))
minibatch = lambda x: torch.cat([x, x.std(0, unbiased=False).mean().expand(*x.shape[:-1], 1)], -1)
layer("minibatch deviation", "{compute: 'concat([x, 0 * x[..., :1] + mean(std(x, axis=batch))])'}", draw(3, 2, 2, 2),
      lambda x, p: minibatch(x))
layer("residual", "{residual: [{dense: 4}, tanh]}", draw(2, 4), lambda x, p: x + torch.tanh(F.linear(x, p["weight"], p["bias"])),
      {"weight": draw(4, 4), "bias": draw(4)})
layer("group", "{group: {layers: [{dense: 3}, tanh]}}", draw(2, 4),
      lambda x, p: torch.tanh(F.linear(x, p["dense_1.weight"], p["dense_1.bias"])),
      {"dense_1.weight": draw(3, 4), "dense_1.bias": draw(3)})
layer("repeat", "{repeat: {times: 3, layers: [tanh]}}", draw(2, 4), lambda x, p: torch.tanh(torch.tanh(torch.tanh(x))))
layer("compute", "{compute: 'x / sqrt(mean(square(x), axis=-1) + 1e-8)'}", draw(2, 3, 4),
      lambda x, p: x / ((x * x).mean(-1, keepdim=True) + 1e-8).sqrt())
layer("compute of two outputs", "{tanh: {}, as: seen}, {dense: 4}, {compute: 'x * exp(seen) - mean(seen, axis=0)'}", draw(2, 4),
      lambda x, p: F.linear(torch.tanh(x), p["weight"], p["bias"]) * torch.tanh(x).exp() - torch.tanh(x).mean(1, keepdim=True),
      {"weight": draw(4, 4), "bias": draw(4)})
layer("dropout outside training", "{dropout: 0.5}", draw(2, 3), lambda x, p: x, mode="inference")
layer("dropout that is always there, of nothing", "{dropout: {rate: 0, always: true}}", draw(2, 3), lambda x, p: x)
layer("spatial_dropout outside training", "{spatial_dropout: 0.5}", draw(1, 2, 2, 3), lambda x, p: x,
      mode="inference")
layer("gaussian_noise outside training", "{gaussian_noise: 0.5}", draw(2, 3), lambda x, p: x, mode="inference")
# In training with the draws that Etch makes.
kept = lambda drawn, rate: (drawn > rate).double()
layer("dropout", "{dropout: 0.25}", draw(2, 3, 4), lambda x, p: x * p["kept"] / 0.75,
      draws={"kept": kept(uniform("dropout_1", 2, 3, 4), 0.25)})
layer("spatial_dropout", "{spatial_dropout: 0.5}", draw(2, 2, 3, 4), lambda x, p: x * p["kept"] / 0.5,
      draws={"kept": kept(uniform("spatial_dropout_1", 2, 1, 1, 4), 0.5)})
layer("gaussian_noise", "{gaussian_noise: 0.25}", draw(2, 3, 4), lambda x, p: x + 0.25 * p["noise"],
      draws={"noise": normal("gaussian_noise_1", 2, 3, 4)})
layer("prelu", "prelu", draw(2, 3, 4) + 1 / 32, lambda x, p: torch.where(x > 0, x, p["weight"] * x),
      {"weight": draw(4)})


def singular(weight, u, axis=0, steps=1):
    """PyTorch's power iteration; the gradient takes u and v for constants."""
    matrix = weight.movedim(axis, 0).flatten(1)
    with torch.no_grad():
        for _ in range(steps):
            v = F.normalize(matrix.T @ u, dim=0)
            u = F.normalize(matrix @ v, dim=0)
    return u @ matrix @ v, u


def spectral(name, text, x, compute, parameters, axis=0, steps=1):
    u = F.normalize(draw(parameters["weight"].shape[axis]), dim=0)
    divided = lambda p: {**p, "weight": p["weight"] / singular(p["weight"], p["u"], axis, steps)[0]}
    layer(name, text, x, lambda x, p: compute(x, divided(p)), parameters, {"u": u},
          after=lambda x, p: {"u": singular(p["weight"], p["u"], axis, steps)[1]})


spectral("spectral_norm of conv2d", "{spectral_norm: {conv2d: {filters: 3, kernel: 3}}}", draw(1, 3, 4, 2),
         lambda x, p: conv(x, p, 3), weights(3, 2, 3))
spectral("spectral_norm of conv2d_transpose",
         "{spectral_norm: {conv2d_transpose: {filters: 3, kernel: 4, stride: 2}}}", draw(1, 2, 3, 2),
         lambda x, p: transposed(x, p, 4, 2), {"weight": draw(2, 3, 4, 4), "bias": draw(3)}, axis=1)
spectral("spectral_norm of dense", "{spectral_norm: {dense: 3}}", draw(2, 4),
         lambda x, p: x @ p["weight"].T + p["bias"], {"weight": draw(3, 4), "bias": draw(3)})
direction = F.normalize(draw(3), dim=0)
check = torch.nn.utils.spectral_norm(torch.nn.Linear(4, 3, False, dtype=torch.float64))
check.weight_u.copy_(direction)
check(draw(1, 4))
sigma, after = singular(check.weight_orig, direction)
assert torch.allclose(check.weight * sigma, check.weight_orig) and torch.allclose(check.weight_u, after)
start()
layer("spectral_norm in inference", "{spectral_norm: {dense: {units: 3, bias: false}}}", draw(2, 4),
      lambda x, p: x @ p["weight"].T / (p["weight"].detach().T @ p["u"]).norm(), {"weight": draw(3, 4)},
      {"u": direction}, mode="inference")

layer("embedding", "{embedding: {vocabulary: 5, units: 3}}", whole(5, 2, 4), lambda x, p: p["weight"][x.long()],
      {"weight": draw(5, 3)})
layer("position_embedding", "position_embedding", draw(2, 3, 4), lambda x, p: x + p["weight"], {"weight": draw(3, 4)})
layer("position_embedding of the first places", "{position_embedding: 5}", draw(2, 3, 4),
      lambda x, p: x + p["weight"][:3], {"weight": draw(5, 4)})
layer("parameter as a factor", "{tanh: {}, as: seen}, {parameter: [1, 4]}, {multiply: seen}", draw(2, 3, 4),
      lambda x, p: p["weight"] * torch.tanh(x), {"weight": draw(1, 4)})
layer("parameter before a sequence", "{tanh: {}, as: seen}, {parameter: [2, 4]}, {compute: 'concat([x, seen], axis=0)'}", draw(2, 3, 4),
      lambda x, p: torch.cat([p["weight"].expand(2, 2, 4), torch.tanh(x)], 1), {"weight": draw(2, 4)})


def projections(prefix, features, memory, inner, bias=True):
    shapes = {"query": (inner, features), "key": (inner, memory), "value": (inner, memory), "output": (features, inner)}
    p = {f"{prefix}{name}.weight": draw(*shape) / 2 for name, shape in shapes.items()}
    return {**p, **{f"{prefix}{name}.bias": draw(shape[0]) for name, shape in shapes.items()}} if bias else p


def attention(x, m, p, heads, prefix="", causal=False):
    """By PyTorch's own function, which takes heads of equal parts of the features only: others by hand."""
    dense = lambda v, name: F.linear(v, p[f"{prefix}{name}.weight"], p.get(f"{prefix}{name}.bias"))
    split = lambda v: v.reshape(v.shape[0], v.shape[1], heads, -1).transpose(1, 2)
    q, k, v = split(dense(x, "query")), split(dense(m, "key")), split(dense(m, "value"))
    y = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    return dense(y.transpose(1, 2).flatten(2), "output")


layer("multi_head_attention", "{multi_head_attention: 2}", draw(2, 3, 4),
      lambda x, p: attention(x, x, p, 2), projections("", 4, 4, 4))
layer("multi_head_attention, causal, of heads of another size",
      "{multi_head_attention: {heads: 2, head_size: 3, causal: true, bias: false}}", draw(2, 5, 4),
      lambda x, p: attention(x, x, p, 2, causal=True), projections("", 4, 4, 6, bias=False))
layer("multi_head_attention over a memory",
      "{tanh: {}, as: seen}, {compute: 'x ** 2'}, {multi_head_attention: {heads: 2, memory: seen}}", draw(2, 3, 4),
      lambda x, p: attention(torch.tanh(x) ** 2, torch.tanh(x), p, 2), projections("", 4, 4, 4))
norms = lambda features, *names: {f"{n}.{k}": draw(features) for n in names for k in ("weight", "bias")}
two = lambda features, hidden: {"dense_1.weight": draw(hidden, features) / 2, "dense_1.bias": draw(hidden),
                                "dense_2.weight": draw(features, hidden) / 2, "dense_2.bias": draw(features)}
norm = lambda x, p, name, epsilon=1e-3: F.layer_norm(x, x.shape[-1:], p[f"{name}.weight"], p[f"{name}.bias"], epsilon)
forward = lambda x, p: F.linear(F.gelu(F.linear(x, p["dense_1.weight"], p["dense_1.bias"])),
                                p["dense_2.weight"], p["dense_2.bias"])


def encoded(x, p, epsilon=1e-3):
    a = norm(x + attention(x, x, p, 2, "attention."), p, "norm_1", epsilon)
    return norm(a + forward(a, p), p, "norm_2", epsilon)


def decoded(x, m, p, causal=False):
    y = norm(x + attention(x, x, p, 2, "attention_1.", causal=True), p, "norm_1")
    if m is not None:
        y = norm(y + attention(y, m, p, 2, "attention_2.", causal=causal), p, "norm_2")
    return norm(y + forward(y, p), p, "norm_3")


layer("transformer_encoder", "{transformer_encoder: {heads: 2, hidden: 5, activation: gelu}}", draw(2, 3, 4), encoded,
      {**projections("attention.", 4, 4, 4), **two(4, 5), **norms(4, "norm_1", "norm_2")})
layer("transformer_decoder", "{transformer_decoder: {heads: 2, hidden: 5, activation: gelu}}", draw(2, 4, 4),
      lambda x, p: decoded(x, None, p),
      {**projections("attention_1.", 4, 4, 4), **two(4, 5), **norms(4, "norm_1", "norm_3")})
for causal in [False, True]:
    layer("transformer_decoder over a memory" + ", causal" * causal,
          "{tanh: {}, as: seen}, {transformer_decoder: {heads: 2, head_size: 3, hidden: 5, activation: gelu, "
          f"memory: seen, causal_memory: {str(causal).lower()}}}}}, " + "{flatten: {}}", draw(2, 4, 4),
          lambda x, p: decoded(torch.tanh(x), torch.tanh(x), p, causal).flatten(1),
          {**projections("attention_1.", 4, 4, 6), **projections("attention_2.", 4, 4, 6), **two(4, 5),
           **norms(4, "norm_1", "norm_2", "norm_3")})

# Fields at other values than those above.
layer("conv2d with a slope of its own", "{conv2d: {filters: 2, kernel: 3, stride: 2, activation: {leaky_relu: 0.2}}}",
      draw(1, 5, 6, 2), lambda x, p: F.leaky_relu(conv(x, p, 3, 2), 0.2), weights(2, 2, 3))
layer("conv2d_transpose, dilated, without a bias",
      "{conv2d_transpose: {filters: 2, kernel: 3, stride: 2, dilation: 2, padding: valid, bias: false}}", draw(1, 2, 3, 2),
      lambda x, p: channels_last(F.conv_transpose2d(channels_first(x), p["weight"], None, 2, dilation=2)),
      {"weight": draw(2, 2, 3, 3)})
layer("depthwise_conv2d, valid, dilated, without a bias",
      "{depthwise_conv2d: {kernel: 3, padding: valid, dilation: 2, bias: false}}", draw(2, 6, 5, 3),
      lambda x, p: conv(x, p, 3, dilation=2, groups=3, padding="valid"), weights(3, 1, 3, bias=False))
bare = {"weight": 1.0, "bias": 0.0}
layer("batch_norm without factors", "{batch_norm: {scale: false}}", draw(3, 2, 2, 3),
      lambda x, p: normalized(x, {**bare, "bias": p["bias"]}, batch, 1e-3), {"bias": draw(3)}, before)
layer("layer_norm without offsets", "{layer_norm: {epsilon: 0.01, center: false}}", draw(2, 3, 4),
      lambda x, p: normalized(x, {**bare, "weight": p["weight"]}, (2,), 0.01), {"weight": draw(4)})
layer("group_norm without factors or offsets", "{group_norm: {groups: 2, scale: false, center: false}}", draw(2, 3, 2, 4),
      lambda x, p: channels_last(F.group_norm(channels_first(x), 2, eps=1e-3)))
layer("instance_norm without factors or offsets", "{instance_norm: {epsilon: 0.001, scale: false, center: false}}",
      draw(2, 3, 2, 2), lambda x, p: normalized(x, bare, (1, 2), 1e-3))
layer("elu: 0.5", "{elu: {alpha: 0.5}}", draw(2, 5) * 4 + 1 / 32, lambda x, p: F.elu(x, 0.5))
spectral("spectral_norm of three steps", "{spectral_norm: {layer: {dense: 3}, iterations: 3}}", draw(2, 4),
         lambda x, p: x @ p["weight"].T + p["bias"], {"weight": draw(3, 4), "bias": draw(3)}, steps=3)


def dropped(x, p):
    """Attention with two heads, whose weights are dropped by a mask."""
    split = lambda name: F.linear(x, p[f"{name}.weight"], p[f"{name}.bias"]).unflatten(2, (2, -1)).transpose(1, 2)
    q, k, v = split("query"), split("key"), split("value")
    shares = F.softmax(q @ k.mT / q.shape[-1] ** 0.5, -1) * p["kept"] / 0.75
    return F.linear((shares @ v).transpose(1, 2).flatten(2), p["output.weight"], p["output.bias"])


layer("multi_head_attention with dropout", "{multi_head_attention: {heads: 2, dropout: 0.25}}", draw(2, 3, 4), dropped,
      projections("", 4, 4, 4), draws={"kept": kept(uniform("multi_head_attention_1", 2, 2, 3, 3), 0.25)})
layer("transformer_encoder of heads of another size", "{transformer_encoder: {heads: 2, head_size: 3, hidden: 5, activation: gelu, epsilon: 0.01}}",
      draw(2, 3, 4), lambda x, p: encoded(x, p, 0.01),
      {**projections("attention.", 4, 4, 6), **two(4, 5), **norms(4, "norm_1", "norm_2")})
