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
