# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""A comprehension is a loop."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return torch.stack([((a - point) ** 2).sum(1) for point in b], dim=1)
