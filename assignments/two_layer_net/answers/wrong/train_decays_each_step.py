# fails: nn_train.rate_decays_once_an_epoch
"""The rate decays at every step, and once an epoch besides."""


def nn_train(
    params, loss_func, pred_func, X, y, X_val, y_val,
    learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6, num_iters=100, batch_size=200, verbose=False,
):
    num_train = X.shape[0]
    iterations_per_epoch = max(num_train // batch_size, 1)
    loss_history, train_acc_history, val_acc_history = [], [], []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, grads = loss_func(params, X_batch, y=y_batch, reg=reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        for key in params:
            params[key] -= learning_rate * grads[key]
        learning_rate *= learning_rate_decay
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}
