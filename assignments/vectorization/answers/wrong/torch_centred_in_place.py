# fails: pairwise_distances_torch.points_stay_as_they_were
"""The points are centred in place."""


def pairwise_distances_torch(X, Y):
    means = X.mean(dim=0)
    X -= means
    Y -= means
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return squares.clamp(min=0).sqrt()
