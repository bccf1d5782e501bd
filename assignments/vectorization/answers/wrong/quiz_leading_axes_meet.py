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
