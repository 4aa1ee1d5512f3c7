#!/usr/bin/env python3
"""What every command prints with --json fits the schema that ships, and the schema says all of it.

usage: schema_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import copy
import json
import re
import subprocess

from cli_case import BUILD, SOURCE
from run_case import QUICK, SIMD, RunCase, main

READING = (("workloads",), ("workloads", "gemm"), ("metrics",), ("plugin", "list"), ("completion", "bash"),
           ("published",), ("published", "resnet50", "--target", "nvidia-t4"),
           ("show", "study.assay"), ("show", "study.assay", "--result", "1"), ("show", "study.assay", "--result", "4"),
           ("show", "study.assay", "--result", "1", "--run", "2"), ("show", "study.assay", "--result", "1", "--samples"),
           ("compare", "study.assay", "1", "2"), ("compare", "study.assay", "1", "3"),
           ("compare", "study.assay", "1", "2", "--data-at", "wire"),
           ("assumptions",), ("assumptions", "--assumptions", "US"), ("whatif", "study.assay", "1"),
           ("whatif", "study.assay", "1", "--assume", "target.cpu:native.hourly=0.1:0.2:0.4"), ("pareto", "study.assay"), ("advise", "study.assay", "1", "--hot", "0.5"),
           ("breakeven", "study.assay", "1", "2", "--assume", "target.cpu:native.hourly=0.2",
            "--assume", "target.cpu:native.capacity=1000", "--assume", "target.opencl:pocl.hourly=0.2",
            "--assume", "target.opencl:pocl.capacity=500", "--map", "demand.life=1:10"),
           ("export", "study.assay", "-o", "out"), ("merge", "all.assay", "study.assay"))
PLANNED = (*QUICK, "-t", "cpu:native,opencl:pocl", "-p", "n=24,1024", "-p", "vector_width=16", "--dry-run")


class SchemaTest(RunCase):
    def setUp(self):
        super().setUp()
        self.make_study("study.assay", "full")

    def fits(self, document):
        schema = BUILD / "share/assay/schema/command.schema.json"
        return subprocess.run(["/usr/bin/python3", str(SOURCE / "tests/e2e/cli_schema_check.py"), str(schema)],
                              input=json.dumps(document), capture_output=True, text=True, timeout=60,
                              check=False).returncode == 0

    def check(self, *arguments: str, code: int = 0):
        """The document fits; without one of its fields, or with one more, it would not."""
        text, _ = self.call(*arguments, "--json", code=code)
        self.check_schema(text, "command")
        document = json.loads(text)
        for key in document["data"]:
            less = copy.deepcopy(document)
            del less["data"][key]
            if (document["command"], key) != ("devices", "probe"):
                self.assertFalse(self.fits(less), f"{arguments}: nobody would miss {key}")
        more = copy.deepcopy(document)
        more["data"]["surprise"] = 1
        self.assertFalse(self.fits(more), f"{arguments}: the schema does not say everything")
        return document["data"]

    def test_reading_commands(self):
        for arguments in READING:
            with self.subTest(arguments=arguments):
                self.check(*arguments)

    def test_devices_and_probe(self):
        self.check("devices")
        self.check("devices", "--probe")

    def test_catalogue(self):
        self.check("devices", "--catalog", "--where", "mem_gib>=16")
        self.check("devices", "--catalog", "--target", "nvidia-t4")
        self.check("devices", "--catalog", "--target", "amd-alveo-u250")

    def test_runs_planned_and_done(self):
        self.assertEqual(len(self.check(*PLANNED)["skipped"]), 1)
        done = self.check(*SIMD, "-o", "a.assay")
        self.assertEqual([(run["result"], run["run"], run["state"]) for run in done["runs"]], [(1, 1, "complete")])
        self.assertIsNone(done["stopped"])
        failed = self.check("run", "-w", "faulty-count", "-t", "faulty:device", "-p", "fault=exit", "--quick", "-o",
                            "a.assay", "--plugin-dir", str(BUILD / "tests/plugins/faulty"), "--workload-dir",
                            str(SOURCE / "tests/plugins/faulty/workload"), code=1)
        self.assertEqual([run["cause"] for run in failed["runs"]], ["exited early"])
        self.check("show", "a.assay", "--result", "1")

    def test_every_scenario_is_described(self):
        for options in (("multi-stream", "--concurrency", "2"), ("offline",), ("server", "--rate", "500"),
                        ("server", "--arrivals", "constant"), ("slo-search", "--slo", "50ms@p90")):
            with self.subTest(options=options):
                self.check(*SIMD, "--scenario", *options, "--dry-run")

    def test_no_command_is_forgotten(self):
        listed = re.findall(r"(?m)^  ([a-z]+) ", self.call("--help")[0].split("Subcommands:")[1])
        tried = {arguments[0] for arguments in READING} | {"devices", "run", "import"}
        self.assertEqual(tried, set(listed))


main()
