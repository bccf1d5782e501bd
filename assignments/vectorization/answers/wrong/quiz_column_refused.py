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
