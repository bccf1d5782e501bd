# fails: train_on_batches.config_goes_back_to_the_optimizer
"""The config that comes back is dropped."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, _ = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
