# fails: elementwise_power_loops.one_step_for_each_entry
"""No loop where two are asked."""


def elementwise_power_loops(A, p):
    return A**p
