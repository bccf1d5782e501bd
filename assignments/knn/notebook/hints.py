HINTS = {
    "compute_distances_two_loops": (
        "Make the result first: one row for each training point, one column for each test point. Two loops go over its elements.",
        "Inside the loops there is one pair of points. Subtract, square, add everything up. It works for images as it is, since a sum takes all axes.",
    ),
    "compute_distances_one_loop": (
        "Which loop do you keep? For one training point, all test points can be done at once.",
        "Make each point a flat row first. Then one training point minus all test points broadcasts.",
        "You have one row for each test point now. Over which axis do you add up the squares?",
    ),
    "compute_distances_no_loops": (
        "Multiply out ‖x − y‖². Which terms need only the training points, which only the test points?",
        "The mixed term, for all pairs at once, is a matrix product. Check its shape: it must be (num_train, num_test).",
        "A column plus a row gives a whole matrix. Can rounding make a result smaller than 0?",
    ),
    "predict_labels": (
        "Take one column of dists: it is one test point. Which k entries are the smallest, and what are their labels?",
        "Count the votes for each class. Which class wins when two have the same number of votes?",
        "argmax takes the first of equals. In which order must the classes stand, so that the first one is the smallest label?",
    ),
    "KnnClassifier": (
        "Training a kNN classifier only stores something. What does prediction need later?",
        "You have written both parts of the prediction already: distances first, labels second. Only call them.",
    ),
    "knn_cross_validate": (
        "Cut the data into num_folds pieces. Each piece is the validation set once; what is the training set then?",
        "For each k there is a list with one accuracy for each fold. Make a new classifier for every fold.",
        "The pieces must be put together again without the one left out. Which function of torch joins a list of tensors?",
    ),
    "knn_get_best_k": (
        "First turn each list of accuracies into one number.",
        "Two values of k may have the same mean. Which of them is asked for? Make sure that the order of the dict doesn't decide.",
    ),
}
