_hints_given = {}


def hint(exercise):
    """Print the first hint for an exercise; called again, the next. None of them is the answer."""
    if exercise not in HINTS:
        print(f"There are no hints for {exercise!r}. There are some for: {', '.join(HINTS)}.")
        return
    hints = HINTS[exercise]
    given = _hints_given[exercise] = min(_hints_given.get(exercise, 0) + 1, len(hints) + 1)
    for number, text in enumerate(hints[:given], start=1):
        if number == given or given > len(hints):
            print(f"Hint {number} of {len(hints)}: {text}")
    if given > len(hints):
        print("These are all the hints. Explain your code aloud, line by line, or ask somebody.")
