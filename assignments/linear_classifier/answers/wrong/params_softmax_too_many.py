# fails: softmax_get_search_params.lists_make_5_to_25_pairs
"""More than 25 pairs."""


def softmax_get_search_params():
    return [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2], [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
