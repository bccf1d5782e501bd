# fails: regularization.l1_gradient_is_the_sign, regularization.l1_gradient_is_0_at_0
"""The gradient is |W|."""


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), W.abs()
