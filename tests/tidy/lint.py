#!/usr/bin/env python3
"""Runs clang-tidy over every source of the project that a build compiles, tests apart.

    tests/tidy/lint.py BUILD_DIR [--jobs N] [PATH_PREFIX...]

Most of clang-tidy's time goes into headers: files of one folder are read together, in halves where two of
them share a name, which takes a tenth of the time of one by one. Exits with 1 if it found anything.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGEST_BATCH = 12
# A contract's functions take their arguments as the ABI decodes them, as values; the sections of the language, which are
# built once, take the names of their keys so.
RELAXED = {"chains/contracts": "-performance-unnecessary-value-param", "scenarios": "-performance-unnecessary-value-param"}


def batches(database, prefixes):
    folders = {}
    for entry in database:
        source = pathlib.Path(entry["file"])
        if not source.is_relative_to(ROOT) or source.suffix != ".cpp":
            continue
        place = source.relative_to(ROOT)
        if place.parts[0] in ("tests", "build") or not (not prefixes or str(place).startswith(tuple(prefixes))):
            continue
        folders.setdefault(place.parent, []).append((source, entry))
    for entries in folders.values():
        for first in range(0, len(entries), LARGEST_BATCH):
            yield entries[first:first + LARGEST_BATCH]


def command_of(entry, source):
    command = re.sub(r"-Xclang -include(-pch)? -Xclang \S+|-Winvalid-pch", "", entry["command"])
    return re.sub(r"^\S*ccache ", "", command).replace(entry["file"], str(source)) + " -Wno-everything"


def lint(entries):
    """Texts of what is found in the entries, read as one; where two share a name, in halves."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = folder / "batch.cpp"
        source.write_text("".join(f'#include "{file}"\n' for file, _ in entries))
        database = [{"directory": entries[0][1]["directory"], "file": str(source),
                     "command": command_of(entries[0][1], source)}]
        (folder / "compile_commands.json").write_text(json.dumps(database))
        place = str(entries[0][0].relative_to(ROOT))
        relaxed = [f"--checks={checks}" for prefix, checks in RELAXED.items() if place.startswith(prefix)]
        run = subprocess.run(["clang-tidy-19", "-p", name, "--quiet", f"--config-file={ROOT}/.clang-tidy", *relaxed,
                              str(source)], capture_output=True, text=True)
    if "[clang-diagnostic-error]" in run.stdout and len(entries) > 1:
        half = len(entries) // 2
        return lint(entries[:half]) + lint(entries[half:])
    return [run.stdout + run.stderr] if run.returncode else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("prefixes", nargs="*", metavar="PATH_PREFIX")
    arguments = parser.parse_args()
    database = json.loads((arguments.build / "compile_commands.json").read_text())
    found = 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for texts in pool.map(lint, batches(database, arguments.prefixes)):
            found += len(texts)
            for text in texts:
                print(text, flush=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
