# fails: adamw.first_step_follows_the_formula, adamw.later_steps_build_on_the_state, adamw.schedule_scales_the_step_and_the_decay
"""The decay goes into the moments."""


def adamw(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw + config["weight_decay"] * w, config)
    step = w - after_adam
    return w - config["schedule"] * step, config
