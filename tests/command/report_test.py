#!/usr/bin/env python3
"""Proves what `orrery report` promises: one page, well formed, that asks nothing of anywhere else and runs nothing, holds the
figures of its file, shows what was violated and why, and survives names that look like markup.

    tests/command/report_test.py ORRERY_PROGRAM SOURCE_DIR
"""
import html.parser
import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = None, None
VOID = {"meta", "br", "link", "img", "input", "hr"}


def orrery(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=240, check=False)


class Page(html.parser.HTMLParser):
    """Notes tags, checks that each is closed in its turn, and gathers the text that people see."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.words, self.wrong = [], [], [], [], []
        self.feed(text)
        self.close()
        if self.open:
            self.wrong.append(f"left open: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)


class Report(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.hello = SOURCE / "scenarios" / "hello-feed.toml"

    def test_a_recording_is_never_taken_for_an_old_page(self):
        recording = self.folder / "run.sqlite"
        orrery("run", self.hello, "--until", "1min", "--record", recording)
        before = recording.read_bytes()
        for command in (("report", recording, "-o", recording), ("export", recording, "--perfetto", recording)):
            result = orrery(*command, "--force")
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn("is a database", result.stderr)
        self.assertEqual(recording.read_bytes(), before)

    def page(self, subject):
        out = self.folder / "page.html"
        result = orrery("report", subject, "-o", out, "--force")
        self.assertEqual(result.returncode, 0, result.stderr)
        text = out.read_text()
        page = Page(text)
        self.assertEqual(page.wrong, [])
        self.assertNotIn("script", page.tags)
        for tag in ("link", "img", "iframe", "object"):
            self.assertNotIn(tag, page.tags)
        for tag, name, value in page.attributes:
            self.assertFalse(name.startswith("on"), (tag, name))
            self.assertNotIn(name, ("src", "href", "xlink:href"), (tag, name, value))
        self.assertIsNone(re.search(r"url\(|@import|https?://", text))
        self.assertNotIn("nan", " ".join(value for _, name, value in page.attributes if name in ("d", "x", "y", "cx")))
        return page, " ".join(page.words)

    def test_a_recording_with_a_violation(self):
        recording, scenario = self.folder / "run.sqlite", self.folder / "two-down.toml"
        text = self.hello.read_text()
        fault = text[text.index("[[fault]]"):text.index("[[expect]]")]
        scenario.write_text(text.replace('title = "Hello', 'title = "<b>Hello & co').replace(
            fault, fault.replace("30min", "2h") + fault.replace("node-2", "node-1").replace("30min", "2h")))
        self.assertEqual(orrery("run", scenario, "--record", recording).returncode, 1)
        page, words = self.page(recording)
        for expected in ("<b>Hello & co", "violated", "crash on eth-usd/node-1", "0 of 1", "What was expected",
                         "Price against feed", "Messages", "Gas", "Why", "eth-usd/node-2"):
            self.assertIn(expected, words)
        database = sqlite3.connect(recording)
        answers = database.execute("SELECT count(*) FROM metric WHERE name = 'answer'").fetchone()[0]
        digest = database.execute("SELECT value FROM run WHERE key = 'digest'").fetchone()[0]
        database.close()
        self.assertGreater(answers, 0)
        self.assertIn(f"{answers} updates", words)
        self.assertIn(digest, words)
        self.assertGreaterEqual(page.tags.count("svg"), 4)

    def test_a_lending_market_that_is_hurt(self):
        """Charts of liquidations and of bad debt, whose last values are those that the chain and the report give."""
        recording = self.folder / "lending.sqlite"
        day = SOURCE / "tests" / "scenarios" / "world" / "lending-day.toml"
        result = orrery("run", day, "--record", recording, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        figures = json.loads(result.stdout)["figures"]["lending"]["believing"]
        page, words = self.page(recording)
        titles = [value for tag, name, value in page.attributes if tag == "svg" and name == "aria-label"]
        database = sqlite3.connect(recording)
        for chart, figure in (("liquidated, US dollars so far", "liquidated"), ("bad debt, US dollars", "bad_debt")):
            self.assertIn(chart, words)
            self.assertIn(chart, titles)
            last = database.execute(
                "SELECT value FROM metric JOIN entity ON entity.id = metric.entity WHERE metric.name = ? AND "
                "entity.name = 'lending/believing' ORDER BY metric.id DESC LIMIT 1", (chart,)).fetchone()[0]
            # Debts go on bearing interest for up to five minutes after the last note.
            self.assertAlmostEqual(last / float(figures[figure]), 1, places=4)
        liquidations = database.execute("SELECT count(*) FROM price_read WHERE use = 'liquidation'").fetchone()[0]
        database.close()
        self.assertEqual(liquidations, figures["liquidations"])
        self.assertIn("lending/believing", words)

    def test_auctions_that_nobody_bid_for(self):
        """What went for nothing is the sum over the report's systems, each with its chart; blocks' prices are there."""
        recording = self.folder / "vaults.sqlite"
        day = SOURCE / "tests" / "scenarios" / "world" / "vault-day.toml"
        result = orrery("run", day, "--record", recording, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        figures = json.loads(result.stdout)["figures"]["vaults"]
        page, words = self.page(recording)
        titles = [value for tag, name, value in page.attributes if tag == "svg" and name == "aria-label"]
        self.assertIn("price of a unit of gas, gwei", titles)
        self.assertIn("shortfall, dai", words)
        self.assertIn("shortfall, dai", titles)
        database = sqlite3.connect(recording)
        shortfalls = dict(database.execute(
            "SELECT substr(entity.name, 8), value FROM metric JOIN entity ON entity.id = metric.entity "
            "WHERE metric.name = 'shortfall, dai' AND entity.kind = 'vault-system' ORDER BY metric.id"))
        most = database.execute("SELECT max(value), min(value) FROM metric WHERE name = 'shortfall, dai'").fetchone()
        database.close()
        self.assertEqual(set(shortfalls), set(figures))
        self.assertGreater(most[0], most[1])
        for system, its in figures.items():
            self.assertAlmostEqual(shortfalls[system], float(its["shortfall"]), places=6, msg=system)
            self.assertIn(f"auctions of {system}", titles)
            lost = re.sub(r"(?<=\d)(?=(\d{3})+$)", " ", str(round(float(its["lost"]))))
            self.assertRegex(words.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2009", " "),
                             rf"{its['ended']} ended; {its['zero_bids']} of them for less than one dai, worth {lost} USD")

    def test_too_little_harm_is_not_explained_by_the_harm_there_was(self):
        recording = self.folder / "vaults.sqlite"
        day = SOURCE / "tests" / "scenarios" / "world" / "vault-day.toml"
        expect = "expect=[{ name = 'more for nothing', figure = 'vaults.lonely.zero_bids', at_least = 5 }]"
        result = orrery("run", day, "--set", expect, "--record", recording)
        self.assertEqual(result.returncode, 1, result.stderr)
        page, words = self.page(recording)
        self.assertIn("Too little of it happened: what there was comes from 4 rows, of which this is the first.", words)
        self.assertIn("auction #", words)
        self.assertNotIn("root", [value for _, name, value in page.attributes if name == "class"])

    def test_recordings_with_less_in_them(self):
        for number, (until, level) in enumerate((("20min", "summary"), ("1min", "protocol"), ("20min", "full"))):
            recording = self.folder / f"{number}.sqlite"
            self.assertEqual(orrery("run", self.hello, "--until", until, "--level", level, "--record",
                                    recording).returncode, 0)
            self.page(recording)

    def test_a_sweep(self):
        sweep = self.folder / "sweep.sqlite"
        result = orrery("sweep", self.hello, "--set", "signatures=modelled", "--until", "30min", "--seeds", "1..6",
                        "--vary", "network.eth-usd.delta_round=20s,40s", "--vary", "network.eth-usd.deviation=0.1 %,1 %",
                        "-o", sweep)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        page, words = self.page(sweep)
        for expected in ("24", "one lost oracle of four does not stop the feed", "What mattered", "Together",
                         "Distributions", "luck (seeds alone)", "delta_round", "feed.eth-usd.rounds"):
            self.assertIn(expected, words)
        database = sqlite3.connect(sweep)
        values = [row[0] for row in database.execute('SELECT "feed.eth-usd.rounds" FROM runs ORDER BY 1')]
        database.close()
        median = (values[11] + values[12]) / 2
        self.assertRegex(words, rf"feed\.eth-usd\.rounds\s+{median:g}\s")
        self.assertGreaterEqual(page.tags.count("svg"), 20)

    def test_sweeps_with_less_in_them(self):
        one, same = self.folder / "one.sqlite", self.folder / "same.sqlite"
        orrery("sweep", self.hello, "--until", "5min", "-o", one)
        self.assertIn("All runs agree", self.page(one)[1])
        orrery("sweep", self.hello, "--until", "5min", "--vary", "network.eth-usd.nodes.0.count=7,4", "--vary",
               "network.eth-usd.f=1,2", "-o", same)
        self.assertIn("3f", self.page(same)[1])
        orrery("sweep", self.hello, "--until", "5min", "--seeds", "1..9", "-o", self.folder / "seeds.sqlite")
        self.assertIn("Distributions", self.page(self.folder / "seeds.sqlite")[1])

    def test_mistakes_are_one_line(self):
        notes = self.folder / "notes.txt"
        notes.write_text("mine")
        for arguments in ((notes,), (self.folder / "none.sqlite",)):
            result = orrery("report", *arguments)
            self.assertEqual(result.returncode, 2)
            self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        recording, page = self.folder / "run.sqlite", self.folder / "run.html"
        orrery("run", self.hello, "--until", "5min", "--record", recording)
        self.assertEqual(orrery("report", recording).returncode, 0)
        page.write_text("mine")
        self.assertEqual(orrery("report", recording).returncode, 2, "a page is replaced only when asked")
        self.assertEqual(page.read_text(), "mine")


if __name__ == "__main__":
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
