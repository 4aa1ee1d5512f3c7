#!/usr/bin/env python3
"""An emulated device is measured in virtual time: its figures follow from cycles and clock, exactly and at once.

usage: emulated_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]
"""
import sys
import time
from pathlib import Path

from run_case import SOURCE, RunCase, main

BUILD = Path(sys.argv[1])
CLOCKED = ("run", "-w", "clocked-count", "-t", "clocked:board", "--plugin-dir", str(BUILD / "tests/plugins/clocked"),
           "--workload-dir", str(SOURCE / "tests/plugins/clocked/workload"))


class EmulatedTest(RunCase):
    def measure(self, *options: str):
        """The one result; its metrics by id."""
        data = self.data(*CLOCKED, *options, "-o", "a.assay", "--again")
        self.assertEqual((data["completed"], data["failed"]), (1, 0), data)
        result = self.results("a.assay")[-1]
        return {metric["id"]: metric for metric in result["metrics"]}

    def test_cycles_and_clock_give_the_latency(self):
        metrics = self.measure("--quick", "-p", "cycles=1234", "-p", "megahertz=50")
        latency = metrics["latency.p50"]
        self.assertAlmostEqual(latency["value"], 1234 / 50e6, delta=1e-9)
        self.assertEqual((latency["evidence"], latency["boundary"]), ("emulated", "wire-to-wire"))
        self.assertEqual((latency["low"], latency["high"]), (None, None), "no interval without any width")
        self.assertAlmostEqual(metrics["throughput.queries"]["value"], 50e6 / 1234, delta=1)
        self.assertEqual(metrics["output.max_error"]["value"], 0)
        self.assertIn("emulated", self.call("show", "a.assay")[0])

    def test_what_the_host_takes_is_not_the_devices(self):
        metrics = self.measure("--quick")
        for metric in ("cpu.seconds_per_query", "memory.peak_rss", "power.mean", "cold.first_query"):
            self.assertIsNone(metrics[metric]["value"], metrics[metric])

    def test_an_uncertain_clock_widens_every_interval(self):
        metrics = self.measure("--quick", "-p", "percent=10")
        for metric, value in (("latency.p50", 1e-5), ("throughput.queries", 1e5)):
            self.assertAlmostEqual(metrics[metric]["value"] / value, 1, places=3)
            self.assertLessEqual(metrics[metric]["low"], 0.92 * value)
            self.assertGreaterEqual(metrics[metric]["high"], 1.08 * value)

    def test_arrivals_queue_in_virtual_time(self):
        # M/D/1 at half load: the mean wait is rho / (2 (1 - rho)) service times (Pollaczek-Khinchine).
        metrics = self.measure("--duration", "600", "--repeats", "1", "--scenario", "server", "--rate", "50000")
        self.assertAlmostEqual(metrics["latency.mean"]["value"], 1e-5 * (1 + 0.5 / (2 * 0.5)), delta=0.05e-5)
        self.assertAlmostEqual(metrics["rate.offered"]["value"], 50000, delta=0.1)
        self.assertGreater(metrics["queue.wait.p99"]["value"], 1e-5)

    def test_a_latency_objective_finds_its_rate(self):
        metrics = self.measure("--quick", "--scenario", "slo-search", "--slo", "50us@p99")
        self.assertGreater(metrics["slo.rate"]["value"], 50_000)
        self.assertLess(metrics["slo.rate"]["value"], 100_000)

    def test_bursts_queue_on_the_one_slot(self):
        metrics = self.measure("--quick", "--scenario", "multi-stream", "--burst", "4")
        self.assertAlmostEqual(metrics["burst.p50"]["value"], 4e-5, delta=1e-8)
        self.assertAlmostEqual(metrics["latency.min"]["value"], 1e-5, delta=1e-9)

    def test_a_slow_device_is_not_waited_for(self):
        start = time.monotonic()
        metrics = self.measure("--quick", "-p", "cycles=1000000000", "-p", "megahertz=1")
        self.assertAlmostEqual(metrics["latency.p50"]["value"], 1000, delta=0.001)
        self.assertLess(time.monotonic() - start, 100, "ten thousand queries of a thousand seconds")


main()
