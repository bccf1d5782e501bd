# fails: gradient_descent.start_stays_as_it_was
"""The start is changed in place; the path holds copies."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w.clone()]
    for _ in range(num_steps):
        w -= learning_rate * f_grad(w)
        path.append(w.clone())
    return torch.stack(path)
