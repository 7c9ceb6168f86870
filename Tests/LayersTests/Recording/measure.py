"""What a computation comes to in PyTorch's float64, and how far PyTorch's own float32 is from that.

Both begin with the same numbers, which float32 holds exactly. A few numbers in one order tell little of float32: it is right
by luck as often as not. So its deviation is the largest of ORDERS orders of the same numbers, each with the float64 of its own.
"""

import numpy as np
import torch

torch.set_num_threads(1)

ORDERS = 64
#: What the largest number of a tensor counts at least, as in the tests: one of zeros has no size of its own.
SMALLEST = 1e-3


def single(tensor):
    """The nearest numbers that float32 holds."""
    return tensor.detach().float().double()


def given(tensor):
    """A tensor that goes in, as the tests read it: in the fewest digits that are these numbers of float32."""
    array = tensor.detach().numpy().astype(np.float32)
    return {"shape": list(array.shape), "values": [float(str(v)) for v in array.ravel()]}


def recorded(tensor, deviation):
    """A tensor that comes out."""
    array = tensor.detach().double().numpy()
    return {"shape": list(array.shape), "values": [float(f"{v:.10g}") for v in array.ravel()],
            "float32": float(f"{deviation:.2e}")}


def size(tensor):
    return max(tensor.abs().max().item(), SMALLEST) if tensor.numel() else SMALLEST


def difference(found, exact):
    """The largest."""
    return (found.double() - exact).abs().max().item() if exact.numel() else 0.0


def shuffled(tensor, generator):
    return tensor.flatten()[torch.tensor(generator.permutation(tensor.numel()))].reshape(tensor.shape)


def measured(compute, tensors):
    """What `compute` makes of tensors by name, by name, as it is recorded.

    A deviation is told in units of the tensor's largest number. An order in which numbers cancel, so that little is left, or grow
    counts no more for that: there the unit is the larger one of its own and the recorded one.
    """
    generator = np.random.default_rng(11)
    first, worst = None, {}
    for order in range(ORDERS):
        if order > 0:
            tensors = {name: shuffled(value, generator) for name, value in tensors.items()}
        exact, found = (compute({name: value.detach().to(dtype, copy=True) for name, value in tensors.items()})
                        for dtype in (torch.float64, torch.float32))
        first = first or exact
        for name, value in exact.items():
            assert (value.dtype, found[name].dtype) == (torch.float64, torch.float32), name
            unit = max(size(value), size(first[name]))
            worst[name] = max(worst.get(name, 0.0), difference(found[name], value) / unit)
    return {name: recorded(value, worst[name]) for name, value in first.items()}


def gradients(y, probe, tensors):
    """Those of Σ y · probe, zeros where it does not depend on a tensor."""
    if not y.requires_grad:
        return [torch.zeros_like(v) for v in tensors]
    found = torch.autograd.grad((y * probe).sum(), tensors, allow_unused=True)
    return [torch.zeros_like(v) if g is None else g for v, g in zip(tensors, found)]
