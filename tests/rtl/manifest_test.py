#!/usr/bin/env python3
"""Checks that each manifest's Verilog implementation says what the core does: the same parameters, packets and clocks as
kernels.py, whose layouts and formulas kernels_test.py holds to the cores. Needs no tools.
"""
import itertools
import json
import random
import re
import tomllib
import unittest

import kernels
import model_build
import streams
from formula import evaluate, evaluate_all

BYTES = {"f32": 4, "f64": 8, "i8": 1, "u8": 1, "i16": 2, "u16": 2, "i32": 4, "u32": 4, "i64": 8, "u64": 8}


class Manifest:
    def __init__(self, workload, folder=model_build.WORKLOADS):
        self.folder = folder / workload
        self.content = tomllib.loads((self.folder / "workload.toml").read_text(encoding="utf-8"))
        self.verilog, = (i for i in self.content["implementation"] if i["kind"] == "verilog")

    def defaults(self, given):
        """Workload and backend parameters."""
        declared = self.content["parameter"] + self.verilog["parameter"]
        return {parameter["name"]: parameter["default"] for parameter in declared} | given

    def options(self, parameters):
        return evaluate_all(self.verilog["options"], parameters)

    def unmet(self, parameters):
        return [requirement["reason"] for requirement in self.verilog.get("requirement", ())
                if not evaluate(requirement["condition"], parameters)]

    def sizes(self, parameters, *roles):
        """name → (bytes, bytes of an element), in the manifest's order."""
        found = {}
        for tensor in self.content["tensor"]:
            if tensor["role"] in roles:
                dtype = tensor["dtype"]
                size = BYTES[dtype if isinstance(dtype, str) else dtype[parameters[dtype["parameter"]]]]
                elements = 1
                for extent in tensor["shape"]:
                    elements *= extent if isinstance(extent, int) else evaluate(extent, parameters)
                found[tensor["name"]] = (size * elements, size)
        return found

    def core_settings(self):
        """Combinations of backend parameters, all of the smaller ones."""
        names = [parameter["name"] for parameter in self.verilog["parameter"]]
        for values in itertools.product(*(parameter["choices"] for parameter in self.verilog["parameter"])):
            yield dict(zip(names, values))


def able(workload):
    """Workload parameters that the core of a workload needs, beside the defaults."""
    return {"vector-transform": {"dtype": "i32"}, "mlp-inference": {"dtype": "int8"}}.get(workload, {})


def module_parameters(source, top):
    """Names of the Verilog parameters of a module."""
    head = re.search(rf"^module {top} #\((.*?)^\) \(", source, re.M | re.S)[1]
    return re.findall(r"parameter\s+(\w+)", head)


