# fails: grad_check_sparse.every_element_can_be_drawn
"""Always the first element."""


def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    errors = []
    for _ in range(num_checks):
        k = 0
        V = W.clone()
        V.view(-1)[k] += h
        above = f(V)
        V.view(-1)[k] -= 2 * h
        below = f(V)
        num = float(above - below) / (2 * h)
        ana = analytic.reshape(-1)[k].item()
        total = abs(num) + abs(ana)
        errors.append(abs(num - ana) / total if total > 0 else 0.0)
    return errors
