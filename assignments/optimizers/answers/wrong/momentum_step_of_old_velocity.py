# fails: sgd_momentum.first_step_follows_the_formula, sgd_momentum.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way
"""The step is taken along the velocity of before."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    config["velocity"] = config["momentum"] * v + dw
    return w - config["learning_rate"] * v, config
