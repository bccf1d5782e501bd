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
