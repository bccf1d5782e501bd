# fails: compute_distances_no_loops.images_of_any_shape_are_compared_whole
"""Points are taken to be rows; images aren't flattened."""


def compute_distances_no_loops(x_train, x_test):
    return ((x_train ** 2).sum(1, keepdim=True) + (x_test ** 2).sum(1) - 2 * x_train @ x_test.T).clamp(min=0)
