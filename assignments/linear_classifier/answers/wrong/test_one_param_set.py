# %% pair_accuracies_exchanged
# fails: test_one_param_set.accuracies_are_those_of_their_own_data
"""The two accuracies are exchanged."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return cls, val_acc, train_acc


# %% pair_class_returned
# fails: test_one_param_set.classifier_comes_back
"""The class comes back instead of the object."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return type(cls), train_acc, val_acc


# %% pair_defaults
# fails: test_one_param_set.classifier_is_trained_as_told
"""lr and reg are not passed on."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], num_iters=num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return cls, train_acc, val_acc


# %% pair_few_steps
# fails: test_one_param_set.classifier_is_trained_as_told
"""num_iters is not passed on."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return cls, train_acc, val_acc


# %% pair_lr_and_reg_exchanged
# fails: test_one_param_set.classifier_is_trained_as_told
"""lr and reg are exchanged."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], reg, lr, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return cls, train_acc, val_acc


# %% pair_mistakes_counted
# fails: test_one_param_set.accuracies_are_those_of_their_own_data
"""The share of mistakes, not of right answers."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred != data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred != data_dict["y_val"]).double().mean().item()
    return cls, train_acc, val_acc


# %% pair_trained_on_validation
# fails: test_one_param_set.classifier_is_trained_as_told
"""Trained on the validation data."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_val"], data_dict["y_val"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return cls, train_acc, val_acc


# %% pair_training_labels
# fails: test_one_param_set.accuracies_are_those_of_their_own_data
"""The validation accuracy is measured with training labels."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_train"][: len(y_val_pred)]).double().mean().item()
    return cls, train_acc, val_acc


# %% pair_training_twice
# fails: test_one_param_set.accuracies_are_those_of_their_own_data
"""Both accuracies are those of the training data."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    return cls, train_acc, val_acc


# %% pair_weights_returned
# fails: test_one_param_set.classifier_comes_back
"""Nothing comes back in its place."""


def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    cls.train(data_dict["X_train"], data_dict["y_train"], lr, reg, num_iters)
    y_train_pred = cls.predict(data_dict["X_train"])
    train_acc = (y_train_pred == data_dict["y_train"]).double().mean().item()
    y_val_pred = cls.predict(data_dict["X_val"])
    val_acc = (y_val_pred == data_dict["y_val"]).double().mean().item()
    return None, train_acc, val_acc
