# fails: compute_distances_one_loop.result_has_the_dtype_of_the_inputs
"""Everything is turned into float32 by .float()."""


def compute_distances_one_loop(x_train, x_test):
    x_train, x_test = x_train.float(), x_test.float()
    dists = torch.zeros(len(x_train), len(x_test), device=x_train.device)
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[i]) ** 2).flatten(1).sum(1)
    return dists
