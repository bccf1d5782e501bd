# fails: train_on_batches.losses_are_those_of_the_steps
"""Only the last loss is returned."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses = [float(loss)]
    return w, losses
