# fails: svm_get_search_params.lists_make_5_to_25_pairs
"""One pair only."""


def svm_get_search_params():
    return [0.003], [0.001]
