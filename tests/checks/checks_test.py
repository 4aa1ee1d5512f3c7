#!/usr/bin/env python3
"""The checks must fail on bad sources: every rule is tried on a small tree that breaks it."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent

# file, content, what the layering check must say (None: nothing)
LAYERING = (
    ("core/base/a.cpp", '#include "core/catalog/workload.hpp"', "core/base may include only its own headers"),
    ("core/measure/a.cpp", '#include "core/study/plan.hpp"', "core/measure may include only core/base"),
    ("core/store/a.cpp", '#include "core/model/cost.hpp"', "core/store may include only"),
    ("core/wire/a.cpp", '#include "core/net/tls.hpp"', "core/wire may include only core/base"),
    ("core/model/a.cpp", '#include "core/plugin/inventory.hpp"', "core/model may include only"),
    ("core/run/a.cpp", '#include "core/store/study_file.hpp"', "core/run may include only"),
    ("core/study/a.cpp", '#include "plugins/abi/assay_plugin.h"', "core/study may include only"),
    ("core/base/a.cpp", '#include "app/assay/command.hpp"', "core/base may include only"),
    ("core/run/a.cpp", '#include "ui/views/study.hpp"', "core/run may include only"),
    ("core/new/a.cpp", '#include "core/base/json.hpp"', "this folder has no rule yet"),
    ("backends/cpu/a.cpp", '#include "core/run/job.hpp"', "backends may include only"),
    ("backends/cpu/a.cpp", '#include "backends/opencl/context.hpp"', "folders of backends do not include each other"),
    ("resources/workloads/a/native.cpp", '#include "core/base/json.hpp"', "resources may include only"),
    ("plugins/sdk/a.h", '#include "core/base/result.hpp"', "plugins/sdk may include only plugins/abi"),
    ("plugins/template/a.cpp", '#include "core/base/result.hpp"', "plugins/template may include only"),
    ("ui/views/a.cpp", '#include "app/assay/command.hpp"', "ui/views may include only"),
    ("ui/models/a.cpp", '#include "ui/views/study.hpp"', "ui/models may include only"),
    ("ui/charts/a.cpp", '#include "ui/models/study_snapshot.hpp"', "ui/charts may include only"),
    ("app/runner/a.cpp", '#include "ui/views/study.hpp"', "app/runner may include only"),
    ("tests/core/base/a.cpp", '#include "ui/views/study.hpp"', "tests/core may include only"),
    ("core/study/a.cpp", '#include "../base/json.hpp"', "no '..' in an include"),
    ("core/study/a.cpp", '#include "nowhere.hpp"', "not a header of this tree"),
    ("core/study/a.cpp", "#include <sqlite3.h>", "all SQL lives in core/store"),
    ("app/assay/a.cpp", "  #  include <SQLiteCpp/Database.h>", "all SQL lives in core/store"),
    ("core/run/a.cpp", "#include <boost/asio.hpp>", "Asio stays in core/net"),
    ("core/run/a.cpp", "#include <dlfcn.h>", "libraries are loaded in"),
    ("core/report/a.cpp", "#include <QString>", "Qt stays in ui"),
    ("backends/cpu/a.cpp", "#include <QtCore/QString>", "Qt stays in ui"),
    ("ui/views/a.cpp", "#include <qcustomplot.h>", "QCustomPlot stays in ui/charts"),
    ("core/plugin/a.cpp", "#include <CL/cl.h>", "OpenCL stays in backends/opencl"),
    ("core/measure/a.cpp", "#include <nvml.h>", "vendor libraries"),
    ("core/catalog/a.cpp", "#include <fftw3.h>", "workload libraries belong"),
    ("core/run/a.cpp", "#include <openssl/evp.h>", "OpenSSL is used in"),
    ("core/run/a.cpp", '// text "\n#include <dlfcn.h>\n// "', "libraries are loaded in"),
    ("core/store/a.cpp", "#include <sqlite3.h>", None),
    ("core/net/a.cpp", "#include <boost/asio/io_context.hpp>", None),
    ("core/catalog/workload_module.cpp", '#include <dlfcn.h>\n#include "plugins/sdk/workload.h"', None),
    ("core/run/a.cpp", '// #include <dlfcn.h>\n#include "core/wire/frame.hpp"', None),
    ("core/base/a.cpp", "#include <queue>\n#include <boost/math/distributions/normal.hpp>", None),
    ("backends/cpu/a.cpp", '#include "core/base/hash.hpp"\n#include "plugins/sdk/backend.h"', None),
)

# file, content, what the check for banned calls must say (None: nothing)
BANNED = (
    ("core/run/a.cpp", "auto t = std::chrono::high_resolution_clock::now();", "use steady_clock"),
    ("core/run/a.cpp", "auto t = std::chrono::system_clock::now();", "durations need steady_clock"),
    ("resources/workloads/a/native.cpp", "std::random_device d;", "stored seed"),
    ("tests/core/base/a.cpp", "int i = rand();", "stored seed"),
    ("core/measure/a.cpp", "std::normal_distribution<double> d;", "differ between standard libraries"),
    ("core/catalog/a.cpp", "std::regex r;", "overflows the stack"),
    ("plugins/sdk/a.h", "sprintf(buffer, text);", "writes without a bound"),
    ("core/base/a.cpp", "std::strcpy(to, from);", "writes without a bound"),
    ("core/report/a.cpp", "std::cout << 1;", "only programs print"),
    ("backends/cpu/a.cpp", "printf(text);", "only programs print"),
    ("app/assay/a.cpp", "using namespace std;", "name what you use"),
    ("core/measure/a.cpp", "const char *v = std::getenv(name);", "the environment is read in"),
    ("core/run/a.cpp", "std::system(command);", "a shell splits"),
    ("core/run/a.cpp", "int i; // TODO later", "file an issue"),
    ("core/base/CMakeLists.txt", "# FIXME", "file an issue"),
    ("core/base/clock.cpp", "std::chrono::system_clock::now();", None),
    ("core/base/paths.cpp", "std::getenv(name);", None),
    ("core/base/a.cpp", '// high_resolution_clock\nauto s = "rand()"; auto r = R"(std::cout)"; int n = 1\'000;', None),
    ("core/base/a.cpp", "operand(1); object.system(2); snprintf(b, 1, f); std::fputs(s, f); x.rand();", None),
    ("app/assay/a.cpp", "std::cout << 1;", None),
)


def run_check(script: str, files: dict):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content + "\n", encoding="utf-8")
        return subprocess.run([sys.executable, str(HERE / script), folder], capture_output=True, text=True, check=False)


class ChecksTest(unittest.TestCase):
    def try_rules(self, script: str, rules):
        for name, content, expected in rules:
            with self.subTest(file=name, content=content):
                result = run_check(script, {name: content})
                self.assertEqual(result.returncode, 0 if expected is None else 1, result.stdout + result.stderr)
                if expected is not None:
                    self.assertRegex(result.stdout, rf"(?m)^{name}:\d+: .*{expected}")

    def test_layering(self):
        self.try_rules("layering.py", LAYERING)

    def test_banned_apis(self):
        self.try_rules("banned_apis.py", BANNED)

    def test_line_numbers_survive_comments_and_raw_strings(self):
        text = '/* two\nlines */\nauto s = R"(a\n" b)";\n#include <dlfcn.h>'
        result = run_check("layering.py", {"core/run/a.cpp": text})
        self.assertIn("core/run/a.cpp:5: includes dlfcn.h", result.stdout)

    def test_a_neighbour_header_is_found(self):
        files = {"core/new/a.cpp": '#include "a.hpp"', "core/new/a.hpp": ""}
        self.assertEqual(run_check("layering.py", files).returncode, 0)

    def test_a_long_file_is_named_and_does_not_fail(self):
        result = run_check("banned_apis.py", {"core/base/a.cpp": "\n" * 600})
        self.assertEqual(result.returncode, 0)
        self.assertIn("core/base/a.cpp: warning: 601 lines", result.stdout)


if __name__ == "__main__":
    unittest.main()
