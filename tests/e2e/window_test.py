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


class PagesTest(CliCase):
    """The pages beside the results: charts, what-if, catalogue."""

    def setUp(self):
        super().setUp()
        self.study = self.folder / "study.assay"

    def window(self):
        window = Window(ASSAY, self.study, home=self.folder)
        self.addCleanup(window.close)
        until("seven results", lambda: window.results().nRows == 7)
        return window

    def charts(self, window):
        """Names and descriptions of the charts on screen."""
        return {node.name: node.description for node in window.all("chart")
                if node.getState().contains(window.atspi.STATE_SHOWING)}

    def choose_tab(self, window, name):
        tabs = until(f"tab {name}", lambda: [tab for tab in window.all("page tab", name)
                                             if tab.getState().contains(window.atspi.STATE_SHOWING)])
        tabs[0].queryAction().doAction(0)

    def test_every_chart_is_told_to_a_reader(self):
        window = self.window()
        for tab, chart in (("Parallel", "Parallel coordinates"), ("Distribution", "Latency distribution"),
                           ("Phases", "Phases of a query"), ("Roofline", "Roofline"), ("Over time", "Run over time"),
                           ("Trade-off", "Trade-off")):
            self.choose_tab(window, tab)
            until(f"{chart} is shown", lambda chart=chart: chart in self.charts(window))
            self.assertEqual(window.focusable_without_name(), [], tab)
        self.assertRegex(self.charts(window)["Trade-off"], r"[0-9]")

    def test_a_chart_is_chosen_and_undone_by_keyboard(self):
        window = self.window()
        self.choose_tab(window, "Phases")
        until("phases", lambda: "Phases of a query" in self.charts(window))
        window.keys("ctrl+z")
        until("the trade-off again", lambda: "Trade-off" in self.charts(window))

    def test_what_if_by_keyboard_alone(self):
        window = self.window()
        window.keys("ctrl+3")
        box = window.find("text", "demand.rate, value")
        self.assertEqual(window.focusable_without_name(), [])
        before = box.queryText().getText(0, -1)
        box.queryEditableText().setTextContents("16000")
        box.queryComponent().grabFocus()
        window.keys("End", "BackSpace", "0", "Return")
        until("the value", lambda: window.find("text", "demand.rate, value").queryText().getText(0, -1) == "16,000")
        window.keys("ctrl+z")
        until("the value before",
              lambda: window.find("text", "demand.rate, value").queryText().getText(0, -1) == before)
        for tab in ("Tornado", "Regime map", "What decides it", "Advice", "Crossover"):
            self.choose_tab(window, tab)
            self.assertEqual(window.focusable_without_name(), [], tab)

    def test_the_catalogue_is_searched(self):
        window = self.window()
        window.keys("ctrl+4")
        table = window.find("table", "Targets of the catalogue").queryTable()
        self.assertGreater(table.nRows, 50)
        self.assertEqual(window.focusable_without_name(), [])
        window.find("text", "Search the catalogue").queryEditableText().setTextContents("nvidia t4")
        until("fewer targets", lambda: 0 < window.find("table", "Targets of the catalogue").queryTable().nRows < 10)
        until("its title", lambda: any("Targets:" in text and " of " in text for text in window.texts()))
        window.keys("ctrl+2")
        until("the results again", lambda: window.results().nRows == 7)


class JourneyTest(CliCase):
    """From an empty home to results, without a mouse."""

    def chosen(self, window, name):
        return {item.name.split()[0].rstrip(",") for item in window.items(window.find("list", name))
                if item.name.endswith(", chosen")}

    def test_a_first_study_by_keyboard(self):
        window = Window(ASSAY, home=self.folder)
        self.addCleanup(window.close)
        window.find("push button", "New study…")
        window.keys("ctrl+n")
        until("the targets of this machine", lambda: [each for each in window.items(window.find("list", "Targets"))
                                                      if "cpu:native" in each.name], 120)
        self.assertEqual(window.focusable_without_name(), [])
        window.type("vector-tr")
        window.keys("Tab", "space")
        until("the workload", lambda: self.chosen(window, "Workloads") == {"vector-transform"})
        window.keys("Tab")
        window.type("cpu:native")
        window.keys("Tab", "space", "shift+Tab", "ctrl+a")
        window.type("opencl:pocl")
        window.keys("Tab", "space")
        until("both targets", lambda: self.chosen(window, "Targets") == {"cpu:native", "opencl:pocl"})
        until("a plan", lambda: any(text.startswith("Design points:") for text in window.texts()))
        window.keys("ctrl+r")
        until("results", lambda: window.all("table", "Results") and window.results().nRows >= 2, 120)
        until("the end", lambda: any("runs complete, 0 failed" in text for text in window.texts()), 180)
        targets = {window.cell(row, "Target") for row in range(window.results().nRows)}
        self.assertEqual(targets, {"cpu:native", "opencl:pocl"})
        until("a number", lambda: "measured" in window.cell(0, "Median latency"))


if __name__ == "__main__":
    main()
