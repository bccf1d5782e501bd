# fails: gradient_descent.path_holds_every_place, gradient_descent.start_stays_as_it_was
"""w -= … changes the start, and every row of the path is the same tensor."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        w -= learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)
