# fails: gradient_descent.path_holds_every_place
"""Each step takes the gradient of the start."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path, start = [w], w
    for _ in range(num_steps):
        w = w - learning_rate * f_grad(start)
        path.append(w)
    return torch.stack(path)
