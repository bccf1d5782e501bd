# fails: broadcast_shape.missing_axes_are_put_in_front, broadcast_shape.a_scalar_fits_everything
"""Shapes of different lengths are called an error."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    if len(shape_a) != len(shape_b):
        return None
    for a, b in zip(longer_a, longer_b):
        if a != b and a != 1 and b != 1:
            return None
        shape += (b if a == 1 else a,)
    return shape
