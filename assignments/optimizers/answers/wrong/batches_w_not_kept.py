# fails: train_on_batches.training_comes_near_the_best_w
"""Each step starts from the first w."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        end, config = update(w, dw, config)
        losses.append(float(loss))
    return end, losses
