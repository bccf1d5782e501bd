# fails: pairwise_distances_torch.distances_match_the_definition
"""The norms of Y are missing."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares - 2 * X @ Y.T
    return squares.clamp(min=0).sqrt()
