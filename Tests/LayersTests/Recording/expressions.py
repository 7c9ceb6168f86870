"""Expressions over `x` and `t`: their values, and the gradients to `x`."""

import torch

from common import draw, start
from measure import given, gradients, measured, single


def expression(cases, text, compute, x, t, networks=None):
    """One case more: what the expression makes, and the gradient of Σ output · probe to x."""
    x, t = single(x), single(t)
    probe = draw(*compute(x, t).shape)

    def run(tensors):
        x = tensors["x"].requires_grad_()
        y = compute(x, tensors["t"])
        [dx] = gradients(y, tensors["probe"], [x])
        return {"y": y, "dx": dx}

    found = measured(run, {"x": x, "t": t, "probe": probe})
    cases.append({"expression": text, **({"networks": networks} if networks else {}), "x": given(x), "t": given(t),
                  "y": found["y"], "probe": given(probe), "dx": found["dx"]})
    start()


def gram(x):
    """Of pictures with the channels first."""
    return torch.einsum("ncp,ndp->ncd", x.flatten(2), x.flatten(2))
