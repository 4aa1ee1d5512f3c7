"""What the tests of the command line share: a study file with known results, and a way to call assay."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUILD, SOURCE = Path(sys.argv[1]), Path(sys.argv[2])
ASSAY = BUILD / "bin/assay"


class CliCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.make_study("study.assay", "full")

    def make_study(self, name: str, kind: str):
        subprocess.run([str(BUILD / "tests/cli_fixture"), str(self.folder / name), kind], check=True, timeout=60)

    def assay(self, *arguments: str, code: int = 0):
        """Calls assay in the test's folder; returns what it printed to stdout (code 0) or to stderr (else)."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        result = subprocess.run([str(ASSAY), *arguments], cwd=self.folder, env={**clean, "HOME": str(self.folder)},
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertNotIn("\x1b", result.stdout + result.stderr, "an escape sequence reached the terminal")
        return result.stdout if code == 0 else result.stderr

    def document(self, *arguments: str):
        """The command's JSON document, checked against the schema that ships."""
        text = self.assay(*arguments, "--json")
        self.check_schema(text, "command")
        return json.loads(text)

    def check_schema(self, text: str, name: str):
        schema = BUILD / f"share/assay/schema/{name}.schema.json"
        checked = subprocess.run(["/usr/bin/python3", str(SOURCE / "tests/e2e/cli_schema_check.py"), str(schema)],
                                 input=text, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
