"""Running averages of networks: ten steps of gradient descent, and PyTorch's average of what is trained."""

import torch
import torch.nn.functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from measure import measured

averages = []
TIMES, ROW, TARGET = 10, [0.5, -1.3, 0.9, -0.7, 1.1, 0.2], [1.3, -2.1, 0.4, 0.7]


def average(text, decay):
    """A dense layer of ones, trained on one row by sgd of 0.1; and its average."""
    def run(tensors):
        layer = torch.nn.Linear(len(ROW), len(TARGET), bias=False, dtype=tensors["row"].dtype)
        torch.nn.init.ones_(layer.weight)
        rule, follower = torch.optim.SGD(layer.parameters(), lr=0.1), AveragedModel(layer, multi_avg_fn=get_ema_multi_avg_fn(decay))
        follower.update_parameters(layer)  # the first takes the weights as they are
        found = {}
        for time in range(TIMES):
            rule.zero_grad()
            F.mse_loss(layer(tensors["row"])[None], tensors["target"][None]).backward()
            rule.step()
            follower.update_parameters(layer)
            found |= {f"weight {time}": layer.weight.detach().clone(), f"average {time}": follower.module.weight.detach().clone()}
        return found

    found = measured(run, {"row": torch.tensor(ROW).double(), "target": torch.tensor(TARGET).double()})
    averages.append({"average": text, "row": ROW, "target": TARGET, "weights": [found[f"weight {time}"] for time in range(TIMES)],
                     "averages": [found[f"average {time}"] for time in range(TIMES)]})


average("{ema: net, decay: 0.75}", 0.75)
average("{ema: net}", 0.999)
