#!/usr/bin/env python3
"""Extreme assumptions give a clear answer or a clear refusal, never NaN, an infinity or a minus zero.

usage: extremes_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import json
import re
import subprocess

from cli_case import BUILD
from run_case import RunCase, main

RENTED = ("target.cpu:native.hourly=0.2", "target.cpu:native.capacity=1000", "target.rtl:ice40-hx8k.hourly=1",
          "target.rtl:ice40-hx8k.capacity=20000", "target.rtl:ice40-hx8k.one_time=60000")
BOUGHT = tuple(f"target.{target}.{what}" for target, usd in (("cpu:native", 500), ("opencl:pocl", 1500))
               for what in (f"device={usd}", "idle=20", "active=60"))
FREE = ("price.electricity=0", "price.hosting=0", "host.price=0", "target.cpu:native.hourly=0", "target.cpu:native.device=0",
        "target.opencl:pocl.device=0", "target.rtl:ice40-hx8k.hourly=0", "target.rtl:ice40-hx8k.one_time=0")
NO_WORK = ("price.engineer=0", "demand.changes=0", "effort.change=0", "effort.existing=0", "effort.kernel=0", "effort.rtl=0",
           "operations.hours=0")
MOST = ("demand.rate=1e15", "demand.peak_factor=1e6", "demand.life=100", "price.electricity=100", "price.pue=10",
        "price.hosting=1e7", "price.engineer=1e5", "price.overhead=20", "demand.changes=1e5", "effort.change=10",
        "operations.hours=8766")
WIDEST = ("demand.rate=0:100:1e15", "demand.peak_factor=1:2:1e6", "demand.life=0.01:3:100", "price.electricity=0:0.1:100",
          "price.pue=1:1.5:10", "price.hosting=0:50:1e7", "price.engineer=0:70:1e5", "demand.changes=0:2:1e5",
          "effort.change=0:0.2:10")
EXTREMES = {
    "no demand": ("demand.rate=0",),
    "next to no demand": ("demand.rate=1e-12",),
    "more than any capacity": ("demand.rate=1e15",),
    "all slots busy": ("demand.rate=1000", "demand.peak_factor=1"),
    "a century": ("demand.life=100",),
    "a few days": ("demand.life=0.01",),
    "free of charge": FREE,
    "no work": NO_WORK,
    "nothing costs anything": FREE + NO_WORK,
    "everything at its most": MOST,
    "the dearest service": MOST + ("target.cpu:native.request=1e6",),
    "everything is unsure": WIDEST,
    "a billion places": ("demand.sites=1e9",),
    "one busy hour": ("demand.profile=" + ",".join(["0"] * 23 + ["1"]),),
    "a limit that nothing meets": ("slo.latency=1e-9",),
    "a limit that everything meets": ("slo.latency=1e6", "slo.percentile=0.9999"),
    "next to no capacity": ("target.cpu:native.capacity=1e-9",),
    "boundless capacity": ("target.cpu:native.capacity=1e15",),
    "no machine takes power": ("target.cpu:native.idle=0", "target.cpu:native.active=0"),
    "a billion slots": ("target.cpu:native.slots=1e9",),
}
# What nobody may be shown: numbers that are none, a zero below zero, and sizes that mean a model went astray.
WRONG = re.compile(r"(?i)\bnan\b|\binf(inity)?\b|1\.#|(?<![\w.)–-])-\$?0(\.0*)?(?![\d.eE])|e\+([4-9]\d|\d{3})|\d{25}")


def assume(*texts):
    return [part for text in texts for part in ("--assume", text)]


class ExtremesTest(RunCase):
    def setUp(self):
        super().setUp()
        for maker, file in ((("place_fixture",), "rented.assay"), (("cli_fixture",), "bought.assay")):
            subprocess.run([str(BUILD / "tests" / maker[0]), str(self.folder / file)], check=True, timeout=60)

    def ask(self, *arguments: str):
        """stdout of a command that may answer or refuse; both must be clear."""
        result = subprocess.run([str(BUILD / "bin/assay"), *arguments], cwd=self.folder, env=self.environment,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=self.patience, check=False)
        said = result.stdout + result.stderr
        self.assertIn(result.returncode, (0, 2), said)
        found = WRONG.search(said)
        if found:
            self.fail(f"{arguments}: '{found.group()}' in: {said[max(0, found.start() - 200):found.end() + 80]}")
        if result.returncode == 2:
            self.assertGreater(len(result.stderr.strip()), 20, "a refusal says why")
            self.assertEqual(result.stdout, "")
        elif "--json" in arguments:
            json.loads(result.stdout, parse_constant=lambda text: self.fail(f"{arguments}: {text} in JSON"))
        return result.stdout

    def everywhere(self, *options: str):
        """Asks under all extremes, of a study with rented machines and of one with bought ones that has service times;
        in turns for the screen and as a document."""
        for turn, (name, extreme) in enumerate(EXTREMES.items()):
            for file, usual in (("rented.assay", RENTED), ("bought.assay", BOUGHT)):
                form = ("--json",) if (turn + (file == "bought.assay")) % 2 else ()
                with self.subTest(extreme=name, file=file):
                    self.ask(options[0], file, "1", "2", *assume(*usual, *extreme), *options[1:], *form)

    def test_whatif(self):
        self.everywhere("whatif", "--formulas")

    def test_breakeven(self):
        self.everywhere("breakeven", "--draws", "1000", "--map", "demand.life=0.01:100")

    def test_breakeven_over_all_that_a_number_may_be(self):
        for over, up in (("demand.rate=0:1e15", "demand.life=0.01:100"), ("demand.life=0.01:100", "demand.changes=0:1e5"),
                         ("price.pue=1:10", "price.hosting=0:1e7"), ("demand.peak_factor=1:1e6", "demand.sites=1:1e9"),
                         ("#1.capacity=1e-9:1e15", "price.engineer=0:1e5"), ("demand.rate=0:1e15", "slo.latency=1e-9:1e6")):
            for file, usual in (("rented.assay", RENTED), ("bought.assay", BOUGHT)):
                with self.subTest(over=over, file=file):
                    for extra in ((), ("--json",)):
                        self.ask("breakeven", file, "1", "2", *assume(*usual), "--over", over, "--map", up, "--draws", "1000", *extra)

    def test_pareto(self):
        self.everywhere("pareto", "--metrics", "throughput.queries,cost.per_million,energy.per_query,latency.peak.mean")

    def test_advise(self):
        self.everywhere("advise")

    def test_every_way_to_pay(self):
        for pay in ("cloud", "managed", "on-premises", "edge"):
            for command in ("whatif", "breakeven", "advise"):
                for extreme in (("demand.rate=0",), MOST, FREE + NO_WORK):
                    with self.subTest(pay=pay, command=command, extreme=extreme):
                        self.ask(command, "bought.assay", "1", "2", "--pay", f"cpu:native={pay}", "--pay", f"opencl:pocl={pay}",
                                 *assume(*BOUGHT, *extreme))

    def test_the_answers_are_clear(self):
        none = self.ask("whatif", "rented.assay", "1", *assume(*RENTED, "demand.rate=0"))
        self.assertIn("no demand", none)
        busy = self.ask("whatif", "rented.assay", "1", *assume(*RENTED, "demand.rate=1e6", "target.cpu:native.capacity=1e9"))
        self.assertIn("saturated", busy)
        self.assertIn("at least 1e-12", self.refused("whatif", "rented.assay", "1", *assume("demand.rate=1e-300")))
        self.assertIn("'nan' is no number", self.refused("whatif", "rented.assay", "1", *assume("demand.rate=nan")))
        self.assertIn("at least 1e-12", self.refused("breakeven", "rented.assay", "1", "2", "--over", "demand.rate=1e-300:1",
                                                     *assume(*RENTED)))
        free = self.data("breakeven", "rented.assay", "1", "2", *assume(*RENTED, *FREE, *NO_WORK))
        self.assertEqual({each["cost_usd"]["total"] for each in free["options"]}, {0}, "free is a price")
        self.assertTrue(free["equivalent"])


main()
