# fails: svm_loss_vectorized.work_does_not_grow_with_images_or_classes
"""The naive version is called."""


def svm_loss_vectorized(W, X, y, reg):
    return svm_loss_naive(W, X, y, reg)
