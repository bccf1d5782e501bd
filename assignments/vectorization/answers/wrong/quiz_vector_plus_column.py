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
