# %% newton_cholesky
# fails: newton_step.saddle_is_solved_too
"""Solved by Cholesky, which a saddle has none of."""


def newton_step(w, grad, hessian):
    return w - torch.cholesky_solve(grad[:, None], torch.linalg.cholesky(hessian))[:, 0]


# %% newton_column
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too, newton_step.result_has_the_shape_and_dtype_of_w, newton_step.newton_inputs_stay_as_they_were, newton_step.step_is_on_the_device_of_w
"""The result is a column."""


def newton_step(w, grad, hessian):
    return w[:, None] - torch.linalg.solve(hessian, grad[:, None])


# %% newton_diagonal
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
# near miss: this is w − g/diag(H): only the diagonal of the Hessian is used
"""Only the diagonal of the Hessian is used."""


def newton_step(w, grad, hessian):
    return w - grad / hessian.diagonal()


# %% newton_gradient_only
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
# near miss: this is w − g: the Hessian isn't used
"""The Hessian is not used."""


def newton_step(w, grad, hessian):
    return w - grad


# %% newton_half
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
# near miss: this is half of the step
"""Half of the step."""


def newton_step(w, grad, hessian):
    return w - 0.5 * torch.linalg.solve(hessian, grad)


# %% newton_in_place
# fails: newton_step.newton_inputs_stay_as_they_were
"""w is changed in place."""


def newton_step(w, grad, hessian):
    w -= torch.linalg.solve(hessian, grad)
    return w


# %% newton_inverse
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too, newton_step.result_has_the_shape_and_dtype_of_w, newton_step.newton_inputs_stay_as_they_were, newton_step.step_is_on_the_device_of_w
"""The Hessian is inverted."""


def newton_step(w, grad, hessian):
    return w - torch.linalg.inv(hessian) @ grad


# %% newton_on_the_cpu
# fails: newton_step.step_is_on_the_device_of_w
"""The equations are solved on the CPU."""

import torch


def newton_step(w, grad, hessian):
    return w.cpu() - torch.linalg.solve(hessian.cpu(), grad.cpu())


# %% newton_squeezed
# fails: newton_step.result_has_the_shape_and_dtype_of_w
"""squeeze takes the only axis away when n is 1."""


def newton_step(w, grad, hessian):
    return (w[:, None] - torch.linalg.solve(hessian, grad[:, None])).squeeze()


# %% newton_step_only
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
# near miss: this is H⁻¹g alone, not w after the step
"""The step is returned, not where it leads."""


def newton_step(w, grad, hessian):
    return torch.linalg.solve(hessian, grad)


# %% newton_times_hessian
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
# near miss: this is w − H·g: multiplied by the Hessian, not solved
"""Multiplied by the Hessian instead of solved."""


def newton_step(w, grad, hessian):
    return w - hessian @ grad


# %% newton_uphill
# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too
# near miss: this is w + H⁻¹g: the sign is wrong
"""The step is added."""


def newton_step(w, grad, hessian):
    return w + torch.linalg.solve(hessian, grad)
