# fails: KnnClassifier.each_classifier_keeps_its_own_data
"""The data belong to the class, so the last classifier's serve all."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        KnnClassifier.x_train = x_train
        KnnClassifier.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train, k)
