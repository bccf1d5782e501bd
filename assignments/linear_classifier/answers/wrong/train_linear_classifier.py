# %% train_divided_by_t
# fails: train_linear_classifier.many_steps_follow_one_another, train_linear_classifier.takes_float32
"""The learning rate falls with t."""


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        W = W - learning_rate / (t + 1) * dW
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history


# %% train_no_rate
# fails: train_linear_classifier.one_step_goes_down_the_gradient, train_linear_classifier.many_steps_follow_one_another, train_linear_classifier.takes_float32
# near miss: the learning rate is left out
"""The learning rate is left out."""


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        W = W - dW
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history


# %% train_not_kept
# fails: train_linear_classifier.one_step_goes_down_the_gradient, train_linear_classifier.many_steps_follow_one_another, train_linear_classifier.training_separates_three_groups, train_linear_classifier.takes_float32
# near miss: these weights never moved
"""The result of the step is not kept."""


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        W - learning_rate * dW
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history


# %% train_smaller_each_time
# fails: train_linear_classifier.many_steps_follow_one_another, train_linear_classifier.takes_float32
"""The learning rate is halved after each step."""


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        W = W - learning_rate * dW
        learning_rate = learning_rate / 2
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history


# %% train_twice
# fails: train_linear_classifier.one_step_goes_down_the_gradient, train_linear_classifier.many_steps_follow_one_another, train_linear_classifier.takes_float32
# near miss: each step is twice as long as it should be
"""Each step is twice as long."""


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        W = W - 2 * learning_rate * dW
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history


# %% train_uphill
# fails: train_linear_classifier.one_step_goes_down_the_gradient, train_linear_classifier.many_steps_follow_one_another, train_linear_classifier.training_separates_three_groups, train_linear_classifier.takes_float32
# near miss: these steps go uphill
"""Up the gradient instead of down."""


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        W = W + learning_rate * dW
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history


# %% train_float64_rate
# fails: train_linear_classifier.takes_float32
"""The learning rate is a float64 tensor with an axis, which makes W float64 too."""

import torch


def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        # BEGIN YOUR CODE
        W = W - torch.tensor([learning_rate], dtype=torch.float64) * dW
        # END YOUR CODE
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history
