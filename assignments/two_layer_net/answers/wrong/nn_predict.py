# %% predict_along_the_images
# fails: nn_predict.highest_score_wins, nn_predict.one_call_serves_all_images, nn_predict.labels_are_on_the_device_of_the_images, nn_predict.takes_float32
# near miss: these are positions of images: the maximum is taken along the other axis
"""The maximum along the images."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X).argmax(dim=0)


# %% predict_cuda_or_cpu
# fails: nn_predict.labels_are_on_the_device_of_the_images
"""The labels are brought to the GPU where there is one, else to the CPU."""

import torch


def nn_predict(params, loss_func, X):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return loss_func(params, X).argmax(dim=1).to(device)


# %% predict_floats
# fails: nn_predict.labels_are_int64
"""Labels are floats."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X).argmax(dim=1).to(X.dtype)


# %% predict_lowest
# fails: nn_predict.highest_score_wins, nn_predict.takes_float32
# near miss: these are the classes of the lowest score
"""The lowest score."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X).argmin(dim=1)


# %% predict_one_by_one
# fails: nn_predict.one_call_serves_all_images
"""One image after another."""

import torch


def nn_predict(params, loss_func, X):
    return torch.stack([loss_func(params, x[None]).argmax() for x in X])


# %% predict_float64_only
# fails: nn_predict.takes_float32, nn_predict.labels_are_on_the_device_of_the_images
"""The images are turned into float64, the parameters aren't."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X.double()).argmax(dim=1)


# %% predict_scores
# fails: nn_predict.highest_score_wins, nn_predict.labels_are_int64, nn_predict.takes_float32
# near miss: these are the highest scores, not the classes that have them
"""max gives the highest scores first, and where they stand second."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X).max(dim=1)[0]


# %% predict_by_exponentials
# fails: nn_predict.highest_score_wins
"""Probabilities are made of scores that are as they are: the exponential of a score far below 0 is 0."""


def nn_predict(params, loss_func, X):
    exponentials = loss_func(params, X).exp()
    return (exponentials / exponentials.sum(dim=1, keepdim=True)).argmax(dim=1)
