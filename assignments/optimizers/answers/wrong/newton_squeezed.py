# fails: newton_step.result_has_the_shape_and_dtype_of_w
"""squeeze takes the only axis away when n is 1."""


def newton_step(w, grad, hessian):
    return (w[:, None] - torch.linalg.solve(hessian, grad[:, None])).squeeze()
