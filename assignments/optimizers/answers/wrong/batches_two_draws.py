# fails: train_on_batches.training_comes_near_the_best_w, train_on_batches.batches_are_rows_with_their_labels
"""Rows and labels are drawn apart."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[torch.randint(len(X), (batch_size,), generator=generator)])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
