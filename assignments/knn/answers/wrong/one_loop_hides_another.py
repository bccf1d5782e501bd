# fails: compute_distances_one_loop.one_step_for_each_training_point
"""A comprehension in the loop is a second loop."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = torch.stack([((x_train[i] - test) ** 2).sum() for test in x_test])
    return dists
