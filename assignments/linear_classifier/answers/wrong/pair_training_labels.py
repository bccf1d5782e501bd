# fails: test_one_param_set.accuracies_are_those_of_their_own_data
"""The validation accuracy is measured with training labels."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_train"][: len(y_val_pred)]).double().mean().item()
    return cls, train_acc, val_acc
