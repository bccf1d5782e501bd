# fails: grad_check_sparse.two_zeros_agree
"""0 divided by 0 is NaN."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(num_checks):
        k = int(torch.randint(W.numel(), (1,)))
        V = W.clone()
        V.view(-1)[k] += h
        above = f(V)
        V.view(-1)[k] -= 2 * h
        below = f(V)
        num = float(above - below) / (2 * h)
        ana = analytic.reshape(-1)[k].item()
        total = abs(num) + abs(ana)
        errors.append(float(torch.tensor(abs(num - ana)) / total))
    return errors
