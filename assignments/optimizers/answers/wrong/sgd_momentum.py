# %% all_state_in_the_function
# fails: sgd_momentum.state_lives_in_config, sgd_momentum_velocity.state_lives_in_config, nesterov.state_lives_in_config, adagrad.state_lives_in_config, rmsprop.state_lives_in_config, adam_almost.state_lives_in_config, adam.state_lives_in_config, adam_l2.state_lives_in_config, adamw.state_lives_in_config
"""The state is kept by the function itself, and begun anew when config is."""


def sgd_momentum(w, dw, config=None):
    if not config or not config.get("begun"):
        sgd_momentum.state = {}
    config = {**(config or {}), "begun": True}
    sgd_momentum.state.update(config)
    config = sgd_momentum.state
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


def sgd_momentum_velocity(w, dw, config=None):
    if not config or not config.get("begun"):
        sgd_momentum_velocity.state = {}
    config = {**(config or {}), "begun": True}
    sgd_momentum_velocity.state.update(config)
    config = sgd_momentum_velocity.state
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


def nesterov(w, dw, config=None):
    if not config or not config.get("begun"):
        nesterov.state = {}
    config = {**(config or {}), "begun": True}
    nesterov.state.update(config)
    config = nesterov.state
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config


def adagrad(w, dw, config=None):
    if not config or not config.get("begun"):
        adagrad.state = {}
    config = {**(config or {}), "begun": True}
    adagrad.state.update(config)
    config = adagrad.state
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def rmsprop(w, dw, config=None):
    if not config or not config.get("begun"):
        rmsprop.state = {}
    config = {**(config or {}), "begun": True}
    rmsprop.state.update(config)
    config = rmsprop.state
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def adam_almost(w, dw, config=None):
    if not config or not config.get("begun"):
        adam_almost.state = {}
    config = {**(config or {}), "begun": True}
    adam_almost.state.update(config)
    config = adam_almost.state
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config


def adam(w, dw, config=None):
    if not config or not config.get("begun"):
        adam.state = {}
    config = {**(config or {}), "begun": True}
    adam.state.update(config)
    config = adam.state
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


def adam_l2(w, dw, config=None):
    if not config or not config.get("begun"):
        adam_l2.state = {}
    config = {**(config or {}), "begun": True}
    adam_l2.state.update(config)
    config = adam_l2.state
    config.setdefault("weight_decay", 1e-2)
    return adam(w, dw + config["weight_decay"] * w, config)


def adamw(w, dw, config=None):
    if not config or not config.get("begun"):
        adamw.state = {}
    config = {**(config or {}), "begun": True}
    adamw.state.update(config)
    config = adamw.state
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step + config["weight_decay"] * w), config


# %% momentum_damped
# fails: sgd_momentum.first_step_follows_the_formula, sgd_momentum.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way
# near miss: the gradient enters the velocity multiplied by 1 − momentum
"""The gradient enters multiplied by 1 − momentum."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + (1 - config["momentum"]) * dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


# %% momentum_dw_in_place
# fails: sgd_momentum.inputs_stay_as_they_were
"""The first velocity is dw itself, and is then changed in place."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    if "velocity" in config:
        config["velocity"].mul_(config["momentum"]).add_(dw)
    else:
        config["velocity"] = dw
    return w - config["learning_rate"] * config["velocity"], config


# %% momentum_holds_steps
# fails: sgd_momentum.learning_rate_may_change_on_the_way
# near miss: this velocity holds steps, not gradients: an old learning rate lives on in it
"""The velocity holds steps, as the other form has it."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + config["learning_rate"] * dw
    config["velocity"] = v
    return w - v, config


# %% momentum_is_nesterov
# fails: sgd_momentum.first_step_follows_the_formula, sgd_momentum.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way
# near miss: this is Nesterov's step
"""The step looks ahead."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * (dw + config["momentum"] * v), config


# %% momentum_not_stored
# fails: sgd_momentum.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way, sgd_momentum.hyperparameters_are_read_from_config
# near miss: these are plain SGD's steps: the velocity of the steps before doesn't count
"""The new velocity never gets into config."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    return w - config["learning_rate"] * v, config


# %% momentum_reset
# fails: sgd_momentum.later_steps_build_on_the_state, sgd_momentum_velocity.later_steps_build_on_the_state, nesterov.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way, sgd_momentum_velocity.learning_rate_may_change_on_the_way, nesterov.learning_rate_may_change_on_the_way, sgd_momentum.hyperparameters_are_read_from_config, sgd_momentum_velocity.hyperparameters_are_read_from_config
"""The velocity starts anew in each step."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = torch.zeros_like(w)
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = torch.zeros_like(w)
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = torch.zeros_like(w)
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config


# %% momentum_sign
# fails: sgd_momentum.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way
# near miss: the momentum has the wrong sign
"""The old velocity is subtracted."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = dw - config["momentum"] * v
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


# %% momentum_step_of_old_velocity
# fails: sgd_momentum.first_step_follows_the_formula, sgd_momentum.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way
"""The step is taken along the velocity of before."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    config["velocity"] = config["momentum"] * v + dw
    return w - config["learning_rate"] * v, config


# %% momentum_uphill
# fails: sgd_momentum.first_step_follows_the_formula, sgd_momentum.later_steps_build_on_the_state, sgd_momentum.learning_rate_may_change_on_the_way
"""The step is added."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w + config["learning_rate"] * v, config


# %% momentum_zero_is_default
# fails: sgd_momentum.hyperparameters_are_read_from_config
"""A momentum of 0 in config is taken for one that isn't there."""


def sgd_momentum(w, dw, config=None):
    config = config or {}
    learning_rate, momentum = config.get("learning_rate") or 1e-2, config.get("momentum") or 0.9
    v = momentum * config.get("velocity", torch.zeros_like(w)) + dw
    config["velocity"] = v
    return w - learning_rate * v, config
