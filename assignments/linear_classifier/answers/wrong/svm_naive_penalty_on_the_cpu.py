# fails: svm_loss_naive.loss_and_gradient_are_on_the_device_of_the_inputs
"""The gradient is finished on the CPU."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW = dW.cpu() / num_train + 2 * reg * W.cpu()
    # END YOUR CODE
    return loss, dW
