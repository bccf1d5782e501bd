# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images
"""The classifier is judged by the folds it was trained on."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_rest, y_rest, k=k))
    return result
