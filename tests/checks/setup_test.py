#!/usr/bin/env python3
"""The start command on machines that this one is not: stand-ins for apt-get, dpkg-query, sudo, cmake and ninja."""
import fcntl
import shutil
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]

STAND_INS = {
    # Installed is what the file says, and what apt-get installed since.
    "dpkg-query": 'for name in $(cat "$STATE/installed" 2>/dev/null); do echo "ii  $name"; done',
    "apt-get": 'for word; do [ "$word" = --simulate ] && { [ -e "$STATE/lists" ]; exit; }; done\n'
               'echo "apt-get $*" >> "$STATE/calls"\n'
               '[ "$1" = update ] && { touch "$STATE/lists"; exit 0; }\n'
               '[ -e "$STATE/broken" ] && exit 100\n'
               'for word; do echo "$word" >> "$STATE/installed"; done',
    "sudo": 'echo "sudo $*" >> "$STATE/calls"; exec "$@"',
    "id": 'cat "$STATE/uid"',
    "cmake": 'echo "cmake $*" >> "$STATE/calls"\n[ -e "$STATE/no-cmake" ] && { echo "no compiler here"; exit 1; }\n'
             'touch build/release/build.ninja\n'
             'printf "CMAKE_BUILD_TYPE:STRING=Release\\nASSAY_UI:BOOL=ON\\nCMAKE_HOME_DIRECTORY:INTERNAL=%s\\n" "$PWD" '
             '> build/release/CMakeCache.txt',
    "ninja": 'echo "ninja $*" >> "$STATE/calls"\n[ -e "$STATE/no-build" ] && { echo "FAILED: a.cpp"; exit 1; }\n'
             'echo "[0/2] Re-checking globbed directories..."; [ -e "$2/bin/assay" ] && exit\n'
             'echo "[1/2] compile"; mkdir -p "$2/bin"\n'
             'printf "#!/bin/sh\\npwd; for word; do echo \\"<\\$word>\\"; done; exit 7\\n" > "$2/bin/assay"\n'
             'chmod +x "$2/bin/assay"',
}
DEBIAN = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'
UBUNTU = 'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04 LTS"\n'


