# fails: predict_linear_classifier.highest_score_wins, predict_linear_classifier.one_product_serves_all_images, predict_linear_classifier.labels_are_on_the_device_of_the_images
"""The maximum is taken over the images."""


def predict_linear_classifier(W, X):
    scores = X @ W
    return scores.argmax(dim=0)
