# fails: gradient_descent.path_holds_every_place, gradient_descent.gradient_is_asked_for_once_a_step
"""One step too few."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps - 1):
        w = w - learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)
