"""Records what PyTorch (in float64) and Keras's formulas make of small cases, for RecordedTests.

Run with a Python that has torch and numpy: python record.py. Writes Recorded/*.json beside this file.
Inputs and weights are multiples of 1/16, so that they are exact in float32. Each case draws anew from the same
seed, so that one more case changes no other.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent / "Recorded"
generator = None


def start():
    """Begins the draws of the next case."""
    global generator
    generator = np.random.default_rng(7)


start()


def draw(*shape):
    return torch.tensor(generator.integers(-24, 25, shape) / 16.0, dtype=torch.float64)


def plain(tensor):
    array = tensor.detach().numpy()
    return {"shape": list(array.shape), "values": [float(f"{v:.12g}") for v in array.ravel()]}


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def same(extent, kernel, stride, dilation=1):
    """TensorFlow's rule: what is odd goes to the bottom and right."""
    total = max(0, ((extent + stride - 1) // stride - 1) * stride + (kernel - 1) * dilation + 1 - extent)
    return total // 2, total - total // 2


def pad_same(x, kernel, stride, dilation=1, value=0.0):
    top, bottom = same(x.shape[2], kernel, stride, dilation)
    left, right = same(x.shape[3], kernel, stride, dilation)
    return F.pad(x, (left, right, top, bottom), value=value)


def conv(x, p, kernel, stride=1, dilation=1, groups=1, padding="same"):
    x = channels_first(x)
    if padding == "same":
        x = pad_same(x, kernel, stride, dilation)
    elif padding == "reflect":
        (top, bottom), (left, right) = same(x.shape[2], kernel, stride, dilation), same(x.shape[3], kernel, stride, dilation)
        x = F.pad(x, (left, right, top, bottom), mode="reflect")
    elif padding != "valid":
        x = F.pad(x, (padding,) * 4)
    return channels_last(F.conv2d(x, p["weight"], p.get("bias"), stride, 0, dilation, groups))


def transposed(x, p, kernel, stride, padding="same"):
    y = F.conv_transpose2d(channels_first(x), p["weight"], None, stride)
    for axis in (2, 3):
        extent = x.shape[axis - 1]
        if padding == "same":
            low, size = max(kernel - stride, 0) // 2, extent * stride
        elif padding == "valid":
            low, size = 0, extent * stride + max(kernel - stride, 0)
        else:
            low, size = padding, (extent - 1) * stride + kernel - 2 * padding
        missing = max(0, low + size - y.shape[axis])
        widths = (0, 0, 0, missing) if axis == 2 else (0, missing, 0, 0)
        y = F.pad(y, widths).narrow(axis, low, size)
    return channels_last(y + p["bias"].view(1, -1, 1, 1))


def pool(x, size, stride, padding, average=False, ceil=False):
    x = channels_first(x)
    if ceil:
        if average:
            return channels_last(F.avg_pool2d(x, size, stride, padding, True, False))
        return channels_last(F.max_pool2d(x, size, stride, padding, ceil_mode=True))
    if padding == "same":
        if average:
            ones = torch.ones_like(x)
            pad = lambda v: pad_same(v, size, stride)
            sums = F.avg_pool2d(pad(x), size, stride, divisor_override=1)
            return channels_last(sums / F.avg_pool2d(pad(ones), size, stride, divisor_override=1))
        x = pad_same(x, size, stride, value=-torch.inf)
    return channels_last((F.avg_pool2d if average else F.max_pool2d)(x, size, stride))


def resized(x, mode, **arguments):
    more = {} if mode == "nearest-exact" else {"align_corners": False}
    return channels_last(F.interpolate(channels_first(x), mode=mode, **arguments, **more))


def taps(kind, extent, target, centers):
    """The matrix that makes `target` numbers of `extent`: TensorFlow's, whose bicubic is Keys's with a = -1/2."""
    shift = 0.5 if centers == "half" else 0.0
    cubic = lambda x: ((1.5 * x - 2.5) * x * x + 1 if x < 1 else
                       ((-0.5 * x + 2.5) * x - 4) * x + 2 if x < 2 else 0.0)
    matrix = torch.zeros(target, extent, dtype=torch.float64)
    for i in range(target):
        place = (i + shift) * extent / target - shift
        if kind == "nearest":
            matrix[i, min(int(np.floor((i + shift) * extent / target)), extent - 1)] = 1
        elif kind == "bilinear":
            place = max(place, 0.0)
            low = min(int(place), extent - 1)
            matrix[i, low] += 1 - (place - low)
            matrix[i, min(low + 1, extent - 1)] += place - low
        else:
            for k in range(extent):
                matrix[i, k] = cubic(abs(place - k))
            matrix[i] /= matrix[i].sum()
    return matrix


def sampled(x, kind, height, width, centers="half"):
    rows, columns = taps(kind, x.shape[1], height, centers), taps(kind, x.shape[2], width, centers)
    return torch.einsum("ih,jw,nhwc->nijc", rows, columns, x)


def normalized(x, p, axes, epsilon, mean=None, variance=None):
    mean = x.mean(axes, keepdim=True) if mean is None else mean
    variance = x.var(axes, unbiased=False, keepdim=True) if variance is None else variance
    return (x - mean) / torch.sqrt(variance + epsilon) * p["weight"] + p["bias"]


layers = []


def layer(name, text, x, compute, parameters=None, statistics=None, mode="training", after=None):
    """One case: the layer's output, and the gradients of Σ output · probe."""
    x = x.clone().requires_grad_()
    p = {k: v.clone().requires_grad_() for k, v in (parameters or {}).items()}
    y = compute(x, p)
    probe = draw(*y.shape)
    (y * probe).sum().backward()
    zero = lambda v: v.grad if v.grad is not None else torch.zeros_like(v)
    layers.append({
        "name": name, "layer": text, "mode": mode, "x": plain(x), "y": plain(y), "probe": plain(probe),
        "dx": plain(zero(x)),
        "parameters": {k: plain(v) for k, v in p.items()},
        "gradients": {k: plain(zero(v)) for k, v in p.items()},
        "statistics": {k: plain(v) for k, v in (statistics or {}).items()},
        "after": {k: plain(v) for k, v in (after or {}).items()},
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
layer("max_pool", "max_pool", draw(1, 4, 5, 2), lambda x, p: pool(x, 2, 2, "valid"))
layer("max_pool, same", "{max_pool: {size: 2, padding: same}}", draw(1, 7, 5, 2),
      lambda x, p: pool(x, 2, 2, "same"))
layer("max_pool, overlapping", "{max_pool: {size: 3, stride: 2}}", draw(1, 7, 5, 1),
      lambda x, p: pool(x, 3, 2, "valid"))
for size, stride, padding in [(3, 2, 0), (2, 3, 0), (3, 2, 1), (2, 2, 1)]:
    for kind, average in [("max_pool", False), ("average_pool", True)]:
        layer(f"{kind}, size {size}, stride {stride}, padding {padding}, ceil",
              f"{{{kind}: {{size: {size}, stride: {stride}, padding: {padding}, ceil: true}}}}", draw(1, 6, 5, 1),
              lambda x, p: pool(x, size, stride, padding, average, ceil=True))
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
layer("batch_norm in training", "batch_norm", x, lambda x, p: normalized(x, p, batch, 1e-3), affine(3),
      before, after={"running_mean": before["running_mean"] * 0.99 + x.mean(batch) * 0.01,
                     "running_var": before["running_var"] * 0.99 + x.var(batch, unbiased=False) * 0.01})
layer("batch_norm in inference", "{batch_norm: {epsilon: 0.01}}", x,
      lambda x, p: normalized(x, p, batch, 0.01, before["running_mean"], before["running_var"]),
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
    ("gelu", lambda x: F.gelu(x, approximate="tanh")), ("sigmoid", torch.sigmoid), ("tanh", torch.tanh),
    ("softplus", F.softplus), ("softmax", lambda x: F.softmax(x, -1)),
]:
    # No number lies on a kink.
    layer(text.strip("{}"), text, draw(2, 5) * 4 + 1 / 32, lambda x, p: compute(x))
layer("dropout outside training", "{dropout: 0.5}", draw(2, 3), lambda x, p: x, mode="inference")
layer("dropout that is always there, of nothing", "{dropout: {rate: 0, always: true}}", draw(2, 3), lambda x, p: x)
layer("spatial_dropout outside training", "{spatial_dropout: 0.5}", draw(1, 2, 2, 3), lambda x, p: x,
      mode="inference")
layer("prelu", "prelu", draw(2, 3, 4) + 1 / 32, lambda x, p: torch.where(x > 0, x, p["weight"] * x),
      {"weight": draw(4)})


def singular(weight, u, axis=0):
    """PyTorch's power iteration, one step; the gradient takes u and v for constants."""
    matrix = weight.movedim(axis, 0).flatten(1)
    with torch.no_grad():
        v = F.normalize(matrix.T @ u, dim=0)
        u = F.normalize(matrix @ v, dim=0)
    return u @ matrix @ v, u


def spectral(name, text, x, compute, parameters, axis=0):
    u = F.normalize(draw(parameters["weight"].shape[axis]), dim=0)
    divided = lambda p: {**p, "weight": p["weight"] / singular(p["weight"], u, axis)[0]}
    layer(name, text, x, lambda x, p: compute(x, divided(p)), parameters, {"u": u},
          after={"u": singular(parameters["weight"], u, axis)[1]})


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
      lambda x, p: x @ p["weight"].T / (p["weight"].detach().T @ direction).norm(), {"weight": draw(3, 4)},
      {"u": direction}, mode="inference")

whole = lambda high, *shape: torch.tensor(generator.integers(0, high, shape).astype(float))
layer("embedding", "{embedding: {vocabulary: 5, units: 3}}", whole(5, 2, 4), lambda x, p: p["weight"][x.long()],
      {"weight": draw(5, 3)})
layer("position_embedding", "position_embedding", draw(2, 3, 4), lambda x, p: x + p["weight"], {"weight": draw(3, 4)})
layer("position_embedding of the first places", "{position_embedding: 5}", draw(2, 3, 4),
      lambda x, p: x + p["weight"][:3], {"weight": draw(5, 4)})


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
norm = lambda x, p, name: F.layer_norm(x, x.shape[-1:], p[f"{name}.weight"], p[f"{name}.bias"], 1e-3)
forward = lambda x, p: F.linear(F.gelu(F.linear(x, p["dense_1.weight"], p["dense_1.bias"]), approximate="tanh"),
                                p["dense_2.weight"], p["dense_2.bias"])


def encoded(x, p):
    a = norm(x + attention(x, x, p, 2, "attention."), p, "norm_1")
    return norm(a + forward(a, p), p, "norm_2")


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

losses = []


def loss(text, compute, x, t, networks=None):
    x = x.clone().requires_grad_()
    y = compute(x, t)
    probe = draw(*y.shape)
    (y * probe).sum().backward()
    losses.append({"expression": text, **({"networks": networks} if networks else {}), "x": plain(x), "t": plain(t), "y": plain(y),
                   "probe": plain(probe), "dx": plain(x.grad)})
    start()


x, t = draw(3, 2, 2), draw(3, 2, 2)
unit = (generator.integers(0, 2, (3, 2, 2))).astype(float)
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
     torch.tensor(generator.dirichlet([1, 1, 1, 1], 3).round(3)))
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
gram = lambda x: torch.einsum("ncp,ndp->ncd", x.flatten(2), x.flatten(2))
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
loss("gram(x)", lambda x, t: gram(channels_first(x)), draw(2, 3, 4, 2), t)
loss("gram(x, norm=positions)", lambda x, t: gram(channels_first(x)) / 12, draw(2, 3, 4, 2), t)
loss("cumprod(x)", lambda x, t: x.cumprod(-1), draw(2, 7), t)
loss("lookup(x.batch[1], t)", lambda x, t: x[1][t.long()], draw(2, 5, 3), whole(5, 4, 2))
loss("x * range(4)", lambda x, t: x * torch.arange(4), draw(2, 4), t)
mirrored = lambda n, r: np.pad(np.arange(n), r, mode="symmetric")


def blurred(x, sigma):
    radius = int(4 * sigma + 0.5)
    kernel = torch.exp(-0.5 * torch.arange(-radius, radius + 1, dtype=torch.float64) ** 2 / sigma**2)
    kernel = kernel / kernel.sum()
    x = x[:, mirrored(x.shape[1], radius)].unfold(1, 2 * radius + 1, 1) @ kernel
    return x[:, :, mirrored(x.shape[2], radius)].unfold(2, 2 * radius + 1, 1) @ kernel


loss("blur(x, 0.8)", lambda x, t: blurred(x, 0.8), draw(2, 4, 5, 2), t)
loss("shift(x, [3, -2])", lambda x, t: x.roll((3, -2), (1, 2)), draw(2, 4, 5, 2), t)
loss("shift(x, t)", lambda x, t: torch.stack([p.roll((int(a), int(b)), (0, 1)) for p, (a, b) in zip(x, t)]),
     draw(3, 4, 5, 2), torch.tensor([[1.0, -7.0], [0.0, 5.0], [-2.0, 3.0]]))
loss("tiles(x, 2)", lambda x, t: x[:, :4].reshape(2, 2, 2, 3, 2, 2).permute(0, 1, 3, 2, 4, 5).reshape(12, 2, 2, 2),
     draw(2, 5, 6, 2), t)
loss("tiles(x, 9)", lambda x, t: x, draw(2, 5, 6, 2), t)
loss("resize(x, [7, 3], method=bicubic)", lambda x, t: sampled(x, "bicubic", 7, 3), draw(1, 4, 5, 2), t)
loss("resize(x, scale=1.3)", lambda x, t: resized(x, "bilinear", size=(13, 6)), draw(1, 10, 5, 1), t)
loss("resize(x, like=t, scale=0.5, method=nearest, centers=corner)",
     lambda x, t: sampled(x, "nearest", 3, 2, "corner"), draw(1, 4, 5, 1), draw(1, 7, 4, 2))
pixel = (draw(2, 2, 2, 3) + 1.5) * 85
means, deviations = (torch.tensor(v, dtype=torch.float64) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
bgr = torch.tensor([103.939, 116.779, 123.68], dtype=torch.float64)
loss("preprocess(x, caffe)", lambda x, t: x.flip(-1) - bgr, pixel, t)
loss("preprocess(x, torch)", lambda x, t: (x / 255 - means) / deviations, pixel, t)
loss("preprocess(x, inception)", lambda x, t: x / 127.5 - 1, pixel, t)
loss("undo(x, caffe)", lambda x, t: (x + bgr).flip(-1), pixel, t)
loss("undo(x, torch)", lambda x, t: (x * deviations + means) * 255, pixel / 85, t)
loss("normal_quantile(x)", lambda x, t: torch.special.ndtri(x),
     torch.tensor([2, 20, 70, 128, 200, 255], dtype=torch.float64) / 256, t)
loss("std(x)", lambda x, t: x.std(unbiased=False), x, t)
loss("std(x, per=example)", lambda x, t: x.std((1, 2), unbiased=False), x, t)
loss("mean(abs(x - t), per=example)", lambda x, t: (x - t).abs().mean((1, 2)), x, t)
loss("sum(clip(x, -0.6, 0.7) * t)", lambda x, t: (x.clamp(-0.6, 0.7) * t).sum(), x, t)
loss("sum(maximum(x, t) ** 2 / 3 - minimum(x, 0.2))",
     lambda x, t: (torch.maximum(x, t) ** 2 / 3 - x.clamp(max=0.2)).sum(), x, t + 1 / 64)
loss("mean(max(softmax(x), axis=-1))", lambda x, t: F.softmax(x, -1).max(-1).values.mean(), logits, t)
loss("max(x * t, axis=0)", lambda x, t: (x * t).amax(1, keepdim=True), x, t)
loss("max(x * t, per=example)", lambda x, t: (x * t).amax((1, 2)), x, t)
loss("max(x) * t", lambda x, t: x.flatten().max(0).values * t, x, t)
loss("sum(gradient(mean(exp(x)), x) * t)", lambda x, t: (x.exp() / x.numel() * t).sum(), x, t)

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

FOLDER.mkdir(exist_ok=True)
for name, cases in [("layers", layers), ("losses", losses), ("optimizers", optimizers)]:
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n")
