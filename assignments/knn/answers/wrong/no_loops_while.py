# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""A while loop over blocks of two points."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    rows, start = [], 0
    while start < len(a):
        piece = a[start : start + 2]
        rows.append((b - piece[:, None]).square().sum(2))
        start += 2
    return torch.cat(rows)
