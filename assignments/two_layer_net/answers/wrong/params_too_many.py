# fails: nn_get_search_params.lists_make_4_to_24_combinations
"""36 combinations."""


def nn_get_search_params():
    return [0.03, 0.1, 0.2], [16, 32, 48, 64, 80, 96], [1e-4, 1e-2], [0.98]
