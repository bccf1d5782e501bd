# fails: nn_predict.highest_score_wins, nn_predict.one_call_serves_all_images, nn_predict.labels_are_on_the_device_of_the_images
"""The maximum along the images."""


def nn_predict(params, loss_func, X):
    return loss_func(params, X).argmax(dim=0)
