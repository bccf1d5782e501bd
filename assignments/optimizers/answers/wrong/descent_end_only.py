# fails: gradient_descent.path_holds_every_place, gradient_descent.no_steps_leave_the_start
"""Only the end is returned."""


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = [w]
    for _ in range(num_steps):
        w = w - learning_rate * f_grad(w)
        path.append(w)
    return w
