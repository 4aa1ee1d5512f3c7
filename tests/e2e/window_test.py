"""The whole window, used as a screen reader and a keyboard use it.

usage: window_test.py BUILD SOURCE [unittest options]
"""
import window_case

window_case.in_a_session()

import subprocess  # noqa: E402

from cli_case import ASSAY, CliCase, main  # noqa: E402
from window_case import Window, until  # noqa: E402


class WindowTest(CliCase):
    def setUp(self):
        super().setUp()
        self.study = self.folder / "study.assay"

    def window(self, *arguments):
        window = Window(ASSAY, *arguments, home=self.folder)
        self.addCleanup(window.close)
        return window

    def test_a_study_is_opened_and_its_numbers_are_read(self):
        window = self.window(self.study)
        until("seven results", lambda: window.results().nRows == 7)
        self.assertEqual(window.cell(1, "Target"), "opencl:pocl")
        self.assertRegex(window.cell(0, "Median latency"), r"^1\.00 ms \(.*\), measured, host call$")
        self.assertEqual(window.cell(3, "Median latency"), "absent: no complete run")
        self.assertIn("study", window.find("frame").name)
        until("the counts", lambda: any("Results: 7" in text for text in window.texts()))

    def test_a_baseline_is_set_and_undone_by_keyboard_alone(self):
        window = self.window(self.study)
        until("seven results", lambda: window.results().nRows == 7)
        window.keys("Down", "Up", "ctrl+b")
        until("a verdict", lambda: window.cell(1, "Δ Median latency").startswith("+300 % slower"))
        self.assertEqual(window.cell(6, "Δ Median latency")[0], "≈")
        self.assertEqual(window.cell(0, "Δ Median latency"), "baseline")
        window.keys("ctrl+z")
        until("no verdict", lambda: "Δ Median latency" not in window.titles())

    def test_everything_about_a_result_is_shown(self):
        window = self.window(self.study)
        until("seven results", lambda: window.results().nRows == 7)
        window.keys("Down", "Down", "Down")
        until("the result's title", lambda: any(text.startswith("#4 gemm on opencl:gpu") for text in window.texts()))

    def test_the_palette_does_what_is_typed(self):
        window = self.window(self.study)
        until("seven results", lambda: window.results().nRows == 7)
        window.keys("ctrl+k")
        window.find("text", "Find an action")
        window.type("home", title="Command palette")
        window.keys("Return", title="Command palette")
        window.find("push button", "Open study…")

    def test_nothing_the_keyboard_reaches_is_without_a_name(self):
        window = self.window()
        window.find("push button", "Open study…")
        self.assertEqual(window.focusable_without_name(), [])
        window.close()
        window = self.window(self.study)
        until("seven results", lambda: window.results().nRows == 7)
        window.keys("Down")
        until("the inspector", lambda: window.all("tree") or window.all("tree table"))
        self.assertEqual(window.focusable_without_name(), [])

    def test_a_foreign_file_is_told_in_words(self):
        foreign = self.folder / "foreign.assay"
        foreign.write_bytes(b"x" * 5000)
        window = self.window(foreign)
        until("what went wrong", lambda: any("foreign.assay was not opened" in text for text in window.texts()))
        self.assertEqual(foreign.read_bytes(), b"x" * 5000)

    def test_without_a_display_the_commands_are_named(self):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder)}
        said = subprocess.run([str(ASSAY)], env=environment, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertIn("assay run -w", said.stdout)
        said = subprocess.run([str(ASSAY), str(self.study)], env=environment, capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual((said.returncode, said.stdout), (2, ""))
        self.assertIn("no display", said.stderr)
        said = subprocess.run([str(ASSAY), str(self.study)], env={**environment, "DISPLAY": ":987"},
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(said.returncode, 2, "a display that does not answer is none")

    def test_a_wrong_file_is_refused_on_the_terminal(self):
        for name, words in (("missing.assay", "no file"), ("wrong.txt", "wrong.txt")):
            said = subprocess.run([str(ASSAY), name], cwd=self.folder, capture_output=True, text=True, timeout=60,
                                  check=False)
            self.assertEqual((said.returncode, said.stdout), (2, ""), name)
            self.assertIn(words, said.stderr)


if __name__ == "__main__":
    main()
