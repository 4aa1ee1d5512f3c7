#!/usr/bin/env python3
"""The commands that write files: export and merge.

usage: cli_write_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import csv
import json

from cli_case import CliCase, main


class CliWriteTest(CliCase):
    def rows(self, name):
        with open(self.folder / "out" / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_export_writes_tidy_and_wide_csv(self):
        self.assay("export", "study.assay", "--format", "csv", "-o", "out")
        self.assertEqual(sorted(each.name for each in (self.folder / "out").iterdir()), ["metrics.csv", "results.csv"])
        first = self.rows("metrics.csv")[0]
        self.assertEqual((first["metric"], first["unit"], first["evidence"], first["boundary"]),
                         ("latency.p50", "s", "measured", "host call"))
        self.assertAlmostEqual(float(first["value"]), 1e-3)
        missing = [row for row in self.rows("metrics.csv") if row["metric"] == "energy.gross_per_query"][0]
        self.assertEqual((missing["value"], missing["absent_reason"]), ("", "no sensor"))
        wide = self.rows("results.csv")
        self.assertEqual(len(wide), 7)
        self.assertEqual(wide[4]["parameter.m"], "512")
        self.assertIn("build failed", wide[3]["cause"])
        self.assertAlmostEqual(float(wide[1]["latency.p50 (s)"]), 4e-3)

    def test_export_defuses_formulas(self):
        self.assay("export", "study.assay", "-o", "out")
        for name in ("metrics.csv", "results.csv"):
            for row in self.rows(name):
                self.assertTrue(row["device"].startswith("'=cmd"), row["device"])
            self.assertNotIn(b"\x1b", (self.folder / "out" / name).read_bytes())

    def test_export_json_fits_the_schema(self):
        self.document("export", "study.assay", "--format", "json", "-o", "out")
        text = (self.folder / "out/results.json").read_text()
        self.check_schema(text, "results")
        self.assertEqual(len(json.loads(text)["results"]), 7)

    def test_export_replaces_its_own_files_only(self):
        self.assay("export", "study.assay", "-o", "out")
        self.assay("export", "study.assay", "-o", "out")
        mine = self.folder / "out/results.csv"
        mine.write_text("my own notes\n")
        before = (self.folder / "out/metrics.csv").stat().st_mtime_ns
        self.assertIn("results.csv exists", self.assay("export", "study.assay", "-o", "out", code=2))
        self.assertEqual(mine.read_text(), "my own notes\n")
        self.assertEqual((self.folder / "out/metrics.csv").stat().st_mtime_ns, before, "all or nothing")
        self.assay("export", "study.assay", "-o", "out", "--force")
        self.assertTrue(mine.read_text().startswith("result,key,"))

    def test_export_says_which_formats_exist(self):
        self.assertIn("csv and json", self.assay("export", "study.assay", "--format", "pdf", "-o", "out", code=2))
        self.assertIn("Did you mean 'json'", self.assay("export", "study.assay", "--format", "jsn", "-o", "out", code=2))
        self.assertFalse((self.folder / "out").exists())

    def test_merge_adds_what_is_missing_once(self):
        self.make_study("other.assay", "other")
        merged = self.document("merge", "all.assay", "study.assay", "other.assay")["data"]["merged"]
        self.assertEqual([each["runs_added"] for each in merged], [27, 5])
        self.assertIn("0 runs added", self.assay("merge", "all.assay", "other.assay"))
        self.assertEqual(len(self.document("show", "all.assay")["data"]["results"]), 8)
        self.assertEqual(len(self.document("show", "study.assay")["data"]["results"]), 7, "sources are only read")

    def test_merge_refuses_nonsense_before_it_writes(self):
        (self.folder / "notes.txt").write_text("no database\n")
        self.assertIn("notes.txt", self.assay("merge", "all.assay", "study.assay", "notes.txt", code=2))
        self.assertFalse((self.folder / "all.assay").exists())
        self.assertIn("also the file to merge into", self.assay("merge", "study.assay", "study.assay", code=2))


main()
