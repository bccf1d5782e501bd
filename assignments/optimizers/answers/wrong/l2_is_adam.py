# fails: adam_l2.first_step_follows_the_formula, adam_l2.later_steps_build_on_the_state, adam_l2.hyperparameters_are_read_from_config
"""weight_decay has no effect."""


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    return adam(w, dw, config)
