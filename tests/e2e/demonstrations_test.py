#!/usr/bin/env python3
"""Three demonstrations of where a special device belongs: one it loses, one it wins, one close call.

usage: demonstrations_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]

The verdicts are tested on fixed numbers (place_fixture) and, where emulated boards are there, on their emulation. With
ASSAY_DEMONSTRATIONS=1 all of it is run, the processor measured by the full rule: minutes.
"""
import os
import subprocess
import unittest

from cli_case import BUILD
from run_case import RunCase, main

HX8K = BUILD / "lib/assay/plugins/rtl.so"
emulated = unittest.skipUnless(HX8K.exists(), "the backend of emulated boards is not built")
opted_in = unittest.skipUnless(HX8K.exists() and os.environ.get("ASSAY_DEMONSTRATIONS"),
                               "minutes of measuring; ASSAY_DEMONSTRATIONS=1 runs it")
CORE = ("-w", "crc32", "-t", "rtl:ice40-hx8k", "-p", "lanes=1", "-p", "pipe=0")
PACKET = ("-p", "message_bytes=1500", "-p", "messages=1")
MUCH = ("-p", "message_bytes=1048576", "-p", "messages=64")
SENSORS = ("-w", "anomaly-detect", "-t", "rtl:ice40-up5k", "-p", "channels=64", "-p", "clock_mhz=12")
TABLE = ("-w", "scan-aggregate", "-p", "rows=44739242", "-p", "selectivity=1")
SCANNER = ("-t", "rtl:alveo-u50", "-p", "lanes=32")


