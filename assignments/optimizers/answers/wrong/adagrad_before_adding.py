# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state
"""The step divides by the sum from before."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w))
    config["squares"] = s + dw * dw
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
