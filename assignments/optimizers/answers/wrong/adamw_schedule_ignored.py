# fails: adamw.hyperparameters_are_read_from_config, adamw.schedule_scales_the_step_and_the_decay
"""The schedule has no effect."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - (step + config["weight_decay"] * w), config
