# fails: broadcast_shape.ones_are_stretched
"""The larger size is taken, also of 1 and 0."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != b and a != 1 and b != 1:
            return None
        shape += (max(a, b),)
    return shape
