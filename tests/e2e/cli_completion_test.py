#!/usr/bin/env python3
"""The completion script, sourced in a real bash.

usage: cli_completion_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import os
import subprocess

from cli_case import BUILD, CliCase, main

FAULTY = BUILD / "tests/plugins/faulty"


class CliCompletionTest(CliCase):
    def setUp(self):
        super().setUp()
        (self.folder / "completion.bash").write_text(self.assay("completion", "bash"))
        (self.folder / "my study.assay").write_text("")
        (self.folder / "notes.txt").write_text("")

    def complete(self, line: str, **environment: str):
        """What bash would offer for the line with the cursor at its end."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        home = {"HOME": str(self.folder), "PATH": f"{BUILD / 'bin'}:{os.environ['PATH']}"}
        script = ('source ./completion.bash; COMP_LINE=$1; COMP_POINT=${#1}; _assay; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        result = subprocess.run(["bash", "--norc", "-c", script, "bash", line], cwd=self.folder, capture_output=True,
                                text=True, timeout=60, check=True, env={**clean, **home, **environment})
        self.assertEqual(result.stderr, "")
        return [each for each in result.stdout.split("\n") if each]

    def test_commands(self):
        self.assertEqual(self.complete("assay wor"), ["workloads"])
        self.assertIn("compare", self.complete("assay "))
        self.assertEqual(self.complete("assay plugin "), ["list"])
        self.assertEqual(self.complete("assay completion "), ["bash"])

    def test_options(self):
        self.assertEqual(self.complete("assay show study.assay --sam"), ["--samples"])
        self.assertIn("--metric", self.complete("assay compare --"))

    def test_ids(self):
        self.assertEqual(self.complete("assay workloads vector"), ["vector-transform"])
        self.assertEqual(self.complete("assay compare study.assay 1 2 --metric throughput.q"), ["throughput.queries"])
        self.assertEqual(self.complete("assay run --search ns"), ["nsga2"])
        self.assertLessEqual({"latency,throughput", "latency,throughput.items"},
                             set(self.complete("assay run --search nsga2 --objective latency,thr")))
        self.assertEqual(self.complete("assay run -w vec"), ["vector-transform"])
        self.assertEqual(self.complete("assay run -w vector-transform,vec"), ["vector-transform,vector-transform"])

    def test_targets_although_bash_splits_at_colons(self):
        self.assertIn("cpu:native", self.complete("assay run -t cp"))
        self.assertEqual(self.complete("assay run -t cpu:na"), ["native"])
        self.assertEqual(self.complete("assay run -t cpu:native,cpu:na"), ["native"])

    def test_targets_are_the_devices_there_are(self):
        self.assertIn("opencl:pocl", self.complete("assay run -t open"))
        self.assertEqual(self.complete("assay run -t fau"), [])
        self.assertEqual(self.complete("assay run -t fau", ASSAY_PLUGIN_PATH=str(FAULTY)), ["faulty:device"])
        self.assertEqual(self.complete("nowhere/assay run -t cp"), ["cpu:"], "without the program, the backends")

    def test_a_backend_that_hangs_does_not_hang_the_shell(self):
        hanging = {"ASSAY_PLUGIN_PATH": str(FAULTY), "ASSAY_FAULT_WHEN_LISTING": "loop"}
        self.assertEqual(self.complete("assay run -t fau", **hanging), ["faulty:"])
        self.assertEqual(self.complete("assay run -t cpu:na", **hanging), ["native"])
        self.assay("devices", "--plugin-dir", str(FAULTY))  # asks again, and keeps what it hears
        self.assertEqual(self.complete("assay run -t fau", **hanging), ["faulty:device"])

    def test_a_damaged_cache_is_as_none(self):
        cache = self.folder / ".cache/assay/targets.json"
        for text in ("", "[1", '{"plugins": [{"hash": 3}]}'):
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_text(text)
            self.assertEqual(self.complete("assay run -t cpu:na"), ["native"])
        self.assertIn("native", cache.read_text())

    def test_files(self):
        self.assertEqual(sorted(self.complete("assay show ")), ["my study.assay", "study.assay"])
        self.assertEqual(self.complete("assay show not"), [])

    def test_loading_twice_is_harmless(self):
        subprocess.run(["bash", "--norc", "-euc", "source ./completion.bash; source ./completion.bash"],
                       cwd=self.folder, check=True, timeout=60)


main()
