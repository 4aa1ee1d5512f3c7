#!/usr/bin/env python3
"""What others published: assay published, assay import mlperf, and where imported rows are shown.

usage: cli_published_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import csv
import json
import sqlite3

from cli_case import SOURCE, CliCase, main

SUMMARY = """================================================
MLPerf Results Summary
================================================
SUT name : box
Scenario : {scenario}
Mode     : PerformanceOnly
{rate}
Result is : {state}
  Min duration satisfied : {satisfied}

================================================
Additional Stats
================================================
Mean latency (ns)               : 2000000
99.00 percentile latency (ns)   : 4000000

================================================
Test Parameters Used
================================================
samples_per_query : 1
"""


class CliPublishedTest(CliCase):
    def write(self, path: str, text: str):
        file = self.folder / "inference_results_v9.9/closed/Shop" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def write_run(self, scenario: str, rate: str = "", state: str = "VALID"):
        self.write(f"results/box/resnet50/{scenario}/performance/run_1/mlperf_log_summary.txt",
                   SUMMARY.format(scenario=scenario, rate=rate, state=state, satisfied="Yes" if state == "VALID" else "NO"))

    def write_clone(self):
        """Four cards that are in the catalogue, one run with power in another time zone, one without power."""
        self.write("systems/box.json", json.dumps({"accelerator_model_name": "NVIDIA T4", "accelerators_per_node": "4",
                                                   "number_of_nodes": "1", "system_name": "The box"}))
        self.write_run("Offline", "Samples per second: 5000")
        self.write_run("SingleStream")
        run = "results/box/resnet50/Offline/performance"
        events = (("test_datetime", "2024-05-06T19:00:00Z"), ("power_begin", "05-06-2024 12:00:10.000"),
                  ("power_end", "05-06-2024 12:00:20.000"))
        self.write(run + "/run_1/mlperf_log_detail.txt",
                   "".join(f':::MLLOG {{"key": "{key}", "value": "{value}", "time_ms": 1.0}}\n' for key, value in events))
        self.write(run + "/run_1/spl.txt", "".join(
            f"Time,05-06-2024 18:00:{second:02}.500,Watts,{400 if 10 <= second < 20 else 90},Volts,230\n"
            for second in range(5, 26)))
        self.write(run + "/power/client.json", '{"timezone": 21600}')
        self.write(run + "/power/server.json", '{"timezone": 0}')

    def test_published_lists_and_filters(self):
        text = self.assay("published", "resnet50", "offline", "--target", "nvidia-t4")
        self.assertRegex(text, r"(?m)^\[\d+\] +ResNet50.* 4 × nvidia-t4 +offline +int8 .*published, host call$")
        self.assertRegex(text, r"(?m)^  \[\d+\] DellEMC, v1\.0 closed, 2021-04-17: github:mlcommons/inference_results_v1\.0@")
        references = self.document("published", "--target", "catalog:amd-zcu104")["data"]["references"]
        self.assertEqual(len(references), 9)
        for each in references:
            self.assertEqual({metric["evidence"] for metric in each["metrics"]}, {"published"})
            self.assertIsNotNone(each["operations"]["value"])
        self.assertGreaterEqual(len(self.document("published")["data"]["references"]), 41)
        self.assertEqual({each["operations"]["value"] for each in self.document("published", "resnet50")["data"]["references"]},
                         {8.216e9})
        self.assertIn("No published result is like that", self.assay("published", "--workload", "no such"))
        self.assertIn("Did you mean 'nvidia-t4'?", self.assay("published", "--target", "nvidia-t3", code=2))

    def test_published_rows_can_be_kept_in_a_study(self):
        self.assertIn("13 added to study.assay, 0 renewed", self.assay("published", "resnet50", "-o", "study.assay"))
        data = self.document("show", "study.assay")["data"]
        self.assertEqual((len(data["results"]), len(data["references"])), (7, 13))
        self.assay("published", "no such", "-o", "none.assay")
        self.assertFalse((self.folder / "none.assay").exists())

    def test_import_reads_a_clone_and_shows_it_beside_results(self):
        self.write_clone()
        text = self.assay("import", "mlperf", "inference_results_v9.9", "-o", "study.assay")
        self.assertIn("2 published results added to study.assay, 0 renewed, 0 not imported", text)
        data = self.document("show", "study.assay")["data"]
        self.assertEqual(len(data["results"]), 7, "they are not among the results")
        offline = data["references"][0]
        self.assertEqual((offline["target"], offline["devices"], offline["date"]), ("catalog:nvidia-t4", 4, "2024-05-06"))
        self.assertEqual(offline["operations"]["value"], 8.216e9)
        metrics = {metric["id"]: metric for metric in offline["metrics"]}
        self.assertEqual(metrics["throughput.queries"]["value"], 5000)
        self.assertEqual(metrics["power.mean"]["value"], 400, "only what lies in the measured time, by one clock")
        self.assertAlmostEqual(metrics["energy.gross_per_query"]["value"], 0.08)
        self.assertEqual({metric["evidence"] for metric in metrics.values()}, {"published"})
        self.assertTrue(any("no official MLPerf figures" in note for note in offline["notes"]))
        text = self.assay("show", "study.assay")
        self.assertRegex(text, r"(?s)gemm m=256.*Published by others, not measured here and not ranked with the results:\n"
                               r".*ResNet50.*4 × nvidia-t4.*published, host call")
        self.assertNotIn(str(self.folder), text)

    def test_import_again_renews(self):
        self.write_clone()
        self.assay("import", "mlperf", "inference_results_v9.9", "-o", "new.assay")
        self.write_run("Offline", "Samples per second: 6000")
        data = self.document("import", "mlperf", "inference_results_v9.9/closed", "-o", "new.assay")["data"]
        self.assertEqual((data["added"], data["replaced"]), (0, 2), "a part of the clone names its rows as the whole does")
        references = self.document("show", "new.assay")["data"]["references"]
        self.assertEqual(references[0]["metrics"][0]["value"], 6000)

    def test_export_and_merge_keep_them(self):
        self.write_clone()
        self.assay("import", "mlperf", "inference_results_v9.9", "-o", "new.assay")
        self.assay("merge", "study.assay", "new.assay")
        self.assertEqual(self.document("export", "study.assay", "-o", "out")["data"]["references"], 2)
        text = (self.folder / "out/results.json").read_text()
        self.check_schema(text, "results")
        self.assertEqual(len(json.loads(text)["references"]), 2)
        with open(self.folder / "out/references.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        power = [row for row in rows if row["metric"] == "power.mean"]
        self.assertEqual([(row["value"], row["unit"], row["evidence"], row["target"]) for row in power],
                         [("400", "W", "published", "nvidia-t4")])
        self.assay("export", "study.assay", "-o", "out")

    def test_invalid_runs_are_told_and_left_out(self):
        self.write_clone()
        self.write_run("Offline", "Samples per second: 5000", "INVALID")
        document = self.document("import", "mlperf", "inference_results_v9.9", "-o", "new.assay")
        self.assertIn("the result is not VALID (Min duration satisfied: NO)", document["warnings"][0])
        self.assertEqual(len(document["data"]["not_imported"]), 1)
        self.assertEqual(document["data"]["added"], 1)

    def test_nothing_is_left_behind_by_a_wrong_folder(self):
        (self.folder / "empty").mkdir()
        for folder, told in (("nowhere", "there is no folder nowhere"), ("study.assay", "study.assay is a file"),
                             ("empty", "has no MLPerf result below it")):
            self.assertIn(told, self.assay("import", "mlperf", folder, "-o", "new.assay", code=2))
        self.write_run("Offline", "Samples per second: 5000", "INVALID")
        self.assertIn("has no valid MLPerf result",
                      self.assay("import", "mlperf", "inference_results_v9.9", "-o", "new.assay", code=2))
        self.assertFalse((self.folder / "new.assay").exists())
        self.assay("import", code=2)

    def test_a_file_of_an_earlier_version_takes_them(self):
        with sqlite3.connect(self.folder / "old.assay") as old:
            text = (SOURCE / "tests/core/store/fixtures/version_1.sql").read_text()
            old.executescript(text)
        old.close()
        self.write_clone()
        self.assay("import", "mlperf", "inference_results_v9.9", "-o", "old.assay")
        data = self.document("show", "old.assay")["data"]
        self.assertEqual((len(data["results"]), len(data["references"])), (2, 2))


main()
