#!/usr/bin/env python3
"""From results to a decision: assumptions, whatif and breakeven.

usage: decide_test.py BUILD-FOLDER SOURCE-FOLDER [TestCase.test…]
"""
import subprocess

from cli_case import BUILD
from run_case import RunCase, main

# The worked example: 1,000 query/s at $0.20/h against 20,000 at $1/h and $60,000 once, over three years.
STAIRCASE = ("demand.rate=10000", "demand.peak_factor=1", "demand.life=3", "demand.changes=0", "effort.change=0",
             "target.cpu:native.capacity=1000", "target.cpu:native.hourly=0.2", "target.cpu:native.effort=0",
             "target.rtl:ice40-hx8k.capacity=20000", "target.rtl:ice40-hx8k.hourly=1",
             "target.rtl:ice40-hx8k.effort=0", "target.rtl:ice40-hx8k.one_time=60000")


def assume(*texts):
    return [part for text in texts for part in ("--assume", text)]


class DecideTest(RunCase):
    def setUp(self):
        super().setUp()
        subprocess.run([str(BUILD / "tests/place_fixture"), str(self.folder / "fixed.assay")], check=True, timeout=60)

    def derived(self, *texts, result=1, options=()):
        data = self.data("whatif", "fixed.assay", str(result), *assume(*texts), *options)
        return {each["id"]: each for each in data["options"][0]["derived"]}, data["options"][0]

    def test_assumptions_show_where_each_number_comes_from(self):
        data = self.data("assumptions", "--assumptions", "US", "--assume", "demand.rate=5:10:50")
        self.assertEqual(data["sets"], ["EU", "US"])
        rows = {row["id"]: row for row in data["assumptions"]}
        self.assertEqual((rows["demand.rate"]["low"], rows["demand.rate"]["high"]), (5, 50))
        self.assertTrue(rows["price.electricity"]["own"] and rows["price.electricity"]["unverified"])
        self.assertIn("http", rows["price.electricity"]["source"])
        self.assertFalse(rows["effort.rtl"]["own"])
        text, _ = self.call("assumptions", "--assumptions", "US")
        self.assertIn("Statista", text)
        eu = {row["id"]: row for row in self.data("assumptions", "--assumptions", "EU")["assumptions"]}
        self.assertGreater(eu["price.electricity"]["value"], rows["price.electricity"]["value"])

    def test_a_set_of_ones_own_replaces_what_it_names(self):
        folder = self.folder / ".local/share/assay/assumptions"
        folder.mkdir(parents=True)
        (folder / "shop.toml").write_text('schema = "assay.assumptions/1"\nname = "shop"\nauthor = "A. Engineer"\n'
                                          '[[assumption]]\nid = "price.pue"\nvalue = 1.2\nsource = "our meter"\n')
        rows = {row["id"]: row for row in self.data("assumptions", "--assumptions", "shop")["assumptions"]}
        self.assertEqual((rows["price.pue"]["value"], rows["price.pue"]["source"]), (1.2, "our meter"))
        (folder / "shop.toml").write_text('schema = "assay.assumptions/1"\nname = "shop"\n[[assumption]]\nid = "price.pue"\n')
        _, errors = self.call("assumptions")
        self.assertRegex(errors, r"shop.toml:3: .*value", "a wrong file is left out and told")

    def test_a_set_is_kept_in_the_study_file(self):
        before = self.results("fixed.assay")
        self.data("assumptions", "fixed.assay", "--assumptions", "EU", *assume("demand.rate=300"), "--save", "shop",
                  "--author", "A. Engineer", "--note", "for the meeting")
        data = self.data("assumptions", "fixed.assay", "--assumptions", "shop")
        self.assertEqual((data["sets"], data["author"]), (["shop", "EU", "US"], "A. Engineer"))
        rows = {row["id"]: row for row in data["assumptions"]}
        self.assertEqual((rows["demand.rate"]["value"], rows["price.electricity"]["value"]), (300, 0.18))
        used = self.data("whatif", "fixed.assay", "1", "--assumptions", "shop")["assumptions"]
        self.assertEqual(used["note"], "for the meeting")
        self.assertEqual(self.results("fixed.assay"), before, "results are never changed")
        self.assertIn("needs a study file", self.refused("assumptions", "--save", "shop"))

    def test_the_worked_costs(self):
        numbers, option = self.derived("demand.rate=300", "demand.peak_factor=1", "demand.changes=0", "textbook.utilisation=0.3",
                                       "target.cpu:native.capacity=1000", "target.cpu:native.hourly=0.2", "target.cpu:native.effort=0")
        self.assertEqual(option["deployment"], "cloud")
        self.assertAlmostEqual(numbers["cost.textbook"]["value"], 0.1852, delta=5e-5)
        self.assertAlmostEqual(numbers["cost.per_million"]["value"], 0.1852, delta=5e-5)
        self.assertIn("0.2 USD/h", numbers["cost.textbook"]["formula"])
        self.assertIn("rented machine", numbers["power.service"]["absent_reason"])

    def test_what_is_missing_is_told_and_never_zero(self):
        numbers, _ = self.derived()
        for name, each in numbers.items():
            self.assertIsNone(each["value"], name)
            self.assertTrue(each["absent_reason"], name)
        text, _ = self.call("whatif", "fixed.assay", "1")
        self.assertIn("--assume target.cpu:native.capacity", text)
        self.assertNotIn("nan", text.lower())

    def test_the_catalogue_fills_in_prices(self):
        numbers, option = self.derived("target.cpu:native.capacity=1000", "target.cpu:native.idle=100",
                                       options=("--hardware", "cpu:native=amd-epyc-9654"))
        self.assertEqual(option["deployment"], "on-premises")
        self.assertGreater(numbers["cost.total"]["value"], 1000)
        self.assertIn("(", self.call("whatif", "fixed.assay", "1", "--formulas", "--hardware", "cpu:native=amd-epyc-9654")[0])

    def test_the_staircase(self):
        data = self.data("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=1:200000", *assume(*STAIRCASE))
        self.assertEqual([round(x) for x in data["crossings"]], [16000, 20000, 21000])
        self.assertEqual([each["cheapest"] for each in data["stretches"]], [0, 1, 0, 1])
        self.assertEqual(data["chosen"], 0)
        self.assertEqual({each["performance_evidence"] for each in data["options"]}, {"modelled"})
        text, _ = self.call("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=1:200000", *assume(*STAIRCASE))
        for part in ("16,000 query/s", "#1 on cpu:native costs least", "modelled"):
            self.assertIn(part, text)

    def test_ranges_make_a_region_and_say_what_to_find_out(self):
        data = self.data("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=100:200000", "--map", "demand.life=1:10",
                         *assume(*STAIRCASE, "demand.rate=15500", "target.rtl:ice40-hx8k.one_time=30000:60000:90000"))
        self.assertTrue(any(region["from"] < 16000 < region["to"] for region in data["undecided"]))
        self.assertEqual(data["tornado"][0]["knob"]["id"], "target.rtl:ice40-hx8k.one_time")
        self.assertTrue(data["tornado"][0]["flips"])
        self.assertEqual(data["measure_next"][0]["knob"]["id"], "target.rtl:ice40-hx8k.one_time")
        self.assertGreater(data["expected_regret_usd"], 0)
        self.assertEqual([each["knob"]["id"] for each in data["stability"][:2]], ["target.cpu:native.hourly", "demand.rate"])
        self.assertEqual(len(data["map"]["cells"]), 16)
        again = self.data("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=100:200000", "--map", "demand.life=1:10",
                          *assume(*STAIRCASE, "demand.rate=15500", "target.rtl:ice40-hx8k.one_time=30000:60000:90000"))
        self.assertEqual(data, again, "the same seed, the same answer")

    def test_what_to_measure_next_names_the_run_and_what_the_runs_took(self):
        subprocess.run([str(BUILD / "tests/cli_fixture"), str(self.folder / "timed.assay")], check=True, timeout=60)
        # Within 5.5 ms the replayed capacity of the one that takes 4 ms decides whether 25 or 26 are rented.
        command = ("breakeven", "timed.assay", "1", "2", "--draws", "5000",
                   *assume("target.cpu:native.hourly=1", "target.opencl:pocl.hourly=0.039", "demand.rate=100", "demand.life=3",
                           "demand.peak_factor=1", "demand.changes=0", "slo.latency=0.0055", "price.engineer=0", "price.overhead=1",
                           "effort.kernel=0", "effort.existing=0", "effort.change=0"))
        items = {item["knob"]["id"]: item for item in self.data(*command)["measure_next"]}
        measuring = items["#2.capacity"]["measuring"]
        self.assertEqual(measuring["command"], "assay run -w gemm -p dtype=f32 -p m=256 -t opencl:pocl --scenario slo-search --slo 0.0055s@p99")
        self.assertEqual((measuring["runs"], measuring["runs_took_seconds"], measuring["same_as_runs"]), (5, 60, False))
        text, _ = self.call(*command)
        self.assertIn("the 5 runs of result #2 took 1 min 00 s, and a search takes longer", text)
        self.assertNotIn("measuring", self.data("breakeven", "fixed.assay", "1", "2", *assume(
            *STAIRCASE, "demand.rate=15500", "target.rtl:ice40-hx8k.one_time=30000:60000:90000"))["measure_next"][0], "a price is not measured")

    def test_a_map_over_the_latency_limit_finds_capacities_anew(self):
        subprocess.run([str(BUILD / "tests/cli_fixture"), str(self.folder / "timed.assay")], check=True, timeout=60)
        rent = assume("target.cpu:native.hourly=1", "target.opencl:pocl.hourly=0.1", "demand.rate=100", "effort.kernel=0",
                      "effort.existing=0")
        # Queries take 1 ms on the one and 4 ms on the other, which is the cheaper where it is quick enough.
        command = ("breakeven", "timed.assay", "1", "2", *rent, "--draws", "1000", "--over", "demand.rate=1:1000", "--map",
                   "slo.latency=0.0005:0.05")
        map_ = self.data(*command)["map"]
        self.assertEqual(map_["y_axis"], "slo.latency")
        cheapest = [{cell["cheapest"] for cell in row} for row in map_["cells"]]
        for limit, row in zip(map_["y"], cheapest):
            if limit < 0.001:
                self.assertEqual(row, {None}, "nobody is quick enough")
            elif limit < 0.004:
                self.assertEqual(row, {0}, "only the processor is quick enough")
        self.assertIn(1, cheapest[-1])
        text, _ = self.call(*command)
        self.assertIn("slo.latency in s (up)", text)
        self.assertIn("hangs on the latency limit", self.refused("breakeven", "fixed.assay", "1", "2", *assume(*STAIRCASE), "--map",
                                                                 "slo.latency"))
        self.assertIn("slo.latency for --map", self.refused("breakeven", "fixed.assay", "1", "2", *assume(*STAIRCASE), "--over",
                                                            "slo.latency"))

    def test_no_crossover_and_equivalent_are_answers(self):
        none = self.data("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=1:10000", *assume(*STAIRCASE))
        self.assertEqual(none["crossings"], [])
        same = self.data("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=1:10000",
                         *assume(*STAIRCASE, "target.rtl:ice40-hx8k.capacity=1000", "target.rtl:ice40-hx8k.hourly=0.2",
                                 "target.rtl:ice40-hx8k.one_time=0"))
        self.assertTrue(same["equivalent"])
        text, _ = self.call("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=1:10000", *assume(*STAIRCASE))
        self.assertIn("No crossover", text)

    def test_the_front_of_a_study(self):
        data = self.data("pareto", "fixed.assay", "6", "7", "--metrics", "latency.p50,throughput.queries")
        numbers = [[member["result"] for member in front["members"]] for front in data["fronts"]]
        self.assertEqual(sorted(sum(numbers, [])), [6, 7])
        self.assertEqual(len(data["fronts"]), 2, "results of unequal boundaries share no front")
        self.assertEqual(sorted(member["name"] for front in data["fronts"] for member in front["members"]),
                         ["#6 on cpu:native", "#7 on rtl:alveo-u50"], "only parameters that tell results apart are named")
        cards = self.data("pareto", "fixed.assay", "7", "8", "--metrics", "latency.p50,throughput.queries")
        self.assertIn("#8 on rtl:alveo-u50 deployment=stream", str(cards), "as whatif and breakeven name them")
        text, _ = self.call("pareto", "fixed.assay", "--metrics", "latency.p50,throughput.queries")
        self.assertIn("Left out: #5", text, "another workload is left out, and told")

    def test_the_front_takes_derived_metrics(self):
        data = self.data("pareto", "fixed.assay", "1", "2", "--metrics", "throughput.queries,cost.per_million", *assume(*STAIRCASE))
        members = {member["result"]: member for front in data["fronts"] for member in front["members"]}
        self.assertEqual({each["values"][1]["evidence"] for each in members.values()}, {"modelled"})
        self.assertEqual(self.data("pareto", "fixed.assay", "1", "--metrics", "throughput.queries,cost.per_million")["fronts"], [],
                         "without a price nobody takes part")

    def test_advice_stays_on_what_is_there_without_a_decided_gain(self):
        data = self.data("advise", "fixed.assay", "1", "2")
        self.assertTrue(data["stay"])
        self.assertEqual(data["answer"], data["baseline"])
        self.assertIn("Stay on", data["recommendation"])
        self.assertTrue(all(finding["because"] and finding["would_change"] for finding in data["findings"]))
        self.assertLessEqual({"fit", "benefit", "effort", "integration", "deployment"}, {each["topic"] for each in data["findings"]})
        half = self.data("advise", "fixed.assay", "1", "2", "--hot", "0.5")
        self.assertIn("no device can make the whole program more than 2 times as fast", [each["claim"] for each in half["findings"]])
        priced = self.data("advise", "fixed.assay", "1", "2", *assume(*STAIRCASE))
        cost = [each for each in priced["findings"] if each["topic"] == "economics"]
        self.assertIn("it costs less from 16000 to 20000 and from 21000 query/s", str(cost))
        text, _ = self.call("advise", "fixed.assay", "1", "2", *assume(*STAIRCASE))
        self.assertTrue(text.startswith("Stay on"), text)

    def test_advice_chooses_the_widest_question_and_takes_a_baseline(self):
        data = self.data("advise", "fixed.assay", "1", "2", "--baseline", "2")
        self.assertEqual(data["baseline"], 2)
        self.assertIn("choose one with --workload", self.refused("advise", "fixed.assay"))
        self.assertIn("it has some of", self.refused("advise", "fixed.assay", "--workload", "fft"))
        self.assertIn("--baseline 99", self.refused("advise", "fixed.assay", "1", "2", "--baseline", "99"))
        self.assertIn("--hot", self.refused("advise", "fixed.assay", "1", "2", "--hot", "3"))

    def test_wrong_use_is_told_with_the_next_step(self):
        for arguments, part in (
                (("whatif", "fixed.assay", *assume("price.electrcity=1")), "Did you mean 'price.electricity'"),
                (("whatif", "fixed.assay", "1", *assume("price.pue=0.5")), "from 1 to 10"),
                (("whatif", "fixed.assay", "1", "--assumptions", "UE"), "There are: EU, US"),
                (("whatif", "fixed.assay", "1", "--hardware", "cpu:native=amd-epic-9654"), "Did you mean 'amd-epyc-9654'"),
                (("whatif", "fixed.assay", "1", "--hardware", "cpu:nativ=amd-epyc-9654"), "Did you mean 'cpu:native'"),
                (("whatif", "fixed.assay", "1", "--pay", "cpu:native=barter"), "cloud, managed, on-premises or edge"),
                (("whatif", "fixed.assay", "99"), "99"),
                (("pareto", "fixed.assay", "--metrics", "latency.p50"), "two to four metrics"),
                (("pareto", "fixed.assay", "--metrics", "latency.p50,latency.p50"), "twice"),
                (("pareto", "fixed.assay", "--metrics", "latency.p50,throughput.itms"), "Did you mean 'throughput.items'"),
                (("pareto", "fixed.assay", "--metrics", "latency.p50,rate.issued"), "neither good nor bad"),
                (("whatif", "fixed.assay", "1", "5"), "one workload"),
                (("whatif", "no.assay", "1"), "no.assay"),
                (("breakeven", "fixed.assay", "1", "2"), "two options that can be priced"),
                (("breakeven", "fixed.assay", "1", "2", "--over", "demand.rat", *assume(*STAIRCASE)), "Did you mean 'demand.rate'"),
                (("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=5", *assume(*STAIRCASE)), "FROM:TO"),
                (("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=5:x", *assume(*STAIRCASE)), "'x' is no number; write demand.rate=FROM:TO"),
                (("breakeven", "fixed.assay", "1", "2", "--over", "demand.rate=50:5", *assume(*STAIRCASE)), "rising"),
                (("breakeven", "fixed.assay", "1", "2", "--map", "demand.rate=1:5", *assume(*STAIRCASE)), "another number")):
            with self.subTest(arguments=arguments):
                self.assertIn(part, self.refused(*arguments))


main()
