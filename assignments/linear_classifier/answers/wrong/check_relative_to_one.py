# fails: grad_check_sparse.errors_are_relative
"""Divided by the size of the numeric gradient alone."""

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
        total = abs(num)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors
