#!/usr/bin/env python3
"""Fails on what a compiler does not see: lines and files that are too long, calls that would make a run depend on the
machine, includes that run upward, headers that do not stand alone, words of unfinished work.

    tests/tidy/tidy.py SOURCE_DIR [--compiler g++] [--headers all|orphans|none]

A header proves that it stands alone by being the first include of its .cpp; `--headers orphans` compiles those that
no .cpp begins with, `all` every one (both are for nightly runs).
"""
import argparse
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOMS = ["sim", "chains", "nodes", "scenarios", "gui"]
LONGEST_LINE, LONGEST_FILE = 120, 500
# What decides a history may not use these; what only shows it (reports, progress, benches) may.
HISTORY_ROOMS = ["sim", "chains", "nodes"]
BANNED = [
    (r"\bstd::rand\b|\bsrand\s*\(|\brandom_device\b|\bmt19937", "randomness comes from sim::Random"),
    (r"(?<![\w.>])time\s*\(\s*(NULL|nullptr|0)\s*\)|system_clock|steady_clock|gettimeofday|clock_gettime",
     "nothing in a run reads the wall clock"),
    (r"#include\s*<(cmath|math\.h|random)>", "floating-point functions differ between libraries"),
    (r"\b(float|double)\b", "no floating point in what decides a history"),
    (r"std::hash<\s*void|reinterpret_cast<\s*(std::)?uintptr_t", "no pointer decides a history"),
]
# Files of the history rooms that may use a banned thing, each with its reason.
ALLOWED = {
    "sim/journal.h": "a recorded figure may be a real number; it never comes back into the run",
}
ALLOWED_FOLDERS = {"sim/recording": "writes and reads recordings; the history is over by then"}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|GTEST_SK" r"IP|DISA" r"BLED_")


def sources(root):
    for room in ROOMS + ["tests"]:
        folder = root / room
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".h", ".cpp") and "node_modules" not in path.parts:
                    yield path


def unordered_names(text):
    return set(re.findall(r"unordered_(?:map|set)<[^;{}]*?>\s+(\w+)\s*[;{=]", text))


def header_of(path):
    return path.with_suffix(".h")


def first_include(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r'#include\s+[<"]([^>"]+)[>"]', line)
        if match:
            return match.group(1)
    return None


def check_file(root, path, problems):
    name = path.relative_to(root).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    room = name.split("/")[0]
    report = lambda line, what: problems.append(f"{name}:{line}: {what}")
    if len(lines) > LONGEST_FILE:
        report(LONGEST_FILE, f"{len(lines)} lines; a file over {LONGEST_FILE} hides two things")
    if path.suffix == ".cpp" and header_of(path).is_file() and room in ROOMS:
        if first_include(path) != header_of(path).relative_to(root).as_posix():
            report(1, "its own header is not the first include")
    allowed = name in ALLOWED or any(name.startswith(folder + "/") for folder in ALLOWED_FOLDERS)
    names = unordered_names("\n".join(lines))
    header = path.with_suffix(".h")
    if header.is_file():
        names |= unordered_names(header.read_text(encoding="utf-8"))
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            report(number, f"{len(line)} columns; at most {LONGEST_LINE}")
        code = line.split("//")[0]
        include = re.match(r'#include\s+"(\w+)/', line)
        if include and room in ROOMS and include.group(1) in ROOMS:
            if ROOMS.index(include.group(1)) > ROOMS.index(room):
                report(number, f"{room} includes {include.group(1)}: includes run only towards the ground floor")
        if room in HISTORY_ROOMS and not allowed:
            for pattern, why in BANNED:
                if re.search(pattern, code):
                    report(number, why)
            loop = re.search(r"for\s*\(.*:\s*(?:\w+(?:\.|->))*(\w+)\s*\)", code)
            if loop and loop.group(1) in names:
                report(number, f"iterates the unordered {loop.group(1)}: its order differs between libraries")
        if UNFINISHED.search(line) and not name.startswith("tests/tidy"):
            report(number, "unfinished by its own words")


def orphan_headers(root, every):
    for path in sources(root):
        if path.suffix != ".h":
            continue
        name = path.relative_to(root).as_posix()
        unit = path.with_suffix(".cpp")
        if every or not unit.is_file() or first_include(unit) != name:
            yield name


def window_flags():
    """What the window's headers need to compile: Qt as pkg-config knows it, and Qt's words kept out of ours."""
    found = subprocess.run(["pkg-config", "--cflags", "Qt6Charts", "Qt6Svg", "Qt6Network"], capture_output=True, text=True,
                           check=False)
    return found.stdout.split() + ["-DQT_NO_KEYWORDS", "-fPIC"]


def compiles_alone(root, compiler, name):
    command = [compiler, "-std=c++20", "-fsyntax-only", "-w", "-I", str(root)]
    command += window_flags() if "gui/" in name else []
    command += [f"-DORRERY_SOURCE_DIR=\"{root}\""] if name.startswith("tests/") else []
    command += ["-x", "c++", str(root / name)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    first_error = next((line for line in result.stderr.splitlines() if "error" in line), "")
    return "" if result.returncode == 0 else f"{name}: does not compile alone: {first_error}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--headers", choices=["all", "orphans", "none"], default="none")
    options = parser.parse_args()
    problems = []
    count = 0
    for path in sources(options.root):
        check_file(options.root, path, problems)
        count += 1
    if count == 0:
        sys.exit(f"{options.root}: no sources there")
    with ThreadPoolExecutor(2) as pool:
        headers = [] if options.headers == "none" else list(orphan_headers(options.root, options.headers == "all"))
        problems += filter(None, pool.map(lambda name: compiles_alone(options.root, options.compiler, name), headers))
    print("\n".join(problems) if problems else f"{count} files are tidy, {len(headers)} headers compiled alone")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
