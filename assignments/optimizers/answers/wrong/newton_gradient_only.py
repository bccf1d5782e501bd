# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
"""The Hessian is not used."""


def newton_step(w, grad, hessian):
    return w - grad
