# fails: train_on_batches.generator_draws_a_new_batch_for_each_step
"""The batches are cut in order, nothing is drawn."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for step in range(num_steps):
        rows = (torch.arange(batch_size) + step * batch_size) % len(X)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
