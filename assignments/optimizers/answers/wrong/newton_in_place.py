# fails: newton_step.newton_inputs_stay_as_they_were
"""w is changed in place."""


def newton_step(w, grad, hessian):
    w -= torch.linalg.solve(hessian, grad)
    return w
