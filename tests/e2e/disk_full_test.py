#!/usr/bin/env python3
"""No room for results: the cause is said, nothing acknowledged is lost, and the study goes on when there is room.

usage: disk_full_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import contextlib
import os
import resource
import sqlite3
import subprocess
import time
from pathlib import Path

from run_case import ASSAY, RunCase, main

REPEATS = 5
STUDY = ("run", "-w", "vector-transform", "-t", "cpu:native", "-p", "n=4194304", "-p", "variant=scalar", "--quick")


class DiskFullTest(RunCase):
    def limited(self, file: Path, *options: str, limit=None):
        """Measures into the file, with a limit to the size of files if one is given; exit code and what was said."""
        def lower():
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        result = subprocess.run([str(ASSAY), *STUDY, *options, "-o", str(file)], cwd=self.folder, timeout=120,
                                env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                preexec_fn=lower, check=False)
        return result.returncode, result.stdout, result.stderr

    def runs(self, file: Path):
        (result,) = self.results(str(file))
        return result["runs"]

    def complete(self, file: Path):
        return [run for run in self.runs(file) if run["state"] == "complete"]

    def check_stopped(self, file: Path, code: int, text: str, errors: str):
        """The study stopped for lack of room: what was told is true, and all that was told is there."""
        self.assertEqual(code, 1, text + errors)
        self.assertRegex(errors, r"(?m)^assay: cannot .*" + file.name + r": the disk .*What was stored before is safe; "
                                 "free space, then run the same command again")
        self.assertRegex(text, r"then stopped \(what is finished is kept; the same command goes on\)\. Next: assay show ")
        told = sum(1 for line in errors.splitlines() if line.startswith("        p50 "))
        runs = self.runs(file)
        self.assertEqual(sum(1 for run in runs if run["state"] == "complete"), told + 1, "acknowledged, and the first")
        for run in runs:
            self.assertIn(run["state"], ("complete", "failed", "running"))
            if run["state"] == "failed":
                self.assertEqual(run["cause"], "disk full")
                self.assertIn("Free space", run["next_step"])

    def check_goes_on(self, file: Path):
        code, text, errors = self.limited(file, "--repeats", str(REPEATS))
        self.assertEqual(code, 0, text + errors)
        self.assertEqual(sorted(run["run"] for run in self.complete(file)), list(range(1, REPEATS + 1)))
        self.assertFalse(Path(f"{file}-wal").exists(), "a clean close leaves one file")
        with contextlib.closing(sqlite3.connect(file)) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))

    def test_a_limit_on_file_sizes_stops_the_study_and_it_goes_on_later(self):
        file = self.folder / "a.assay"
        self.assertEqual(self.limited(file)[0], 0)
        stopped = self.limited(file, "--repeats", str(REPEATS), limit=file.stat().st_size + 40_000)
        self.assertIn("disk full: the run was measured, but there is no room for its result", stopped[2])
        self.check_stopped(file, *stopped)
        self.check_goes_on(file)

    def test_a_full_disk_stops_the_study_and_it_goes_on_later(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], capture_output=True,
                                 check=False)
        if mounted.returncode != 0:
            self.skipTest("only root may mount a small disk")
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=True)
        file = disk / "a.assay"
        self.assertEqual(self.limited(file)[0], 0)
        filler = disk / "filler"
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        filler.write_bytes(bytes(free - file.stat().st_size - 100_000))
        self.check_stopped(file, *self.limited(file, "--repeats", str(REPEATS)))
        self.assertIn("disk is full", self.limited(file, "--repeats", str(REPEATS))[2])
        filler.unlink()
        self.check_goes_on(file)

    def test_output_that_does_not_fit_is_no_success(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            told = subprocess.run([str(ASSAY), "metrics"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
                                  env=self.environment, check=False)
        self.assertEqual(told.returncode, 1)
        self.assertRegex(told.stderr, "cannot write the output.*not whole")
        with subprocess.Popen([str(ASSAY), "metrics"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=self.environment) as reader:
            reader.stdout.close()  # as `| head` does when it has enough
            time.sleep(0.1)
            self.assertEqual((reader.stderr.read(), reader.wait(timeout=60)), ("", 0))


main()
