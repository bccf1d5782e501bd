# fails: knn_cross_validate.last_fold_may_be_shorter
"""The folds are made by reshape, which needs them all of one length."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds = x_train.reshape(num_folds, -1, *x_train.shape[1:])
    y_folds = y_train.reshape(num_folds, -1)
    result = {k: [] for k in k_choices}
    for i in range(num_folds):
        others = [j for j in range(num_folds) if j != i]
        knn = KnnClassifier(x_folds[others].flatten(0, 1), y_folds[others].flatten())
        for k in k_choices:
            result[k].append(knn.check_accuracy(x_folds[i], y_folds[i], k=k))
    return result
