#!/usr/bin/env python3
"""A user's own workloads: found, trusted before their code is compiled, run; a wrong one hides no other.

usage: user_workload_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import struct

from run_case import RunCase, main

MINE = ("--workload-dir", "mine")


class UserWorkloadTest(RunCase):
    def run_mine(self, *options: str):
        return ("run", "-w", "my-transform", "-t", "cpu:native", "-p", "n=1024", "-p", "variant=simd", "--quick",
                "-o", "a.assay", *MINE, *options)

    def libraries(self):
        return self.files("*.so")

    def test_code_is_compiled_only_when_trusted(self):
        folder = self.copy_workload("my-transform")
        (folder / "step.hpp").write_text("// shared\n")
        self.call("workloads", *MINE)
        self.assertIn("variant", self.call("workloads", "my-transform", *MINE)[0])
        self.assertEqual(len(self.data(*self.run_mine("--dry-run"))["points"]), 1)
        told = self.refused(*self.run_mine())
        self.assertRegex(told, "my-transform.*not trusted.*--trust my-transform")
        self.assertIn(str(folder), told)
        self.assertEqual(self.libraries(), {}, "code was compiled that nobody trusted")

        self.assertEqual(self.data(*self.run_mine("--trust", "my-transform"))["completed"], 1)
        (run,) = self.results("a.assay")[0]["runs"]
        self.assertTrue(run["checked"], "the user's reference was not asked")
        compiled = self.libraries()
        self.assertEqual(len(compiled), 1)
        self.assertEqual(self.data(*self.run_mine())["runs"], [], "neither trusted nor measured again")
        self.assertEqual(self.libraries(), compiled, "compiled twice")

        (folder / "step.hpp").write_text("// shared, changed\n")
        self.assertIn("--trust my-transform", self.refused(*self.run_mine()))
        self.assertEqual(self.libraries(), compiled)

    def test_a_compile_error_is_shown(self):
        folder = self.copy_workload("my-transform")
        with open(folder / "native.cpp", "a", encoding="utf-8") as source:
            source.write("\nint answer() { return fourty_two; }\n")
        told = self.call(*self.run_mine("--trust", "my-transform"), code=2)[1]
        self.assertIn("'my-transform' does not compile", told)
        self.assertRegex(told, r"native\.cpp:\d+:\d+: error: .*fourty_two")
        self.assertEqual(self.libraries(), {})
        self.assertEqual(self.files("*.assay"), {})

    def test_trusting_an_unknown_workload_is_refused(self):
        self.copy_workload("my-transform")
        self.assertIn("Did you mean 'my-transform'", self.refused(*self.run_mine("--trust", "my-transfrom")))

    def test_known_outputs_need_no_code_of_the_user(self):
        folder = self.count_workload("count-up")
        options = ("run", "-t", "cpu:native,opencl:pocl", "--quick", "-w", "count-up", *MINE)
        data = self.data(*options, "-p", "n=16,64", "-o", "a.assay")
        self.assertEqual(data["completed"], 2, data)
        self.assertIn("no native implementation", data["skipped"][0]["reason"])
        checked = {result["point"]["workload_parameters"]["n"]: result["runs"][0]["checked"]
                   for result in self.results("a.assay")}
        self.assertEqual(checked, {64: True, 16: False}, "the known outputs are those of the defaults")
        self.assertRegex(self.call("show", "a.assay")[0], r"(?m)n=16 .*unchecked")
        self.assertEqual(self.libraries(), {})

        (folder / "counted.bin").write_bytes(struct.pack("<64f", *range(1, 65)))
        text, told = self.call(*options, "-o", "wrong.assay", "--json", code=1)
        self.check_schema(text, "command")
        self.assertRegex(told, r"failed: invalid result: 64 of 64 output elements differ .*y\[0\]")

    def test_a_kernel_that_does_not_compile_fails_with_its_log(self):
        folder = self.count_workload("count-up")
        (folder / "count.cl").write_text("__kernel void count_up(__global const flot *x, __global float *y) {}\n")
        _, told = self.call("run", "-t", "opencl:pocl", "--quick", "-w", "count-up", *MINE, "-o", "a.assay", code=1)
        self.assertRegex(told, "failed: build failed: [^$]*flot")
        self.assertIn("flot", self.call("show", "a.assay", "--result", "1")[0])

    def test_workloads_in_the_data_folder_are_found(self):
        self.count_workload("count-up", ".local/share/assay/workloads")
        listed = {each["id"]: each["bundled"] for each in self.data("workloads")["workloads"]}
        self.assertEqual((listed["count-up"], listed["vector-transform"]), (False, True))
        self.assertEqual(len(self.data("run", "-w", "count-up", "-t", "opencl:pocl", "--dry-run")["points"]), 1)

    def test_a_wrong_workload_hides_no_other(self):
        for name, change in (("unknown-key", ("title =", "titel =")), ("formula", ('"8*n"', '"8*m"')),
                             ("toml", ("[item]", "[item"))):
            folder = self.count_workload(name)
            manifest = folder / "workload.toml"
            manifest.write_text(manifest.read_text().replace(*change, 1))
        self.count_workload("count-up")
        text, told = self.call("run", "-w", "count-up", "-t", "opencl:pocl", "--dry-run", *MINE)
        self.assertIn("count-up n=64 on opencl:pocl", text)
        self.assertRegex(told, r"unknown-key/workload\.toml:3: .*unknown key 'titel'.*Did you mean 'title'")
        self.assertRegex(told, r"formula/workload\.toml:8: .*'m', which is not a declared parameter")
        self.assertRegex(told, r"/toml/workload\.toml:\d+: ")
        told = self.refused("run", "-w", "formula", "-t", "opencl:pocl", *MINE)
        self.assertIn("no workload 'formula'", told)
        self.assertIn("formula/workload.toml:8: ", told)


main()
