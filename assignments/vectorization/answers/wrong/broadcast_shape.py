# %% shape_equal_is_none
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


# %% shape_error_word
# fails: broadcast_shape.what_does_not_fit_is_none
"""The word instead of None."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != b and a != 1 and b != 1:
            return "error"
        shape += (b if a == 1 else a,)
    return shape


# %% shape_last_axis_only
# fails: broadcast_shape.what_does_not_fit_is_none
"""Only the last axis is compared."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != b and a != 1 and b != 1 and len(shape) == axes - 1:
            return None
        shape += (b if a == 1 else a,)
    return shape


# %% shape_maximum
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


# %% shape_multiples
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


# %% shape_never_an_error
# fails: broadcast_shape.what_does_not_fit_is_none
"""Larger sizes win; nothing is an error."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        shape += (0 if 0 in (a, b) else max(a, b),)
    return shape


# %% shape_no_padding
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


# %% shape_no_stretch
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


# %% shape_ones_behind
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


# %% shape_only_one_grows
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


# %% shape_scalar_refused
# fails: broadcast_shape.a_scalar_fits_everything
"""The shape of a number is refused."""


def broadcast_shape(shape_a, shape_b):
    if not shape_a or not shape_b:
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


# %% shape_errors_among_equal_lengths
# fails: broadcast_shape.what_does_not_fit_is_none
"""Sizes that differ are an error only where both shapes have as many axes."""


def broadcast_shape(shape_a, shape_b):
    axes = max(len(shape_a), len(shape_b))
    a, b = (1,) * (axes - len(shape_a)) + shape_a, (1,) * (axes - len(shape_b)) + shape_b
    for i, j in zip(shape_a, shape_b):
        if len(shape_a) == len(shape_b) and i != j and 1 not in (i, j):
            return None
    return tuple(j if i == 1 else i for i, j in zip(a, b))
