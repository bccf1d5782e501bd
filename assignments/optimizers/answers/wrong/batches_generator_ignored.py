# fails: train_on_batches.generator_draws_a_new_batch_for_each_step
"""The generator is not used."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,)).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
