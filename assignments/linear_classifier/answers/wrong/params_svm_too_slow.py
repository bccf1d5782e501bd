# fails: svm_get_search_params.some_pair_trains_well
"""Learning rates that go nowhere."""


def svm_get_search_params():
    return [1e-8, 3e-8, 1e-7], [1e-3, 1e-2]
