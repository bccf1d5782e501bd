# The first assignment, as text: the master copy. `make build` turns it into source/start/start.ipynb.
# The formatter stays out: it would change Colab's #@title and #@param lines.
# fmt: off

# %% [markdown] id="title"
# # Start here: the kit in 15 minutes
#
# This assignment teaches nothing about deep learning. It shows how all the others work: what you fill in, where you write, what checks your work, how to hand it in, and how to read what comes back.
# It is worth 5 points or 0: one small function, right or not yet.
#
# | part | you do | you will see |
# |---|---|---|
# | 1 | run cells | what a notebook keeps, and what it forgets |
# | 2 | write a function of two lines | a check that fails, a hint, a check that passes |
# | 3 | read | what is graded, and what costs points |
# | 4 | hand in | the list of what is missing, the zip, the feedback |

# %% [markdown] id="rules"
# ## Before you start
#
# **Due Monday 21 September 2026, 11:59 pm KST.**
#
# These are the course's rules. They are the same in every assignment.
#
# - Write between `# BEGIN YOUR CODE` and `# END YOUR CODE`, and nowhere else: code outside these blocks isn't graded. Delete the line `raise NotImplementedError`.
# - Don't add, delete or copy cells. To try something out, use a notebook of your own.
# include assignment.toml
# - Stuck? For this alone you may add a cell: write `hint("rescale")` with the exercise's name, and run it. Run it again for the next hint. Such a cell may stay.
# - Run all cells, and leave the outputs where they are. *Run all* stops at the first check that fails; to go on behind it, click the next cell and choose Run → Run Selected Cell and All Below (in Colab: Runtime → Run cell and below).
# - Don't zip by yourself: the last cell checks your work and makes the file to hand in.
#
# **If you find it hard, take option 2.** You may then use work that isn't your own, and explain it line by line in comments of your own. Say so in the next cell.
#
# The next cell holds your *fields*. Fill them in: your name and student id as the university writes them, 1 or 2 for the option, and your group's name if you hand in as a group. Without your id nobody knows whose work it is.

# %% tags=["fields"] id="your-details"
#@title Your details: fill in, then run this cell
name = ""  #@param {type:"string"}
student_id = ""  #@param {type:"string"}
option = 1  #@param [1, 2] {type:"raw"}
group = ""  #@param {type:"string"}

# %% tags=["setup"] id="imports"
#@title Set-up: imports
import torch

torch.set_num_threads(1)  # for arrays as small as these, threads cost more than they bring

# %% id="setup-hints"
#@title Set-up: hints (run this cell; you needn't read it)
# include start/notebook/hints.py
# include _shared/notebook/hints.py

# %% tags=["submit"] id="setup-hand-in"
#@title Set-up: handing in (run this cell; you needn't read it)
# include _shared/notebook/submit.py

# %% [markdown] id="part-1"
# ## 1. A notebook
#
# *About 5 minutes.*
#
# A notebook has two sorts of cells: text, like this one, and code. Click the cell below and press Shift+Enter: it runs, and what it prints stands below it.
#
# | what | in JupyterLab | in Colab |
# |---|---|---|
# | open | start `jupyter lab` in the folder, click the file | File → Upload notebook; then File → Save a copy in Drive, or your work is lost when you close the page |
# | run one cell | Shift+Enter | Shift+Enter |
# | run all | Run → Run All Cells | Runtime → Run all |
# | save | Ctrl+S or ⌘S | Ctrl+S or ⌘S |
# | start anew | Kernel → Restart Kernel | Runtime → Restart session |
#
# Python keeps what cells have computed until it is restarted, in the order in which you *ran* them, not in which they stand. So before you hand in, restart and run all: then you see what a stranger would see.

# %% id="count"
counted = [number * number for number in range(5)]
print("The first five squares:", counted)

