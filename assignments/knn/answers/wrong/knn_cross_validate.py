# %% folds_always_five
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


# %% folds_averaged
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.training_data_stay_as_they_were, knn_cross_validate.takes_float32
"""The mean over the folds is kept, not each fold's accuracy."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return {k: sum(v) / len(v) for k, v in result.items()}


# %% folds_by_reshape
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


# %% folds_choices_fixed
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.training_data_stay_as_they_were, knn_cross_validate.takes_float32
"""The default k are tried, whatever k_choices is."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    k_choices = [1, 3, 5, 7]
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result


# %% folds_choices_sorted
# fails: knn_cross_validate.training_data_stay_as_they_were
"""The caller's list of k is sorted in place."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    k_choices.sort()
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result


# %% folds_counts
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
# near miss: the number of right answers, not their percentage
"""Right answers are counted, not their percentage."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append((KnnClassifier(x_rest, y_rest).predict(x_folds[i], k) == y_folds[i]).sum().item())
    return result


# %% folds_exchanged
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
# near miss: training and validation folds are exchanged
"""The classifier is trained on one fold and judged by the others."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_folds[i], y_folds[i]).check_accuracy(x_rest, y_rest, k=k))
    return result


# %% folds_fractions
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
# near miss: these are fractions, not percents
"""Accuracies are fractions, not percents."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append((KnnClassifier(x_rest, y_rest).predict(x_folds[i], k) == y_folds[i]).double().mean().item())
    return result


# %% folds_judged_by_all
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
# near miss: the accuracies are those of all points, not of the fold left out
"""The classifier is judged by all points."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_train, y_train, k=k))
    return result


# %% folds_judged_by_training
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
# near miss: the accuracy is that of the training folds
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


# %% folds_k_not_passed
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.takes_float32
# near miss: k makes no difference: these are the accuracies for k = 1
"""k isn't passed on."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i]))
    return result


# %% folds_labels_not_left_out
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
"""Labels of the wrong folds go with the points."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[1:])[: len(x_rest)]
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result


# %% folds_last_not_used
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.training_data_stay_as_they_were, knn_cross_validate.takes_float32
"""One of the folds is never left out."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds - 1):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result


# %% folds_rest_dropped
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


# %% folds_rows_only
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


# %% folds_shuffled
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
"""The points are put in another order before they are cut into folds."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    order = torch.randperm(len(x_train))
    x_folds, y_folds = x_train[order].chunk(num_folds), y_train[order].chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result


# %% folds_trained_on_all
# fails: knn_cross_validate.each_fold_is_judged_by_the_others, knn_cross_validate.any_number_of_folds_and_any_ks, knn_cross_validate.last_fold_may_be_shorter, knn_cross_validate.folds_of_images, knn_cross_validate.takes_float32
# near miss: each fold's classifier was trained on that fold too
"""The classifier is trained on all points, the fold it is judged by among them."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:])
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_train, y_train).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result


# %% folds_float64_only
# fails: knn_cross_validate.takes_float32
"""The other folds are joined as float64, whatever the points are."""


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    result = {}
    for k in k_choices:
        result[k] = []
        for i in range(num_folds):
            x_rest = torch.cat(x_folds[:i] + x_folds[i + 1:]).double()
            y_rest = torch.cat(y_folds[:i] + y_folds[i + 1:])
            result[k].append(KnnClassifier(x_rest, y_rest).check_accuracy(x_folds[i], y_folds[i], k=k))
    return result
