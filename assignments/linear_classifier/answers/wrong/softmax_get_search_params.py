# %% params_softmax_held_down
# fails: softmax_get_search_params.some_pair_trains_softmax_well
"""Penalties that hold all weights at 0, or make training blow up."""


def softmax_get_search_params():
    return [1e-3, 3e-3, 1e-2], [1e3, 1e4]


# %% params_softmax_too_few
# fails: softmax_get_search_params.lists_make_5_to_25_pairs
"""One pair only."""


def softmax_get_search_params():
    return [0.003], [0.001]


# %% params_softmax_too_many
# fails: softmax_get_search_params.lists_make_5_to_25_pairs
"""More than 25 pairs."""


def softmax_get_search_params():
    return [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2], [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]


# %% params_softmax_too_slow
# fails: softmax_get_search_params.some_pair_trains_softmax_well
"""Learning rates that go nowhere."""


def softmax_get_search_params():
    return [1e-7, 1e-6, 1e-5], [1e-3, 1e-2]
