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
