#!/usr/bin/env python3
"""What an emulating backend says of its designs: where figures come from, what does not fit, what is made beforehand,
waveforms. With the clocked backend of the tests, which needs no FPGA tool.

usage: emulation_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]
"""
import signal
import subprocess
import sys
import time
from pathlib import Path

from run_case import ASSAY, SOURCE, RunCase, main

BUILD = Path(sys.argv[1])
PLUGIN = ("--plugin-dir", str(BUILD / "tests/plugins/clocked"))
CLOCKED = ("run", "-w", "clocked-count", *PLUGIN, "--workload-dir", str(SOURCE / "tests/plugins/clocked/workload"),
           "--quick", "-o", "a.assay")
BOARD = (*CLOCKED, "-t", "clocked:board")
HARDWARE = """schema = "assay.hardware/1"
[[target]]
id = "small-one"
name = "A small board"
luts = 100
emulation = { backend = "clocked", device = "small" }
"""


class EmulationTest(RunCase):
    def setUp(self):
        super().setUp()
        (self.folder / "hardware").mkdir()
        (self.folder / "hardware/boards.toml").write_text(HARDWARE, encoding="utf-8")
        self.environment["ASSAY_HARDWARE_PATH"] = str(self.folder / "hardware")

    def metrics_by_id(self):
        return {metric["id"]: metric for metric in self.results("a.assay")[-1]["metrics"]}

    def prepared(self):
        file = self.folder / ".cache/assay/clocked/prepared"
        return file.read_text().splitlines() if file.exists() else []

    def test_facts_become_metrics_and_are_shown_with_their_origin(self):
        self.data(*BOARD, "-p", "luts=60", "-p", "percent=10", "-p", "cycles=1000", "-p", "megahertz=100")
        metrics = self.metrics_by_id()
        self.assertEqual((metrics["design.lut"]["value"], metrics["design.lut"]["evidence"]), (60, "emulated"))
        clock = metrics["design.clock"]
        self.assertEqual((clock["value"], clock["unit"], clock["evidence"]), (100e6, "Hz", "emulated"))
        self.assertAlmostEqual(clock["low"], 90e6, delta=1)
        energy = metrics["energy.gross_per_query"]
        self.assertEqual(energy["evidence"], "modelled")
        self.assertAlmostEqual(energy["value"], 2.0 * 10e-6, delta=1e-10)
        self.assertAlmostEqual(energy["low"], 1.0 * 9e-6, delta=1e-10)
        self.assertAlmostEqual(energy["high"], 5.0 * 11e-6, delta=1e-10)
        self.assertNotIn("measured", {metric["evidence"] for metric in metrics.values()}, "nothing was measured")
        text = self.call("show", "a.assay", "--result", "1")[0]
        self.assertRegex(text, r"(?m)^ *clock +100 MHz \(90\.0–110\) +emulated +as the parameter says")
        self.assertRegex(text, r"(?m)^ *board +none +datasheet +a test")
        self.assertIn("there is no chip", text)
        self.assertIn("1 run played in virtual time, quick", text)
        details = self.data("show", "a.assay", "--result", "1")["details"]
        self.assertEqual(details["provenance"]["facts"][0]["how"], "as the parameter says")

    def test_a_modelled_session_has_no_emulated_times(self):
        self.data(*BOARD, "-p", "provenance=modelled")
        metrics = self.metrics_by_id()
        for metric in ("latency.p50", "throughput.queries", "phase.execute.mean", "energy.gross_per_query"):
            self.assertEqual((metrics[metric]["evidence"], metrics[metric]["boundary"]), ("modelled", "card"), metric)
        self.assertIn("modelled, card", self.call("show", "a.assay")[0])

    def test_a_provenance_that_makes_no_sense_is_refused(self):
        data = self.data(*BOARD, "-p", "provenance=broken", code=1, quiet=False)
        self.assertEqual(data["runs"][0]["cause"], "device error")
        self.assertIn("'evidence' is 'measured'", data["runs"][0]["text"])

    def test_boards_of_the_catalogue_are_devices(self):
        devices, = (each["devices"] for each in self.data("devices", *PLUGIN)["backends"]
                    if each["plugin"]["id"] == "clocked")
        self.assertEqual({each["id"]: each["name"] for each in devices}["small"], "A small board")
        self.assertTrue(all(each["emulated"] for each in devices))
        text = self.call("devices", *PLUGIN)[0]
        self.assertRegex(text, r"clocked:small +A small board +\[emulated\]")
        self.assertRegex(text, r"\n +chip +100 LUTs\n")

    def test_a_wrong_file_of_the_catalogue_is_named(self):
        wrong = 'schema = "assay.hardware/1"\n[[target]]\nid = "x"\nlutz = 1\n'
        (self.folder / "hardware/wrong.toml").write_text(wrong, encoding="utf-8")
        for command in (("devices", *PLUGIN), BOARD):
            self.assertRegex(self.call(*command)[1], r"wrong\.toml:4: target 'x': unknown key 'lutz'\. Did you mean 'luts'")

    def test_what_does_not_fit_is_an_answer(self):
        small = (*CLOCKED, "-t", "clocked:small", "-p", "area=50,200")
        data = self.data(*small)
        self.assertEqual((data["completed"], data["failed"], data["does_not_fit"]), (1, 0, 1))
        self.assertEqual([each["text"] for each in data["misfits"]], ["needs 200 of 100 LUTs (200 %)"])
        text = self.call("show", "a.assay")[0]
        self.assertRegex(text, r"Does not fit:\n +#2 .*area=200.*: needs 200 of 100 LUTs \(200 %\)")
        self.assertNotIn("ailed", text)
        self.assertEqual(self.results("a.assay")[1]["standing"]["state"], "does not fit")
        again = self.data(*small)
        self.assertEqual((again["runs"], again["does_not_fit"], len(again["misfits"])), ([], 0, 1), "it is known")
        text, errors = self.call(*small)
        self.assertIn("does not fit: ", text)
        self.assertIn("1 design does not fit", text)
        self.assertEqual(len(self.data(*small, "--again")["runs"]), 2)

    def test_a_study_prepares_all_its_points_once_before_the_first_run(self):
        points = (*CLOCKED, "-t", "clocked:board,clocked:small,cpu:native", "-p", "cycles=10,20")
        self.data(*points, "--dry-run")
        self.assertEqual(self.prepared(), [])
        self.data(*points)
        self.assertEqual(sorted(self.prepared()), [f"clocked-count on {device} cycles {cycles} tensors 2"
                                                   for device in ("board", "small") for cycles in (10, 20)])
        self.data(*points)
        self.assertEqual(len(self.prepared()), 4, "what is complete needs nothing")

    def test_a_crash_while_preparing_is_a_notice(self):
        text, errors = self.call(*BOARD, "-p", "preparing=crash")
        self.assertIn("1 run complete, 0 failed", text)
        self.assertRegex(errors, r"preparing the designs of clocked ended early: .*Aborted.*the runs go on")

    def test_ctrl_c_ends_preparing_with_all_it_started(self):
        with subprocess.Popen([str(ASSAY), *BOARD, "-p", "preparing=slow"], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as process:
            deadline = time.monotonic() + 60
            while not self.sleeping() and time.monotonic() < deadline:
                time.sleep(0.1)
            self.assertTrue(self.sleeping(), "the backend did not start its helper")
            start = time.monotonic()
            process.send_signal(signal.SIGINT)
            text, errors = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - start, 10)
        self.assertEqual(process.returncode, 1, errors)
        self.assertIn("cancelled", text)
        self.assertEqual(self.sleeping(), [], "a helper of the backend was left behind")

    def sleeping(self):
        """The helpers that preparing slowly starts, of this test alone."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                ours = f"HOME={self.folder}".encode() in (folder / "environ").read_bytes()
                if ours and b"sleep\x0087.5" in (folder / "cmdline").read_bytes():
                    found.append(folder.name)
            except OSError:
                pass
        return found

    def test_a_waveform_is_written_of_the_first_run(self):
        text, errors = self.call(*BOARD, "--vcd", "wave.vcd", "--vcd-cycles", "123")
        self.assertEqual((self.folder / "wave.vcd").read_text(),
                         "$comment of 123 cycles, started after 0 queries $end\n")
        self.assertIn("wave.vcd", text)
        self.assertIn("add --again", self.refused_run(*BOARD, "--vcd", "wave.vcd"))

    def refused_run(self, *command: str):
        text, errors = self.call(*command, code=2)
        self.assertEqual(text, "")
        return errors

    def test_a_waveform_needs_one_emulated_point_and_a_file(self):
        self.assertIn("there are 2", self.refused(*BOARD, "-p", "cycles=1,2", "--vcd", "wave.vcd"))
        self.assertIn("cannot write", self.refused(*BOARD, "--vcd", "no/folder/wave.vcd"))
        self.assertIn("cpu:native is not emulated",
                      self.refused("run", "-w", "vector-transform", "-t", "cpu:native", "-p", "variant=simd", "--quick",
                                   "--vcd", "wave.vcd"))

    def test_parameters_of_a_backend_are_explained_and_have_aliases(self):
        self.environment["ASSAY_PLUGIN_PATH"] = str(BUILD / "tests/plugins/clocked")
        folder = ("--workload-dir", str(SOURCE / "tests/plugins/clocked/workload"))
        self.assertRegex(self.call("workloads", "clocked-count", *folder)[0],
                         r"clocked on the targets of clocked, also:\n.*\n *area, luts +0 ")
        implementation, = self.data("workloads", "clocked-count", *folder)["workload"]["implementations"]
        self.assertEqual(implementation["backends"][0]["parameters"][0]["aliases"], ["luts"])
        points = self.data(*BOARD, "-p", "clocked.luts=7", "--dry-run")["points"]
        self.assertEqual([point["backend_parameters"]["area"] for point in points], [7])


main()
