HINTS = {
    "rescale": (
        "What is left when you subtract the smallest number from all of them? How large can it still get?",
        "x.min() and x.max() are tensors too, and can be calculated with.",
    ),
}
