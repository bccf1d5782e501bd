"""Load the Python files beside this notebook, and load one again, before each cell that is run, when it was saved since.

What the notebook has imported of a file is replaced by what the file defines now. A file that isn't here is written as it was handed out,
once; nothing that is here is overwritten.
"""

import builtins
import sys
import types
from pathlib import Path

from IPython import get_ipython

FILES = {}  # filled in by the release
SAID = {}  # filled in by the release: sentences of this cell in the course's language


def _in_words(text, **fields):
    """Say a sentence in the course's language."""
    return SAID.get(text, text).format(**fields)


class _Files:
    """The files, as they were when they were loaded last."""

    def __init__(self, folder, texts):
        self.folder, self.texts, self.loaded = folder, texts, {}

    def lay(self):
        """Write what isn't here."""
        for name, text in self.texts.items():
            path = self.folder / name
            if not path.exists():
                path.write_bytes(text.encode())
                print(_in_words("{name} wasn't here, so it was written as it was handed out. Did you have one? Put yours in its place.", name=name))

    def load(self, *_):
        """Load each file that was saved since; one that Python can't read leaves what there was, and says so."""
        for name in self.texts:
            path = self.folder / name
            content = path.read_bytes() if path.is_file() else None
            if content is None or self.loaded.get(name) == content:
                continue
            first = name not in self.loaded
            self.loaded[name] = content
            try:
                self._run(name, content, path)
            except Exception as error:  # whatever the file does, the cell that is about to run is another thing
                line = error.lineno if isinstance(error, SyntaxError) else None
                place = name if line is None else _in_words("{name}, line {line}", name=name, line=line)
                kept = _in_words("Nothing of it is loaded.") if first else _in_words("The notebook still has what it had before.")
                print(f"{place}: {type(error).__name__}: {error}\n→ {kept}", _in_words("Mend the file, save it, and run your cell again."))
            else:
                print(_in_words("{name} is loaded." if first else "{name} was saved since, and is loaded again.", name=name))

    def _run(self, name, content, path):
        """Run the file's text, not what Python keeps of it: that may be older by a second, or for a file of the same length."""
        code = compile(content, str(path.resolve()), "exec")
        module = sys.modules.get(name.removesuffix(".py"))
        if module is None or Path(getattr(module, "__file__", None) or "").name != name:
            module = types.ModuleType(name.removesuffix(".py"))
        before, known = dict(vars(module)), module.__name__ in sys.modules
        vars(module).clear()
        vars(module).update(__name__=name.removesuffix(".py"), __file__=str(path.resolve()), __builtins__=builtins)
        sys.modules[vars(module)["__name__"]] = module
        try:
            exec(code, vars(module))
        except BaseException:
            vars(module).clear()
            vars(module).update(before)
            if not known:
                del sys.modules[name.removesuffix(".py")]
            raise
        modules = [sys.modules.get(one.removesuffix(".py")) for one in self.loaded]
        for names in (getattr(get_ipython(), "user_ns", {}), *(vars(one) for one in modules if one is not None)):
            for own, value in list(names.items()):
                key = next((key for key, old in before.items() if old is value and callable(old)), None)
                if key is not None:
                    names[own] = vars(module).get(key, value)


def _watch_files(texts):
    """Load the files now, and look again before each cell; a former look of this cell's ends."""
    if not texts:  # the course's own master copy: our own files, where they are written
        sys.path.insert(0, str(Path("../../assignments", Path.cwd().name)))
        return None
    files, shell = _Files(Path.cwd(), texts), get_ipython()
    files.lay()
    files.load()
    if shell is not None:
        before = getattr(shell, "_files_of_the_notebook", None)
        if before is not None:
            shell.events.unregister("pre_run_cell", before)
        shell._files_of_the_notebook = look = files.load
        shell.events.register("pre_run_cell", look)
    return files


_watch_files(FILES)
