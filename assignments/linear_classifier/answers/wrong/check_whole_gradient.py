# fails: grad_check_sparse.f_is_evaluated_twice_for_each_check
"""The whole numeric gradient is measured first."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    numeric = numeric_gradient(f, W, h).reshape(-1)
    errors = []
    for k in torch.randint(W.numel(), (num_checks,)).tolist():
        num, ana = numeric[k].item(), analytic.reshape(-1)[k].item()
        total = abs(num) + abs(ana)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors
