#!/usr/bin/env python3
"""Checks every Verilog kernel: bit-exact against its workload's reference, with and without random pauses on both
ports, and as many clocks as its formula says; and netlists of three of them.

ASSAY_RTL_FULL=1   all design points and 20 seeds, three netlists (otherwise the first two points and 4 seeds of each
                   kernel, one netlist); see rtl_case.py for more
"""
import os
import random
import shutil
import unittest
from pathlib import Path

import kernels
import model_build
from model_api import Model, Reference
from rtl_case import RtlCase

FULL = os.environ.get("ASSAY_RTL_FULL") == "1"
SEEDS = 20 if FULL else 4
PAUSES = ((0.0, 0.0), (0.3, 0.3), (0.7, 0.1), (0.1, 0.7))


class KernelCase(RtlCase):
    kernel = None  # set by the classes below
    building = {}  # kernel → points, reference, models, as they will be

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.kernel is None:
            return
        if cls.kernel not in KernelCase.building:
            for kernel in kernels.KERNELS:  # all at once: while one is tested the next ones are built
                KernelCase.building[kernel] = cls.start_building(kernel)
        cls.points, reference, libraries = KernelCase.building[cls.kernel]
        cls.reference = Reference(reference.result())
        cls.libraries = [library.result() for library in libraries]

    @classmethod
    def start_building(cls, kernel):
        points = [kernel(*point) for point in kernel.points[:None if FULL else 2]]
        source = model_build.WORKLOADS / kernel.workload / "kernel.v"
        reference = cls.pool.submit(model_build.build_reference, kernel.workload, cls.builder.cache)
        return points, reference, [cls.pool.submit(cls.builder.build, source, kernel.top, point.rtl) for point in points]

    def each_point(self, check):
        for point, library in zip(self.points, self.libraries):
            with self.subTest(str(point)), Model(library) as model:
                check(model, point)

    def expect(self, point, seed, count):
        """Residents, and (inputs, right outputs) of `count` queries."""
        rng = random.Random(f"{point} {seed}")
        inputs, residents, sizes = point.tensors(rng)
        queries = []
        for i in range(count):
            if i > 0:
                inputs = point.tensors(rng)[0]
            adjusted, kept, right = self.reference.outputs(point.p, inputs, residents, sizes, seed)
            if seed % 4 == 3 and point.sharpen(adjusted, kept):
                right = self.reference.outputs(point.p, adjusted, kept, sizes)[2]
            queries.append((adjusted, right))
        return kept, queries

    def run_queries(self, model, point, queries, **pauses):
        packets = [packet for inputs, _ in queries for packet in point.query(inputs)]
        room = sum(len(output) for _, right in queries for output in right)
        return model.run(packets, len(queries) * point.packets(), room, drain=200, limit=3_000_000, **pauses)

    def assert_right(self, point, queries, result):
        self.assertEqual(result.status, "OK")
        per_query = point.packets()
        for i, (_, right) in enumerate(queries):
            came = [data for data, _ in result.packets[i * per_query:(i + 1) * per_query]]
            self.assertEqual(point.outputs(came), right, f"query {i}")

    def configure(self, model, point, residents):
        if packets := point.configuration(residents):
            self.assertEqual(model.run(packets, 0, 0, drain=20).status, "OK")

    def exact(self, model, point):
        for seed in range(SEEDS):
            residents, queries = self.expect(point, seed, point.queries_at_once)
            self.configure(model, point, residents)
            for stall_input, stall_output in (PAUSES[0], PAUSES[1 + seed % 3]):
                result = self.run_queries(model, point, queries, seed=seed, stall_input=stall_input,
                                          stall_output=stall_output)
                self.assert_right(point, queries, result)

    def cycles(self, model, point):
        for count in (1, point.queries_at_once):
            residents, queries = self.expect(point, 1000 + count, count)
            self.configure(model, point, residents)
            result = self.run_queries(model, point, queries)
            self.assert_right(point, queries, result)
            self.assertEqual(result.cycles, point.cycles(count), f"{count} queries")

    def reset(self, model, point):
        """A reset in the middle of a query leaves nothing behind."""
        residents, queries = self.expect(point, 7, 1)
        self.configure(model, point, residents)
        packets = point.query(queries[0][0])
        half = packets[:max(1, len(packets) // 2)]
        half[-1] = (half[-1][0][:max(1, len(half[-1][0]) // 2)], half[-1][1])
        room = sum(len(output) for output in queries[0][1])
        model.run(half, point.packets() + 1, room, limit=max(3, point.cycles(1) // 3))
        model.reset()
        self.configure(model, point, residents)
        self.assert_right(point, queries, self.run_queries(model, point, queries))


class NetlistTest(RtlCase):
    """What Yosys makes of three cores computes and takes the same."""

    CELLS = Path("/usr/share/yosys/ice40/cells_sim.v")

    def check(self, point):
        if shutil.which("yosys") is None or not self.CELLS.exists():
            self.skipTest("yosys is not installed; apt-get install yosys to check netlists")
        source = model_build.WORKLOADS / point.workload / "kernel.v"
        netlist = model_build.synthesize(source, point.top, point.rtl, self.builder.cache)
        case = kernel_case(type(point))()
        case.reference = Reference(model_build.build_reference(point.workload, self.builder.cache))
        options = ("--language", "1800-2017", "-DNO_ICE40_DEFAULT_ASSIGNMENTS", "-Wno-lint")
        with Model(self.builder.build(netlist, point.top, {}, [self.CELLS], options)) as model:
            case.exact(model, point)
            case.cycles(model, point)

    def test_crc32(self):
        self.check(kernels.Crc32({"BYTES": 2, "PIPE": 1}, {"messages": 4, "message_bytes": 65}))

    def test_crc32_with_an_early_answer(self):
        self.check(kernels.Crc32({"BYTES": 1, "PIPE": 0}, {"messages": 4, "message_bytes": 65}))

    @unittest.skipUnless(FULL, "takes long: ASSAY_RTL_FULL=1 runs it")
    def test_quantized_matvec(self):
        self.check(kernels.QuantizedMatvec({"LANES": 4, "WBITS": 3, "ROWS": 6, "COLS": 32, "PIPE": 1},
                                           {"rows": 6, "cols": 32, "weight_bits": 3}))

    @unittest.skipUnless(FULL, "takes long: ASSAY_RTL_FULL=1 runs it")
    def test_scan_aggregate(self):
        self.check(kernels.ScanAggregate({"LANES": 1, "KEY_BITS": 8, "GROUPS": 20, "PIPE": 1},
                                         {"rows": 200, "groups": 20, "selectivity": 60, "dtype": "u8"}))


def kernel_case(kernel):
    return type(f"{kernel.__name__}Test", (KernelCase,), {
        "__module__": __name__,
        "kernel": kernel,
        "test_exact_with_and_without_pauses": lambda self: self.each_point(self.exact),
        "test_cycles_are_those_of_the_formula": lambda self: self.each_point(self.cycles),
        "test_reset_in_the_middle_of_a_query": lambda self: self.each_point(self.reset),
    })


for kernel_class in kernels.KERNELS:
    case = kernel_case(kernel_class)
    globals()[case.__name__] = case
del case  # a second name would run its tests twice


if __name__ == "__main__":
    unittest.main()
