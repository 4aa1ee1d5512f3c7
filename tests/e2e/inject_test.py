#!/usr/bin/env python3
"""Formulas, HTML, SQL and terminal escapes in a user's manifest stay text wherever they are shown, kept or exported.

usage: inject_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import csv
import json
import sqlite3

from run_case import COUNT, RunCase, main

FORMULA = "=cmd|' /C calc'!A1"
HTML = "<script>alert(1)</script>"
SQL = "x'); DROP TABLE run; --"
ESCAPE = "\x1b]0;owned\x07\x1b[2J\u202e"
VISIBLE = r"\x1b]0;owned\x07\x1b[2J\u202e"
MINE = ("--workload-dir", "mine")


def quoted(text: str):
    """The text as a TOML string."""
    return json.dumps(text)


class InjectTest(RunCase):
    def evil_workload(self, *labels: str):
        """Its texts are hostile; the parameter `label` has the given choices."""
        manifest = COUNT.replace('"Count up"', quoted(FORMULA + ESCAPE)).replace(
            '"Adds to each zero its place."', quoted(HTML + SQL + ESCAPE)).replace(
            '"elements"', quoted(ESCAPE + FORMULA)).replace('"zeros"', quoted(HTML + ESCAPE)).replace(
            "[[tensor]]", f'[[parameter]]\nname = "label"\ntype = "text"\ndefault = {quoted(labels[0])}\n'
                          f"choices = [{', '.join(map(quoted, labels))}]\nall_by_default = true\n"
                          f"meaning = {quoted(SQL + ESCAPE)}\n\n[[tensor]]", 1)
        return self.count_workload("evil", manifest="tags = [" + quoted(FORMULA + ESCAPE) + "]\n" + manifest)

    def run_evil(self, *options: str):
        return ("run", "-w", "evil", "-t", "opencl:pocl", "--quick", "-o", "a.assay", *MINE, *options)

    def cells(self, name: str):
        with open(self.folder / "out" / name, newline="", encoding="utf-8") as file:
            return [cell for row in csv.reader(file) for cell in row]

    def test_manifest_texts_are_shown_as_text(self):
        self.evil_workload("plain")
        text = self.call("workloads", *MINE)[0] + self.call("workloads", "evil", *MINE)[0]
        for words in (HTML, FORMULA, SQL.split()[0], VISIBLE):
            self.assertIn(words, text)
        self.assertEqual([line for line in text.splitlines() if any(ord(c) < 32 or c == "\u202e" for c in line)], [])
        workload = self.data("workloads", "evil", *MINE)["workload"]
        self.assertEqual(workload["title"], FORMULA + VISIBLE)
        self.assertIn(HTML, workload["summary"])

    def test_hostile_values_are_refused_with_their_line(self):
        values = (FORMULA, HTML, SQL, ESCAPE, '" -DP_N=1 -I/ "', "a,b", "$(touch owned)")
        self.evil_workload(*values)
        told = self.refused(*self.run_evil())
        for value in values:
            self.assertIn(f"the choice '{VISIBLE if value == ESCAPE else value}' may only have letters, digits", told)
        self.assertRegex(told, r"evil/workload\.toml:\d+: parameter 'label': the choice")
        self.assertIn("no workload 'evil'", told)

    def test_what_is_measured_is_kept_and_exported_as_text(self):
        self.evil_workload("+A1-A2")
        self.assertEqual(self.data(*self.run_evil())["completed"], 1)
        with sqlite3.connect(self.folder / "a.assay") as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        self.assertEqual(self.results("a.assay")[0]["point"]["workload_parameters"]["label"], "+A1-A2")
        self.call("export", "a.assay", "--format", "csv,json", "-o", "out")
        self.assertIn("'+A1-A2", self.cells("results.csv"))
        for cell in self.cells("results.csv") + self.cells("metrics.csv"):
            self.assertNotRegex(cell, r"^\s*[=@]|^\s*[+-][^\d.]|[\x00-\x1f]", "a spreadsheet would compute it")
        exported = (self.folder / "out/results.json").read_text()
        self.check_schema(exported, "results")
        self.assertIn('"+A1-A2"', exported)

    def test_a_hostile_build_log_is_shown_as_text(self):
        folder = self.evil_workload("plain")
        (folder / "count.cl").write_text(f"#error {HTML} {ESCAPE}\n{ESCAPE}\n", encoding="utf-8")
        told = self.call(*self.run_evil(), code=1)[1]
        self.assertIn("failed: build failed", told)
        self.assertIn(HTML, self.call("show", "a.assay", "--result", "1")[0])
        (result,) = self.results("a.assay")
        self.assertEqual(result["runs"][0]["cause"], "build failed")
        self.call("export", "a.assay", "--format", "csv", "-o", "out")
        for cell in self.cells("results.csv"):
            self.assertNotRegex(cell, r"^\s*[=@]|[\x00-\x09\x0b-\x1f\u202e]")

    def test_a_hostile_compiler_message_is_shown_as_text(self):
        folder = self.copy_workload("my-transform")
        with open(folder / "native.cpp", "a", encoding="utf-8") as source:
            source.write(f"\n#error {HTML} {ESCAPE}\n")
        told = self.call("run", "-w", "my-transform", "-t", "cpu:native", "--quick", "--trust", "my-transform", *MINE,
                         code=2)[1]
        self.assertRegex(told, r"native\.cpp:\d+:\d+: error: #error <script>")
        self.assertNotIn("\u202e", told)

    def test_harmful_ids_and_paths_are_refused_harmlessly(self):
        for name in ("=1+1", "a'b", "UP", "a;b"):
            self.count_workload(name)
        self.count_workload("\x1b[2Jdark")
        (self.folder / "mine/\x1b[2Jdark/workload.toml").write_text("id = 3\n")
        outside = self.count_workload("outside")
        manifest = outside / "workload.toml"
        manifest.write_text(manifest.read_text().replace('"count.cl"', '"../../../etc/passwd"'))
        data = self.data("workloads", *MINE)
        self.assertEqual([each["id"] for each in data["workloads"] if not each["bundled"]], [])
        _, told = self.call("run", "-w", "vector-transform", "-t", "cpu:native", "--dry-run", *MINE)
        self.assertEqual(told.count("may only have small letters, digits"), 4)
        self.assertIn(r"\x1b[2Jdark/workload.toml:1: ", told)
        self.assertRegex(told, r"outside/workload\.toml:\d+: .*passwd")
        self.assertIn(r"'\x1b[2J'", self.refused("run", "-w", "\x1b[2J", "-t", "cpu:native"))
        self.assertIn(r"\x1b[2J", self.refused("show", "\x1b[2J.assay"))
        self.assertIn(r"\x1b[2J", self.refused("run", "--\x1b[2J"))


main()
