# fails: newton_step.step_is_on_the_device_of_w
"""The equations are solved on the CPU."""

import torch


def newton_step(w, grad, hessian):
    return w.cpu() - torch.linalg.solve(hessian.cpu(), grad.cpu())
