# fails: broadcast_shape.missing_axes_are_put_in_front, broadcast_shape.a_scalar_fits_everything
"""Only the second shape is filled up."""


def broadcast_shape(shape_a, shape_b):
    axes = len(shape_a)
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b[-axes:]):
        if a != b and a != 1 and b != 1:
            return None
        shape += (b if a == 1 else a,)
    return shape