class SetupTest(unittest.TestCase):
    def setUp(self):
        self.top = Path(tempfile.mkdtemp(prefix="assay set-up "))
        self.addCleanup(shutil.rmtree, self.top)
        self.checkout = self.top / "a check out"
        shutil.copytree(ROOT / "installer", self.checkout / "installer")
        self.state, self.bin, self.elsewhere = self.top / "state", self.top / "bin", self.top / "else where"
        for folder in (self.state, self.bin, self.elsewhere):
            folder.mkdir()
        for name, text in STAND_INS.items():
            (self.bin / name).write_text("#!/bin/sh\n" + text + "\n")
            (self.bin / name).chmod(0o755)
        self.put("uid", "0\n")
        self.put("lists", "")
        self.release = self.put("os-release", DEBIAN)

    def put(self, name: str, text: str) -> Path:
        path = self.state / name
        path.write_text(text)
        return path

    def start(self, *arguments: str, path: str = ""):
        environment = {"PATH": path or f"{self.bin}:/usr/bin:/bin", "STATE": str(self.state), "HOME": str(self.top),
                       "ASSAY_OS_RELEASE": str(self.release)}
        return subprocess.run([str(self.checkout / "installer/run"), *arguments], cwd=self.elsewhere, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)

    def calls(self) -> str:
        path = self.state / "calls"
        return path.read_text() if path.exists() else ""

    def test_a_fresh_machine_is_told_what_and_why_and_gets_it(self):
        result = self.start("devices", "--json", "two words", "")
        self.assertIn("g++", result.stderr)
        self.assertIn("C and C++20 compiler", result.stderr)
        self.assertIn("apt-get install --yes --quiet --no-install-recommends g++ cmake", self.calls())
        self.assertNotIn("update", self.calls())
        self.assertNotIn("sudo", self.calls())
        self.assertNotIn("libgtest-dev", self.calls(), "a user needs no test tools")
        # stdout belongs to the program, which gets its words as they are, in the caller's folder; its exit code too.
        self.assertEqual(result.stdout, f"{self.elsewhere}\n<devices>\n<--json>\n<two words>\n<>\n")
        self.assertEqual(result.returncode, 7)

    def test_a_second_start_installs_and_configures_nothing(self):
        self.start()
        (self.state / "calls").unlink()
        result = self.start("metrics")
        self.assertEqual(result.stdout, f"{self.elsewhere}\n<metrics>\n")
        self.assertRegex(self.calls(), r"\Aninja [^\n]*\n\Z")
        self.assertEqual(result.stderr, "")

    def test_an_empty_package_list_is_fetched_first(self):
        (self.state / "lists").unlink()
        self.start("--build-only")
        self.assertRegex(self.calls(), r"\Aapt-get update --quiet\napt-get install ")

    def test_a_user_who_is_not_root_installs_with_sudo(self):
        self.put("uid", "1000\n")
        self.start("--build-only")
        self.assertIn("sudo env DEBIAN_FRONTEND=noninteractive apt-get install", self.calls())

    def test_without_sudo_the_command_for_root_is_told(self):
        self.put("uid", "1000\n")
        (self.bin / "sudo").unlink()
        tools = "bash dirname flock mkdir xargs env cat"  # no /usr/bin: there may be a real sudo
        for tool in tools.split():
            (self.bin / tool).symlink_to(shutil.which(tool))
        (self.bin / "sh").symlink_to("/bin/sh")
        result = self.start(path=str(self.bin))
        self.assertEqual(result.returncode, 1)
        self.assertIn("apt-get install --no-install-recommends g++ cmake", result.stderr)
        self.assertEqual(self.calls(), "")

    def test_another_distribution_is_refused_with_the_way_out(self):
        self.release = self.put("os-release", UBUNTU)
        result = self.start()
        self.assertEqual(result.returncode, 1)
        self.assertIn("Ubuntu 24.04 LTS", result.stderr)
        self.assertIn("--no-install", result.stderr)
        self.assertEqual(self.calls(), "")

    def test_no_install_works_anywhere(self):
        self.release = self.put("os-release", UBUNTU)
        result = self.start("--no-install", "--build-only")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("apt-get", self.calls())
        self.assertEqual(result.stdout, "")

    def test_a_failed_installation_says_what_to_do(self):
        self.put("broken", "")
        result = self.start()
        self.assertEqual(result.returncode, 1)
        self.assertIn("--no-install", result.stderr)
        self.assertNotIn("ninja -C", self.calls())

    def test_a_failed_build_shows_the_end_of_its_log(self):
        for file, text in (("no-cmake", "no compiler here"), ("no-build", "FAILED: a.cpp")):
            with self.subTest(file=file):
                self.put(file, "")
                result = self.start("devices")
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertIn(text, result.stderr)
                (self.state / file).unlink()

    def test_a_moved_checkout_is_built_afresh(self):
        self.start()
        self.checkout = self.checkout.rename(self.top / "moved")
        (self.state / "calls").unlink()
        result = self.start()
        self.assertIn("moved", result.stderr)
        self.assertIn("cmake --preset release", self.calls())
        self.assertEqual(result.returncode, 7)

    def test_a_second_caller_waits_for_the_first(self):
        (self.checkout / "build").mkdir()
        with open(self.checkout / "build/.release.lock", "w", encoding="utf-8") as first:
            fcntl.flock(first, fcntl.LOCK_EX)
            release = threading.Timer(0.5, fcntl.flock, (first, fcntl.LOCK_UN))
            release.start()
            result = self.start()
            release.join()
        self.assertIn("waiting", result.stderr)
        self.assertEqual(result.returncode, 7)

    def test_help_and_wrong_arguments(self):
        result = self.start("--help")
        self.assertEqual(result.returncode, 0)
        self.assertIn("--no-install", result.stdout)
        self.assertEqual(self.calls(), "")
        self.assertIn("<--help>", self.start("--", "--help").stdout)

    def test_nothing_is_written_outside_the_checkout(self):
        self.start()
        written = {path.name for path in self.top.iterdir()}
        self.assertEqual(written, {self.checkout.name, "state", "bin", "else where"})
        self.assertEqual(list(self.elsewhere.iterdir()), [])


class PackageTableTest(unittest.TestCase):
    def test_every_line_has_a_group_and_a_reason(self):
        for line in (ROOT / "installer/packages.txt").read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                words = line.split(maxsplit=2)
                self.assertEqual(len(words), 3, line)
                self.assertIn(words[1], ("build", "run", "test", "checks"), line)


if __name__ == "__main__":
    unittest.main()