class DemonstrationsTest(RunCase):
    patience = 600 if os.environ.get("ASSAY_DEMONSTRATIONS") else 120

    def fixed(self):
        subprocess.run([str(BUILD / "tests/place_fixture"), str(self.folder / "fixed.assay")], check=True, timeout=60)
        return "fixed.assay"

    def compare(self, file, *arguments):
        return self.data("compare", file, *(str(each) for each in arguments))

    def text(self, file, *arguments):
        text, _ = self.call("compare", file, *(str(each) for each in arguments))
        self.assertLessEqual(max(len(line) for line in text.splitlines() if "http" not in line), 240)
        return text

    def run_points(self, *options):
        """Runs by the full rule; the numbers of the results."""
        before = len(self.results("real.assay")) if (self.folder / "real.assay").exists() else 0
        data = self.data("run", *options, "-o", "real.assay")
        self.assertEqual(data["failed"], 0, data)
        return [result["number"] for result in self.results("real.assay")[before:]]

    def test_a_checksum_in_memory_loses(self):
        data = self.compare(self.fixed(), 1, 2, "--data-at", "memory")
        self.assertEqual((data["verdict"], data["evidence"]), ("slower", "modelled"))
        self.assertGreater(data["ratio"]["low"], 50)
        self.assertIsNone(data["ratio"]["high"], "nobody knows the link")
        text = self.text("fixed.assay", 1, 2, "--data-at", "memory")
        self.assertRegex(text.replace("\n", " "), r"#2 is slower than #1 for data in the host's memory: at least .* at least \d\d times")
        self.assertIn("nobody knows", text)

    def test_the_same_core_on_the_wire_wins(self):
        data = self.compare(self.fixed(), 3, 4, "--data-at", "wire")
        self.assertEqual(data["verdict"], "faster")
        answer, port = data["b"]["steps"]
        self.assertAlmostEqual(answer["seconds"]["typical"], 8e-9, delta=1e-12)
        self.assertEqual((answer["evidence"], answer["segment"]), ("emulated", None))
        self.assertEqual(port["segment"], "ethernet-port")
        self.assertTrue(port["source"])
        self.assertEqual(data["a"]["steps"][1]["segment"], "host-nic-interrupt")
        self.assertGreaterEqual(data["a"]["seconds"]["low"], 5e-6)
        text = self.text("fixed.assay", 3, 4, "--data-at", "wire")
        for part in ("8.00 ns", "wake-up", "What decides it", "This comparison is modelled"):
            self.assertIn(part, text)
        polled = self.compare("fixed.assay", 3, 4, "--data-at", "wire", "--nic", "poll")
        self.assertLess(polled["a"]["seconds"]["high"], data["a"]["seconds"]["high"])
        self.assertNotEqual(polled["verdict"], "slower")

    def test_a_sensor_node_takes_less_than_a_board_that_idles(self):
        data = self.compare(self.fixed(), 5, "--idle-of", "raspberry-pi-5")
        self.assertEqual((data["verdict"], data["evidence"]), ("better", "modelled"))
        self.assertLess(data["ratio"]["high"], 0.01)
        self.assertTrue(data["idle_of"]["source"])
        self.assertGreater(data["margin"]["value"], 3)
        text = self.text("fixed.assay", 5, "--idle-of", "raspberry-pi-5")
        self.assertRegex(text, r"#5 at work takes less than an idle Raspberry Pi 5.*times as much")
        self.assertIn("until the parts around the chip take 3.1", text.replace("\n", " "))

    def test_a_scan_in_memory_is_a_close_call_that_storage_flips(self):
        close = self.compare(self.fixed(), 6, 7, "--data-at", "memory")
        self.assertIn(close["verdict"], ("undecided", "equivalent"))
        self.assertTrue(close["decides"])
        self.assertEqual(self.compare("fixed.assay", 6, 7, "--data-at", "storage")["verdict"], "undecided",
                         "a card across a link reads all of it, too")
        flipped = self.compare("fixed.assay", 6, 8, "--data-at", "storage")
        self.assertEqual(flipped["verdict"], "faster")
        self.assertLess(flipped["ratio"]["high"], 0.6)
        self.assertLess(flipped["b"]["steps"][-1]["seconds"]["high"], 1e-5, "only the answer crosses")
        self.assertIn("the longer of both", self.text("fixed.assay", 6, 8, "--data-at", "storage"))

    def test_rules_and_wrong_use(self):
        self.fixed()
        told = self.compare("fixed.assay", 3, 9, "--data-at", "wire")
        self.assertEqual(told["verdict"], "undecided")
        self.assertIn("quick", told["reason"])
        for arguments, part in (((1,), "two results"), ((1, 2, "--idle-of", "raspberry-pi-5"), "leave out RESULT_B"),
                                ((1, 2, "--nic", "poll"), "--data-at wire"),
                                ((1, 2, "--data-at", "wire", "--metric", "latency.p99"), "leave out --metric"),
                                ((5, "--idle-of", "rasberry-pi-5"), "Did you mean 'raspberry-pi-5'"),
                                ((2, "--idle-of", "raspberry-pi-5"), "no design.power"),
                                ((1, 4, "--data-at", "memory"), "not answers to the same question"),
                                ((1, 2, "--data-at", "moon"), "memory")):
            with self.subTest(arguments=arguments):
                self.assertIn(part, self.refused("compare", "fixed.assay", *(str(each) for each in arguments)))

    @emulated
    def test_emulated_the_core_answers_8_ns_after_the_last_byte(self):
        core, = self.run_points(*CORE, *PACKET, "-p", "clock_mhz=125")
        host, = self.run_points("-w", "crc32", "-t", "cpu:native", "-p", "variant=simd", *PACKET, "--quick")
        data = self.compare("real.assay", host, core, "--data-at", "wire")
        self.assertAlmostEqual(data["b"]["steps"][0]["seconds"]["typical"], 8e-9, delta=1e-12)
        self.assertEqual(len(data["b"]["steps"]), 2, "at 125 MHz it keeps up with the wire")
        self.assertLess(data["ratio"]["high"], 0.5)
        self.assertIn(data["verdict"], ("undecided", "not ranked"), "a quick processor result loses to nobody")

    @emulated
    def test_emulated_a_sensor_node_takes_milliwatts(self):
        node, = self.run_points(*SENSORS, "-p", "samples=16", "--quick")
        data = self.compare("real.assay", node, "--idle-of", "raspberry-pi-5")
        self.assertEqual(data["verdict"], "better")
        self.assertLess(data["power"]["value"], 0.1)
        self.assertEqual(data["power"]["evidence"], "modelled")

    @opted_in
    def test_real_checksums(self):
        host, = self.run_points("-w", "crc32", "-t", "cpu:native", "-p", "variant=library", *MUCH)
        core, = self.run_points(*CORE, *MUCH)
        self.assertEqual(self.compare("real.assay", host, core, "--data-at", "memory")["verdict"], "slower")
        host, = self.run_points("-w", "crc32", "-t", "cpu:native", "-p", "variant=simd", *PACKET)
        core, = self.run_points(*CORE, *PACKET, "-p", "clock_mhz=125")
        self.assertEqual(self.compare("real.assay", host, core, "--data-at", "wire")["verdict"], "faster")
        print(self.text("real.assay", host, core, "--data-at", "wire"))

    @opted_in
    def test_real_scan(self):
        host, = self.run_points(*TABLE, "-t", "cpu:native", "-p", "variant=threads")
        card, = self.run_points(*TABLE, *SCANNER, "-p", "deployment=card")
        core, = self.run_points(*TABLE, *SCANNER, "-p", "deployment=stream")
        print(self.text("real.assay", host, card, "--data-at", "memory"))
        print(self.text("real.assay", host, core, "--data-at", "storage"))
        self.assertEqual(self.compare("real.assay", host, core, "--data-at", "storage")["verdict"], "faster")


main()
