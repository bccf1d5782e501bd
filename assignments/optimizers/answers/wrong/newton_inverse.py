# fails: newton_step.step_lands_where_the_approximation_is_flat, newton_step.saddle_is_solved_too, newton_step.result_has_the_shape_and_dtype_of_w, newton_step.newton_inputs_stay_as_they_were, newton_step.step_is_on_the_device_of_w
"""The Hessian is inverted."""


def newton_step(w, grad, hessian):
    return w - torch.linalg.inv(hessian) @ grad
