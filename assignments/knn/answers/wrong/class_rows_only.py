# fails: KnnClassifier.classifier_takes_images
"""The shape is unpacked as that of a table."""


class KnnClassifier:
    def __init__(self, x_train, y_train):
        num_train, num_features = x_train.shape
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.x_train, x_test), self.y_train, k)
