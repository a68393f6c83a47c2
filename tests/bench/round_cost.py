#!/usr/bin/python3
"""Measures what an OCR2 round costs against the number of oracles and against the number of feeds, and plots both.

    tests/bench/round_cost.py BUILD_FOLDER PICTURE.svg

Needs python3-matplotlib, and the targets ocr2_bench and orrery_command built. The feeds are those of mainnet_feeds.csv
beside this file, each a network of 16 oracles, all on the same 16 machines of 4 zones, for an hour of rounds.
"""
import csv
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plot  # noqa: E402

HERE = pathlib.Path(__file__).parent
FEEDS = (1, 10, 100, 267)
ZONES = ("cloud/west", "cloud/east", "bare-metal/north", "bare-metal/south")


def oracles(build):
    """Microseconds a round by (n, signatures)."""
    command = [build / "tests/bench/ocr2_bench", "--benchmark_filter=^round/", "--benchmark_format=json"]
    runs = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["benchmarks"]
    found = {}
    for run in runs:
        _, n, mode = run["name"].split("/")
        found[int(n), {"0": "real", "2": "modelled"}[mode]] = 1e6 / run["rounds"]
    return found


def push_feeds():
    """(deviation in percent, heartbeat in seconds) of every feed, as texts; the same mix in any leading part."""
    lines = [line for line in open(HERE / "mainnet_feeds.csv") if not line.startswith("#")]
    groups = [(row["deviation_percent"], row["heartbeat_seconds"], int(row["feeds"])) for row in csv.DictReader(lines)]
    placed = [((i + 0.5) / count, deviation, heartbeat) for deviation, heartbeat, count in groups for i in range(count)]
    return [(deviation, heartbeat) for _, deviation, heartbeat in sorted(placed)]


def scenario(feeds):
    """A scenario with so many feeds, as TOML."""
    text = ['title = "Feeds of the mainnet table"', 'start = "2025-01-01T00:00:00Z"', 'duration = "1h"',
            'signatures = "modelled"']
    text += [f'[[zone]]\nname = "{zone}"' for zone in ZONES]
    text += ['[[venue]]\nname = "exchange"\nzone = "cloud/east"', '[[provider]]\nname = "api"\nzone = "cloud/east"',
             '[[chain]]\nname = "ethereum"\npreset = "ethereum"',
             '[[rpc]]\nname = "rpc"\nchain = "ethereum"\nzone = "cloud/west"']
    for i, (deviation, heartbeat) in enumerate(push_feeds()[:feeds]):
        text.append(f'[[price]]\nname = "P{i}"\nvalue = "{100 + i}"')
        text.append(f'[[network]]\nname = "feed-{i}"\nchain = "ethereum"\nprice = "P{i}"\ndelta_round = "30s"\n'
                    f'deviation = "{deviation} %"\nheartbeat = "{heartbeat}s"')
        text += [f'[[network.nodes]]\ncount = 4\nzone = "{zone}"\nrpc = ["rpc"]\nproviders = ["api"]' for zone in ZONES]
    return "\n".join(text) + "\n"


def run(build, feeds):
    """(CPU seconds for the hour, CPU seconds to set up, rounds, events, peak memory in MiB) of so many feeds."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(scenario(feeds))
        file.flush()
        started, _, _ = measured([build / "orrery", "run", file.name, "--json", "--until", "1s"])
        cpu, memory, out = measured([build / "orrery", "run", file.name, "--json"])
    report = json.loads(out)
    rounds = sum(feed["rounds"] for feed in report["figures"]["feed"].values())
    return cpu - started, started, rounds, report["events"], memory


def measured(command):
    """(CPU seconds, peak memory in MiB, output) of a command that must succeed."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def draw(by_oracles, by_feeds, picture):
    plot.rcParams.update({"svg.hashsalt": "orrery", "font.size": 10, "axes.spines.top": False,
                          "axes.spines.right": False})
    figure, (left, right) = plot.subplots(1, 2, figsize=(9, 3.6))
    for mode, colour, shape in (("real", "#0b6e99", "o"), ("modelled", "#c2571a", "s")):
        sizes = sorted(n for n, other in by_oracles if other == mode)
        left.plot(sizes, [by_oracles[n, mode] / 1000 for n in sizes], shape + "-", color=colour, label=f"{mode} signatures")
    left.set(xlabel="oracles n", ylabel="milliseconds a reported round", xticks=[4, 7, 16, 31], xlim=0, ylim=0)
    left.legend(frameon=False)
    cost = [1e6 * cpu / rounds for cpu, _, rounds, _, _ in by_feeds.values()]
    right.semilogx(list(by_feeds), cost, "s-", color="#c2571a")
    right.set(xlabel="feeds, 16 oracles each", ylabel="microseconds a round", ylim=(0, 1.3 * max(cost)), xticks=FEEDS)
    right.set_xticks([], minor=True)
    right.set_xticklabels([str(count) for count in FEEDS])
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build, picture = pathlib.Path(sys.argv[1]), sys.argv[2]
    by_oracles = oracles(build)
    print("| oracles | real, us a round | modelled, us a round |\n| ---: | ---: | ---: |")
    for n in sorted({n for n, _ in by_oracles}):
        print(f"| {n} | {by_oracles[n, 'real']:.0f} | {by_oracles[n, 'modelled']:.0f} |")
    by_feeds = {count: run(build, count) for count in FEEDS}
    print("\n| feeds | rounds | events | CPU s | set-up, CPU s | us a round | peak MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for count, (cpu, setup, rounds, events, memory) in by_feeds.items():
        print(f"| {count} | {rounds} | {events} | {cpu:.2f} | {setup:.2f} | {1e6 * cpu / rounds:.0f} | {memory:.0f} |")
    draw(by_oracles, by_feeds, picture)


if __name__ == "__main__":
    main()
