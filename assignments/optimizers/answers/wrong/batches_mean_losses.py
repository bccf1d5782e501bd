# fails: train_on_batches.losses_are_those_of_the_steps
"""The mean of all losses so far."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, [sum(losses[: i + 1]) / (i + 1) for i in range(len(losses))]
