"""How the questions that are more than one call are put. Runs beside the student's code, so it holds no secret."""


def one_of_two(student, A, B, which):
    """Return the product or the quotient alone."""
    return student.hadamard(A, B)[which]


def one_sum(student, A, which):
    """Return one of the four sums alone."""
    return student.axis_sums(A)[which]


def answers(student, letters):
    """Return the answers to some questions of the quiz."""
    given = student.broadcasting_quiz()
    return {letter: given[letter] for letter in letters}
