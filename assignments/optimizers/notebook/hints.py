HINTS = {
    "gradient_descent": (
        "The path has one place more than there are steps. What is the first place?",
        "In each step, ask for the gradient at the place where you are now. Don't change the start itself: make a new tensor.",
        "You have a list of tensors of the same shape. Which function of torch puts them on a new axis?",
    ),
    "sgd": (
        "One step goes against the gradient. How far, says the learning rate in config.",
        "config may be None, or a dict without a learning rate. Fill in the default before you use it, and return the dict too.",
    ),
    "train_on_batches": (
        "Each step has the same four parts: draw a batch, compute loss and gradient, update, remember the loss.",
        "The optimizer returns two things. Both are needed in the next step: what happens to momentum when one is forgotten?",
        "Drawing with replacement means random whole numbers from 0 to N − 1. They index X and y alike, and come from the generator.",
    ),
    "sgd_momentum": (
        "The velocity is what is left of the old velocity, plus the new gradient. What is the velocity before the first step?",
        "Which of the two numbers multiplies the old velocity, and which the step on w? Keep the new velocity in config.",
    ),
    "sgd_momentum_velocity": (
        "Here the velocity is a step already. Where does the learning rate go now?",
        "The old velocity shrinks by the momentum; the gradient's part points downhill. What is the sign, and what is added to w at the end?",
    ),
    "nesterov": (
        "Write down the velocity first. It is the same as in the exercise before.",
        "The rule for w needs the old and the new velocity. Keep the old one in a name of its own before you replace it.",
        "In the first step the old velocity is zero. Put that in by hand: how long is the step, in multiples of the gradient?",
    ),
    "adagrad": (
        "Every weight has its own sum of squared gradients. Is anything ever taken off it?",
        "Divide the gradient by the root of that sum. Epsilon stands outside of the root: what would change if it stood inside?",
    ),
    "rmsprop": (
        "AdaGrad's sum only grows. Here old squares fade away. How much of the old average stays in each step?",
        "The two shares in the average add up to 1. The rest is as in AdaGrad.",
    ),
    "adam_almost": (
        "It is momentum and RMSProp together: an average of gradients, and an average of their squares.",
        "Both averages begin at zero, and both have shares that add up to 1. Which beta belongs to which?",
        "The step divides the first average by the root of the second. Where does epsilon go?",
    ),
    "adam": (
        "Copy the idea of adam_almost, and count the steps. Is the first step number 0 or number 1?",
        "Both averages are too small at the beginning. By which factor, after t steps? Divide each by its own.",
        "Keep the averages as they are in config. The corrected ones are for this step only.",
    ),
    "comparison_table": (
        "Go through your own functions: which keeps an average or a sum of gradients, and which of squared gradients?",
        "Leaky means that old values fade. Does AdaGrad forget? Only one algorithm here divides by 1 − βᵗ.",
    ),
    "adam_l2": (
        "Only the gradient is different. What is the gradient of the penalty, as the docstring says it?",
        "You needn't write Adam again. Call it with another gradient, and give it the config.",
    ),
    "adamw": (
        "The decay doesn't go into the moments. So let Adam make its step with the plain gradient first.",
        "How long was Adam's step? Subtract to find out. Then add the decay, computed from the old w.",
        "The schedule multiplies everything that is subtracted from w, but not the learning rate's default.",
    ),
    "newton_step": (
        "Newton's step is the vector s with H s = gradient. You don't need the inverse matrix for that.",
        "torch.linalg has a function that solves such systems. Then go from w, and mind the sign.",
    ),
}
