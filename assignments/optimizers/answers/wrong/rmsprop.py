# %% rmsprop_decay_is_for_adam
# fails: rmsprop.missing_hyperparameters_get_their_defaults
"""The default decay rate is 0.999."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.999)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% rmsprop_epsilon_inside
# fails: rmsprop.epsilon_is_added_to_the_root
"""Epsilon stands under the root."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s + config["epsilon"]).sqrt(), config


# %% rmsprop_exchanged
# fails: rmsprop.first_step_follows_the_formula, rmsprop.later_steps_build_on_the_state
# near miss: decay_rate and 1 − decay_rate are exchanged
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


# %% rmsprop_no_leak
# fails: rmsprop.first_step_follows_the_formula, rmsprop.later_steps_build_on_the_state, rmsprop.hyperparameters_are_read_from_config
# near miss: nothing leaks away: that is AdaGrad
"""Nothing leaks, as in AdaGrad."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% rmsprop_no_root
# fails: rmsprop.first_step_follows_the_formula, rmsprop.later_steps_build_on_the_state
# near miss: the root is missing
"""The root is missing."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s + config["epsilon"]), config


# %% rmsprop_not_scaled
# fails: rmsprop.first_step_follows_the_formula, rmsprop.later_steps_build_on_the_state
# near miss: the new square isn't multiplied by 1 − decay_rate
"""The new square is not multiplied by 1 − decay."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


# %% rmsprop_root_of_gradient
# fails: rmsprop.first_step_follows_the_formula, rmsprop.later_steps_build_on_the_state
"""The average is of gradients, not of their squares."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.abs() + config["epsilon"]), config


# %% rmsprop_epsilon_taken_off
# fails: rmsprop.epsilon_is_added_to_the_root
"""Epsilon is taken off the root, not added to it."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() - config["epsilon"]), config


# %% rmsprop_returns_its_state_alone
# fails: rmsprop.hyperparameters_are_read_from_config
"""The config that comes back holds the average alone, so the next step takes the defaults."""


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    learning_rate, decay = config.get("learning_rate", 1e-2), config.get("decay_rate", 0.99)
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    return w - learning_rate * dw / (s.sqrt() + config.get("epsilon", 1e-7)), {"squares": s}
