"""Turn a submission into a program: the student's blocks put into our own cells, everything else of theirs left out.

Comes in: a Submission and its Assignment. Goes out: a Program, with a finding for each rule of the course that the notebook breaks.
Imported by pipeline, by authoring and by export/nbgrader, never by another stage; runs in our own processes, knows no torch and runs no
code of a student's.
"""

from __future__ import annotations

from autograder.assemble import findings, handed_files, taking
from autograder.assemble.left_out_names import with_left_out
from autograder.conventions import as_answer
from autograder.model import Assignment, BlockState, FileModule, Program, Submission

_WRITTEN = (BlockState.WRITTEN, BlockState.BROKEN)


def assemble(submission: Submission, assignment: Assignment) -> Program:
    """Take the designated blocks, the written answers and the fields from the student's cells, and put them into ours.

    Code that a person marks is an answer too: it isn't run. Of several copies of a cell the last one that has something written in it counts, as it would if they were run; of an answer's copies all.
    What the student wrote in words and is in no block and no answer, in the files beside the notebook too, goes along as `elsewhere`, for a
    person to read. The Python files beside the notebook are cut into cells first, and all that is said of cells holds for them.
    """
    submission = handed_files.with_cells(submission, assignment.release)
    taken = taking.take(submission, assignment)
    by_hand = {question.id for question in assignment.questions if question.written}
    code = {
        one.block.question: as_answer(one.block.text if one.block.state in _WRITTEN else "")
        for one in taken.blocks
        if one.block.question in by_hand
    }
    run = [one.block for one in taken.blocks if one.block.question not in by_hand]
    given = [cell for cell in assignment.release.cells if cell.kind == "code" and "setup" in cell.tags]
    return Program(
        student_id=submission.student_id,
        fields=taken.fields,
        setup=tuple(cell.source for cell in given if not cell.file),
        modules=tuple(FileModule(cell.file, cell.source) for cell in given if cell.file),
        blocks=with_left_out(run, submission, assignment),
        answers={**taken.written.answers, **code},
        elsewhere=taken.written.elsewhere,
        findings=(*submission.findings, *findings.list_findings(submission, assignment, taken)),
    )
