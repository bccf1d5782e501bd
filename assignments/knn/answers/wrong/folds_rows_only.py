# fails: knn_cross_validate.folds_of_images
"""The other folds are joined by a reshape to rows of x_train.shape[1] numbers."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {k: [] for k in k_choices}
    for i in range(num_folds):
        x_rest = torch.stack([x for j in range(num_folds) if j != i for x in x_folds[j]]).reshape(-1, x_train.shape[1])
        y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
        for k in k_choices:
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result
