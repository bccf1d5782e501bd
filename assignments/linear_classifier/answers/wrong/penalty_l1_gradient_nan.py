# fails: regularization.l1_gradient_is_0_at_0
"""W / |W| is NaN where W is 0."""


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), W / W.abs()
