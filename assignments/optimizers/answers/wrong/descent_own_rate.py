# fails: gradient_descent.path_holds_every_place
"""The learning rate is a number of its own."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        w = w - 0.1 * f_grad(w)
        path.append(w)
    return torch.stack(path)
