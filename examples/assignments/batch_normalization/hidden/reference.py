import torch


def batch_norm_forward(x, gamma, beta):
    return torch.nn.functional.batch_norm(x, None, None, gamma, beta, training=True), None


def through_the_cache(dout, **inputs):
    leaves = {name: value.requires_grad_() for name, value in inputs.items()}
    return torch.autograd.grad(batch_norm_forward(**leaves)[0], list(leaves.values()), dout)
