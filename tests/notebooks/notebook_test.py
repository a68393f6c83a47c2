#!/usr/bin/env python3
"""Proves that every notebook of docs/notebooks runs from its first cell to its last on files made as its first cell says,
and that it draws. Where pandas, matplotlib or Jupyter's packages are missing it says so in one line and does nothing.

    tests/notebooks/notebook_test.py ORRERY_PROGRAM SOURCE_DIR
"""
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DEBIAN_PYTHON = "/usr/bin/python3"
NEEDED = ("pandas", "matplotlib", "nbformat", "nbclient", "ipykernel")


def main(program, source):
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if absent and sys.executable != DEBIAN_PYTHON and os.access(DEBIAN_PYTHON, os.X_OK):
        # Debian's packages are not those of another Python that may come first in the path.
        os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, *sys.argv])
    if absent:
        print(f"skipped: {', '.join(absent)} not installed (Debian: python3-pandas python3-matplotlib jupyter-nbconvert "
              "python3-ipykernel)")
        return
    import nbclient
    import nbformat
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    notebooks = sorted((source / "docs" / "notebooks").glob("*.ipynb"))
    assert notebooks, "there is no notebook"
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        with tempfile.TemporaryDirectory() as folder:
            commands = re.findall(r"^    orrery (.*)$", notebook.cells[0].source, re.MULTILINE)
            assert commands, "the first cell does not say how its files are made"
            for command in commands:
                arguments = command.replace("scenarios/", f"{source}/scenarios/").split()
                subprocess.run([program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=300)
            os.environ["IPYTHONDIR"] = os.environ["JUPYTER_RUNTIME_DIR"] = folder
            nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3",
                                    resources={"metadata": {"path": folder}}).execute()
        pictures = sum("image/png" in output.get("data", {}) for cell in notebook.cells if cell.cell_type == "code"
                       for output in cell.outputs)
        assert pictures >= 2, f"{path.name} drew {pictures} pictures"
        print(f"{path.name}: {len(notebook.cells)} cells, {pictures} pictures")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]))