# %% [markdown] id="count-expected"
# **What you should see.** `The first five squares: [0, 1, 4, 9, 16]`, and a number in brackets at the left of the cell: how many cells have been run so far.
#
# *To think about:* you run a cell that sets `a = 1`, delete the cell, and run another one that prints `a`. What happens now, and what happens after a restart?
#
# <details><summary>An answer</summary>
#
# Now it prints 1: Python still has `a`. After a restart it is a `NameError`. Somebody who opens your file meets the second.
#
# </details>
#
# ## 2. A block
#
# *About 5 minutes.*
#
# **You write** `rescale`: it shifts and stretches the numbers of a tensor so that the smallest becomes 0 and the largest 1. (Pictures are shown that way.) For 2, 3 and 6 that is 0, 0.25 and 1.
#
# First run the cell as it is, and the check below it: it stops with `NotImplementedError`. Then delete that line, write your own between the two marks, and run both again.

# %% solution="rescale"
def rescale(x):
    """Shift and stretch the numbers of a tensor, so that the smallest is 0 and the largest 1.

    Inputs:
    - x: tensor of any shape, with at least two different numbers

    Returns:
    - tensor of the same shape
    """
    ### BEGIN SOLUTION
    low, high = x.min(), x.max()
    return (x - low) / (high - low)
    ### END SOLUTION

# %% test="rescale"
rescaled = rescale(torch.tensor([[2.0, 3.0], [6.0, 4.0]]))
assert rescaled.shape == (2, 2), f"the shape stays: expected (2, 2), got {tuple(rescaled.shape)}"
assert rescaled.tolist() == [[0, 0.25], [1, 0.5]], f"expected [[0, 0.25], [1, 0.5]], got {rescaled.tolist()}"
print("✓ rescaled")

# %% [markdown] id="part-3"
# **What you should see.** `✓ rescaled`. If the check stops instead, its last line says what was expected and what your function gave. This is how every exercise works: an idea, a block, a small check with numbers that you can do by hand.
#
# ## 3. What is graded
#
# *About 2 minutes.*
#
# The small check is for you. What counts are **hidden checks**: they call your functions with other numbers, other shapes and other sizes, and compare the answers with right ones. So a function that just returns `[[0, 0.25], [1, 0.5]]` passes the small check, and fails the hidden one.
#
# - Only what stands in the blocks is graded. Everything else is ours, and is put back as it was.
# - What your function prints doesn't matter, only what it returns.
# - Each question says which functions of torch may not be used. Such a call costs points even where the answer is right.
# - The feedback names what went wrong with each check, and often which mistake it looks like. It doesn't show the hidden numbers.
# - Late days cost points in the other assignments. Ask *before* the due time if you need more.
#
# *To think about:* why do hidden checks use other shapes than the small check?
#
# <details><summary>An answer</summary>
#
# Because code that is right for one shape may be right by luck: a mean over the wrong axis of a square matrix has the right shape, and one over a matrix with two rows and five columns hasn't.
#
# </details>
#
# ## 4. Hand in, and read the feedback
#
# *About 3 minutes.*
#
# 1. Fill in *Your details* at the top.
# 2. Run all cells, from top to bottom (in JupyterLab: Run → Run All Cells; in Colab: Runtime → Run all).
# 3. **Save** (Ctrl+S or ⌘S). What isn't saved isn't handed in.
# 4. Run the last cell, `hand_in()`, once more. It lists what it found, and makes the zip. (A `NameError`? Python was restarted: go back to step 2.)
#
# In the list, ✓ is fine, ! is worth a look, → is left to do, and ✗ stops the zip from being made. Hand in the zip as it is, where your course collects work. You may hand in again until the due time; the last one counts.
#
# The feedback is a page with three parts: *what to do next*, with the step first that brings the most points; *question by question*, with every check; and *how it was handed in*, with what was noticed about cells, imports and the zip. Read the first part, mend that, and hand in again.

# %% tags=["submit"] id="hand-in"
hand_in();
