# fails: gradient_descent.no_steps_leave_the_start
"""The path starts with a step made without asking for how many."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    while True:
        w = w - learning_rate * f_grad(w)
        path.append(w)
        if len(path) > num_steps:
            return torch.stack(path)
