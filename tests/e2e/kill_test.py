#!/usr/bin/env python3
"""kill -9 at random moments: no acknowledged run is lost, nothing is half-stored, and the study goes on.

usage: kill_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]
ASSAY_KILLS sets how often each victim is killed (default 4).
"""
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

BUILD = Path(sys.argv[1])
ASSAY = BUILD / "bin/assay"
KILLS = int(os.environ.get("ASSAY_KILLS", "4"))


def runners(parent: int):
    """Process ids of the runner below a desk-side process."""
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []


class KillTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {**os.environ, "HOME": str(self.folder)}
        self.environment.pop("XDG_DATA_HOME", None)
        self.random = random.Random(20260504)
        self.log = open(self.folder / "log", "w", encoding="utf-8")
        self.addCleanup(self.log.close)

    def command(self, *arguments: str):
        return subprocess.run([str(ASSAY), *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False)

    def start(self, repeats: int = 50):
        """A study of many short runs; returns the process. Each ended run is a line '[n/m] …' on stderr after its COMMIT."""
        self.log.seek(0)
        self.log.truncate()
        return subprocess.Popen([str(ASSAY), "run", "-w", "vector-transform", "-t", "cpu:native", "-p", "n=1024",
                                 "-p", "variant=simd", "--quick", "--repeats", str(repeats), "-o", "kill.assay"],
                                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=self.log)

    def acknowledged(self):
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        return sum(1 for i, line in enumerate(lines) if line.startswith("[") and i + 1 < len(lines)
                   and lines[i + 1].strip().startswith("p50"))

    def complete_runs(self):
        """Complete runs of the file, after checking that it is whole and each of them has its samples and metrics."""
        database = sqlite3.connect(self.folder / "kill.assay")
        self.addCleanup(database.close)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        shown = self.command("show", "kill.assay", "--json")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        runs = [run for result in json.loads(shown.stdout)["data"]["results"] for run in result["runs"]]
        complete = [run for run in runs if run["state"] == "complete"]
        for run in complete:
            self.assertGreater(run["queries"], 0)
            self.assertTrue(any(metric["id"] == "latency.p50" and metric["value"] for metric in run["metrics"]))
        database.close()
        return len(complete)

    def wait_for_first_runs(self):
        deadline = time.monotonic() + 60
        while self.acknowledged() < 1 and time.monotonic() < deadline:
            time.sleep(0.05)

    def test_killed_desk_side_loses_nothing_it_acknowledged(self):
        acknowledged = interrupted = 0
        for kill in range(KILLS):
            process = self.start(50 + 4 * KILLS)  # more than all of them together can finish
            if kill == 0:
                self.wait_for_first_runs()
            time.sleep(self.random.uniform(0.2, 4.0))
            children = runners(process.pid)
            self.assertIsNone(process.poll(), "the study was over before it was killed")
            process.send_signal(signal.SIGKILL)
            process.wait()
            interrupted += 1 if children else 0
            acknowledged += self.acknowledged()
            self.assertGreaterEqual(self.complete_runs(), acknowledged)
            deadline = time.monotonic() + 5
            while any(Path(f"/proc/{pid}/stat").exists() and ") Z" not in Path(f"/proc/{pid}/stat").read_text()
                      for pid in children) and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertLess(time.monotonic(), deadline, "a runner outlived its desk side")
        self.assertGreater(acknowledged, 0)
        finished = self.start(1)
        self.assertEqual(finished.wait(timeout=60), 0, "an interrupted study goes on")
        self.assertFalse((self.folder / "kill.assay-wal").exists(), "a clean close leaves one file")
        print(f"{KILLS} kills of the desk side, {interrupted} while a runner was at work; {acknowledged} runs "
              f"acknowledged, {self.complete_runs()} kept")

    def test_killed_runner_costs_one_run(self):
        process = self.start(50 + 4 * KILLS)
        killed = set()
        while len(killed) < KILLS:
            self.assertIsNone(process.poll(), "the study ended with a runner")
            time.sleep(self.random.uniform(0.8, 2.0))
            for pid in runners(process.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
                except ProcessLookupError:
                    pass
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=30), 1)
        complete = self.complete_runs()
        shown = json.loads(self.command("show", "kill.assay", "--json").stdout)["data"]["results"]
        runs = [run for result in shown for run in result["runs"]]
        failed = [run for run in runs if run["state"] == "failed" and run["cause"] != "cancelled"]
        self.assertEqual({run["state"] for run in runs} - {"complete", "failed"}, set(), "each run ended")
        # a runner may have said its last word before the kill reached it
        self.assertGreater(len(failed), 0)
        self.assertLessEqual(len(failed), len(killed))
        for run in failed:
            self.assertIn(run["cause"], ("crashed", "exited early"))
        print(f"{len(killed)} kills of a runner; {complete} runs complete, {len(failed)} failed with a cause")

    def test_interrupt_keeps_what_is_finished_and_the_same_command_goes_on(self):
        process = self.start(3)
        self.wait_for_first_runs()
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=30), 1)
        self.assertLess(time.monotonic() - started, 10.0)
        kept = self.complete_runs()
        self.assertGreaterEqual(kept, 1)
        self.assertLess(kept, 3)
        self.assertEqual(self.start(3).wait(timeout=120), 0)
        self.assertEqual(self.complete_runs(), 3)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
