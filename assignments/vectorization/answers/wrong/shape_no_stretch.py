# fails: broadcast_shape.ones_are_stretched
"""Sizes must be equal, even where one is 1."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != b and len(shape_a) == len(shape_b):
            return None
        shape += (b if a == 1 else a,)
    return shape
