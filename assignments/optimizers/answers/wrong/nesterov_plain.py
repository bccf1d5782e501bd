# fails: nesterov.first_step_follows_the_formula, nesterov.later_steps_build_on_the_state, nesterov.learning_rate_may_change_on_the_way
"""Momentum without looking ahead."""


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config
