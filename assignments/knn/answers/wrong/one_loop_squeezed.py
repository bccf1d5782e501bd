# fails: compute_distances_one_loop.one_point_is_enough
"""squeeze takes an axis away when there is one point only."""


def compute_distances_one_loop(x_train, x_test):
    rows = []
    for i in range(len(x_train)):
        rows.append(((x_test - x_train[i]) ** 2).flatten(1).sum(1))
    return torch.stack(rows).squeeze()
