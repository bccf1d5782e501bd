# %% all_by_elements
# fails: sgd.all_parameters_at_once, sgd_momentum.all_parameters_at_once, sgd_momentum_velocity.all_parameters_at_once, nesterov.all_parameters_at_once, adagrad.all_parameters_at_once, rmsprop.all_parameters_at_once, adam_almost.all_parameters_at_once, adam.all_parameters_at_once, adam_l2.all_parameters_at_once, adamw.all_parameters_at_once
"""The new weights are put together one by one."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    end = w - config["learning_rate"] * dw
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    end = w - config["learning_rate"] * v
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    end = w + v
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    end = w - rho * old_v + (1 + rho) * v
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    end = w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    end = w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    end = w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"])
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    end = w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"])
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    return adam(w, torch.stack([g + config["weight_decay"] * x for g, x in zip(dw.flatten(), w.flatten())]).reshape(w.shape), config)


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    end = w - config["schedule"] * (step + config["weight_decay"] * w)
    next_w = torch.empty_like(w)
    for i in range(w.numel()):
        next_w.view(-1)[i] = end.reshape(-1)[i]
    return next_w, config


# %% all_float64
# fails: sgd.shape_and_dtype_are_those_of_w, sgd_momentum.shape_and_dtype_are_those_of_w, sgd_momentum_velocity.shape_and_dtype_are_those_of_w, nesterov.shape_and_dtype_are_those_of_w, adagrad.shape_and_dtype_are_those_of_w, rmsprop.shape_and_dtype_are_those_of_w, adam_almost.shape_and_dtype_are_those_of_w, adam.shape_and_dtype_are_those_of_w, adam_l2.shape_and_dtype_are_those_of_w, adamw.shape_and_dtype_are_those_of_w
"""The result is always float64."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return (w - config["learning_rate"] * dw).double(), config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return (w - config["learning_rate"] * v).double(), config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return (w + v).double(), config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return (w - rho * old_v + (1 + rho) * v).double(), config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return (w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])).double(), config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return (w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])).double(), config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return (w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"])).double(), config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return (w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"])).double(), config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    next_w, config = adam(w, dw + config["weight_decay"] * w, config)
    return next_w.double(), config


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return (w - config["schedule"] * (step + config["weight_decay"] * w)).double(), config


# %% all_in_place
# fails: sgd.inputs_stay_as_they_were, sgd_momentum.inputs_stay_as_they_were, sgd_momentum_velocity.inputs_stay_as_they_were, nesterov.inputs_stay_as_they_were, adagrad.inputs_stay_as_they_were, rmsprop.inputs_stay_as_they_were, adam_almost.inputs_stay_as_they_were, adam.inputs_stay_as_they_were, adam_l2.inputs_stay_as_they_were, adamw.inputs_stay_as_they_were
"""w is changed in place, or with L2 the gradient."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    w[...] = w - config["learning_rate"] * dw
    return w, config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    w[...] = w - config["learning_rate"] * v
    return w, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    w[...] = w + v
    return w, config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    w[...] = w - rho * old_v + (1 + rho) * v
    return w, config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    w[...] = w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])
    return w, config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    w[...] = w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])
    return w, config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    w[...] = w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"])
    return w, config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    w[...] = w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"])
    return w, config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    dw += config["weight_decay"] * w
    return adam(w, dw, config)


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    w[...] = w - config["schedule"] * (step + config["weight_decay"] * w)
    return w, config


# %% all_on_the_cpu
# fails: sgd.next_w_is_on_the_device_of_w, sgd_momentum.next_w_is_on_the_device_of_w, sgd_momentum_velocity.next_w_is_on_the_device_of_w, nesterov.next_w_is_on_the_device_of_w, adagrad.next_w_is_on_the_device_of_w, rmsprop.next_w_is_on_the_device_of_w, adam_almost.next_w_is_on_the_device_of_w, adam.next_w_is_on_the_device_of_w, adam_l2.next_w_is_on_the_device_of_w, adamw.next_w_is_on_the_device_of_w
"""The state is a new tensor whose device nobody names, or the result is brought to the CPU."""

import torch


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return (w.to(device) - config["learning_rate"] * dw.to(device)), config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros(w.shape, dtype=w.dtype))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros(w.shape, dtype=w.dtype))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return (w + v), config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros(w.shape, dtype=w.dtype))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros(w.shape, dtype=w.dtype)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros(w.shape, dtype=w.dtype)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros(w.shape, dtype=w.dtype)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    next_w, config = adam(w, dw + config["weight_decay"] * w, config)
    return next_w.cpu(), config


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step + torch.tensor(config["weight_decay"] * w.numpy())), config


# %% all_other_defaults
# fails: sgd.missing_hyperparameters_get_their_defaults, sgd_momentum.missing_hyperparameters_get_their_defaults, sgd_momentum_velocity.missing_hyperparameters_get_their_defaults, nesterov.missing_hyperparameters_get_their_defaults, adagrad.missing_hyperparameters_get_their_defaults, rmsprop.missing_hyperparameters_get_their_defaults, adam_almost.missing_hyperparameters_get_their_defaults, adam.missing_hyperparameters_get_their_defaults, adam_l2.missing_hyperparameters_get_their_defaults, adamw.missing_hyperparameters_get_their_defaults
"""Other defaults than those of the docstring."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 5e-3)
    return w - config["learning_rate"] * dw, config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 5e-3)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 5e-3)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 5e-3)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 5e-3)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 5e-3)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 5e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 5e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-4)
    return adam(w, dw + config["weight_decay"] * w, config)


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-4)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step + config["weight_decay"] * w), config


