#!/usr/bin/env python3
"""Emulated boards as a user meets them: from `assay run -t rtl:…` to the table.

usage: rtl_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]

Needs neither Verilator nor Yosys but where a test says so: it takes prebuilt models and results.
"""
import shutil
import unittest
from pathlib import Path

from run_case import SOURCE, RunCase, main

CUSTOM = SOURCE / "tests/rtl/custom"
needs_verilator = unittest.skipUnless(shutil.which("verilator"), "Verilator is not installed")
needs_synthesis = unittest.skipUnless(shutil.which("verilator") and shutil.which("yosys"),
                                      "Verilator or Yosys is not installed")


def metrics_of(result):
    return {metric["id"]: metric for metric in result["metrics"]}


class RtlTest(RunCase):
    def run_study(self, *options: str):
        self.data("run", *options, "--quick", "-o", "a.assay")
        return self.results("a.assay")

    def test_boards_are_listed(self):
        targets = {device["id"] for backend in self.data("devices")["backends"] if backend["plugin"]["id"] == "rtl"
                   for device in backend["devices"]}
        self.assertLessEqual({"ice40-hx8k", "ice40-up5k", "ecp5-85", "pynq-z2"}, targets)

    def test_place_and_route_is_emulated_and_an_estimated_clock_is_modelled(self):
        results = self.run_study("-w", "crc32", "-t", "rtl:ice40-hx8k,rtl:pynq-z2", "-p", "lanes=1",
                                 "-p", "messages=2")
        evidence = {}
        for result in results:
            metrics = metrics_of(result)
            evidence[result["point"]["target"]] = metrics["latency.p50"]["evidence"]
            self.assertGreater(metrics["design.fmax"]["value"], 50e6)
            self.assertGreater(metrics["design.lut"]["value"], 100)
            self.assertEqual(metrics["output.max_error"]["value"], 0)
            self.assertLess(metrics["latency.p50"]["low"], metrics["latency.p50"]["high"])
        self.assertEqual(evidence, {"rtl:ice40-hx8k": "emulated", "rtl:pynq-z2": "modelled"})

    def test_a_chosen_clock_gives_cycles_times_its_period(self):
        result, = self.run_study("-w", "crc32", "-t", "rtl:ice40-hx8k", "-p", "lanes=1", "-p", "pipe=0",
                                 "-p", "messages=1", "-p", "clock_mhz=100")
        metrics = metrics_of(result)
        self.assertAlmostEqual(metrics["latency.p50"]["value"], 1501 * 10e-9, delta=1e-10)
        self.assertAlmostEqual(metrics["answer.after-input"]["value"], 10e-9, delta=1e-12)

    def test_a_clock_beyond_reach_is_refused(self):
        self.data("run", "-w", "crc32", "-t", "rtl:ice40-hx8k", "-p", "clock_mhz=900", "--quick", "-o", "a.assay",
                  code=1, quiet=False)
        self.assertIn("not met", self.call("show", "a.assay")[0])

    def test_what_does_not_fit_is_listed_with_by_how_much(self):
        data = self.data("run", "-w", "quantized-matvec", "-t", "rtl:ice40-hx8k", "-p", "lanes=4", "-p", "wbits=3,8",
                         "--quick", "-o", "a.assay")
        self.assertEqual((data["completed"], data["failed"]), (1, 0), data)
        self.assertIn("does not fit", self.call("show", "a.assay")[0])
        self.assertRegex(self.call("show", "a.assay")[0], r"\d+ of 32 block RAMs")

    def custom(self, fault: str = ""):
        """Runs the example of a user's own core, or the same with a broken one; its result."""
        folder = self.folder / "mine" / "brighten"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(CUSTOM / "brighten", folder)
        if fault:
            shutil.copy(CUSTOM / "faults" / f"{fault}.v", folder / "kernel.v")
        file = f"{fault or 'right'}.assay"
        self.data("run", "--workload-dir", str(folder), "--trust", "brighten", "-w", "brighten", "-t",
                  "rtl:ice40-hx8k", "--quick", "-p", "pixels=100", "-o", file, code=1 if fault else 0, quiet=False)
        return self.results(file)[0]

    @needs_synthesis
    def test_a_core_of_ones_own_runs_like_a_bundled_one_or_says_what_is_wrong(self):
        metrics = metrics_of(self.custom())
        self.assertAlmostEqual(metrics["latency.p50"]["value"] * metrics["design.clock"]["value"], 26, delta=0.1)
        self.assertEqual(metrics["output.max_error"]["value"], 0)
        for fault, cause, text in (("syntax", "build failed", r"kernel\.v:31"),
                                   ("endless", "timed out", r"timed out after \d+ cycles"),
                                   ("stuck", "timed out", r"timed out after \d+ cycles"),
                                   ("wrong", "invalid result", "differ from the reference")):
            with self.subTest(fault):
                run = self.custom(fault)["runs"][0]
                self.assertEqual(run["cause"], cause, run)
                self.assertRegex(run["cause_text"], text)

    @needs_verilator
    def test_a_waveform_is_written(self):
        self.call("run", "-w", "crc32", "-t", "rtl:ice40-hx8k", "-p", "lanes=1", "-p", "messages=1", "--quick",
                  "--vcd", "wave.vcd", "--vcd-cycles", "50", "-o", "a.assay")
        wave = (self.folder / "wave.vcd").read_text(encoding="utf-8")
        self.assertIn("s_axis_tdata", wave)
        self.assertIn("$enddefinitions", wave)

    def test_prebuilt_models_need_no_tools(self):
        empty = Path(self.folder) / "no-tools"
        empty.mkdir()
        for name in ("sh", "env"):
            (empty / name).symlink_to(shutil.which(name))
        self.environment["PATH"] = str(empty)
        result, = self.run_study("-w", "quantized-matvec", "-t", "rtl:ice40-hx8k", "-p", "lanes=8", "-p", "wbits=3")
        self.assertEqual(metrics_of(result)["latency.p50"]["evidence"], "emulated")
        self.data("run", "-w", "quantized-matvec", "-t", "rtl:ice40-hx8k", "-p", "lanes=8", "-p", "wbits=3",
                  "-p", "rows=24", "--quick", "-o", "b.assay", code=1, quiet=False)
        self.assertIn("Install yosys", self.call("show", "b.assay")[0])


main()
