# fails: broadcast_shape.equal_shapes_stay, broadcast_shape.what_does_not_fit_is_none
"""Equal shapes are taken for nothing to do."""


def broadcast_shape(shape_a, shape_b):
    if shape_a and shape_a == shape_b:
        return None
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != b and a != 1 and b != 1:
            return None
        shape += (b if a == 1 else a,)
    return shape
