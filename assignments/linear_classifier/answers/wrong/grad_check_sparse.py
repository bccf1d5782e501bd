# %% check_absolute
# fails: grad_check_sparse.errors_are_relative
"""The difference itself, not the relative error."""

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
        errors.append(abs(num - ana))
    return errors


# %% check_always_ten
# fails: grad_check_sparse.num_checks_says_how_many, grad_check_sparse.f_is_evaluated_twice_for_each_check
"""Ten elements are checked, whatever num_checks says."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(10):
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


# %% check_another_element
# fails: grad_check_sparse.errors_are_relative, grad_check_sparse.right_gradients_pass
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


# %% check_first_elements
# fails: grad_check_sparse.every_element_can_be_drawn
"""Elements are always drawn from the first half."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(num_checks):
        k = int(torch.randint((W.numel() + 1) // 2, (1,)))
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


# %% check_last_left_out
# fails: grad_check_sparse.every_element_can_be_drawn
"""The last element is never drawn."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(num_checks):
        k = int(torch.randint(W.numel() - 1, (1,)))
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


# %% check_one_too_few
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


# %% check_relative_to_analytic
# fails: grad_check_sparse.errors_are_relative
"""Divided by the size of the analytic gradient alone."""

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
        total = abs(ana)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors


# %% check_relative_to_larger
# fails: grad_check_sparse.errors_are_relative
"""Divided by the larger of the two sizes."""

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
        total = max(abs(num), abs(ana))
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors


# %% check_relative_to_one
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


# %% check_same_element
# fails: grad_check_sparse.every_element_can_be_drawn
"""Always the first element."""


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(num_checks):
        k = 0
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


# %% check_signed
# fails: grad_check_sparse.errors_are_relative
"""The sign of the difference is kept."""

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
        errors.append((ana - num) / total if total > 0 else 0.0)
    return errors


# %% check_size_of_sum
# fails: grad_check_sparse.errors_are_relative
"""Divided by the size of the sum, in which signs may cancel."""

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
        total = abs(num + ana)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors


# %% check_whole_gradient
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


# %% check_zero_by_zero
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


# %% check_small_ones_pass
# fails: grad_check_sparse.errors_are_relative
"""Where both gradients are below 1, the error is said to be 0."""

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
        errors.append(abs(num - ana) / total if total > 1 else 0.0)
    return errors


# %% check_nudges_turned_round
# fails: grad_check_sparse.errors_are_relative, grad_check_sparse.right_gradients_pass
"""W is taken off the nudge, not the nudge off W."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(num_checks):
        k = int(torch.randint(W.numel(), (1,)))
        nudge = torch.zeros_like(W)
        nudge.view(-1)[k] = h
        above, below = f(W + nudge), f(nudge - W)
        num = float(above - below) / (2 * h)
        ana = analytic.reshape(-1)[k].item()
        total = abs(num) + abs(ana)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors


# %% check_without_errors
# fails: grad_check_sparse.errors_are_relative, grad_check_sparse.right_gradients_pass, grad_check_sparse.num_checks_says_how_many, grad_check_sparse.f_is_evaluated_twice_for_each_check, grad_check_sparse.every_element_can_be_drawn, grad_check_sparse.two_zeros_agree, grad_check_sparse.h_says_how_far
"""No error comes back: of none, all would be right."""


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    return []


# %% sparse_own_step
# fails: grad_check_sparse.h_says_how_far
"""Elements are nudged by a number of its own, not by h."""

import torch


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for k in torch.randint(W.numel(), (num_checks,)).tolist():
        nudge = torch.zeros_like(W)
        nudge.view(-1)[k] = 1e-5
        numeric = float((f(W + nudge) - f(W - nudge)) / 2e-5)
        exact = float(analytic.reshape(-1)[k])
        size = abs(numeric) + abs(exact)
        errors.append(abs(numeric - exact) / size if size > 0 else 0.0)
    return errors
