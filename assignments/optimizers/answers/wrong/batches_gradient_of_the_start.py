# fails: train_on_batches.training_comes_near_the_best_w
"""The gradient is always that of the start."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses, start = [], w
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(start, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
