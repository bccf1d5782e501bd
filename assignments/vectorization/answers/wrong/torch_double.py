# fails: pairwise_distances_torch.result_has_the_dtype_of_the_inputs
"""The result is always float64."""


def pairwise_distances_torch(X, Y):
    X, Y = X.double(), Y.double()
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return squares.clamp(min=0).sqrt()
