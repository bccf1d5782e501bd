# fails: nn_get_search_params.lists_make_4_to_24_combinations, nn_get_search_params.some_setting_trains_well
"""The first two lists are exchanged."""


def nn_get_search_params():
    return [16, 64], [0.03, 0.1, 0.2], [1e-4, 1e-2], [0.98]
