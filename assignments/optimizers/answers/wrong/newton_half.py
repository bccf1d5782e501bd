# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
"""Half of the step."""


def newton_step(w, grad, hessian):
    return w - 0.5 * torch.linalg.solve(hessian, grad)
