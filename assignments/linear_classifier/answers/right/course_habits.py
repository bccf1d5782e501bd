"""As public courses' solutions are written: indices by range, the gradient collected along the way, scores kept as columns."""

import torch


def predict_linear_classifier(W, X):
    y_pred = torch.zeros(X.shape[0], dtype=torch.int64)
    scores = W.t().mm(X.t())  # (C, N)
    y_pred = scores.argmax(dim=0)
    return y_pred


def svm_loss_naive(W, X, y, reg):
    # BEGIN YOUR CODE
    dW[:, j] = dW[:, j] + X[i].t() if X[i].ndim > 1 else dW[:, j] + X[i]
    dW[:, y[i]] += -X[i]
    # END YOUR CODE
    # BEGIN YOUR CODE
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE


def svm_loss_vectorized(W, X, y, reg):
    loss = 0.0
    dW = torch.zeros_like(W)
    num_train = X.shape[0]
    num_classes = W.shape[1]
    scores = W.t().mm(X.t())  # (C, N)
    correct_class_score = scores[y, range(num_train)]
    margin = scores - correct_class_score + 1
    margin[y, range(num_train)] = 0
    margin = torch.max(margin, torch.zeros_like(margin))
    loss = torch.sum(margin) / num_train
    loss += reg * torch.sum(W * W)
    m = torch.zeros((num_classes, num_train), dtype=X.dtype, device=X.device)
    m[margin > 0] = 1
    m[y, range(num_train)] = -torch.sum(m, dim=0)
    dW = m.mm(X).t() / num_train
    dW += 2 * reg * W
    return loss, dW


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = torch.zeros_like(W)
    num_classes = W.shape[1]
    num_train = X.shape[0]
    for i in range(num_train):
        scores = W.t().mv(X[i])
        scores = scores - torch.max(scores)
        correct_score = scores[y[i]]
        scores_sum = torch.exp(scores).sum()
        loss += -correct_score + torch.log(scores_sum)
        for j in range(num_classes):
            if j == y[i]:
                dW[:, j] += (torch.exp(scores[j]) / scores_sum - 1) * X[i]
            else:
                dW[:, j] += (torch.exp(scores[j]) / scores_sum) * X[i]
    loss /= num_train
    loss += reg * torch.sum(W * W)
    dW /= num_train
    dW += 2 * reg * W
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    num_train = X.shape[0]
    scores = X.mm(W)
    val, _ = torch.max(scores, dim=1)
    scores = scores - val.view(-1, 1)
    exp_scores = scores.exp()
    exp_sum = exp_scores.sum(dim=1)
    exp_sum = exp_sum.log()
    loss = -scores[range(num_train), y].sum() + exp_sum.sum()
    dW = exp_scores / exp_scores.sum(dim=1).view(-1, 1)
    dW[range(num_train), y] -= 1
    dW = X.t().mm(dW)
    loss = loss / num_train + reg * torch.sum(W * W)
    dW = dW / num_train + reg * 2 * W
    return loss, dW


def sample_batch(X, y, num_train, batch_size, generator=None):
    idx = torch.randint(num_train, size=(batch_size,), generator=generator)
    X_batch = X[idx, :]
    y_batch = y[idx]
    return X_batch, y_batch


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    train_acc = 0.0
    val_acc = 0.0
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters, batch_size=200, verbose=False)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = 100.0 * (data_dict["y_train"] == y_train_pred).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = 100.0 * (data_dict["y_val"] == y_val_pred).double().mean().item()
    return cls, train_acc, val_acc


def softmax_get_search_params():
    learning_rates = [1e-3, 1e-2, 5e-2]
    regularization_strengths = [1e-5, 1e-3, 1e-1, 1]
    return learning_rates, regularization_strengths
