# fails: compute_distances_two_loops.result_has_the_dtype_of_the_inputs
"""torch.zeros without a dtype makes float32, whatever came in."""


def compute_distances_two_loops(x_train, x_test):
    dists = torch.zeros(x_train.shape[0], x_test.shape[0], device=x_train.device)
    for i in range(x_train.shape[0]):
        for j in range(x_test.shape[0]):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists
