# fails: knn_cross_validate.last_fold_may_be_shorter
"""Points that don't fill a fold are left out."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    size = len(x_train) // num_folds
    result = {k: [] for k in k_choices}
    for k in k_choices:
        for i in range(num_folds):
            fold = torch.zeros(size * num_folds, dtype=torch.bool)
            fold[i * size : (i + 1) * size] = True
            x, y = x_train[: size * num_folds], y_train[: size * num_folds]
            result[k].append(KnnClassifier(x[~fold], y[~fold]).check_accuracy(x[fold], y[fold], k=k))
    return result
