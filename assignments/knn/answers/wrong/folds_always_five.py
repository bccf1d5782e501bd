# fails: knn_cross_validate.any_number_of_folds_and_any_ks
"""There are five folds, whatever num_folds is."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    num_folds = 5
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result
