#!/usr/bin/env python3
"""One pass of a network over one picture in PyTorch or ONNX Runtime, for inference.py, which asks for times.

    Benchmarks/inference_peers.py NETWORK MODE THREADS       MODE: eager, channels_last, compile or onnx

The networks are those of experiments/networks, in evaluation mode, with weights of their own; ONNX Runtime runs what PyTorch
exports.
"""
import contextlib
import io
import tempfile

import torch
import torch.nn.functional as F
from torch import nn

from peer_loop import arguments, serve
from torch_peers import UNet, billions, resnet


class Fire(nn.Module):
    def __init__(self, channels, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.one, self.three = nn.Conv2d(squeeze, expand, 1), nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.one(x)), F.relu(self.three(x))], 1)


def squeezenet():
    """Version 1.0, as published for Caffe."""
    def pool():
        return nn.MaxPool2d(3, 2, ceil_mode=True)
    return nn.Sequential(
        nn.Conv2d(3, 96, 7, 2), nn.ReLU(), pool(), Fire(96, 16, 64), Fire(128, 16, 64), Fire(128, 32, 128), pool(),
        Fire(256, 32, 128), Fire(256, 48, 192), Fire(384, 48, 192), Fire(384, 64, 256), pool(), Fire(512, 64, 256),
        nn.Dropout(), nn.Conv2d(512, 1000, 1, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def norm(channels):
    return nn.InstanceNorm2d(channels, eps=1e-3, affine=True)


class Residue(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), norm(channels), nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), norm(channels))

    def forward(self, x):
        return x + self.body(x)


class Redrawn(nn.Module):
    def forward(self, x):
        return torch.clamp(150 * torch.tanh(x) + 127.5, 0, 255)


def fast_style():
    """Johnson's network of width 32 with five blocks."""
    def down(a, b, size, stride):
        return nn.Conv2d(a, b, size, stride, size // 2, bias=False), norm(b), nn.ReLU()

    def up(a, b):
        return nn.ConvTranspose2d(a, b, 3, 2, 1, 1, bias=False), norm(b), nn.ReLU()
    return nn.Sequential(
        *down(3, 32, 9, 1), *down(32, 64, 3, 2), *down(64, 128, 3, 2), *[Residue(128) for _ in range(5)], *up(128, 64),
        *up(64, 32), *down(32, 3, 9, 1)[:-1], Redrawn())


# Each network, and the side of its picture.
NETWORKS = {
    "unet": (lambda: UNet(nn.BatchNorm2d), 256), "resnet": (resnet, 256), "squeezenet": (squeezenet, 227),
    "fast_style": (fast_style, 512)}


def torch_pass(network, x, mode):
    if mode == "channels_last":
        network, x = (y.to(memory_format=torch.channels_last) for y in (network, x))
    if mode == "compile":
        network = torch.compile(network, dynamic=False)

    def step():
        with torch.inference_mode():
            network(x)
    return step


def onnx_pass(network, x, threads):
    import onnxruntime
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/network.onnx"
        with contextlib.redirect_stdout(io.StringIO()):
            torch.onnx.export(network, (x,), file, input_names=["x"], verbose=False)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    picture = {"x": x.numpy()}
    return lambda: session.run(None, picture)


def main():
    name, mode, threads, _ = arguments()
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    make, side = NETWORKS[name]
    network, x = make().eval(), torch.rand(1, 3, side, side)
    step = onnx_pass(network, x, threads) if mode == "onnx" else torch_pass(network, x, mode)
    serve(step, **({"gflop": billions(step)} if mode == "eager" else {}))


if __name__ == "__main__":
    main()
