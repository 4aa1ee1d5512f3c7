#!/usr/bin/env python3
"""Searches of large grids as a user meets them: assay run --search.

usage: search_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]

Emulated boards give the same numbers every time; their models and results are prebuilt.
"""
import signal
import subprocess

from cli_case import ASSAY
from run_case import RunCase, main

# 18 designs; lanes=8 and 16 have no prebuilt model with pipe=0
SPACE = ("run", "-w", "crc32", "-t", "rtl:ice40-hx8k", "-p", "messages=1", "-p", "lanes=1,2,4", "-p", "pipe=0,1",
         "-p", "clock_mhz=0,10,12", "--quick")
BOTH = ("--objective", "latency,design.lut")


def choice(result):
    return tuple(sorted(result["point"]["backend_parameters"].items()))


class SearchTest(RunCase):
    def search(self, file: str, *options: str, code: int = 0):
        return self.data(*SPACE, *BOTH, "--population", "4", "-o", file, *options, code=code)

    def choices(self, file: str):
        return {choice(result) for result in self.results(file)}

    def front(self, data):
        """Number and values of each member of a front."""
        return {member["result"]: [value["value"] for value in member["values"]]
                for front in data["fronts"] for member in front["members"] if member["on_front"]}

    def test_a_search_evaluates_its_budget_and_pareto_gives_the_same_front(self):
        for method in ("random", "lhs", "nsga2"):
            with self.subTest(method=method):
                data = self.search(f"{method}.assay", "--search", method, "--budget", "8")
                self.assertEqual((data["space"], data["distinct"], data["runs"], data["end"]), (18, 8, 8, "budget"))
                self.assertEqual(len(self.results(f"{method}.assay")), 8)
                again = self.data("pareto", f"{method}.assay", "--metrics", "latency.p50,design.lut")
                self.assertEqual(self.front(data["front"]), self.front(again))
                self.assertEqual(set(data["not_measured"]), set(self.front(again)), "an emulated board is not measured")
                self.assertTrue(0 < data["hypervolume"][0]["share"] <= 1)

    def test_the_seed_decides_what_is_evaluated(self):
        for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
            self.search(f"{name}.assay", "--search", "nsga2", "--budget", "8", "--seed", seed)
        self.assertEqual(self.choices("a.assay"), self.choices("b.assay"))
        self.assertNotEqual(self.choices("a.assay"), self.choices("c.assay"))

    def test_killed_and_called_again_it_evaluates_the_same_points(self):
        options = (*SPACE, *BOTH, "--search", "nsga2", "--population", "4", "--budget", "12")
        self.call(*options, "-o", "whole.assay")
        with subprocess.Popen([str(ASSAY), *options, "-o", "cut.assay"], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as first:
            while "[2/" not in (line := first.stderr.readline()):
                self.assertNotEqual(line, "", "the search ended too early")
            first.send_signal(signal.SIGINT)
            text, _ = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 1, text)
        self.assertIn("the same command goes on", text)
        self.assertLess(len(self.results("cut.assay")), 12)
        _, told = self.call(*options, "-o", "cut.assay")
        self.assertIn("goes on with the search of 20", told)
        self.assertEqual(self.choices("cut.assay"), self.choices("whole.assay"))
        data = self.data(*options, "-o", "cut.assay")
        self.assertEqual((data["known"], data["runs"]), (12, 0), "nothing is run twice")
        whole = self.data(*options, "-o", "whole.assay")
        self.assertEqual(sorted(self.front(data["front"]).values()), sorted(self.front(whole["front"]).values()))

    def test_a_budget_larger_than_the_space_evaluates_all_of_it(self):
        data = self.search("a.assay", "--search", "random", "--budget", "1000")
        self.assertEqual((data["distinct"], data["end"]), (18, "space"))
        self.call(*SPACE, "-o", "grid.assay")
        self.assertEqual(self.choices("a.assay"), self.choices("grid.assay"))

    def test_results_of_the_file_are_taken_for_points_of_the_space(self):
        self.call(*SPACE, "-o", "a.assay")
        data = self.search("a.assay", "--search", "nsga2", "--budget", "9")
        self.assertEqual((data["known"], data["runs"]), (9, 0))

    def test_a_parameter_of_another_target_makes_no_second_design(self):
        data = self.data("run", "-w", "vector-transform", "-t", "rtl:ice40-hx8k,rtl:ecp5-85,opencl:pocl", "-p", "n=64",
                         "-p", "lanes=1,2,4", "-p", "opencl.vector_width=1,4", "--quick", "--search", "random",
                         "--objective", "latency", "--budget", "50", "--dry-run")
        self.assertEqual((data["space"], data["designs"]), (18, 8))

    def test_constraints_keep_points_off_the_front_and_say_why(self):
        free = self.search("a.assay", "--search", "random", "--budget", "18")
        most = sorted(value[1] for value in self.front(free["front"]).values())[0]
        bound = self.search("a.assay", "--search", "random", "--budget", "18", "--constraint", f"design.lut<={most:.0f}")
        self.assertEqual({value[1] for value in self.front(bound["front"]).values()}, {most})
        self.assertTrue(bound["infeasible"])
        self.assertIn("design.lut <=", bound["infeasible"][0]["reasons"][0])
        absent = self.search("a.assay", "--search", "random", "--budget", "18", "--constraint", "power.mean<=100W")
        self.assertEqual(absent["front"]["fronts"], [], "what is not known is never met")
        self.assertTrue(all("not known (" in point["reasons"][0] for point in absent["infeasible"]))
        text, _ = self.call(*SPACE, *BOTH, "--search", "random", "--budget", "18", "--constraint", "power.mean<=100W",
                            "-o", "a.assay")
        self.assertIn("there is no front", text)

    def test_cost_needs_and_takes_assumptions(self):
        options = ("--search", "random", "--objective", "latency,cost", "--budget", "4", "-o", "a.assay")
        without = self.data(*SPACE, *options)
        self.assertEqual(len(without["failed"]), 4)
        self.assertIn("no cost.per_million: ", without["failed"][0]["reasons"][0])
        priced = self.data(*SPACE, *options, "--assume", "demand.rate=500", "--assume",
                           "target.rtl:ice40-hx8k.hourly=0.2", "--assume", "target.rtl:ice40-hx8k.capacity=1000")
        self.assertEqual((priced["failed"], priced["runs"]), ([], 0))
        values = [member["values"][1] for member in priced["front"]["fronts"][0]["members"]]
        self.assertEqual({value["evidence"] for value in values}, {"modelled"})

    def test_a_time_ends_it_and_is_no_failure(self):
        data = self.search("a.assay", "--search", "random", "--budget", "1h")
        self.assertEqual((data["distinct"], data["end"]), (18, "space"))
        data = self.data("run", "-w", "vector-transform", "-t", "cpu:native", "-p", "n=1024", "--quick", "--repeats",
                         "50", "--search", "nsga2", "--objective", "latency", "--budget", "1s", "-o", "b.assay",
                         quiet=False)
        self.assertEqual(data["end"], "time")

    def test_what_can_be_measured_is_confirmed(self):
        data = self.data("run", "-w", "vector-transform", "-t", "cpu:native", "-p", "n=1024", "-p", "variant=simd",
                         "--quick", "--search", "random", "--objective", "latency", "--budget", "1", "--confirm", "1",
                         "-o", "a.assay")
        self.assertEqual(data["runs"] - len(data["confirmed"]), 1)
        emulated = self.search("b.assay", "--search", "random", "--budget", "4", "--confirm", "2")
        self.assertEqual(emulated["confirmed"], [], "an emulated board cannot be measured")

    def test_what_makes_no_sense_is_refused(self):
        for options, words in ((("--objective", "latncy", "--budget", "3"), "Did you mean 'latency'"),
                               (("--objective", "latency", "--budget", "3", "--constraint", "latency<=3W"), "is no number of s"),
                               (("--objective", "latency", "--budget", "3", "--constraint", "latency"), "has no bound"),
                               (("--objective", "latency", "--budget", "soon"), "--budget"),
                               (("--objective", "latency"), "--budget"), (("--budget", "3"), "one to four objectives"),
                               (("--objective", "latency", "--budget", "3", "--vcd", "a.vcd"), "exclude each other"),
                               (("--objective", "latency", "--budget", "3", "-p", "message_bytes=64,128"), "different questions"),
                               (("--objective", "latency", "--budget", "3", "--hardware", "cpu:native=x"), "no point of the search")):
            with self.subTest(options=options):
                self.assertIn(words, self.refused(*SPACE, "--search", "nsga2", *options, "-o", "a.assay"))
        self.assertIn("no way to search", self.refused(*SPACE, *BOTH, "--search", "grid", "--budget", "3"))
        self.assertIn("how many", self.refused(*SPACE, *BOTH, "--search", "lhs", "--budget", "3min"))
        self.assertIn("belongs to a search", self.refused(*SPACE, *BOTH))


main()
