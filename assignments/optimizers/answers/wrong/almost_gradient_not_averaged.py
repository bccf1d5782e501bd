# fails: adam_almost.first_step_follows_the_formula, adam_almost.later_steps_build_on_the_state, adam_almost.hyperparameters_are_read_from_config
"""The numerator is the gradient, not its average."""


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
