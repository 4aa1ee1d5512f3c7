#!/usr/bin/env python3
"""A plugin that breaks costs one run: it fails with one cause in words, the study goes on, and nothing stays behind.

usage: faults_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
from pathlib import Path

BUILD, SOURCE = Path(sys.argv[1]), Path(sys.argv[2])
ASSAY = BUILD / "bin/assay"
PLUGINS = BUILD / "tests/plugins/faulty"
WORKLOADS = SOURCE / "tests/plugins/faulty/workload"


def descendants(mark: str):
    """Command lines of living processes that carry the mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            pass
    return found


class FaultsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.mark = f"ASSAY_TEST_MARK={uuid.uuid4()}"
        name, value = self.mark.split("=")
        self.environment = {**os.environ, "HOME": str(self.folder), name: value}
        self.environment.pop("XDG_DATA_HOME", None)

    def assay(self, *arguments: str, **environment: str):
        return subprocess.run([str(ASSAY), *arguments], cwd=self.folder, env={**self.environment, **environment},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280, check=False)

    def measure(self, *parameters: str, options=()):
        """Runs the grid, in whatever order the program likes; the run of each point by "FAULT CALL"."""
        words = ["run", "--json", "-w", "faulty-count", "-t", "faulty:device", "--quick", "-o", "faults.assay",
                 "--plugin-dir", str(PLUGINS), "--workload-dir", str(WORKLOADS), *options]
        for parameter in parameters:
            words += ["-p", parameter]
        result = self.assay(*words)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        self.assertEqual(descendants(self.mark), [], "processes stayed behind")
        data = json.loads(result.stdout)["data"]
        self.assertEqual(len(data["runs"]), len(data["points"]))
        self.assertEqual(result.returncode, 1 if data["failed"] else 0)
        results = json.loads(self.assay("show", "faults.assay", "--json").stdout)["data"]["results"]
        parameters = {each["number"]: each["point"]["backend_parameters"] for each in results}
        runs = {"{fault} {when}".format(**parameters[run["result"]]): run for run in data["runs"]}
        self.assertEqual(len(runs), len(data["runs"]), "each point has one run")
        return runs

    def expect(self, run, cause: str, text: str):
        self.assertEqual((run["state"], run.get("cause")), ("failed", cause), run)
        self.assertRegex(run["text"], text)

    def test_a_crash_in_the_middle_fails_one_run_and_the_study_goes_on(self):
        runs = self.measure("fault=segv,abort,exit,throw,none", "after=20")
        self.assertEqual(len(runs), 5)
        self.expect(runs["segv execute"], "crashed", "Segmentation fault")
        self.expect(runs["abort execute"], "crashed", "Aborted")
        self.expect(runs["exit execute"], "exited early", "exit code 0")
        self.expect(runs["throw execute"], "crashed", "Aborted|exception")
        self.assertEqual(runs["none execute"]["state"], "complete", runs)
        shown = self.assay("show", "faults.assay")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("Segmentation fault", shown.stdout)

    def test_a_crash_in_any_call_has_the_same_cause(self):
        runs = self.measure("fault=segv,exit", "when=open,upload,download")
        for when in ("open", "upload", "download"):
            self.expect(runs[f"segv {when}"], "crashed", "Segmentation fault")
            self.expect(runs[f"exit {when}"], "exited early", "exit code 0")

    def test_a_device_that_hangs_or_stops_times_out(self):
        start = time.monotonic()
        runs = self.measure("fault=loop,stop", "when=open,execute", options=("--timeout", "4"))
        self.assertEqual([run.get("cause") for run in runs.values()], ["timed out"] * 4, runs)
        self.assertLess(time.monotonic() - start, 120, "a hang must not last as long as the driver likes")

    def test_memory_without_end_is_stopped(self):
        runs = self.measure("fault=alloc", options=("--memory-limit", "600"))
        self.expect(runs["alloc execute"], "out of memory", "memory")

    def test_processes_without_end_are_stopped_and_removed(self):
        runs = self.measure("fault=fork")
        self.expect(runs["fork execute"], "quota", "processes")

    def test_printing_without_end_is_stopped(self):
        runs = self.measure("fault=flood")
        self.expect(runs["flood execute"], "quota", "printed more than")

    def test_wrong_outputs_are_never_a_result(self):
        runs = self.measure("fault=wrong,nan,partial")
        for run in runs.values():
            self.expect(run, "invalid result", r"y\[")

    def test_an_output_that_turns_wrong_while_measuring_is_noticed(self):
        runs = self.measure("fault=wrong", "after=50")
        self.expect(runs["wrong execute"], "invalid result", r"y\[15\]")

    def test_what_the_device_reports_is_the_cause(self):
        runs = self.measure("fault=device-error,device-lost", "after=20")
        self.expect(runs["device-error execute"], "device error", "reports error 42")
        self.expect(runs["device-lost execute"], "device lost", "fell off the bus")
        runs = self.measure("fault=unsupported", "when=open")
        self.expect(runs["unsupported open"], "not supported", "no counting unit")

    def test_slow_or_leaking_is_no_failure(self):
        runs = self.measure("fault=slow,leak", "when=open")
        self.assertEqual([run["state"] for run in runs.values()], ["complete", "complete"], runs)

    def test_a_backend_that_breaks_while_listing_hides_no_other(self):
        for fault, words in (("segv", "Segmentation fault"), ("exit", "exit code 0"), ("abort", "Aborted"),
                             ("unsupported", "no counting unit")):
            with self.subTest(fault=fault):
                result = self.assay("devices", "--json", "--plugin-dir", str(PLUGINS), ASSAY_FAULT_WHEN_LISTING=fault)
                self.assertEqual(result.returncode, 0, result.stderr)
                backends = {each["plugin"]["id"]: each for each in json.loads(result.stdout)["data"]["backends"]}
                self.assertTrue(backends["cpu"]["devices"])
                self.assertEqual(backends["faulty"]["devices"], [])
                self.assertIn(words, json.dumps(backends["faulty"]))

    def test_ctrl_c_ends_a_hanging_run_within_seconds(self):
        words = [str(ASSAY), "run", "-w", "faulty-count", "-t", "faulty:device", "-p", "fault=loop", "--quick", "-o",
                 "faults.assay", "--plugin-dir", str(PLUGINS), "--workload-dir", str(WORKLOADS)]
        with subprocess.Popen(words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            deadline = time.monotonic() + 30
            while not any("assay-runner" in line for line in descendants(self.mark)):
                self.assertLess(time.monotonic(), deadline, "the runner did not start")
                time.sleep(0.05)
            time.sleep(1)
            process.send_signal(2)
            self.assertEqual(process.wait(timeout=20), 1)
        self.assertEqual(descendants(self.mark), [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
