# %% torch_cdist
# fails: pairwise_distances_torch.distances_match_the_definition, pairwise_distances_torch.points_stay_as_they_were, pairwise_distances_torch.work_does_not_grow_with_the_number_of_vectors, pairwise_distances_torch.no_array_holds_every_pair_and_feature, pairwise_distances_torch.no_distance_is_nan, pairwise_distances_torch.result_has_the_dtype_of_the_inputs, pairwise_distances_torch.result_is_on_the_device_of_the_inputs
"""torch.cdist is banned."""


def pairwise_distances_torch(X, Y):
    return torch.cdist(X, Y)


# %% torch_centred_in_place
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


# %% torch_comprehension
# fails: pairwise_distances_torch.work_does_not_grow_with_the_number_of_vectors
"""A comprehension over X."""


def pairwise_distances_torch(X, Y):
    return torch.stack([((x - Y) ** 2).sum(dim=1).sqrt() for x in X])


# %% torch_cube
# fails: pairwise_distances_torch.no_array_holds_every_pair_and_feature
"""An array of every pair and feature."""


def pairwise_distances_torch(X, Y):
    return ((X[:, None] - Y[None]) ** 2).sum(dim=2).sqrt()


# %% torch_double
# fails: pairwise_distances_torch.result_has_the_dtype_of_the_inputs
"""The result is always float64."""


def pairwise_distances_torch(X, Y):
    X, Y = X.double(), Y.double()
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return squares.clamp(min=0).sqrt()


# %% torch_norms_missing
# fails: pairwise_distances_torch.distances_match_the_definition
"""The norms of Y are missing."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares - 2 * X @ Y.T
    return squares.clamp(min=0).sqrt()


# %% torch_not_clamped
# fails: pairwise_distances_torch.no_distance_is_nan
"""The deck's line: rounding makes squares negative."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return squares.sqrt()


# %% torch_product_added
# fails: pairwise_distances_torch.distances_match_the_definition
# near miss: the product x·y is added, not subtracted
"""The deck's misprint: the product is added."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares + 2 * X @ Y.T
    return squares.clamp(min=0).sqrt()


# %% torch_product_once
# fails: pairwise_distances_torch.distances_match_the_definition
# near miss: the product x·y is subtracted once, not twice
"""The product is subtracted once."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - X @ Y.T
    return squares.clamp(min=0).sqrt()


# %% torch_root_missing
# fails: pairwise_distances_torch.distances_match_the_definition
# near miss: this is the square of the distance: the root is missing
"""The square of the distance."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return squares.clamp(min=0)


# %% torch_through_numpy
# fails: pairwise_distances_torch.result_is_on_the_device_of_the_inputs
"""The tensors go through NumPy."""

import torch


def pairwise_distances_torch(X, Y):
    return torch.from_numpy(pairwise_distances(X.numpy(), Y.numpy()))


# %% torch_transposed
# fails: pairwise_distances_torch.distances_match_the_definition
# near miss: rows and columns are exchanged
"""Transposed."""


def pairwise_distances_torch(X, Y):
    x_squares = (X**2).sum(dim=1, keepdim=True)
    y_squares = (Y**2).sum(dim=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return (squares.clamp(min=0).sqrt()).T


# %% distances_torch_cut_off_at_one
# fails: pairwise_distances_torch.distances_match_the_definition
# near miss: distances below 1 became 1
"""Squares are cut off at 1, not at 0."""


def pairwise_distances_torch(X, Y):
    squares = (X**2).sum(1, keepdim=True) + (Y**2).sum(1) - 2 * X @ Y.T
    return squares.clamp(min=1).sqrt()
