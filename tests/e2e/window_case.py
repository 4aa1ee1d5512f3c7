"""What the tests of the whole window share: a screen and a session of their own, and the window as a screen reader has it.

A script that uses this starts itself again under dbus-run-session and Xvfb: see in_a_session().
"""
import os
import subprocess
import sys
import time

WAIT = 30.0  # seconds the window may take for anything, on a busy machine
DEBIAN_PYTHON = "/usr/bin/python3"  # the one that knows pyatspi


def in_a_session():
    """Call it before all else: returns in a process that has a screen and an accessibility bus."""
    if "ASSAY_WINDOW_SESSION" in os.environ:
        return
    environment = {**os.environ, "ASSAY_WINDOW_SESSION": "1", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
                   "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    os.execvpe("dbus-run-session",
               ["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1280x720x24", DEBIAN_PYTHON, *sys.argv],
               environment)


def until(what, condition, seconds=WAIT):
    """The first true answer of condition(), asked again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            answer = condition()
        except Exception:  # pylint: disable=broad-except  # what is asked may just be going away
            answer = None
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def below(node, inside_tables=False):
    """All accessibles below a node; never the thousands of cells of a table unless asked for."""
    for index in range(node.childCount):
        child = node.getChildAtIndex(index)
        if child is None:
            continue
        yield child
        if inside_tables or child.getRoleName() not in ("table", "tree table", "list", "tree"):
            yield from below(child, inside_tables)


class Window:
    """A running `assay`, seen through AT-SPI."""

    def __init__(self, program, *arguments, home):
        import pyatspi  # only there in the session

        self.atspi = pyatspi
        environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"),
                       "XDG_RUNTIME_DIR": str(home)}
        self.process = subprocess.Popen([str(program), *map(str, arguments)], env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.application = until("the window is on the bus", self._find)

    def _find(self):
        desktop = self.atspi.Registry.getDesktop(0)
        for index in range(desktop.childCount):
            application = desktop.getChildAtIndex(index)
            if application is not None and application.get_process_id() == self.process.pid and application.childCount:
                return application
        return None

    def all(self, role, name=None):
        return [node for node in below(self.application)
                if node.getRoleName() == role and (name is None or node.name == name)]

    def find(self, role, name=None):
        return until(f"{role} {name or ''}", lambda: self.all(role, name))[0]

    def results(self):
        return self.find("table", "Results").queryTable()

    @staticmethod
    def items(node):
        """The lines of a list."""
        return [node.getChildAtIndex(index) for index in range(node.childCount)]

    def titles(self):
        table = self.results()
        return [table.getColumnDescription(column) for column in range(table.nColumns)]

    def cell(self, row, title):
        return self.results().getAccessibleAt(row, self.titles().index(title)).name

    def texts(self):
        return [node.name for node in self.all("label")]

    def focusable_without_name(self):
        """Of what is on screen."""
        state = self.atspi
        found = []
        for node in below(self.application):
            states = node.getState()
            if states.contains(state.STATE_FOCUSABLE) and states.contains(state.STATE_SHOWING) and not node.name:
                found.append(f"{node.getRoleName()}: {node.description}")
        return found

    def focus(self, title="Assay"):
        """The keyboard goes to the window of this title: without a window manager nobody else sees to that."""
        search = ["xdotool", "search", "--onlyvisible", "--name", title]
        found = until(f"a window {title}", lambda: subprocess.run(search, capture_output=True, text=True, timeout=30,
                                                                  check=False).stdout.split())
        subprocess.run(["xdotool", "windowfocus", "--sync", found[-1]], check=True, timeout=30)

    def keys(self, *keys, title="Assay"):
        self.focus(title)
        subprocess.run(["xdotool", "key", "--clearmodifiers", "--delay", "50", *keys], check=True, timeout=30)

    def type(self, text, title="Assay"):
        self.focus(title)
        subprocess.run(["xdotool", "type", "--delay", "50", text], check=True, timeout=30)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stderr.close()
