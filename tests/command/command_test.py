#!/usr/bin/env python3
"""Proves what the `orrery` command promises to its user: exit codes, one clear line for a mistake, recordings that are
whole after Ctrl-C, kill -9 and a full disk, and that a recording alone repeats its run.

    tests/command/command_test.py ORRERY_PROGRAM SOURCE_DIR
"""
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, SOURCE = None, None


def orrery(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False,
                          **options)


class Command(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.hello = SOURCE / "scenarios" / "hello-feed.toml"

    def path(self, name):
        return self.folder / name

    def refused(self, result, *words):
        self.assertEqual(result.returncode, 2, result.stderr)
        lines = result.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, result.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_a_run_reports_and_exits_with_0(self):
        result = orrery("run", self.hello, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        report = json.loads(result.stdout)
        for key in ("digest", "expectations", "virtual_wall_ratio", "figures", "faults", "events", "wall_seconds"):
            self.assertIn(key, report)
        self.assertTrue(all(e["met"] for e in report["expectations"]))
        feed = report["figures"]["feed"]["eth-usd"]
        for figure in ("rounds", "epochs", "updates", "reverted_duplicates", "longest_staleness", "largest_deviation",
                       "missed_heartbeats", "gas_cost", "link_spent", "availability"):
            self.assertIn(figure, feed)
        self.assertGreater(feed["updates"], 2)
        self.assertEqual(result.stderr, "", "quiet in a pipe")

    def test_a_violated_expectation_exits_with_1_and_why_finds_the_fault(self):
        scenario = self.path("two-down.toml")
        text = self.hello.read_text()
        fault = text[text.index("[[fault]]"):text.index("[[expect]]")]
        scenario.write_text(text.replace(fault, fault.replace("30min", "2h") +
                                         fault.replace("node-2", "node-1").replace("30min", "2h")))
        recording = self.path("out.sqlite")
        result = orrery("run", scenario, "--record", recording)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("violated 1", result.stdout)
        why = orrery("why", recording)
        self.assertEqual(why.returncode, 0, why.stderr)
        self.assertIn("crash", why.stdout)
        self.assertIn("eth-usd/node-1", why.stdout)
        self.assertIn("eth-usd/node-2", why.stdout)
        parsed = json.loads(orrery("why", recording, "1", "--json").stdout)
        self.assertTrue(parsed["roots"])
        self.refused(orrery("why", recording, "99"), "99")

    def test_the_concentrated_day_is_violated_and_why_leads_to_the_empty_dns_record(self):
        day = self.path("day.sqlite")
        result = orrery("run", SOURCE / "scenarios" / "aws-us-east-1-2025-concentrated.toml", "--json", "--until", "2h",
                        "--set", "signatures=modelled", "--record", day)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertTrue(any(not expectation["met"] for expectation in json.loads(result.stdout)["expectations"]))
        told = orrery("why", day, "1")
        self.assertEqual(told.returncode, 0, told.stderr)
        for words in "heartbeat", "dns-failure", "DNS record":
            self.assertIn(words, told.stdout)
        causeless = sqlite3.connect(day).execute(
            'SELECT count(*) FROM "transaction" WHERE cause IS NULL AND time > (SELECT min(time) FROM "transaction")')
        self.assertEqual(causeless.fetchone()[0], 0, "a rollup's batches too are sent because of something")

    def test_validate_holds_runs_against_what_is_documented(self):
        scenario, page = self.path("day.toml"), self.path("validation.md")
        row = ('\n[[validation]]\nname = "updates"\nfigure = "feed.eth-usd.updates"\ndocumented = "many"\n'
               'source = "a book"\n')
        text = self.hello.read_text()
        scenario.write_text(text)
        self.refused(orrery("validate", scenario), "no [[validation]]")
        scenario.write_text(text + row + "at_least = 1\n")
        result = orrery("validate", scenario, "--seeds", "1..3", "--out", page)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("3 of 3", page.read_text())
        self.refused(orrery("validate", scenario, "--seeds", "1..3", "--out", page), "validation.md")
        scenario.write_text(text + row + "at_least = 100000\n")
        result = orrery("validate", scenario, "--seeds", "1..3", "--out", page, "--force")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("**outside**", page.read_text())
        scenario.write_text(text + row.replace("updates\"", "updatse\""))
        self.refused(orrery("validate", scenario, "--seeds", "1..3"), "updatse", "feed.eth-usd.updates")

    def test_the_same_seed_gives_the_same_history_at_every_level_and_another_seed_another(self):
        digests = set()
        for level in ("summary", "protocol", "full"):
            result = orrery("run", self.hello, "--json", "--until", "20min", "--level", level, "--record",
                            self.path(level + ".sqlite"))
            digests.add(json.loads(result.stdout)["digest"])
        self.assertEqual(len(digests), 1)
        other = json.loads(orrery("run", self.hello, "--json", "--until", "20min", "--seed", "99").stdout)["digest"]
        self.assertNotIn(other, digests)
        every = json.loads(orrery("run", self.hello, "--json", "--until", "20min", "--set", "signatures=every").stdout)
        self.assertIn(every["digest"], digests)

    def test_verify_needs_nothing_but_the_recording(self):
        work = self.path("work")
        work.mkdir()
        scenario = work / "mine.toml"
        shutil.copy(self.hello, scenario)
        recording = self.path("out.sqlite")
        run = orrery("run", scenario, "--record", recording, "--until", "30min", "--seed", "5",
                     "--set", "network.eth-usd.heartbeat=10min", "--json")
        self.assertEqual(run.returncode, 0, run.stdout)
        shutil.rmtree(work)
        result = orrery("verify", recording)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn(json.loads(run.stdout)["digest"], result.stdout)
        database = sqlite3.connect(recording)
        database.execute("UPDATE run SET value = replace(value, 'count = 4', 'count = 5') WHERE key = 'scenario.text'")
        database.commit()
        database.close()
        self.assertEqual(orrery("verify", recording).returncode, 1)

    def test_who_pays_for_gas_had_the_ether_at_the_beginning(self):
        recording = self.path("out.sqlite")
        self.assertEqual(orrery("run", self.hello, "--record", recording).returncode, 0)
        database = sqlite3.connect(recording)
        funds = {}
        for address, wei in database.execute("SELECT address, wei FROM genesis"):
            funds[address] = funds.get(address, 0) + int(wei)
        paid = 0
        for sender, used, price, value in database.execute(
                'SELECT sender, gas_used, effective_gas_price, value FROM "transaction"'):
            funds[sender] = funds.get(sender, 0) - used * int(price) - int(value)
            self.assertGreaterEqual(funds[sender], 0)
            paid += 1
        self.assertGreater(paid, 10)

    def test_interrupting_leaves_a_whole_recording_that_says_so(self):
        recording = self.path("out.sqlite")
        process = subprocess.Popen([PROGRAM, "run", str(self.hello), "--set", "duration=20000h", "--record",
                                    str(recording)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 3, out + err)
        self.assertIn("INTERRUPTED", out)
        self.assertIn("met so far", out)
        database = sqlite3.connect(recording)
        self.assertEqual(database.execute("SELECT value FROM run WHERE key = 'state'").fetchone()[0], "interrupted")
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        database.close()
        self.refused(orrery("verify", recording), "interrupted")

    def test_kill_9_leaves_a_whole_recording(self):
        recording = self.path("out.sqlite")
        process = subprocess.Popen([PROGRAM, "run", str(self.hello), "--set", "duration=20000h", "--record",
                                    str(recording)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(2.5)
        process.kill()
        process.wait()
        database = sqlite3.connect(recording)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        self.assertGreater(database.execute("SELECT count(*) FROM message").fetchone()[0], 0)
        database.close()
        why = orrery("why", recording)
        self.assertIn("no expectation was judged", why.stdout)
        self.refused(orrery("why", recording, "1"), "no expectation was judged")
        self.refused(orrery("verify", recording), "running, or was killed")

    def test_output_that_a_full_disk_takes_is_told(self):
        recording = self.path("hello.sqlite")
        self.assertEqual(orrery("run", self.hello, "--record", recording, "--until", "20min").returncode, 0)
        for command in (["list"], ["why", recording], ["check", self.hello], ["reference"], ["completions", "bash"],
                        ["compare", recording, recording]):
            with open("/dev/full", "w") as full:
                result = subprocess.run([PROGRAM, *map(str, command)], stdout=full, stderr=subprocess.PIPE, text=True,
                                        timeout=60, check=False)
            self.assertEqual(result.returncode, 3, command)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_a_full_disk_ends_the_run_with_one_line_and_exit_3(self):
        recording = self.path("out.sqlite")
        limit = 2 << 20
        result = orrery("run", self.hello, "--set", "duration=2000h", "--record", recording,
                        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual(result.returncode, 3, result.stdout)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertIn("out.sqlite", result.stderr)

    def test_mistakes_of_the_user_are_one_line_and_exit_2(self):
        self.refused(orrery("run", self.path("none.toml")), "none.toml")
        self.path("empty.toml").write_text("")
        self.refused(orrery("run", self.path("empty.toml")), "empty")
        self.refused(orrery("run", self.folder), "folder")
        self.refused(orrery(), "expected a command")
        self.refused(orrery("rnu", self.hello), "rnu", 'did you mean "run"')
        self.refused(orrery("run", self.hello, "--recrd", "x"), "--recrd", 'did you mean "--record"')
        self.refused(orrery("run"), "file is required")
        self.refused(orrery("run", self.hello, "--seed", "-1"), "--seed", "0 to 9223372036854775807", '"-1"')
        self.refused(orrery("run", self.hello, "--seed", "18446744073709551616"), "--seed", "18446744073709551616")
        self.refused(orrery("run", self.hello, "--record", ""), "--record", "file name")
        self.refused(orrery("run", self.hello, "--level", "full"), "--level", "--record")
        self.refused(orrery("run", self.hello, "--record", self.path("x"), "--level", "protcol"), "--level",
                     'did you mean "protocol"')
        self.refused(orrery("completions", "bsh"), 'did you mean "bash"')
        self.refused(orrery("run", self.hello, "--set", "network.eth-usd.heartbeet=1h"), "heartbeat")
        self.refused(orrery("run", self.hello, "--set", "heartbeat"), "key=value")
        self.refused(orrery("run", self.hello, "--until", "4h"), "--until")
        self.refused(orrery("run", self.hello, "--record", self.path("no/such/folder/out.sqlite")), "out.sqlite")
        foreign = self.path("notes.txt")
        foreign.write_text("mine")
        self.refused(orrery("run", self.hello, "--until", "1min", "--record", foreign), "notes.txt")
        self.assertEqual(foreign.read_text(), "mine")
        self.refused(orrery("why", foreign), "notes.txt")
        self.refused(orrery("why", self.path("none.sqlite")), "none.sqlite")
        self.assertEqual(orrery("rum").returncode, 2)
        self.assertEqual(orrery("run", self.hello, "--level", "everything").returncode, 2)

    def test_a_wrong_scenario_costs_no_older_recording(self):
        recording = self.path("out.sqlite")
        orrery("run", self.hello, "--until", "5min", "--record", recording)
        before = recording.read_bytes()
        self.refused(orrery("run", self.hello, "--set", "network.eth-usd.f=9", "--record", recording), "3f")
        self.assertEqual(recording.read_bytes(), before)

    def test_two_runs_at_once_do_not_share_a_recording(self):
        recording = self.path("out.sqlite")
        first = subprocess.Popen([PROGRAM, "run", str(self.hello), "--set", "duration=20000h", "--record",
                                  str(recording)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(first.kill)
        while not self.path("out.sqlite-lock").exists():
            self.assertIsNone(first.poll())
            time.sleep(0.05)
        self.refused(orrery("run", self.hello, "--record", recording), "out.sqlite")
        first.send_signal(signal.SIGINT)
        first.wait()

    def test_new_check_list_reference_and_completions(self):
        mine = self.path("mine.toml")
        self.assertEqual(orrery("new", mine).returncode, 0)
        self.refused(orrery("new", mine), "exists")
        self.assertEqual(orrery("check", mine).returncode, 0)
        listed = orrery("list").stdout
        for scenario in (SOURCE / "scenarios").glob("*.toml"):
            self.assertIn(scenario.name, listed)
            self.assertEqual(orrery("check", scenario).returncode, 0, scenario)
        self.assertEqual((SOURCE / "docs" / "scenarios.md").read_text(),
                         (SOURCE / "docs" / "scenarios-introduction.md").read_text() + orrery("reference").stdout,
                         "docs/scenarios.md is the introduction and what `orrery reference` prints")
        for shell in ("bash", "zsh", "fish"):
            script = orrery("completions", shell).stdout
            for command in ("run", "check", "list", "new", "why", "export", "verify"):
                self.assertIn(command, script)
        help_text = orrery("--help").stdout
        commands = re.findall(r"^  (\w+) ", help_text, re.MULTILINE)
        for command in commands:
            self.assertIn(command, orrery("completions", "bash").stdout)
        if shutil.which("bash"):
            script = orrery("completions", "bash").stdout
            self.assertEqual(subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode, 0)

    def test_export_writes_whole_files_and_replaces_none_unasked(self):
        recording = self.path("out.sqlite")
        orrery("run", self.hello, "--until", "10min", "--record", recording)
        tables, trace = self.path("tables"), self.path("trace.json")
        result = orrery("export", recording, "--csv", tables, "--perfetto", trace)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(len((tables / "message.csv").read_text().splitlines()), 10)
        self.assertIn("traceEvents", json.loads(trace.read_text()))
        self.refused(orrery("export", recording, "--csv", tables), "force")
        self.assertEqual(orrery("export", recording, "--csv", tables, "--force").returncode, 0)
        self.assertEqual(orrery("export", recording).returncode, 2)

    def test_a_filter_selects_rows_or_says_in_one_line_what_is_wrong(self):
        recording = self.path("r.sqlite")
        orrery("run", self.hello, "--record", recording, "--until", "55min", "--quiet")
        result = orrery("query", recording, 'kind == report && node != "N3" && late')
        self.assertEqual(result.returncode, 0, result.stderr)
        late = orrery("query", recording, "kind == report && late && node != N3", "--count")
        self.assertEqual(len(result.stdout.splitlines()), min(int(late.stdout), 100) + 1)
        rows = json.loads(orrery("query", recording, "fate == dead && delay >= 0s", "--json").stdout)
        with sqlite3.connect(recording) as database:
            expected = database.execute("SELECT count(*) FROM delivery WHERE fate = 'dead'").fetchone()[0]
        self.assertEqual(len(rows), expected)
        self.assertGreater(expected, 0)
        table = orrery("query", recording, "--table", "messages", "--csv", "--limit", "3").stdout.splitlines()
        self.assertEqual(len(table), 4)
        self.refused(orrery("query", recording, "knd == report"), "column 1", "kind")
        self.refused(orrery("query", recording, "kind == report &&"), "column")
        self.refused(orrery("query", recording, "", "--table", "mesage"), "message")
        self.refused(orrery("query", self.hello, "kind == report"), "recording")

    def test_a_recording_is_run_again_from_itself_alone(self):
        recording, again = self.path("r.sqlite"), self.path("again.sqlite")
        first = json.loads(orrery("run", self.hello, "--record", recording, "--until", "60min", "--json").stdout)
        second = orrery("run", recording, "--record", again, "--json")
        self.assertEqual(json.loads(second.stdout)["digest"], first["digest"], second.stderr)
        self.assertEqual(orrery("compare", recording, again).returncode, 0)
        self.refused(orrery("run", recording, "--record", recording), "itself")
        self.refused(orrery("run", recording, "--seed", "3"), "recording")

    def test_compare_says_where_two_recordings_part(self):
        one, two = self.path("one.sqlite"), self.path("two.sqlite")
        for path, lasts in ((one, "30min"), (two, "31min")):
            orrery("run", self.hello, "--record", path, "--until", "90min", "--set", f"fault.0.lasts={lasts}")
        self.assertEqual(orrery("compare", one, one).returncode, 0)
        result = orrery("compare", one, two, "--json")
        self.assertEqual(result.returncode, 1, result.stderr)
        parts = json.loads(result.stdout)["parts"]
        self.assertGreaterEqual(min(parts["a"]["time"], parts["b"]["time"]), "2025-01-01T01:20:00")
        figures = json.loads(result.stdout)["figures"]
        self.assertIn("feed.eth-usd.epochs", [figure["path"] for figure in figures])
        relative = [figure["relative"] for figure in figures]
        self.assertEqual(relative, sorted(relative, reverse=True))
        told = orrery("compare", one, two).stdout
        for figure in figures:
            self.assertIn(figure["path"], told)
        summary = self.path("summary.sqlite")
        orrery("run", self.hello, "--record", summary, "--level", "summary", "--until", "10min")
        self.refused(orrery("compare", one, summary), "level")

    def test_a_steered_run_that_nobody_joins_ends_when_told_to(self):
        recording = self.path("alone.sqlite")
        result = orrery("run", self.hello, "--record", recording, "--control", self.path("private") / "alone.sock",
                        "--leave-after", "200ms")
        self.assertEqual(result.returncode, 3, result.stderr)
        with sqlite3.connect(recording) as database:
            self.assertEqual(database.execute("SELECT value FROM run WHERE key = 'state'").fetchone()[0], "interrupted")

    def test_pictures_without_a_display(self):
        if not (pathlib.Path(PROGRAM).parent / "orrery-gui").exists():
            self.skipTest("orrery-gui is not built")
        recording = self.path("r.sqlite")
        orrery("run", self.hello, "--record", recording, "--until", "30min")
        picture = self.path("round.svg")
        result = orrery("render", recording, "--view", "sequence", "--round", "41", "-o", picture)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("<svg", picture.read_text())
        self.refused(orrery("render", recording, "--view", "sequence", "--round", "999999", "-o", picture), "no round")
        self.refused(orrery("render", recording, "--view", "moon", "-o", picture), "expected one of")

    def test_a_steered_run_that_crashes_leaves_the_moment_and_the_reason(self):
        recording, control = self.path("r.sqlite"), self.path("private") / "control.sock"
        program = subprocess.Popen([PROGRAM, "run", self.hello, "--record", recording, "--control", control],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        client = socket.socket(socket.AF_UNIX)
        while True:
            try:
                client.connect(str(control))
                break
            except (FileNotFoundError, ConnectionRefusedError):
                self.assertIsNone(program.poll())
                time.sleep(0.01)
        self.addCleanup(client.close)
        lines = client.makefile("rw")
        pid = json.loads(lines.readline())["pid"]
        lines.write('{"do": "run", "until": {"time": "+10min"}}\n')
        lines.flush()
        state = {"nanoseconds": 0, "events": 0}
        while not (state.get("status") == "paused" and state["events"] > 0):
            state = json.loads(lines.readline())
        os.kill(pid, signal.SIGABRT)  # the one that sanitizers leave alone
        self.assertEqual(lines.readline(), "")
        lines.close()
        self.assertIn("Aborted", program.communicate(timeout=60)[1])
        self.assertEqual(program.returncode, 3)
        with sqlite3.connect(recording) as database:
            run = dict(database.execute("SELECT key, value FROM run"))
            last = database.execute("SELECT max(time) FROM message").fetchone()[0]
        self.assertEqual(run["state"], "failed")
        self.assertIn("Aborted", run["reason"])
        self.assertLessEqual(last, int(run["end"]))
        self.assertLessEqual(int(run["end"]), state["nanoseconds"])


if __name__ == "__main__":
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
