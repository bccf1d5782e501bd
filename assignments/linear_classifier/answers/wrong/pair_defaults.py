# fails: test_one_param_set.classifier_is_trained_as_told
"""lr and reg are not passed on."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], num_iters=num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return cls, train_acc, val_acc
