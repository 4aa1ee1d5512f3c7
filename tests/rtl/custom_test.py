#!/usr/bin/env python3
"""Checks the example of a user's own core, custom/brighten, as its manifest describes it, and that each file of
custom/faults, put in the place of its kernel.v, fails in the way it says.
"""
import random
import unittest
from pathlib import Path

import model_build
import streams
from model_api import Model
from rtl_case import RtlCase

import manifest_test

CUSTOM = Path(__file__).resolve().parent / "custom"
PIXELS = 103


class Brighten(manifest_test.Manifest):
    def __init__(self):
        super().__init__("brighten", CUSTOM)


class CustomTest(RtlCase):
    def model(self, source, lanes=4):
        return Model(self.builder.build(source, "brighten", {"LANES": lanes}))

    def ask(self, model, lanes=4, **pauses):
        """Result of a query, the right answer, the clocks of the formula."""
        manifest = Brighten()
        parameters = manifest.defaults({"pixels": PIXELS, "lanes": lanes})
        options = manifest.options(parameters)
        image = random.Random(lanes).randbytes(PIXELS)
        tensors = {"image": (image, 1), "amount": (bytes([100]), 1)}
        configured = model.run(streams.pack(options["configuration"], tensors, user=1), 0, 0, drain=20)
        self.assertEqual(configured.status, "OK")
        right = bytes(min(255, pixel + 100) for pixel in image)
        return model.run(streams.pack(options["input"], tensors), 1, PIXELS, limit=1000, **pauses), right, options["cycles"]

    def test_example_is_right_and_takes_the_clocks_of_its_formula(self):
        for lanes in (1, 4, 16):
            with self.subTest(lanes=lanes), self.model(CUSTOM / "brighten" / "kernel.v", lanes) as model:
                result, right, cycles = self.ask(model, lanes)
                self.assertEqual((result.status, result.data(), result.cycles), ("OK", right, cycles))
                result, right, _ = self.ask(model, lanes, seed=3, stall_input=0.4, stall_output=0.4)
                self.assertEqual((result.status, result.data()), ("OK", right))

    def assert_refused(self, fault, *words):
        with self.assertRaises(model_build.BuildError) as refused:
            self.model(CUSTOM / "faults" / f"{fault}.v")
        for word in words:
            self.assertIn(word, str(refused.exception))

    def test_syntax_error_and_unknown_name_are_told_with_file_and_line(self):
        self.assert_refused("syntax", "syntax.v:31", "syntax error")  # where the next word stands
        self.assert_refused("unknown_name", "unknown_name.v:22", "accepted")

    def test_broken_convention_is_told(self):
        self.assert_refused("ports", "m_axis_tkeep")

    def test_core_without_last_and_one_that_stops_time_out(self):
        for fault in ("endless", "stuck"):
            with self.subTest(fault), self.model(CUSTOM / "faults" / f"{fault}.v") as model:
                result, _, _ = self.ask(model)
                self.assertEqual((result.status, result.clocks), ("TIMED_OUT", 1000))

    def test_wrong_core_gives_another_answer(self):
        with self.model(CUSTOM / "faults" / "wrong.v") as model:
            result, right, _ = self.ask(model)
            self.assertEqual(result.status, "OK")
            self.assertNotEqual(result.data(), right)


if __name__ == "__main__":
    unittest.main()
