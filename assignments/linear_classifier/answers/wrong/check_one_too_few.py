# fails: grad_check_sparse.num_checks_says_how_many
"""One element too few is checked."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(1, num_checks):
        k = int(torch.randint(W.numel(), (1,)))
        V = W.clone()
        V.view(-1)[k] += h
        above = f(V)
        V.view(-1)[k] -= 2 * h
        below = f(V)
        num = float(above - below) / (2 * h)
        ana = analytic.reshape(-1)[k].item()
        total = abs(num) + abs(ana)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors
