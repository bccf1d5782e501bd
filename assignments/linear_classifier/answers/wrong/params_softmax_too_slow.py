# fails: softmax_get_search_params.some_pair_trains_softmax_well
"""Learning rates that go nowhere."""


def softmax_get_search_params():
    return [1e-7, 1e-6, 1e-5], [1e-3, 1e-2]
