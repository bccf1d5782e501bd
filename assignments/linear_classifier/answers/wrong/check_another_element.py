# fails: grad_check_sparse.errors_are_relative, grad_check_sparse.right_gradients_pass, grad_check_sparse.every_element_can_be_drawn, grad_check_sparse.two_zeros_agree
"""The analytic gradient is taken at another element than the one that is nudged."""

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
        ana = analytic.reshape(-1)[k - 1].item()
        total = abs(num) + abs(ana)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors
