"""How the questions that are more than one call are put. Runs beside the student's code, so it holds no secret."""


def classifier_predicts(student, x_train, y_train, x_test, k=None):
    """Predict with one classifier; without k, leave it at the method's default."""
    classifier = student.KnnClassifier(x_train, y_train)
    return classifier.predict(x_test) if k is None else classifier.predict(x_test, k=k)


def first_classifier_predicts(student, x_train, y_train, x_other, y_other, x_test, k=1):
    """Predict with the first of two classifiers that exist at once."""
    first = student.KnnClassifier(x_train, y_train)
    student.KnnClassifier(x_other, y_other)
    return first.predict(x_test, k=k)
