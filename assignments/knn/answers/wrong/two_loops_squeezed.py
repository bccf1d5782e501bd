# fails: compute_distances_two_loops.one_point_is_enough
"""squeeze takes an axis away when there is one point only."""


def compute_distances_two_loops(x_train, x_test):
    rows = [torch.stack([(a - b).square().sum() for b in x_test]) for a in x_train]
    return torch.stack(rows).squeeze()
