HINTS = {
    "predict_linear_classifier": (
        "First compute the scores: one row for each image, one column for each class. Which product has that shape?",
        "Each row has a largest score. You don't want its value but its place.",
    ),
    "regularization": (
        "There are two kinds. For each, write the penalty of one single weight, and its derivative.",
        "The derivative of a square has a factor 2. The derivative of |w| is 1 or −1. Which function gives the sign of every element?",
    ),
    "random_search": (
        "How many rows and columns has W? Its columns are the classes, and the largest label tells how many there are.",
        "A standard normal number becomes one with standard deviation 0.01 by a factor. All random numbers come from the generator.",
        "Before the first try there is no best loss. With which number do you start, so that the first try is better?",
    ),
    "numeric_gradient": (
        "For one element: nudge it up, ask f; nudge it down, ask f again. How far apart are the two places?",
        "W must stay as it is. Make a tensor of zeros with h at one place, and add it.",
        "To go over all elements of any shape, look at a tensor as one long row. A view of the row changes the tensor itself.",
    ),
    "grad_check_sparse": (
        "It is the numeric gradient again, but at a few places only. Draw the places at random, evenly from all elements.",
        "The relative error is a difference divided by a size. Both gradients go into the size, with their absolute values.",
        "What happens when both gradients are exactly 0? Treat that case by itself.",
    ),
    "svm_loss_naive": (
        "Look at one margin that is above 0. It is score j minus the score of the right class. What is its gradient for each of the two columns?",
        "One column of dW gets X[i] added, another gets it subtracted. Which is which?",
        "The loss was divided by the number of images, and a penalty was added. The gradient needs the same two things.",
    ),
    "svm_loss_vectorized": (
        "Compute all scores at once. How do you pick the right class's score from each row? Use row numbers and labels together as an index.",
        "A margin below 0 counts nothing, and the right class has no margin at all. Put both right before you add up.",
        "For the gradient, count: how often was image i added to column j in the naive version, and how often subtracted? One matrix product with X does the rest.",
    ),
    "softmax_loss_naive": (
        "For one image: scores, exponentials, divide by their sum. What is the loss, written with the right class's probability?",
        "exp overflows for large scores. Subtract the same number from all scores of an image: the probabilities stay. Which number is the best?",
        "The derivative for score j is the probability of j, less 1 when j is the right class. How does W enter into score j?",
    ),
    "softmax_loss_vectorized": (
        "It is the naive version with one row for each image. Keep the summed axis when you take the largest score and the sum, so that the shapes fit.",
        "Don't take the logarithm of a probability that may have become 0. Use log(a / b) = log a − log b first.",
        "Subtract 1 from one place in each row of the probabilities. Then a single matrix product gives the gradient of the scores' part.",
    ),
    "sample_batch": (
        "You need row numbers, not rows: batch_size of them, at random, from 0 to num_train - 1.",
        "With replacement means that a number may come twice. A shuffled list of all the numbers can't do that. Which function of torch draws whole numbers?",
        "Use the same row numbers for X and y, or labels and images no longer fit. Don't forget the generator.",
    ),
    "train_linear_classifier": (
        "The gradient points uphill. Which way do you go, and how far?",
        "The step is one line. It needs the learning rate, the gradient, and the W of before.",
    ),
    "test_one_param_set": (
        "The object has the methods train and predict. Which data may it train on?",
        "Accuracy is the share of predictions that are equal to the labels. Do it for the training data and for the validation data.",
    ),
    "svm_get_search_params": (
        "Try one learning rate far too small and one far too large first. The good ones lie between.",
        "Steps by a factor of 3 or 10 tell more than steps of the same length. Two short lists make many pairs: count them.",
    ),
    "softmax_get_search_params": (
        "Softmax gradients are smaller than those of the SVM. Will the good learning rates be smaller or larger?",
        "Look at the picture of the results. When the best value is at the edge of your list, move the list.",
    ),
}
