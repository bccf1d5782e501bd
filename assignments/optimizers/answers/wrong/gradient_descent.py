# %% descent_asks_twice
# fails: gradient_descent.gradient_is_asked_for_once_a_step
"""The gradient is asked for twice in each step, the first time to look whether it is zero."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        if not f_grad(w).any():
            break
        w = w - learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)


# %% descent_at_least_one
# fails: gradient_descent.no_steps_leave_the_start
"""The path starts with a step made without asking for how many."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    while True:
        w = w - learning_rate * f_grad(w)
        path.append(w)
        if len(path) > num_steps:
            return torch.stack(path)


# %% descent_end_only
# fails: gradient_descent.path_holds_every_place, gradient_descent.no_steps_leave_the_start, gradient_descent.takes_float32
# near miss: only the end is returned, not the whole path
"""Only the end is returned."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        w = w - learning_rate * f_grad(w)
        path.append(w)
    return w


# %% descent_gradient_of_the_start
# fails: gradient_descent.path_holds_every_place, gradient_descent.takes_float32
"""Each step takes the gradient of the start."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path, start = [w], w
    for _ in range(num_steps):
        w = w - learning_rate * f_grad(start)
        path.append(w)
    return torch.stack(path)


# %% descent_in_place
# fails: gradient_descent.path_holds_every_place, gradient_descent.start_stays_as_it_was, gradient_descent.takes_float32
# near miss: every row is the same: was one tensor changed in place, and put into the path again and again?
"""w -= … changes the start, and every row of the path is the same tensor."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        w -= learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)


# %% descent_one_step_short
# fails: gradient_descent.path_holds_every_place, gradient_descent.gradient_is_asked_for_once_a_step, gradient_descent.takes_float32
# near miss: the last place is missing
"""One step too few."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps - 1):
        w = w - learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)


# %% descent_own_rate
# fails: gradient_descent.path_holds_every_place, gradient_descent.takes_float32
"""The learning rate is a number of its own."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        w = w - 0.1 * f_grad(w)
        path.append(w)
    return torch.stack(path)


# %% descent_path_on_the_cpu
# fails: gradient_descent.path_is_on_the_device_of_the_start
"""The path is a new tensor whose device nobody names."""

import torch


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = torch.zeros(num_steps + 1, *w.shape, dtype=w.dtype)
    path[0] = w
    for step in range(num_steps):
        w = w - learning_rate * f_grad(w)
        path[step + 1] = w
    return path


# %% descent_start_missing
# fails: gradient_descent.path_holds_every_place, gradient_descent.no_steps_leave_the_start, gradient_descent.takes_float32
# near miss: the start is missing
"""The start is not in the path."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = []
    for _ in range(num_steps):
        w = w - learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)


# %% descent_uphill
# fails: gradient_descent.path_holds_every_place, gradient_descent.takes_float32
# near miss: the path goes uphill
"""The step is added."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        w = w + learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)


# %% descent_writes_into_start
# fails: gradient_descent.start_stays_as_it_was
"""The start is changed in place; the path holds copies."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w.clone()]
    for _ in range(num_steps):
        w -= learning_rate * f_grad(w)
        path.append(w.clone())
    return torch.stack(path)


# %% descent_float64
# fails: gradient_descent.takes_float32
"""The path begins as float64, whatever w is."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w.double()]
    for _ in range(num_steps):
        path.append(path[-1] - learning_rate * f_grad(path[-1]))
    return torch.stack(path)
