# fails: KnnClassifier.data_stay_as_they_were
"""The test points are centred in place, and the training points too."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.mean = x_train.mean(dim=0)
        self.x_train = x_train.sub_(self.mean)
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test - self.mean), self.y_train, k)
