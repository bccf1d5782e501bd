# %% train_biases_forgotten
# fails: nn_train.one_step_goes_down_the_gradient, nn_train.many_steps_follow_one_another, nn_train.rate_decays_once_an_epoch, nn_train.tensors_are_updated_in_place, nn_train.takes_float32
# near miss: the biases never moved
"""The biases stay as they are."""


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
        for key in ("W1", "W2"):
            params[key] -= learning_rate * grads[key]
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_decays_each_step
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


# %% train_new_dict
# fails: nn_train.one_step_goes_down_the_gradient, nn_train.many_steps_follow_one_another, nn_train.rate_decays_once_an_epoch, nn_train.tensors_are_updated_in_place, nn_train.training_separates_what_no_line_can, nn_train.takes_float32
# near miss: these parameters never moved
"""A new dict takes the place of params: the caller never sees it."""


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
        params = {key: params[key] - learning_rate * grads[key] for key in params}
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_new_tensors
# fails: nn_train.tensors_are_updated_in_place
"""New tensors take the places of the old ones."""


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
            params[key] = params[key] - learning_rate * grads[key]
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_own_rate
# fails: nn_train.one_step_goes_down_the_gradient, nn_train.many_steps_follow_one_another, nn_train.rate_decays_once_an_epoch, nn_train.tensors_are_updated_in_place, nn_train.takes_float32
"""The rate is a number of its own, so it never decays."""


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
            params[key] -= 0.1 * grads[key]
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_uphill
# fails: nn_train.one_step_goes_down_the_gradient, nn_train.many_steps_follow_one_another, nn_train.rate_decays_once_an_epoch, nn_train.tensors_are_updated_in_place, nn_train.training_separates_what_no_line_can, nn_train.takes_float32
# near miss: these steps go uphill
"""Up the gradient instead of down."""


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
            params[key] += learning_rate * grads[key]
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_float64_gradients
# fails: nn_train.takes_float32
"""The gradients are turned into float64, and the result can't be put into a float32 parameter."""


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
            params[key].data = params[key] - learning_rate * grads[key].double()
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_on_all_rows
# fails: nn_train.one_step_goes_down_the_gradient, nn_train.many_steps_follow_one_another, nn_train.rate_decays_once_an_epoch, nn_train.tensors_are_updated_in_place, nn_train.takes_float32
"""The gradient is taken anew, of all training data and not of the batch."""


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
        _, grads = loss_func(params, X, y=y, reg=reg)
        for key in params:
            params[key] -= learning_rate * grads[key]
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_without_reg
# fails: nn_train.one_step_goes_down_the_gradient, nn_train.many_steps_follow_one_another, nn_train.rate_decays_once_an_epoch, nn_train.tensors_are_updated_in_place, nn_train.takes_float32
"""The gradient is taken anew, without reg."""


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
        _, grads = loss_func(params, X_batch, y=y_batch)
        for key in params:
            params[key] -= learning_rate * grads[key]
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}


# %% train_penalty_once_more
# fails: nn_train.one_step_goes_down_the_gradient, nn_train.many_steps_follow_one_another, nn_train.rate_decays_once_an_epoch, nn_train.tensors_are_updated_in_place, nn_train.takes_float32
"""The penalty's gradient is added once more: it is in grads already."""


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
            params[key] -= learning_rate * (grads[key] + 2 * reg * params[key])
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}
