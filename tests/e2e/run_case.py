"""What the tests of `assay run` share: a home of their own, calls of assay, workloads that a user wrote."""
import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

from cli_case import ASSAY, SOURCE, CliCase, main  # noqa: F401 (main is for the scripts)

QUICK = ("run", "-w", "vector-transform", "--quick")
SIMD = (*QUICK, "-t", "cpu:native", "-p", "n=1024", "-p", "variant=simd")

COUNT = """title = "Count up"
kind = "regular"
summary = "Adds to each zero its place."
operations = "n"
operation_unit = "op"
minimal_bytes = "8*n"

[item]
name = "element"
per_query = "n"

[[parameter]]
name = "n"
type = "integer"
default = 64
choices = [16, 64]
meaning = "elements"

[[tensor]]
name = "x"
role = "input"
dtype = "f32"
shape = ["n"]
generator = { kind = "zero" }
meaning = "zeros"

[[tensor]]
name = "y"
role = "output"
dtype = "f32"
shape = ["n"]
golden = "counted.bin"
meaning = "y[i] = x[i] + i"

[tolerance]
absolute = 0
relative = 0
reason = "small whole numbers are exact"

[[implementation]]
kind = "opencl"
file = "count.cl"

[implementation.options]
launches = [{ kernel = "count_up", global = ["=n"], args = ["x", "y"] }]
"""


class RunCase(CliCase):
    """An empty folder as the user's home and working folder. patience: seconds a call may take."""
    patience = 120

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        self.environment["HOME"] = str(self.folder)

    def call(self, *arguments: str, code: int = 0, **environment: str):
        """Calls assay; its exit code must be `code`. Returns stdout and stderr, without notices of waiting."""
        result = subprocess.run([str(ASSAY), *arguments], cwd=self.folder, env={**self.environment, **environment},
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=self.patience, check=False)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertNotIn("\x1b", result.stdout + result.stderr, "an escape sequence reached the terminal")
        # another program of this machine may be measuring: that notice may come any time
        return result.stdout, re.sub(r"(?m)^assay: waiting: .*\n", "", result.stderr)

    def data(self, *arguments: str, code: int = 0, quiet: bool = True):
        """The data of the one document that --json prints; it must fit the schema."""
        text, errors = self.call(*arguments, "--json", code=code)
        self.check_schema(text, "command")
        if quiet:
            self.assertEqual(errors, "", "with --json, only failures are told on stderr")
        return json.loads(text)["data"]

    def refused(self, *arguments: str, **environment: str):
        """What assay says on stderr when it refuses; it must print and write nothing else."""
        before = self.files()
        text, errors = self.call(*arguments, code=2, **environment)
        self.assertEqual(text, "")
        self.assertEqual(self.files(), before, "a refused command wrote files")
        return errors

    def files(self, pattern: str = "*"):
        """Every file below the folder with its size and time of change; PoCL's own are not Assay's."""
        return {str(path.relative_to(self.folder)): (path.stat().st_size, path.stat().st_mtime_ns)
                for path in self.folder.rglob(pattern)
                if path.is_file() and self.folder / ".cache/pocl" not in path.parents}

    def results(self, file: str):
        return self.data("show", file)["results"]

    def metrics(self, result):
        """Value (None where absent) by metric id."""
        return {metric["id"]: metric["value"] for metric in result["metrics"]}

    def copy_workload(self, name: str, parent: str = "mine"):
        """vector-transform as a user's workload with an id of its own; returns its folder."""
        folder = self.folder / parent / name
        shutil.copytree(SOURCE / "resources/workloads/vector-transform", folder)
        for file in ("workload.toml", "reference.cpp"):
            text = (folder / file).read_text(encoding="utf-8")
            (folder / file).write_text(text.replace('"vector-transform"', f'"{name}"'), encoding="utf-8")
        return folder

    def count_workload(self, name: str, parent: str = "mine", manifest: str = COUNT):
        """A user's workload without C++: an OpenCL kernel and its known output; returns its folder."""
        folder = self.folder / parent / name
        folder.mkdir(parents=True)
        header = f'schema = "assay.workload/1"\nid = "{name}"\n'
        (folder / "workload.toml").write_text(header + manifest, encoding="utf-8")
        (folder / "count.cl").write_text("__kernel void count_up(__global const float *x, __global float *y)\n"
                                         "{ size_t i = get_global_id(0); if (i < P_N) y[i] = x[i] + (float)i; }\n")
        (folder / "counted.bin").write_bytes(struct.pack("<64f", *range(64)))
        return folder
