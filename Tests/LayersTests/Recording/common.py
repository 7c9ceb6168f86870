"""What the recorded cases share: draws, and operations as Etch has them.

Inputs and weights are numbers of float32, so that both precisions begin with the same. Each case draws anew from the same
seed, so that one more case changes no other.
"""

import numpy as np
import torch
import torch.nn.functional as F

from measure import single

generator = None


def start():
    """Begins the draws of the next case."""
    global generator
    generator = np.random.default_rng(7)


start()


def draw(*shape):
    """Numbers within ±1.5, whose products float32 rounds."""
    return single(torch.tensor(generator.uniform(-1.5, 1.5, shape).round(4)))


def coarse(*shape):
    """Multiples of 1/16 within ±1.5, some of which are equal."""
    return torch.tensor(generator.integers(-24, 25, shape) / 16.0, dtype=torch.float64)


def whole(high, *shape):
    return torch.tensor(generator.integers(0, high, shape).astype(float))


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
    return torch.einsum("ih,jw,nhwc->nijc", rows.to(x.dtype), columns.to(x.dtype), x)


def normalized(x, p, axes, epsilon, mean=None, variance=None):
    mean = x.mean(axes, keepdim=True) if mean is None else mean
    variance = x.var(axes, unbiased=False, keepdim=True) if variance is None else variance
    return (x - mean) / torch.sqrt(variance + epsilon) * p["weight"] + p["bias"]
