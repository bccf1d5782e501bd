HINTS = {
    "elementwise_power_loops": (
        "How many numbers does A hold? One loop goes over the rows. What does the inner loop go over?",
        "Make the result first, in the shape and the dtype of A. Then fill in one element at a time.",
    ),
    "elementwise_power": (
        "What does NumPy do with an operator between an array and a number?",
        "Python has an operator for powers. You used it on single numbers in the exercise before.",
    ),
    "hadamard": (
        "This is no matrix product. The element at (i, j) of the result needs the elements at (i, j) only.",
        "Operators between two arrays of the same shape work element by element. The function returns two arrays.",
    ),
    "axis_sums": (
        "Summing over axis 0 makes axis 0 disappear. Which axis is left, and how long is it?",
        "To keep a summed axis with length 1, look for an argument of the sum whose name begins with keep.",
    ),
    "broadcast_shape": (
        "Write one shape below the other, aligned on the right. What do you put in front of the shorter one?",
        "Now look at one pair of lengths at a time. There are three cases in which it works. What is the result in each?",
        "Try (1,) with (0,). The length 1 gives way to whatever the other one is, and that needn't be the larger one.",
    ),
    "broadcasting_quiz": (
        "Align the shapes on the right, and compare pair by pair. A missing axis counts as 1.",
        "Two lengths go together when they are equal or when one of them is 1. After np.newaxis or a reshape, write down the new shape first.",
    ),
    "subtract_vector": (
        "Write the two shapes below each other. Which axis of v has length D, and which axis of P?",
        "v has to lie down. What turns a column into a row?",
    ),
    "outer_sum": (
        "The result has three axes. Which of them does x belong to, and which y and z?",
        "Broadcasting puts axes of length 1 in front by itself. You need some at the end: how do you add one?",
    ),
    "pairwise_distances_python": (
        "Take one row of X and one row of Y. How far apart are they? Write that first, as a loop over their elements.",
        "The difference is squared, the squares are added up, and the root comes last, once for each pair.",
    ),
    "pairwise_distances_loops": (
        "The two outer loops stay: which pair of rows? The innermost loop becomes an expression on whole rows.",
        "The difference of two rows is an array of D numbers. Square it, sum it, and take the root.",
    ),
    "pairwise_distances": (
        "Multiply out (x − y)². Which of the three terms need only X, which only Y, and which both?",
        "All the products of rows of X with rows of Y are one matrix product. What are its two factors, so that the shape is (N, M)?",
        "A column (N, 1) plus a row (M,) gives (N, M). And what is the root of a number that rounding made a little negative?",
    ),
    "pairwise_distances_torch": (
        "This is the same formula as in NumPy. Which words are different in torch: axis, keepdims, maximum?",
        "Rounding can leave a tiny negative number where a distance is 0. Which tensor method puts a lower limit on every element?",
    ),
    "center_channels": (
        "Each channel has one mean. Over which three axes do you take it?",
        "The means must be subtracted from a (N, C, H, W) tensor. Keep the axes that you take the mean over, and broadcasting does the rest.",
    ),
}
