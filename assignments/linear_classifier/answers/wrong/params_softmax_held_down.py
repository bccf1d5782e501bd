# fails: softmax_get_search_params.some_pair_trains_softmax_well
"""Penalties that hold all weights at 0, or make training blow up."""


def softmax_get_search_params():
    return [1e-3, 3e-3, 1e-2], [1e3, 1e4]
