# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state
"""All elements share one sum."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + (dw * dw).sum()
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
