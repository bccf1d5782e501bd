# fails: train_on_batches.batches_are_rows_with_their_labels, train_on_batches.generator_draws_a_new_batch_for_each_step
"""All rows in each step."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X, y)
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