class ManifestTest(unittest.TestCase):
    def each_point(self, check):
        for kernel in kernels.KERNELS:
            manifest = Manifest(kernel.workload)
            for point in (kernel(*point) for point in kernel.points):
                with self.subTest(str(point)):
                    parameters = manifest.defaults(point.p | point.settings())
                    check(manifest, point, parameters, manifest.options(parameters))

    def test_names_file_and_top_module(self):
        for kernel in kernels.KERNELS:
            with self.subTest(kernel.workload):
                verilog = Manifest(kernel.workload).verilog
                self.assertEqual((verilog["file"], verilog["entry"]), ("kernel.v", kernel.top))

    def test_verilog_parameters_are_those_of_the_design_point(self):
        self.each_point(lambda manifest, point, parameters, options: self.assertEqual(options["parameters"], point.rtl))

    def test_verilog_parameters_exist(self):
        for kernel in kernels.KERNELS:
            with self.subTest(kernel.workload):
                manifest = Manifest(kernel.workload)
                known = module_parameters((manifest.folder / "kernel.v").read_text(encoding="utf-8"), kernel.top)
                self.assertLessEqual(set(manifest.verilog["options"]["parameters"]), set(known))

    def test_clocks_of_a_query_are_those_of_the_core(self):
        self.each_point(lambda manifest, point, parameters, options:
                        self.assertEqual(options["cycles"], point.cycles(1)))

    def test_streams_are_those_of_the_core(self):
        def check(manifest, point, parameters, options):
            rng = random.Random(str(point))
            inputs, residents, _ = point.tensors(rng)
            sizes = manifest.sizes(parameters, "input") | manifest.sizes(parameters, "resident")
            self.assertEqual([size for size, _ in sizes.values()], [len(data) for data in (*inputs, *residents)])
            tensors = {name: (data, size) for data, (name, (_, size)) in zip((*inputs, *residents), sizes.items())}
            self.assertEqual(streams.pack(options.get("configuration", []), tensors, user=1),
                             point.configuration(residents))
            self.assertEqual(streams.pack(options["input"], tensors), point.query(inputs))

            outputs = manifest.sizes(parameters, "output")
            right = {name: (rng.randbytes(size), element) for name, (size, element) in outputs.items()}
            packets = [data for data, _ in streams.pack(options["output"], right)]
            self.assertEqual(len(packets), point.packets())
            self.assertEqual(point.outputs(packets), [data for data, _ in right.values()])
            self.assertEqual(streams.unpack(options["output"], packets, outputs),
                             {name: data for name, (data, _) in right.items()})
        self.each_point(check)

    def test_every_setting_of_the_defaults_has_a_whole_core(self):
        """Each combination of backend parameters is refused with a reason or has options that are numbers."""
        for kernel in kernels.KERNELS:
            manifest = Manifest(kernel.workload)
            for setting in manifest.core_settings():
                with self.subTest(f"{kernel.workload} {setting}"):
                    parameters = manifest.defaults(able(kernel.workload) | setting)
                    if manifest.unmet(parameters):
                        continue
                    options = manifest.options(parameters)
                    self.assertTrue(all(isinstance(value, int) for value in options["parameters"].values()))
                    self.assertIsInstance(options["cycles"], int)
                    area = options["area"]
                    self.assertGreater(area["lut"], 0)
                    for memory in area.get("memories", ()):
                        self.assertTrue(all(isinstance(value, int) and value >= 0 for value in memory.values()), memory)

    def test_other_dtypes_are_refused_with_the_way_out(self):
        for workload, dtype, way_out in (("vector-transform", "f32", "dtype=i32"), ("mlp-inference", "f32", "dtype=int8"),
                                         ("fir-filter", "f32", "dtype=i16")):
            reason, = (manifest := Manifest(workload)).unmet(manifest.defaults({"dtype": dtype}))
            self.assertIn(way_out, reason)

    def test_defaults_are_prebuilt_and_so_are_neighbours(self):
        prebuilt = json.loads((model_build.RTL / "prebuilt.json").read_text(encoding="utf-8"))
        for kernel in kernels.KERNELS:
            with self.subTest(kernel.workload):
                manifest = Manifest(kernel.workload)
                built = [design["parameters"] for design in prebuilt if design["workload"] == kernel.workload]
                wanted = [manifest.options(manifest.defaults(able(kernel.workload)))["parameters"]]
                if kernel.workload in ("crc32", "quantized-matvec"):
                    wanted += [manifest.options(manifest.defaults({"lanes": lanes}))["parameters"]
                               for lanes in (1, 2, 4, 8, 16)]
                for parameters in wanted:
                    self.assertIn(parameters, built)

    def test_prebuilt_designs_can_be_asked_for(self):
        """Each is what the manifest makes of some parameters."""
        for design in json.loads((model_build.RTL / "prebuilt.json").read_text(encoding="utf-8")):
            with self.subTest(str(design)):
                kernel, = (kernel for kernel in kernels.KERNELS if kernel.workload == design["workload"])
                self.assertEqual(design["top"], kernel.top)
                manifest = Manifest(kernel.workload)
                given = self.workload_parameters(design)
                self.assertTrue(any(manifest.options(manifest.defaults(given | setting))["parameters"]
                                    == design["parameters"] for setting in manifest.core_settings()))

    @staticmethod
    def workload_parameters(design):
        rtl = design["parameters"]
        names = {"ROWS": "rows", "COLS": "cols", "WBITS": "weight_bits", "TAPS": "taps", "CHANNELS": "channels",
                 "SHIFT": "shift", "THRESHOLD": "threshold", "GROUPS": "groups", "CODES": "codes",
                 "CODE_BITS": "code_bits", "K": "k", "RULES": "rules"}
        given = able(design["workload"]) | {name: rtl[key] for key, name in names.items() if key in rtl}
        if rtl.get("N0") == 16:
            given["network"] = "16-64-32-32-5"
        return given


if __name__ == "__main__":
    unittest.main()
