# fails: compute_distances_no_loops.inputs_stay_as_they_were
"""The norms are taken from inputs squared in place, after the product."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.view(len(x_train), -1), x_test.view(len(x_test), -1)
    product = a @ b.T
    return (a.pow_(2).sum(1)[:, None] + b.pow_(2).sum(1) - 2 * product).clamp(min=0)
