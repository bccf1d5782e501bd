# %% quiz_column_refused
# fails: broadcasting_quiz.quiz_of_fitting_shapes
"""A column is called an error."""


def broadcasting_quiz():
    return {
        "a": (10, 20),
        "b": "error",
        "c": "error",
        "d": (10, 20),
        "e": (10, 20, 30),
        "f": (5, 3, 4),
        "g": (6, 6),
        "h": "error",
    }


# %% quiz_leading_axes_meet
# fails: broadcasting_quiz.quiz_of_errors
"""Axes are compared from the left."""


def broadcasting_quiz():
    return {
        "a": (10, 20),
        "b": (10, 20),
        "c": "error",
        "d": (10, 20),
        "e": (10, 20, 30),
        "f": (5, 3, 4),
        "g": (6, 6),
        "h": (2, 3, 4),
    }


# %% quiz_ones_kept
# fails: broadcasting_quiz.quiz_of_fitting_shapes
"""A one is not stretched."""


def broadcasting_quiz():
    return {
        "a": (10, 20),
        "b": (10, 20),
        "c": "error",
        "d": (1, 20),
        "e": (10, 20, 30),
        "f": (5, 3, 4),
        "g": (6, 6),
        "h": "error",
    }


# %% quiz_reversed
# fails: broadcasting_quiz.quiz_of_three_axes
"""The axes of three arrays are in the order written."""


def broadcasting_quiz():
    return {
        "a": (10, 20),
        "b": (10, 20),
        "c": "error",
        "d": (10, 20),
        "e": (30, 20, 10),
        "f": (5, 3, 4),
        "g": (6, 6),
        "h": "error",
    }


# %% quiz_three_axes_refused
# fails: broadcasting_quiz.quiz_of_three_axes
"""Three axes and two are called an error."""


def broadcasting_quiz():
    return {
        "a": (10, 20),
        "b": (10, 20),
        "c": "error",
        "d": (10, 20),
        "e": (10, 20, 30),
        "f": "error",
        "g": (6, 6),
        "h": "error",
    }


# %% quiz_vector_fits_in_front
# fails: broadcasting_quiz.quiz_of_errors
"""A vector of 10 is taken for a column."""


def broadcasting_quiz():
    return {
        "a": (10, 20),
        "b": (10, 20),
        "c": (10, 20),
        "d": (10, 20),
        "e": (10, 20, 30),
        "f": (5, 3, 4),
        "g": (6, 6),
        "h": "error",
    }


# %% quiz_vector_plus_column
# fails: broadcasting_quiz.quiz_of_the_vector_and_the_column
"""A vector plus a column is taken for a column."""


def broadcasting_quiz():
    return {
        "a": (10, 20),
        "b": (10, 20),
        "c": "error",
        "d": (10, 20),
        "e": (10, 20, 30),
        "f": (5, 3, 4),
        "g": (6, 1),
        "h": "error",
    }
