# fails: broadcast_shape.missing_axes_are_put_in_front
"""Ones are put behind."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = tuple(shape_a) + (1,) * (axes - len(shape_a))
    longer_b = tuple(shape_b) + (1,) * (axes - len(shape_b))
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != b and a != 1 and b != 1:
            return None
        shape += (b if a == 1 else a,)
    return shape