# %% all_squeezed
# fails: sgd.shape_and_dtype_are_those_of_w, sgd_momentum.shape_and_dtype_are_those_of_w, sgd_momentum_velocity.shape_and_dtype_are_those_of_w, nesterov.shape_and_dtype_are_those_of_w, adagrad.shape_and_dtype_are_those_of_w, rmsprop.shape_and_dtype_are_those_of_w, adam_almost.shape_and_dtype_are_those_of_w, adam.shape_and_dtype_are_those_of_w, adam_l2.shape_and_dtype_are_those_of_w, adamw.shape_and_dtype_are_those_of_w
"""An axis of length 1 is lost."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return (w - config["learning_rate"] * dw).squeeze(), config


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return (w - config["learning_rate"] * v).squeeze(), config


def sgd_momentum_velocity(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return (w + v).squeeze(), config


def nesterov(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return (w - rho * old_v + (1 + rho) * v).squeeze(), config


def adagrad(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return (w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])).squeeze(), config


def rmsprop(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return (w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"])).squeeze(), config


def adam_almost(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return (w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"])).squeeze(), config


def adam(w, dw, config=None):
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return (w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"])).squeeze(), config


def adam_l2(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    next_w, config = adam(w, dw + config["weight_decay"] * w, config)
    return next_w.squeeze(), config


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return (w - config["schedule"] * (step + config["weight_decay"] * w)).squeeze(), config


# %% sgd_default_rate
# fails: sgd.missing_hyperparameters_get_their_defaults
"""The default learning rate is that of Adam."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-3)
    return w - config["learning_rate"] * dw, config


# %% sgd_gradient_scaled_in_place
# fails: sgd.inputs_stay_as_they_were
"""The gradient is multiplied by the learning rate in place."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    dw *= config["learning_rate"]
    return w - dw, config


# %% sgd_in_place
# fails: sgd.inputs_stay_as_they_were
"""w is changed in place."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    w -= config["learning_rate"] * dw
    return w, config


# %% sgd_none_only
# fails: sgd.missing_hyperparameters_get_their_defaults
"""Defaults count only when there is no config at all."""


def sgd(w, dw, config=None):
    if config is None:
        config = {"learning_rate": 1e-2}
    return w - config["learning_rate"] * dw, config


# %% sgd_rate_not_read
# fails: sgd.hyperparameters_are_read_from_config
"""The learning rate in config is never read."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w - 1e-2 * dw, config


# %% sgd_uphill
# fails: sgd.first_step_follows_the_formula
# near miss: w goes uphill: the step is added, not subtracted
"""The step is added."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w + config["learning_rate"] * dw, config


# %% sgd_rate_not_returned
# fails: sgd.hyperparameters_are_read_from_config
"""The config that comes back lacks the learning rate, so the next step takes the default."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    return w - config.get("learning_rate", 1e-2) * dw, {}
