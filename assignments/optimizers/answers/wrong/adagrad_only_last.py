# fails: adagrad.later_steps_build_on_the_state
"""Only the last square counts."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = torch.zeros_like(w) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
