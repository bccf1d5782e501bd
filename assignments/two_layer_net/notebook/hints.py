HINTS = {
    "nn_forward_pass": (
        "Write the shapes: (N, D), (D, H), (H,), (H, C), (C,). In which order can they be multiplied?",
        "Between the two layers every negative number becomes 0. Which method gives all elements a lower limit?",
    ),
    "nn_forward_backward": (
        "Start with the scores and return them when there are no labels. Then compute the softmax loss as in the linear classifier. Both weight matrices have a penalty.",
        "Go backwards, one step at a time: first the gradient for the scores, already divided by N. Each gradient has the shape of what it belongs to: use the shapes to find the product.",
        "The ReLU lets a gradient through only where the hidden unit was above 0. A bias is added to every row, so its gradient is a sum over the rows.",
    ),
    "sample_batch": (
        "You need row numbers, not rows: batch_size of them, at random, from 0 to num_train - 1.",
        "With replacement means that a number may come twice. A shuffled list of all the numbers can't do that. Which function of torch draws whole numbers?",
        "Use the same row numbers for X and y, or labels and images no longer fit. Don't forget the generator.",
    ),
    "nn_train": (
        "There are four parameters, and grads has the same four keys. Do the same step for each.",
        "The caller looks at params afterwards. Does your line change the tensor that is there, or make a new one?",
    ),
    "nn_predict": (
        "What does loss_func return when it is called without labels?",
        "There is one row of scores for each image. Where in the row is the largest?",
    ),
    "nn_get_search_params": (
        "Begin with one value in each list. Change one thing at a time, and look at the curves.",
        "Loss hardly falls: which value is too small? Loss jumps or becomes nan: which is too large? More hidden units take longer, and often help.",
    ),
    "find_best_net": (
        "Four lists, all combinations: that is four loops in each other, or one function from itertools.",
        "Make a new network for each combination. D and C follow from the data: look at the shape of X_train and at the labels.",
        "Which data decides what is best? Keep three things each time a network is better than all before.",
    ),
}
