# %% adagrad_absolute
# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state
# near miss: the sizes of the gradients are added up, not their squares
"""Sizes are summed, not squares."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw.abs()
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% adagrad_before_adding
# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state
"""The step divides by the sum from before."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w))
    config["squares"] = s + dw * dw
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% adagrad_epsilon_inside
# fails: adagrad.epsilon_is_added_to_the_root
"""Epsilon stands under the root."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s + config["epsilon"]).sqrt(), config


# %% adagrad_leaks
# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state
# near miss: the squares leak away: that is RMSProp
"""The squares leak, as in RMSProp."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = 0.99 * config.get("squares", torch.zeros_like(w)) + 0.01 * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% adagrad_no_root
# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state
# near miss: the root is missing
"""The root is missing."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s + config["epsilon"]), config


# %% adagrad_only_last
# fails: adagrad.later_steps_build_on_the_state
# near miss: only the last gradient's square counts; the sum starts anew each time
"""Only the last square counts."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = torch.zeros_like(w) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% adagrad_sum_of_all
# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state
"""All elements share one sum."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + (dw * dw).sum()
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% adagrad_epsilon_taken_off
# fails: adagrad.epsilon_is_added_to_the_root
"""Epsilon is taken off the root, not added to it."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() - config["epsilon"]), config


# %% adagrad_without_squares
# fails: adagrad.first_step_follows_the_formula, adagrad.later_steps_build_on_the_state, adagrad.epsilon_is_added_to_the_root
# near miss: the gradients are added up, not their squares
"""Gradients are summed as they are, and a negative sum has no root."""


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
