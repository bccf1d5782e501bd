# fails: broadcast_shape.what_does_not_fit_is_none
"""A multiple is taken to fit."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != 1 and b != 1 and min(a, b) and max(a, b) % min(a, b):
            return None
        shape += (b if a == 1 else a,)
    return shape
