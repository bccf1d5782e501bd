# fails: nn_get_search_params.some_setting_trains_well
"""All learning rates are far too small."""


def nn_get_search_params():
    return [1e-5, 1e-4, 1e-3], [16, 64], [1e-4, 1e-2], [0.98]
