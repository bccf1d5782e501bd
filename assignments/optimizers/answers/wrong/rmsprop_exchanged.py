# fails: rmsprop.first_step_follows_the_formula, rmsprop.later_steps_build_on_the_state
"""Decay and 1 − decay are exchanged."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = (1 - decay) * config.get("squares", torch.zeros_like(w)) + decay * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
