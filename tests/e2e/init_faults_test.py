#!/usr/bin/env python3
"""A plugin that breaks before it has a session, while it starts or lists its devices: `assay devices` says so and shows
the others, `assay run` refuses or records one failed run, and nothing stays behind.

usage: init_faults_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]
"""
import json
import subprocess
import unittest
import uuid
from pathlib import Path

from run_case import ASSAY, RunCase, main
from cli_case import BUILD, SOURCE

FAULTY, BROKEN = BUILD / "tests/plugins/faulty", BUILD / "tests/plugins/broken"
RUN = ("run", "-w", "faulty-count", "-t", "faulty:device", "--quick", "--plugin-dir", str(FAULTY),
       "--workload-dir", str(SOURCE / "tests/plugins/faulty/workload"))
PRIVATE_MOUNTS = subprocess.run(["unshare", "-m", "umount", "-l", "/sys"], stderr=subprocess.DEVNULL,
                                check=False).returncode == 0
# fault → what a user must be told, as a pattern
ENDS = {"segv": "crashed.*Segmentation fault", "abort": "crashed.*Aborted", "exit": "ended the runner with exit code 0",
        "device-error": "reports error 42"}


class InitFaultsTest(RunCase):
    def setUp(self):
        super().setUp()
        self.mark = f"{uuid.uuid4()}"
        self.environment["ASSAY_TEST_MARK"] = self.mark

    def tearDown(self):
        left = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes():
                    left.append((folder / "cmdline").read_bytes())
            except OSError:
                pass
        self.assertEqual(left, [], "processes stayed behind")

    def backends(self, plugins: Path, **environment: str):
        """The backends that `assay devices` lists, by id; the host's processor is always among them."""
        text, _ = self.call("devices", "--json", "--plugin-dir", str(plugins), **environment)
        self.check_schema(text, "command")
        found = {each["plugin"]["id"]: each for each in json.loads(text)["data"]["backends"]}
        self.assertEqual([device["id"] for device in found["cpu"]["devices"]], ["native"])
        return found

    def test_devices_says_what_happened_and_lists_the_others(self):
        for when in ("STARTING", "LISTING"):
            for fault, told in ENDS.items():
                with self.subTest(when=when, fault=fault):
                    faulty = self.backends(FAULTY, **{f"ASSAY_FAULT_WHEN_{when}": fault})["faulty"]
                    self.assertEqual(faulty["devices"], [])
                    self.assertRegex(faulty["none"], told)
        faulty = self.backends(FAULTY, ASSAY_FAULT_WHEN_LISTING="null-device")["faulty"]
        self.assertRegex(faulty["none"], "'faulty' reports a device that is NULL")

    def test_devices_gives_up_on_a_plugin_that_hangs(self):
        for when in ("STARTING", "LISTING"):
            with self.subTest(when=when):
                faulty = self.backends(FAULTY, **{f"ASSAY_FAULT_WHEN_{when}": "loop"})["faulty"]
                self.assertRegex(faulty["none"], "has not answered for 10")

    def test_what_a_plugin_prints_reaches_no_message(self):
        for when in ("STARTING", "LISTING"):
            with self.subTest(when=when):
                faulty = self.backends(FAULTY, **{f"ASSAY_FAULT_WHEN_{when}": "garbage"})["faulty"]
                self.assertEqual([device["id"] for device in faulty["devices"]], ["device"])
        faulty = self.backends(FAULTY, ASSAY_FAULT_WHEN_STARTING="flood")["faulty"]
        self.assertRegex(faulty["none"], "printed more than")

    def test_devices_names_what_is_wrong_with_a_library(self):
        found = self.backends(BROKEN)
        for plugin, told in (("wrong-abi", "ABI version 99, this Assay needs 1"),
                             ("no-symbol", "does not export assay_plugin_entry"), ("null-table", "returned NULL"),
                             ("null-calls", "lacks required calls: execute, download"),
                             ("init-fails", "firmware is too old")):
            self.assertEqual(found[f"broken-{plugin}"]["devices"], [])
            self.assertRegex(found[f"broken-{plugin}"]["none"], told)

    def test_a_run_on_a_backend_that_does_not_start_is_refused(self):
        for when in ("STARTING", "LISTING"):
            for fault, told in ENDS.items():
                with self.subTest(when=when, fault=fault):
                    errors = self.refused(*RUN, "-o", "f.assay", **{f"ASSAY_FAULT_WHEN_{when}": fault})
                    self.assertRegex(errors, f"no target 'faulty:device'.*has no device: .*{told}")
        errors = self.refused("run", "-w", "vector-transform", "-t", "broken-no-symbol:one", "--plugin-dir",
                              str(BROKEN))
        self.assertRegex(errors, "does not export assay_plugin_entry")

    def test_a_backend_that_breaks_only_in_the_run_is_one_failed_run(self):
        causes = {"segv": "crashed", "abort": "crashed", "exit": "exited early", "device-error": "device error",
                  "loop": "timed out"}
        for number, (fault, cause) in enumerate(causes.items()):
            for when in ("STARTING", "LISTING"):
                with self.subTest(when=when, fault=fault):
                    file = f"{number}{when}.assay"
                    spares = str(self.folder / f"{file}.spared")
                    text, _ = self.call(*RUN, "-o", file, "--timeout", "3", "--json", code=1,
                                        **{f"ASSAY_FAULT_WHEN_{when}": fault, "ASSAY_FAULT_SPARES": spares})
                    data = json.loads(text)["data"]
                    self.assertEqual([(run["state"], run["cause"]) for run in data["runs"]], [("failed", cause)])
                    self.assertNotEqual(data["runs"][0]["text"], "")

    @unittest.skipUnless(PRIVATE_MOUNTS, "needs a mount namespace of its own")
    @unittest.skipUnless((BUILD / "lib/assay/plugins/opencl.so").exists(), "OpenCL is not built")
    def test_opencl_without_sys_says_what_to_mount(self):
        words = f"umount -l /sys && exec '{ASSAY}' devices --json"
        told = subprocess.run(["unshare", "-m", "sh", "-c", words], env=self.environment, cwd=self.folder,
                              capture_output=True, text=True, timeout=60, check=True).stdout
        opencl = {each["plugin"]["id"]: each for each in json.loads(told)["data"]["backends"]}["opencl"]
        for device in opencl["devices"]:
            self.assertNotEqual(device["id"], "pocl")
        if not opencl["devices"]:
            self.assertRegex(opencl["none"], "/sys is not mounted here; mount it|no OpenCL platform found")


if __name__ == "__main__":
    main()
