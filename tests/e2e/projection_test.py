#!/usr/bin/env python3
"""Projections to targets of the hardware catalogue: catalog:ID.

usage: projection_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
from run_case import RunCase, main

GEMM = ("run", "-w", "gemm", "-p", "m=64", "-p", "n=64", "-p", "k=64", "-p", "variant=simd")
OWN = """schema = "assay.hardware/1"

[[target]]
id = "my-machine"
name = "The machine of this test"
class = "cpu"
peak_fp32_gflops = 100000
mem_bw_gbs = 1000
not_applicable = ["host_link"]

[target.peak_class]
peak_fp32_gflops = "vector"
"""


class ProjectionTest(RunCase):
    def test_a_target_that_nobody_has_becomes_a_result(self):
        data = self.data("run", "-w", "gemm,aes-ctr", "-t", "catalog:nvidia-t4,catalog:amd-epyc-9654", "-o", "a.assay")
        self.assertEqual((data["runs"], len(data["projections"])), ([], 4), "nothing is run")
        self.assertEqual([each["predicted"] for each in data["projections"]], [True, True, False, False])
        self.assertRegex(data["projections"][2]["absent_reason"], r"AES round.*at least .* by the link, which is a bound")
        results = self.results("a.assay")
        latency = next(each for each in results[0]["metrics"] if each["id"] == "latency.p50")
        self.assertEqual(latency["evidence"], "modelled")
        self.assertLess(latency["low"], latency["value"])
        self.assertGreater(latency["high"], latency["value"])
        for metric in results[2]["metrics"]:
            if metric["id"].startswith(("latency", "throughput")):
                self.assertIsNone(metric["value"], "a bound is no prediction")
        text, _ = self.call("show", "a.assay")
        self.assertRegex(text, r"catalog:nvidia-t4 .*modelled, host call +projected")
        self.assertIn("a model's figure for a device of the catalogue", text)
        text, _ = self.call("show", "a.assay", "--result", "1")
        for part in ("Where the projected figures come from", "compute roof", "efficiency", "nothing was measured"):
            self.assertIn(part, text)

    def test_the_same_again_changes_nothing(self):
        command = ("run", "-w", "gemm", "-t", "catalog:nvidia-t4", "-o", "a.assay")
        self.assertFalse(self.data(*command)["projections"][0]["unchanged"])
        before = self.results("a.assay")
        self.assertTrue(self.data(*command)["projections"][0]["unchanged"])
        self.assertEqual(self.results("a.assay"), before)

    def test_wrong_questions_are_refused_before_anything_runs(self):
        self.assertIn("Did you mean 'nvidia-t4'", self.refused("run", "-w", "gemm", "-t", "catalog:nvidia-t5,cpu:native", "-o", "a.assay"))
        self.assertIn("single-stream and offline, not server",
                      self.refused("run", "-w", "gemm", "-t", "catalog:nvidia-t4", "--scenario", "server", "-o", "a.assay"))
        self.assertIn("is projected", self.refused("run", "-w", "gemm", "-t", "catalog:nvidia-t4", "--search", "random", "--budget",
                                                   "4", "--objective", "latency", "-o", "a.assay"))
        self.assertIn("neither the run nor the file has a result on 'cpu:naive'",
                      self.refused("run", "-w", "gemm", "-t", "catalog:nvidia-t4", "--hardware", "cpu:naive=amd-epyc-9654", "-o", "a.assay"))
        self.assertIn("the catalogue has no target 'epyc'",
                      self.refused(*GEMM, "-t", "cpu:native,catalog:nvidia-t4", "--hardware", "cpu:native=epyc", "-o", "b.assay"))

    def test_an_fpga_needs_an_emulated_design(self):
        data = self.data("run", "-w", "crc32", "-t", "catalog:amd-alveo-u50", "-o", "a.assay")
        self.assertIn("assay run -w crc32 -t rtl:BOARD", data["projections"][0]["absent_reason"])
        self.assertIn("ultrascale+", data["projections"][0]["absent_reason"])

    def test_what_is_measured_later_is_held_against_it(self):
        folder = self.folder / ".local/share/assay/hardware"
        folder.mkdir(parents=True)
        (folder / "mine.toml").write_text(OWN)
        self.data("run", "-w", "gemm", "-p", "m=64", "-p", "n=64", "-p", "k=64", "-t", "catalog:my-machine", "-o", "a.assay")
        self.call("run", "-w", "gemm", "-p", "m=64", "-p", "n=64", "-p", "k=64", "-p", "variant=simd", "-t", "cpu:native",
                  "--quick", "-o", "a.assay")
        data = self.data("run", "-w", "gemm", "-p", "m=128", "-p", "n=64", "-p", "k=64", "-t", "catalog:my-machine", "--hardware",
                         "cpu:native=my-machine", "-o", "a.assay")
        # Other programs may make a short run on a shared machine invalid; then it tells the truth of nothing.
        measured = next(each for each in self.results("a.assay") if each["point"]["target"] == "cpu:native")
        if measured["standing"]["valid"] == 0:
            self.assertEqual(data["found_out"], [])
            return
        self.assertEqual(len(data["found_out"]), 1)
        self.assertGreater(data["found_out"][0]["ratio"], 1, "no core does 100 Tflop/s")
        self.assertEqual(data["found_out"][0]["evidence"], "measured")
        text, _ = self.call("show", "a.assay")
        self.assertIn("Predictions that were found out", text)
        self.assertIn("catalog:my-machine", text)
        text, _ = self.call("show", "a.assay", "--result", "3")
        self.assertIn("model-error ledger", text)

    def test_a_projection_is_an_option_of_a_decision(self):
        self.call("run", "-w", "gemm", "-t", "catalog:nvidia-t4,catalog:amd-epyc-9654", "-o", "a.assay")
        assume = []
        for target in ("catalog:nvidia-t4", "catalog:amd-epyc-9654"):
            assume += ["--pay", f"{target}=cloud", "--assume", f"target.{target}.hourly=0.5"]
        data = self.data("breakeven", "a.assay", "1", "2", *assume)
        self.assertEqual({each["evidence"] for each in data["options"]} if "options" in data else {"modelled"}, {"modelled"})
        data = self.data("whatif", "a.assay", "2", *assume[4:])
        derived = {each["id"]: each for each in data["options"][0]["derived"]}
        self.assertEqual(derived["cost.per_million"]["evidence"], "modelled")
        self.assertIsNotNone(derived["cost.per_million"]["value"])
        self.assertGreater(derived["cost.per_million"]["value"], 0)
        text, _ = self.call("pareto", "a.assay", "--metrics", "latency.p50,throughput.queries")
        self.assertIn("modelled", text)


main()
