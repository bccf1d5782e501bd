# fails: pairwise_distances_torch.no_distance_is_nan
"""The deck's line: rounding makes squares negative."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return squares.sqrt()
