# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
"""Multiplied by the Hessian instead of solved."""


def newton_step(w, grad, hessian):
    return w - hessian @ grad
