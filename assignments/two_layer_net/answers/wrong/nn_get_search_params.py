# %% params_sizes_and_rates_exchanged
# fails: nn_get_search_params.lists_make_4_to_24_combinations, nn_get_search_params.some_setting_trains_well
"""The first two lists are exchanged."""


def nn_get_search_params():
    return [16, 64], [0.03, 0.1, 0.2], [1e-4, 1e-2], [0.98]


# %% params_too_many
# fails: nn_get_search_params.lists_make_4_to_24_combinations
"""36 combinations."""


def nn_get_search_params():
    return [0.03, 0.1, 0.2], [16, 32, 48, 64, 80, 96], [1e-4, 1e-2], [0.98]


# %% params_too_slow
# fails: nn_get_search_params.some_setting_trains_well
"""All learning rates are far too small."""


def nn_get_search_params():
    return [1e-5, 1e-4, 1e-3], [16, 64], [1e-4, 1e-2], [0.98]
