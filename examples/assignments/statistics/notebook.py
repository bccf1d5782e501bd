# %% [markdown]
# # Statistics by hand
# `data/weather.csv` says for three cities and three days how many millimetres of rain fell.

# %% tags=["setup"]
import pandas as pd

weather = pd.read_csv("data/weather.csv")

# %% solution="running_median"
def running_median(x, width):
    """Return the median of each `width` neighbours in a list; a ValueError where there are no such neighbours."""
    ### BEGIN SOLUTION
    if not 0 < width <= len(x):
        raise ValueError(f"no {width} neighbours among {len(x)} numbers")
    windows = [sorted(x[at : at + width]) for at in range(len(x) - width + 1)]
    return [(one[(width - 1) // 2] + one[width // 2]) / 2 for one in windows]
    ### END SOLUTION

# %% test="running_median"
assert running_median([1, 5, 2, 8], 3) == [2, 5], "2 is the middle of 1, 5, 2, and 5 that of 5, 2, 8"

# %% check="running_median" points=4
ask("Medians are right.", x=normal(9).tolist(), width=5, points=2)
ask("Of two in the middle it is the mean.", x=normal(9).tolist(), width=4)
raises(ValueError, x=[1.0, 2.0], width=0)

# %% wrong="running_median" fails="ask 2" near="of two in the middle the upper one is taken"
# (one[(width - 1) // 2] + one[width // 2]) / 2 → one[width // 2]

# %% wrong="running_median" fails="ask 1, ask 2, raises 1" name="unsorted_and_unchecked"
# sorted(x[at : at + width]) → x[at : at + width]
# 0 < width <= len(x) → True

# %% solution="Tally"
class Tally:
    """Count the words of a text, whatever their case; `count` says how often one was there."""

    def __init__(self, text):
        ### BEGIN SOLUTION
        self.words = text.lower().split()
        ### END SOLUTION

    def count(self, word):
        ### BEGIN SOLUTION
        return self.words.count(word.lower())
        ### END SOLUTION

# %% test="Tally"
assert Tally("Rain rain sun").count("rain") == 2, "Rain and rain are one word"

# %% asserts="Tally" points=2 name="counts"
assert [Tally("Sun sun RAIN").count(word) for word in ("sun", "Rain", "snow")] == [2, 1, 0]

# %% wrong="Tally" fails="counts" name="case_counts"
# text.lower() → text

# %% solution="cell" id="rain"
### BEGIN SOLUTION
rain = weather.groupby("city")["rain"].sum()
wettest = rain.idxmax()
### END SOLUTION

# %% test="rain"
assert rain["Busan"] == 9, "7, 0 and 2 millimetres fell on Busan"

# %% check="rain" points=4
leaves("rain", hint="Is the rain of each city added up?")
leaves("wettest")

# %% wrong="rain" fails="leaves 1, leaves 2" near="days are counted, not millimetres"
# .sum() → .count()

# %% choice="outlier" of="mean, median" expected="median" points=2
# A sensor once reports 9999 mm. Which of the two hardly changes?

# %% numeric="mean_of_jeju" expected=8.667 unit="mm" tolerance=0.01 points=3
# How much rain fell on Jeju per day?
