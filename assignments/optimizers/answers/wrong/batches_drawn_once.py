# fails: train_on_batches.generator_draws_a_new_batch_for_each_step
"""One batch is drawn before the loop."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
    for _ in range(num_steps):
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
