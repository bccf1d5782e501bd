# fails: train_on_batches.losses_are_those_of_the_steps
"""One loss too many: that of the start comes first."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = [0.0]
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
