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
