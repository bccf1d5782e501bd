# fails: newton_step.saddle_is_solved_too
"""Solved by Cholesky, which a saddle has none of."""


def newton_step(w, grad, hessian):
    return w - torch.cholesky_solve(grad[:, None], torch.linalg.cholesky(hessian))[:, 0]
