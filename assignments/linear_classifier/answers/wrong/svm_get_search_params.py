# %% params_svm_held_down
# fails: svm_get_search_params.some_pair_trains_well
"""Penalties that hold all weights at 0, or make training blow up."""


def svm_get_search_params():
    return [1e-3, 3e-3, 1e-2], [1e3, 1e4]


# %% params_svm_too_few
# fails: svm_get_search_params.lists_make_5_to_25_pairs
"""One pair only."""


def svm_get_search_params():
    return [0.003], [0.001]


# %% params_svm_too_many
# fails: svm_get_search_params.lists_make_5_to_25_pairs
"""More than 25 pairs."""


def svm_get_search_params():
    return [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2], [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]


# %% params_svm_too_slow
# fails: svm_get_search_params.some_pair_trains_well
"""Learning rates that go nowhere."""


def svm_get_search_params():
    return [1e-8, 3e-8, 1e-7], [1e-3, 1e-2]
