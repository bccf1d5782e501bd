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
