#!/usr/bin/env python3
"""Proves what `orrery sweep` promises: every run is there once however often the sweep is killed, a run that fails is a row
with its error, variants share their luck, mistakes are found before the first run, and a sweep that many processes did in
pieces gives the same rows as one process.

    tests/command/sweep_test.py ORRERY_PROGRAM SOURCE_DIR
"""
import json
import math
import os
import pathlib
import pty
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, SOURCE = None, None
# Everything but what the runs cost.
TABLES = ("sweep", "parameter", "parameter_value", "figure", "run", "violation")


def arguments(*values):
    return [PROGRAM, "sweep", *map(str, values)]


def sweep(*values, **options):
    return subprocess.run(arguments(*values), capture_output=True, text=True, timeout=240, check=False, **options)


def start(*values):
    return subprocess.Popen(arguments(*values), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rows(path, query):
    # Not read-only: what a killed process left half done must be rolled back first.
    database = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def contents(path):
    return {table: rows(path, f"SELECT * FROM {table}") for table in TABLES}


def children(process):
    listed = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in listed]


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


class Sweep(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.hello = SOURCE / "scenarios" / "hello-feed.toml"
        self.short = (self.hello, "--until", "10min", "--set", "signatures=modelled")

    def path(self, name):
        return self.folder / name

    def refused(self, result, *words):
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        lines = result.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, result.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_a_row_is_what_run_reports_for_that_seed_and_value(self):
        out = self.path("out.sqlite")
        result = sweep(*self.short, "--seeds", "3,8", "--vary", "network.eth-usd.delta_round=20s,40s", "-o", out, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, "", "quiet in a pipe")
        self.assertEqual(json.loads(result.stdout)["held"], 4)
        view = rows(out, 'SELECT run, seed, "network.eth-usd.delta_round", "feed.eth-usd.rounds", digest, '
                         '"feed.eth-usd.gas_cost" FROM runs')
        self.assertEqual([row[:3] for row in view], [(0, 3, 20), (1, 8, 20), (2, 3, 40), (3, 8, 40)])
        for _, seed, delta, rounds, digest, gas_cost in view:
            run = subprocess.run([PROGRAM, "run", *map(str, self.short), "--seed", str(seed), "--json", "--set",
                                  f"network.eth-usd.delta_round={delta}s"], capture_output=True, text=True, check=True)
            report = json.loads(run.stdout)
            self.assertEqual(digest, report["digest"])
            self.assertEqual(rounds, report["figures"]["feed"]["eth-usd"]["rounds"])
            self.assertAlmostEqual(gas_cost, int(report["figures"]["feed"]["eth-usd"]["gas_cost"]) / 1e18)

    def test_variants_share_their_luck_unless_asked_otherwise(self):
        # A key that changes nothing in the history shows whether the random streams were the same.
        vary = ("--seeds", "1..3", "--vary", "network.eth-usd.heartbeat_slack=121s,122s")
        common, own = self.path("common.sqlite"), self.path("own.sqlite")
        self.assertEqual(sweep(*self.short, *vary, "-o", common).returncode, 0)
        self.assertEqual(sweep(*self.short, *vary, "-o", own, "--independent").returncode, 0)
        seeds = [row[0] for row in rows(common, "SELECT seed FROM run ORDER BY run")]
        self.assertEqual(seeds, [1, 2, 3, 1, 2, 3])
        self.assertEqual(len(set(row[0] for row in rows(own, "SELECT seed FROM run"))), 6)

    def test_a_run_that_fails_is_a_row_with_its_error(self):
        out = self.path("out.sqlite")
        result = sweep(*self.short, "--vary", "network.eth-usd.nodes.0.count=7,4", "--vary", "network.eth-usd.f=1,2",
                       "-o", out)
        self.assertEqual(result.returncode, 3, result.stdout + result.stderr)
        found = rows(out, "SELECT run, outcome, error FROM run")
        self.assertEqual([row[1] for row in found], ["held", "held", "held", "failed"])
        self.assertIn("3f", found[3][2])
        self.assertEqual(rows(out, "SELECT count(*) FROM failure"), [(0,)], "what is wrong stays wrong: tried once")

    def test_a_run_whose_process_dies_three_times_is_set_aside_and_the_others_are_done(self):
        out = self.path("out.sqlite")
        process = start(self.hello, "--set", "signatures=modelled", "--vary", "duration=20000h,10min", "--jobs", "1",
                        "-o", out)
        self.addCleanup(process.kill)
        killed = set()
        # The first to begin is the endless one; it is begun again after the other.
        while len(killed) < 3 and process.poll() is None:
            self.assertTrue(wait_for(lambda: process.poll() is not None or set(children(process)) - killed))
            time.sleep(0.3)
            for child in set(children(process)) - killed:
                os.kill(child, signal.SIGKILL)
                killed.add(child)
        self.assertEqual(process.wait(60), 3)
        found = rows(out, "SELECT outcome, error FROM run")
        self.assertEqual([row[0] for row in found], ["failed", "held"])
        self.assertIn("signal 9", found[0][1])
        self.assertEqual(rows(out, "SELECT run, attempt FROM failure"), [(0, 1), (0, 2), (0, 3)])
        self.assertEqual(sweep(out).returncode, 3, "set aside for good")
        again = start(out, "--retry-failed")
        self.addCleanup(again.kill)
        self.assertTrue(wait_for(lambda: children(again)), "until it is asked for again")
        again.send_signal(signal.SIGTERM)
        self.assertEqual(again.wait(30), 3)

    def test_resuming_after_kill_9_loses_no_run_and_does_none_twice(self):
        options = (*self.short, "--seeds", "1..30", "--vary", "network.eth-usd.delta_round=20s,40s")
        whole, killed = self.path("whole.sqlite"), self.path("killed.sqlite")
        began = time.monotonic()
        self.assertEqual(sweep(*options, "-o", whole).returncode, 0)
        longest = (time.monotonic() - began) / 4  # so that it takes several lives on any machine
        luck, kills, done = random.Random(7), 0, {}
        while kills < 60:
            process = start(*options, "-o", killed)
            try:
                process.wait(luck.uniform(0.02, longest))
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
            if killed.exists():
                found = dict(rows(killed, "SELECT run, wall_seconds FROM cost"))
                self.assertEqual({run: found.get(run) for run in done}, done, "a stored run was done again")
                done = found
        else:
            self.assertEqual(sweep(*options, "-o", killed).returncode, 0)
        self.assertGreater(kills, 2)
        self.assertEqual(contents(killed), contents(whole))
        found = dict(rows(killed, "SELECT run, wall_seconds FROM cost"))
        self.assertEqual(len(found), 60)
        self.assertEqual({run: found[run] for run in done}, done)
        self.assertFalse(list(self.folder.glob("*.part*")) + list(self.folder.glob("*-lock")))

    def test_the_same_command_goes_on_and_another_is_refused(self):
        out = self.path("out.sqlite")
        self.refused(sweep(*self.short, "--seeds", "1..2", "-o", out, "--resume"), "go on")
        process = start(self.hello, "--set", "duration=20000h", "--seeds", "1..2", "-o", out)
        self.addCleanup(process.kill)
        self.assertTrue(wait_for(lambda: out.exists() and children(process)))
        self.refused(sweep(out), "another sweep is writing")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(30), 3)
        self.refused(sweep(*self.short, "--seeds", "1..2", "-o", out), "another sweep")
        short = self.path("short.sqlite")
        self.assertEqual(sweep(*self.short, "--seeds", "1..2", "-o", short).returncode, 0)
        again = json.loads(sweep(*self.short, "--seeds", "1..2", "-o", short, "--resume", "--json").stdout)
        self.assertEqual((again["there_before"], again["held"]), (2, 0))
        notes = self.path("notes.txt")
        notes.write_text("mine")
        self.refused(sweep(*self.short, "-o", notes), "notes.txt")
        self.assertEqual(notes.read_text(), "mine")

    def test_mistakes_are_found_before_the_first_run(self):
        out = self.path("out.sqlite")
        for option, value, *words in (
                ("--vary", "network.eth-usd.heartbeet=1h,2h", "--vary", "heartbeat"),
                ("--vary", "network.eth-usdd.heartbeat=1h,2h", "eth-usd"),
                ("--vary", "network.eth-usd.heartbeat=1h,2x", "2x"),
                ("--vary", "network.eth-usd.heartbeat=1h..2 %:3", "units"),
                ("--vary", "network.eth-usd.heartbeat=1h..2h", "--samples"),
                ("--vary", "network.eth-usd.heartbeat", "key=values"),
                ("--vary", "seed=1,2", "--seeds"),
                ("--seeds", "1..x", "--seeds"),
                ("--range", "0..3", "manifest"),
                ("--set", "network.eth-usd.f=9", "3f")):
            self.refused(sweep(*self.short, option, value, "-o", out), *words)
            self.assertFalse(out.exists())
        self.refused(sweep(self.path("none.toml")), "none.toml")
        self.refused(sweep(*self.short, "-o", self.path("no/such/out.sqlite")), "out.sqlite")

    def test_what_is_wrong_only_together_is_a_row_with_its_error(self):
        out = self.path("together.sqlite")
        # No variant of four machines bears two faulty ones.
        self.refused(sweep(*self.short, "--vary", "network.eth-usd.f=1,2", "--vary", "network.eth-usd.delta_grace=1s,2s",
                           "-o", out), "3f")
        self.assertFalse(out.exists())
        for least in ("1,5000", "5000,1"):
            made = sweep(*self.short, "--vary", f"network.eth-usd.minimum_answer={least}", "--vary",
                         "network.eth-usd.maximum_answer=4000,10000", "-o", self.path(f"{least}.sqlite"))
            self.assertNotEqual(made.returncode, 2, made.stderr)
            outcomes = [row[0] for row in rows(self.path(f"{least}.sqlite"), "SELECT outcome FROM run")]
            self.assertEqual((len(outcomes), outcomes.count("failed")), (4, 1), outcomes)

    def test_latin_hypercube_hits_every_stratum_of_every_key_once(self):
        out, again = self.path("out.sqlite"), self.path("again.sqlite")
        options = (*self.short, "--samples", "8", "--vary", "network.eth-usd.delta_round=20s..60s", "--vary",
                   "network.eth-usd.deviation=log:0.1 %..10 %")
        self.assertEqual(sweep(*options, "-o", out).returncode, 0)
        self.assertEqual(sweep(*options, "-o", again).returncode, 0)
        self.assertEqual(contents(out), contents(again))
        points = rows(out, 'SELECT "network.eth-usd.delta_round", "network.eth-usd.deviation" FROM runs')
        self.assertEqual(sorted(int((delta - 20) / 5) for delta, _ in points), list(range(8)))
        self.assertEqual(sorted(int(math.log10(share / 0.001) * 4) for _, share in points), list(range(8)))

    def test_a_recording_of_each_run_on_demand(self):
        out, recordings = self.path("out.sqlite"), self.path("recordings")
        self.assertEqual(sweep(*self.short, "--seeds", "5..6", "-o", out, "--record", recordings, "--level",
                               "summary").returncode, 0)
        self.assertEqual(sorted(path.name for path in recordings.iterdir()), ["00000000.sqlite", "00000001.sqlite"])
        for run, digest in rows(out, "SELECT run, digest FROM run"):
            values = dict(rows(recordings / f"{run:08}.sqlite", "SELECT key, value FROM run"))
            self.assertEqual((values["state"], values["digest"]), ("finished", digest))

    def test_pieces_done_by_many_killed_processes_merge_to_the_rows_of_one_core(self):
        options = (*self.short, "--seeds", "1..12", "--vary", "network.eth-usd.nodes.0.count=7,4", "--vary",
                   "network.eth-usd.f=1,2")
        one, merged, plan = self.path("one.sqlite"), self.path("merged.sqlite"), self.path("plan.jsonl")
        self.assertEqual(sweep(*options, "-o", one, "--jobs", "1").returncode, 3)
        self.assertEqual(sweep(*options, "--manifest", plan).returncode, 0)
        self.refused(sweep(*options, "--manifest", plan), "exists")
        self.refused(sweep(plan, "--seeds", "1"), "says itself")
        self.refused(sweep(plan, "--range", "40..48"), "0..47")
        self.refused(sweep(plan, "--resume"), "go on")
        # Two of the ranges overlap; one is ended orderly, one is not.
        first, second = start(plan, "--range", "0..30", "--jobs", "1"), start(plan, "--range", "20..47", "--jobs", "1")
        results = self.path("plan.jsonl.results")
        self.assertTrue(wait_for(lambda: results.exists() and len(list(results.glob("0*.json"))) >= 4))
        first.send_signal(signal.SIGTERM)
        second.kill()
        self.assertIn(first.wait(30), (0, 3))
        second.wait()
        todo = sweep(plan, "--missing", "--chunk", "10").stdout.split()
        self.assertTrue(todo)
        partial = sweep(plan, "--merge", "-o", merged)
        self.assertEqual(partial.returncode, 3, partial.stderr)
        for line in todo:
            self.assertLessEqual(int(line.split("..")[-1]) - int(line.split("..")[0]), 9)
            self.assertEqual(sweep(plan, "--range", line).returncode, 0)
        self.assertEqual(sweep(plan, "--missing").stdout, "")
        self.assertEqual(len(list(results.glob("*.json"))), 48)
        self.assertEqual(sweep(plan, "--merge", "-o", merged).returncode, 0)
        self.assertEqual(contents(merged), contents(one))
        again = json.loads(sweep(plan, "--resume", "--json").stdout)
        self.assertEqual((again["there_before"], again["complete"]), (48, True))
        broken = results / "00000007.json"
        broken.write_text(broken.read_text()[:50])
        self.refused(sweep(plan, "--merge", "-o", merged), "00000007.json")

    def test_a_terminal_shows_progress_and_the_time_left(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        process = subprocess.Popen(arguments(self.hello, "--set", "signatures=modelled", "--seeds", "1..6", "--jobs", "1",
                                             "-o", self.path("out.sqlite")), stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # the last writer is gone
                break
        self.assertIn(process.wait(60), (0, 1))
        self.assertRegex(shown.decode(), r"3 of 6 runs +50 % +1 at work +.* left")

    def test_a_manifest_needs_nothing_but_itself(self):
        work = self.path("work")
        work.mkdir()
        scenario = work / "mine.toml"
        shutil.copy(self.hello, scenario)
        plan = self.path("plan.jsonl")
        self.assertEqual(sweep(scenario, "--until", "5min", "--seeds", "1..2", "--manifest", plan).returncode, 0)
        shutil.rmtree(work)
        self.assertEqual(sweep(plan).returncode, 0)
        lines = plan.read_text().splitlines()
        plan.write_text("\n".join([lines[0], lines[2]]) + "\n")
        self.refused(sweep(plan, "--missing"), "plan.jsonl:2", "run 0")


if __name__ == "__main__":
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
