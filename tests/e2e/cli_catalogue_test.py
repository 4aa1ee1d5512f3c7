#!/usr/bin/env python3
"""The hardware catalogue on the command line: assay devices --catalog.

usage: cli_catalogue_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import datetime
import re

from cli_case import CliCase, main

ALL_CLASSES = {"cpu", "gpu", "fpga", "npu", "asic", "dpu"}


class CliCatalogueTest(CliCase):
    def own(self, text: str):
        """The user's own file of hardware."""
        folder = self.folder / ".local/share/assay/hardware"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "mine.toml").write_text('schema = "assay.hardware/1"\n' + text)

    def listed(self, *arguments: str):
        return [each["id"] for each in self.document("devices", "--catalog", *arguments)["data"]["targets"]]

    def figure(self, target: str, name: str):
        data = self.document("devices", "--catalog", "--target", target)["data"]["target"]
        return next((each for each in data["figures"] if each["id"] == name), None)

    def test_lists_all_with_marks_explained(self):
        text = self.assay("devices", "--catalog")
        self.assertRegex(text, r"(?m)^nvidia-t4 +gpu +130 Top/s +65\.0 Top/s .* 70\.0 W +9\.00 W\? +\$2,000† +\$0\.526†")
        self.assertRegex(text, r"(?m)^nvidia-bluefield-2 +dpu +–")
        for mark in ("?  unverified", "†  stale", "–  not known"):
            self.assertIn(mark, text)
        self.assertGreaterEqual(len(self.listed()), 58)

    def test_searches_and_filters(self):
        self.assertEqual(self.listed("BlueField", "3"), ["nvidia-bluefield-3"])
        self.assertEqual(self.listed("--class", "fpga", "--deployment", "cloud"), ["aws-f1-vu9p", "aws-f2-vu47p"])
        self.assertIn("amd-pynq-z2", self.listed("--vendor", "tul"))
        self.assertEqual(self.listed("no such thing"), [])
        self.assertIn("No target of the catalogue is like that", self.assay("devices", "--catalog", "no such thing"))
        data = self.document("devices", "--catalog", "--class", "gpu", "--where", "mem_gib>=80", "--where",
                             "usd_per_device_hour < 5")["data"]
        self.assertEqual([each["id"] for each in data["targets"]], ["amd-mi300x", "nvidia-a100-sxm-80"])
        self.assertIn("nvidia-h100-pcie", {left["condition"]: left["targets"] for left in data["left_out"]}
                      ["usd_per_device_hour < 5"], "nobody rents it out: left out, not taken to be free")

    def test_a_targets_page_says_where_each_figure_comes_from(self):
        text = self.assay("devices", "--catalog", "--target", "nvidia-t4")
        idle = re.search(r"(?m)^power when idle +9\.00 W +C +\[(\d+)\] +unverified", text)
        self.assertRegex(text, rf"(?m)^  \[{idle[1]}\] nvidia-smi output")
        self.assertRegex(text, r"(?m)^list price +\$2,000 +B +\[\d+\] +stale")
        self.assertRegex(text, r"(?m)^peak, int8 \(matrix\) +130 Top/s +B")
        self.assertRegex(text, r"(?m)^aws g4dn\.12xlarge +4 +\$3\.91 +\$0\.978 +us-east-1 +A +2026-01-19 +\[\d+\] +stale")
        text = self.assay("devices", "--catalog", "--target", "amd-alveo-u250")
        self.assertRegex(text, r"link latency +19\.0 µs \(5\.00 µs to 40\.0 µs\)")
        self.assertRegex(text, r"(?m)^not known +.*power when idle")
        self.assertIn("emulated as  rtl:alveo-u250", text)
        peak = self.figure("nvidia-t4", "peak_int8_gops")
        self.assertEqual((peak["value"], peak["unit"], peak["quality"]), (1.3e14, "op/s", "B"))
        self.assertIsNone(self.figure("amd-alveo-u250", "idle_w"), "what is not known is not there")

    def test_a_users_file_overrides_field_by_field(self):
        today = datetime.date.today().isoformat()
        self.own(f'[[target]]\nid = "nvidia-t4"\nlist_price_usd = 900\nlist_price_date = "{today}"\nidle_w = 10\n'
                 '[[target]]\nid = "mine"\nname = "My board"\nclass = "fpga"\nluts = 1000\n')
        price = self.figure("nvidia-t4", "list_price_usd")
        self.assertEqual((price["value"], price["quality"], price["stale"]), (900, "own", False))
        self.assertIn("mine.toml:4", price["source"])
        self.assertEqual(self.figure("nvidia-t4", "tdp_w")["value"], 70, "the rest stays")
        self.assertFalse(self.figure("nvidia-t4", "idle_w")["unverified"])
        self.assertEqual(self.listed("my", "board"), ["mine"])
        old = (datetime.date.today() - datetime.timedelta(days=91)).isoformat()
        self.own(f'[[target]]\nid = "nvidia-t4"\nlist_price_usd = 900\nlist_price_date = "{old}"\n')
        self.assertTrue(self.figure("nvidia-t4", "list_price_usd")["stale"])

    def test_a_wrong_file_is_told_and_left_out(self):
        self.own('[[target]]\nid = "nvidia-t4"\ntpd_w = 3\n')
        document = self.document("devices", "--catalog", "t4")
        self.assertIn("mine.toml:4: target 'nvidia-t4': unknown key 'tpd_w'", document["warnings"][0])
        self.assertEqual([each["id"] for each in document["data"]["targets"]], ["nvidia-t4"])

    def test_wrong_use_is_explained(self):
        self.assertIn("Did you mean 'nvidia-t4'?", self.assay("devices", "--catalog", "--target", "nvidia-t5", code=2))
        self.assertIn("Did you mean 'fpga'?", self.assay("devices", "--catalog", "--class", "fgpa", code=2))
        self.assertIn("Did you mean 'mem_gib'?", self.assay("devices", "--catalog", "--where", "mem_gb>=3", code=2))
        self.assertIn("has no relation", self.assay("devices", "--catalog", "--where", "mem_gib", code=2))
        self.assertIn("'much' is no number", self.assay("devices", "--catalog", "--where", "mem_gib>=much", code=2))
        self.assertIn("--catalog", self.assay("devices", "--target", "nvidia-t4", code=2))

    def test_every_class_is_there(self):
        data = self.document("devices", "--catalog")["data"]
        self.assertEqual({each["class"] for each in data["targets"]}, ALL_CLASSES)
        for each in data["targets"]:
            for figure in each["figures"]:
                self.assertTrue(figure["source"], f"{each['id']} {figure['id']}: a figure without a source")
                self.assertNotIn(figure["id"], each["not_known"])


main()
