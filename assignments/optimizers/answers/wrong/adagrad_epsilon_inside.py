# fails: adagrad.epsilon_is_added_to_the_root
"""Epsilon stands under the root."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s + config["epsilon"]).sqrt(), config
