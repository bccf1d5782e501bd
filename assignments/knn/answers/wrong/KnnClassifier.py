# %% class_centred_in_place
# fails: KnnClassifier.data_stay_as_they_were
"""The test points are centred in place, and the training points too."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.mean = x_train.mean(dim=0)
        self.x_train = x_train.sub_(self.mean)
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test - self.mean), self.y_train, k)


# %% class_exchanged
# fails: KnnClassifier.predict_asks_the_nearest_point, KnnClassifier.predict_uses_k, KnnClassifier.classifier_takes_images, KnnClassifier.each_classifier_keeps_its_own_data, KnnClassifier.data_stay_as_they_were, KnnClassifier.predictions_are_on_the_device_of_the_data, KnnClassifier.takes_float32
"""Training and test points are exchanged."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(x_test, self.x_train), self.y_train, k)


# %% class_k_is_five
# fails: KnnClassifier.predict_asks_the_nearest_point, KnnClassifier.predict_uses_k, KnnClassifier.classifier_takes_images, KnnClassifier.each_classifier_keeps_its_own_data, KnnClassifier.takes_float32
"""predict asks five points, whatever k is."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train, k=5)


# %% class_k_not_passed
# fails: KnnClassifier.predict_uses_k
# near miss: k makes no difference: these are the labels for k = 1
"""predict doesn't pass k on."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train)


# %% class_keeps_on_the_cpu
# fails: KnnClassifier.predictions_are_on_the_device_of_the_data
"""The training data are kept on the CPU, to save memory on the GPU."""

class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train.cpu()
        self.y_train = y_train.cpu()

    def predict(self, x_test, k=1):
        dists = compute_distances_no_loops(self.x_train, x_test)
        return predict_labels(dists, self.y_train, k)


# %% class_nothing_returned
# fails: KnnClassifier.predict_asks_the_nearest_point, KnnClassifier.predict_uses_k, KnnClassifier.classifier_takes_images, KnnClassifier.each_classifier_keeps_its_own_data, KnnClassifier.data_stay_as_they_were, KnnClassifier.predictions_are_on_the_device_of_the_data, KnnClassifier.takes_float32
"""predict returns nothing."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        y_pred = predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train, k)


# %% class_rows_only
# fails: KnnClassifier.classifier_takes_images
"""The shape is unpacked as that of a table."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        num_train, num_features = x_train.shape
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train, k)


# %% class_shared_data
# fails: KnnClassifier.each_classifier_keeps_its_own_data
# near miss: these are the second classifier's predictions
"""The data belong to the class, so the last classifier's serve all."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        KnnClassifier.x_train = x_train
        KnnClassifier.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train, k)


# %% class_transposed
# fails: KnnClassifier.predict_asks_the_nearest_point, KnnClassifier.predict_uses_k, KnnClassifier.classifier_takes_images, KnnClassifier.each_classifier_keeps_its_own_data, KnnClassifier.data_stay_as_they_were, KnnClassifier.predictions_are_on_the_device_of_the_data, KnnClassifier.takes_float32
"""The distances are transposed before the labels are predicted."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test).T, self.y_train, k)


# %% class_float64_only
# fails: KnnClassifier.takes_float32, KnnClassifier.predictions_are_on_the_device_of_the_data
"""The training points are kept as float64, whatever they are."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train.double()
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train, k)
