#!/usr/bin/env python3
"""The commands that only read: workloads, metrics, plugin list, show, compare.

usage: cli_read_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

from cli_case import ASSAY, CliCase, main


class CliReadTest(CliCase):
    def test_workloads_lists_and_explains(self):
        self.assertRegex(self.assay("workloads"), r"(?m)^vector-transform +regular +Vector transform.*native, opencl, verilog$")
        text = self.assay("workloads", "vector-transform")
        for part in ("Parameters", "65536", "16 … 268435456", "elements in the vector", "variant", "scalar",
                     "256 KiB", "196608 op", "512 KiB"):
            self.assertIn(part, text)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 100)
        workload = self.document("workloads", "vector-transform")["data"]["workload"]
        self.assertEqual(workload["operations"], {"value": 196608, "unit": "op"})
        self.assertEqual(workload["tensors"][0]["size"], {"value": 262144, "unit": "B"})

    def test_workloads_suggests_and_warns(self):
        self.assertIn("vector-transform", self.assay("workloads", "vector-transfrom", code=2))
        broken = self.folder / "mine/broken"
        broken.mkdir(parents=True)
        (broken / "workload.toml").write_text('schema = "assay.workload/1"\nid = 3\n')
        document = self.document("workloads", "--workload-dir", "mine")
        self.assertEqual(len(document["warnings"]), 1)
        self.assertIn("workload.toml:2", document["warnings"][0])
        self.assertIn("vector-transform", [each["id"] for each in document["data"]["workloads"]])
        self.assertRegex(self.assay("workloads", "--workload-dir", "nowhere", code=2),
                         "--workload-dir nowhere: there is no such folder.*workload.toml")
        self.assertIn("is a file, not a folder", self.assay("workloads", "--workload-dir", "study.assay", code=2))

    def test_metrics_have_units_and_meanings(self):
        self.assertRegex(self.assay("metrics"), r"(?m)^latency\.p50 +s +lower +Median")
        metrics = {each["id"]: each for each in self.document("metrics")["data"]["metrics"]}
        self.assertEqual(metrics["throughput.queries"]["unit"], "query/s")

    def test_plugin_list_reads_manifests_only(self):
        plugins = {each["id"]: each for each in self.document("plugin", "list")["data"]["plugins"]}
        self.assertEqual(plugins["cpu"]["problem"], "")
        self.assertEqual(plugins["cpu"]["implementations"], ["native"])
        self.assertRegex(self.assay("plugin", "list"), r"(?m)^cpu +\S+ +native")

    def test_show_is_a_table_a_student_can_read(self):
        text = self.assay("show", "study.assay")
        self.assertRegex(text, r"(?m)^1 +gemm m=256 +cpu:native variant=simd +1\.00 ms \(.*measured, host call$")
        self.assertRegex(text, r"(?m)^3 .*quick, same CPU$")
        self.assertRegex(text, r"(?m)^4 .*failed: build failed$")
        self.assertRegex(text, r"(?m)^6 .*invalid$")
        self.assertIn("#4 run 1: build failed: kernel.cl:3: unknown type", text)
        self.assertIn("gemm  dtype=f32", text)

    def test_show_result_has_everything(self):
        text = self.assay("show", "study.assay", "--result", "1")
        for part in ("no sensor", "too few samples", "cold.open", "execute", "A CPU", "2026-01-02T03:04:05Z", "AVX2"):
            self.assertIn(part, text)
        self.assertIn("first line\n  second line", self.assay("show", "study.assay", "--result", "4"))
        self.assertIn("INVALID: 3 % of the processor was stolen",
                      self.assay("show", "study.assay", "--result", "6"))

    def test_show_samples_are_tab_separated_with_units(self):
        lines = self.assay("show", "study.assay", "--result", "1", "--run", "3", "--samples").splitlines()
        self.assertEqual(lines, ["run\tindex\tlatency [s]", "3\t0\t0.001", "3\t1\t0.001000001", "3\t2\t0.001000002"])
        samples = self.document("show", "study.assay", "--result", "1", "--samples")["data"]["samples"]
        self.assertEqual([each["run"] for each in samples], [1, 2, 3, 4, 5])

    def test_show_json_fits_the_schema(self):
        results = self.document("show", "study.assay")["data"]["results"]
        self.assertEqual([each["standing"]["state"] for each in results],
                         ["complete", "complete", "complete", "failed", "complete", "invalid", "complete"])
        energy = [each for each in results[0]["metrics"] if each["id"] == "energy.gross_per_query"][0]
        self.assertIsNone(energy["value"])
        self.assertEqual(energy["absent_reason"], "no sensor")
        self.document("show", "study.assay", "--result", "4")

    def test_wrong_use_is_explained(self):
        self.assertIn("results, numbered 1 to 7", self.assay("show", "study.assay", "--result", "9", code=2))
        self.assertIn("has no run 8", self.assay("show", "study.assay", "--result", "1", "--run", "8", code=2))
        self.assertIn("--result", self.assay("show", "study.assay", "--samples", code=2))
        self.assertRegex(self.assay("show", "nothere.assay", code=2), "no file .*nothere.assay.*assay run")
        for number in ("0", "-1", "abc", "1.5", "99999999999999999999"):
            told = self.assay("show", "study.assay", f"--result={number}", code=2)
            self.assertIn(f"'{number}' is no number; results and runs are counted from 1", told)
            self.assertLess(max(len(line) for line in told.splitlines()), 100)
        self.assertIn("there is no command 'foo'", self.assay("foo", code=2))
        self.assertIn("Did you mean 'show'", self.assay("shwo", "study.assay", code=2))
        self.assertIn("Did you mean 'latency.p50'",
                      self.assay("compare", "study.assay", "1", "2", "--metric", "latncy.p50", code=2))

    def test_tables_fit_into_the_terminal(self):
        for columns in (80, 100, 120, 160):
            for arguments in (("show", "study.assay"), ("show", "study.assay", "--result", "1"),
                              ("compare", "study.assay", "1", "3"), ("workloads",), ("workloads", "gemm"), ("metrics",)):
                with self.subTest(columns=columns, arguments=arguments):
                    text = self.on_terminal(columns, *arguments)
                    self.assertLessEqual(max(len(line) for line in text.splitlines()), columns, text)
        self.assertEqual(len(re.findall("measured,", self.on_terminal(80, "show", "study.assay"))), 6, "none is left out")
        for line in self.assay("show", "study.assay").splitlines()[1:8]:
            self.assertRegex(line, r"^\d  gemm m=", "one line a result for other programs")

    def on_terminal(self, columns: int, *arguments: str):
        """What assay prints on a terminal of this width, without colour."""
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        with subprocess.Popen([str(ASSAY), *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=its,
                              env={**os.environ, "HOME": str(self.folder), "NO_COLOR": "1"}) as process:
            os.close(its)
            text = b""
            while part := self.read_terminal(ours):
                text += part
        os.close(ours)
        self.assertEqual(process.returncode, 0)
        return text.decode().replace("\r\n", "\n")

    @staticmethod
    def read_terminal(descriptor: int):
        try:
            return os.read(descriptor, 65536)
        except OSError:  # Linux says so when the other end is closed
            return b""

    def test_compare_names_the_slower(self):
        text = self.assay("compare", "study.assay", "1", "2")
        self.assertRegex(text, r"#2 is slower than #1: it takes 4 times as long \(95 % interval 3\.\d+–4\.\d+\)\.")
        self.assertRegex(self.assay("compare", "study.assay", "2", "1"), "#1 is faster than #2: it is 4 times as fast")
        data = self.document("compare", "study.assay", "1", "2")["data"]
        self.assertEqual(data["verdict"], "slower")
        self.assertAlmostEqual(data["ratio"]["value"], 4, places=3)

    def test_compare_finds_equivalence(self):
        self.assertIn("#7 and #1 are equivalent", self.assay("compare", "study.assay", "1", "7"))
        self.assertEqual(self.document("compare", "study.assay", "1", "7")["data"]["verdict"], "equivalent")

    def test_compare_leaves_quick_undecided_and_prices_more(self):
        text = self.assay("compare", "study.assay", "1", "3")
        self.assertIn("Undecided: ", text)
        self.assertRegex(text, r"To decide it: 5 full runs of each quick result, about \d+ min \d\d s in all")
        data = self.document("compare", "study.assay", "1", "3")["data"]
        self.assertEqual(data["verdict"], "undecided")
        self.assertGreater(data["more_runs"]["seconds"], 60)

    def test_compare_refuses_and_does_not_rank(self):
        self.assertIn("m: 256 and 512", self.assay("compare", "study.assay", "1", "5", code=2))
        self.assertIn("no complete run", self.assay("compare", "study.assay", "1", "4", code=2))
        self.assertIn("two different results", self.assay("compare", "study.assay", "1", "1", code=2))
        self.assertIn("Not ranked: result 6 is invalid", self.assay("compare", "study.assay", "1", "6"))

    def test_help_has_examples(self):
        for command in ("workloads", "metrics", "show", "compare", "export", "merge", "plugin", "completion"):
            text = self.assay(command, "--help")
            self.assertIn("Examples:", text)
            self.assertIn("--json", text)
            self.assertGreaterEqual(text.count(f"assay {command}"), 2, command)


main()
