#!/usr/bin/env python3
"""Checks what a model's library tells its user when the design under it misbehaves, and what else its interface promises.
"""
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import model_build
from model_api import Model
from rtl_case import RtlCase

DESIGNS = Path(__file__).resolve().parent / "designs"
TWO_PACKETS = [(b"abcdefgh", 0), (b"xyz", 0)]


class ShimTest(RtlCase):
    def faulty(self, fault):
        return Model(self.builder.build(DESIGNS / "faulty.v", "faulty", {"FAULT": fault, "AT": 5}))

    def test_passes_packets_and_says_when(self):
        with self.faulty(0) as model:
            result = model.run(TWO_PACKETS, 2, 11, drain=50)
            self.assertEqual((result.status, result.packets), ("OK", TWO_PACKETS))
            self.assertEqual(result.cycles, 12)  # eleven beats, one register
            self.assertEqual(result.input_cycles, [(0, 7), (8, 10)])
            self.assertEqual(result.output_cycles, [(1, 8), (9, 11)])

    def test_describes_itself(self):
        with self.faulty(0) as model:
            self.assertEqual((model.api.abi, model.api.kernel, model.api.parameters), (1, b"faulty", b"AT=5 FAULT=0"))
            self.assertEqual((model.api.input_bytes, model.api.output_bytes, model.api.traceable), (1, 1, 0))

    def test_pauses_follow_the_seed_and_slow_the_run(self):
        with self.faulty(0) as model:
            packets = [(bytes(range(200)), 0)]
            runs = [model.run(packets, 1, 200, seed=seed, stall_input=0.5, stall_output=0.5) for seed in (1, 1, 2)]
            self.assertEqual([run.data() for run in runs], [packets[0][0]] * 3)
            self.assertEqual(runs[0].cycles, runs[1].cycles)
            self.assertNotEqual(runs[0].cycles, runs[2].cycles)
            self.assertGreater(runs[0].cycles, 300)

    def test_design_that_never_raises_last_times_out(self):
        with self.faulty(1) as model:
            result = model.run(TWO_PACKETS, 2, 11, limit=500)
            self.assertEqual((result.status, result.clocks, result.packets), ("TIMED_OUT", 500, []))

    def test_deadlocked_design_times_out_and_tells_how_far_it_came(self):
        with self.faulty(2) as model:
            result = model.run(TWO_PACKETS, 2, 11, limit=500)
            self.assertEqual((result.status, result.clocks), ("TIMED_OUT", 500))
            self.assertEqual(result.input_cycles, [])  # stuck in the first packet
            model.reset()
            self.assertEqual(model.run([(b"abc", 0)], 1, 3).status, "OK")

    def test_beat_withdrawn_before_it_was_taken_breaks_the_protocol(self):
        with self.faulty(3) as model:
            self.assertEqual(model.run(TWO_PACKETS, 2, 11, limit=500, seed=3, stall_output=0.6).status, "PROTOCOL")

    def test_output_after_the_last_packet_is_excess(self):
        with self.faulty(4) as model:
            self.assertEqual(model.run(TWO_PACKETS[:1], 1, 100, drain=50).status, "EXCESS")

    def test_more_output_than_room_is_overflow_and_nothing_is_written_behind_the_end(self):
        with self.faulty(0) as model:
            result = model.run(TWO_PACKETS, 2, 10)
            self.assertEqual((result.status, result.packets), ("OVERFLOW", TWO_PACKETS[:1]))

    def test_finish_ends_the_run_and_not_the_process(self):
        with self.faulty(5) as model:
            self.assertEqual(model.run(TWO_PACKETS, 2, 11, limit=500).status, "FINISHED")

    def test_empty_packet_is_refused(self):
        with self.faulty(0) as model:
            self.assertEqual(model.run([(b"", 0)], 1, 1).status, "INVALID")

    def test_models_run_in_threads_side_by_side(self):
        def pass_through(seed):
            data = bytes((seed * i) % 256 for i in range(5000))
            with self.faulty(0) as model:
                return model.run([(data, 0)], 1, 5000, seed=seed, stall_input=0.3, stall_output=0.3).data() == data

        with ThreadPoolExecutor(4) as pool:
            self.assertEqual(list(pool.map(pass_through, range(1, 17))), [True] * 16)

    def test_error_in_verilog_names_file_and_line(self):
        with self.assertRaisesRegex(model_build.BuildError, r"wrong\.v:4:.*missing_name"):
            self.builder.build(DESIGNS / "wrong.v", "wrong", {})

    def test_design_without_the_stream_ports_is_refused_by_name(self):
        with self.assertRaisesRegex(model_build.BuildError, r"unconventional lacks.*s_axis_tdata"):
            self.builder.build(DESIGNS / "unconventional.v", "unconventional", {})

    def test_trace_shows_the_first_clocks(self):
        tracing = model_build.Builder(self.builder.cache, trace=True)
        library = tracing.build(DESIGNS / "faulty.v", "faulty", {"FAULT": 0, "AT": 5})
        with tempfile.TemporaryDirectory() as scratch, Model(library) as model:
            file = Path(scratch) / "run.vcd"
            self.assertEqual(model.api.traceable, 1)
            self.assertTrue(model.trace(file, 4))
            self.assertEqual(model.run(TWO_PACKETS, 2, 11).status, "OK")
            text = file.read_text()
            self.assertIn("m_axis_tvalid", text)
            self.assertEqual([line for line in text.splitlines() if line.startswith("#")][-1], "#7")  # four clocks

    def test_trace_of_a_model_built_without_is_refused(self):
        with self.faulty(0) as model:
            self.assertFalse(model.trace("nowhere.vcd", 4))


if __name__ == "__main__":
    unittest.main()
