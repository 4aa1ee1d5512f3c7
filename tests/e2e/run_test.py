#!/usr/bin/env python3
"""`assay run` and `assay devices`: what is planned, refused, measured, kept and told.

usage: run_test.py BUILD-FOLDER SOURCE-FOLDER [-k test…]
"""
import os
import re
import signal
import subprocess

from run_case import ASSAY, QUICK, SIMD, RunCase, main


class RunTest(RunCase):
    def plan(self, *arguments: str):
        """The lines of a dry run: design points, and what is skipped."""
        lines = self.call(*arguments, "--dry-run")[0].splitlines()
        self.assertEqual(self.files(), {}, "a dry run wrote files")
        return ([line for line in lines if not line.startswith("skipped ")],
                [line for line in lines if line.startswith("skipped ")])

    # planning

    def test_grids_are_inclusive(self):
        def values(axis):
            return [int(re.search(r"n=(\d+)", line)[1])
                    for line in self.plan(*QUICK, "-t", "cpu:native", "-p", "variant=simd", "-p", axis)[0]]
        self.assertEqual(values("n=1024:4096:x2"), [1024, 2048, 4096])
        self.assertEqual(values("n=1000:3000:500"), [1000, 1500, 2000, 2500, 3000])
        self.assertEqual(values("n=1000:3100:1000"), [1000, 2000, 3000])
        self.assertEqual(values("n=64,16,64"), [64, 16])

    def test_every_variant_runs_unless_one_is_named(self):
        points, _ = self.plan(*QUICK, "-t", "cpu:native")
        self.assertEqual([re.search(r"variant=(\w+)", line)[1] for line in points], ["scalar", "simd", "threads"])
        points, _ = self.plan(*QUICK, "-t", "cpu:native", "-p", "variant=threads")
        self.assertEqual(len(points), 1)

    def test_backend_parameters_multiply_only_targets_that_declare_them(self):
        points, _ = self.plan(*QUICK, "-t", "cpu:native,opencl:pocl", "-p", "variant=simd",
                              "-p", "opencl.local_size=16,256", "-p", "vector_width=1,16", "-p", "dtype=f32,i32")
        cpu = [line for line in points if "on cpu:native" in line]
        opencl = [line for line in points if "on opencl:pocl" in line]
        self.assertEqual((len(cpu), len(opencl)), (2, 8))
        self.assertEqual(len(set(points)), 10)
        self.assertNotIn("local_size", "".join(cpu))

    def test_invalid_combinations_are_skipped_with_the_reason(self):
        options = (*QUICK, "-t", "cpu:native,opencl:pocl", "-p", "n=24,1024", "-p", "variant=simd",
                   "-p", "vector_width=1,16")
        points, skipped = self.plan(*options)
        self.assertEqual(len(points), 5)
        self.assertEqual(len(skipped), 1)
        self.assertRegex(skipped[0], "n=24 on opencl:pocl .*vector_width=16: .*whole number of vector_width")
        data = self.data(*options, "--dry-run")
        self.assertEqual((len(data["points"]), len(data["skipped"])), (5, 1))
        self.assertIn("whole number", data["skipped"][0]["reason"])
        for point in data["points"]:
            self.assertGreater(point["estimated_seconds"], 0)
        nothing = self.refused(*QUICK, "-t", "opencl:pocl", "-p", "n=24", "-p", "vector_width=16", "-o", "a.assay")
        self.assertRegex(nothing, "nothing to run:\n.*whole number of vector_width")

    def test_the_seed_is_one_unless_given(self):
        points = self.data(*QUICK, "-t", "cpu:native", "--dry-run")["points"]
        self.assertEqual({point["seed"] for point in points}, {1})
        points = self.data(*QUICK, "-t", "cpu:native", "--seed", "7", "--dry-run")["points"]
        self.assertEqual({point["seed"] for point in points}, {7})
        self.assertEqual({point["stop_rule"]["quick"] for point in points}, {True})

    # refusing

    def test_unknown_names_are_refused_with_a_suggestion(self):
        for words, expected in (
                (("-w", "vector-trnsform", "-t", "cpu:native"), "Did you mean 'vector-transform'"),
                (("-w", "vector-transform", "-t", "cpu:natve"), "Did you mean 'cpu:native'"),
                (("-w", "vector-transform", "-t", "cpi:native"), "Did you mean 'cpu'"),
                (("-w", "vector-transform", "-t", "native"), "BACKEND:DEVICE, for example cpu:native"),
                (("-w", "vector-transform", "-t", "cpu:native", "-p", "varant=simd"), "Did you mean 'variant'"),
                (("-w", "vector-transform", "-t", "cpu:native", "-p", "variant=smd"), "(?i)did you mean 'simd'"),
                (("-w", "vector-transform", "-t", "cpu:native", "-p", "opencl.local_size=16"), "local_size"),
                (("-w", "vector-transform", "-t", "cpu:native", "-p", "n=8"), "Allowed: 16 … 268435456"),
                (("-w", "vector-transform", "-t", "cpu:native", "-p", "n=16:32"), "LO:HI:STEP"),
                (("-w", "vector-transform", "-t", "cpu:native", "-p", "n=32:16:1"), "ends below its start"),
                (("-w", "vector-transform", "-t", "cpu:native", "--scenario", "servr"), "Did you mean 'server'"),
                (("-w", "vector-transform", "-t", "cpu:native", "--scenario", "slo-search"), "--slo 50us@p99"),
                (("-w", "vector-transform", "-t", "cpu:native", "--rate", "9"), "--scenario server"),
                (("-w", "vector-transform", "-t", "cpu:native", "--burst", "4"), "--scenario multi-stream"),
                (("-w", "vector-transform", "-t", "cpu:native", "--trace", "a.csv"), "--scenario server"),
                (("-w", "vector-transform", "-t", "cpu:native", "--scenario", "server", "--trace", "nowhere.csv"),
                 "cannot read nowhere.csv"),
                (("-w", "vector-transform"), "assay devices"),
                (("-t", "cpu:native"), "assay workloads"),
                (("-w", "vector-transform", "-t", "cpu:native", "--quik"), "--quik")):
            with self.subTest(words=words):
                self.assertRegex(self.refused("run", "--quick", "-o", "a.assay", *words), expected)

    def test_a_folder_that_is_not_there_is_refused(self):
        for command in ((*SIMD, "-o", "a.assay"), (*SIMD, "--dry-run"), ("devices",)):
            with self.subTest(command=command):
                self.assertRegex(self.refused(*command, "--plugin-dir", "nowhere"),
                                 r"--plugin-dir nowhere: there is no such folder.*manifest \(\.json\)")
        self.assertRegex(self.refused(*SIMD, "-o", "a.assay", "--workload-dir", "mine/nowhere"),
                         "--workload-dir mine/nowhere: there is no such folder.*workload.toml")

    def test_an_output_that_cannot_be_is_refused(self):
        self.assertIn("there is no folder", self.refused(*SIMD, "-o", "nowhere/a.assay"))
        self.assertIn("is a folder", self.refused(*SIMD, "-o", str(self.folder)))
        notes = self.folder / "notes.txt"
        notes.write_text("my notes\n")
        self.assertIn("not a study file", self.refused(*SIMD, "-o", "notes.txt"))
        self.assertEqual(notes.read_text(), "my notes\n")

    def test_a_read_only_folder_is_refused(self):
        locked = self.folder / "locked"
        locked.mkdir(mode=0o555)
        self.addCleanup(locked.chmod, 0o755)
        user = None
        if os.geteuid() == 0:  # who may write everywhere: somebody else tries
            if not all(folder.stat().st_mode & 0o001 for folder in ASSAY.resolve().parents):
                self.skipTest("other users may not run this build")
            self.folder.chmod(0o755)
            user = 65534
        told = subprocess.run([str(ASSAY), *SIMD, "-o", "locked/a.assay"], cwd=self.folder, env=self.environment,
                              user=user, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((told.returncode, told.stdout), (2, ""), told.stderr)
        self.assertRegex(told.stderr, "cannot write .*locked/a.assay: the folder .* cannot be written to")
        self.assertEqual(list(locked.iterdir()), [])

    # study files

    def study(self, text: str):
        (self.folder / "study.toml").write_text(text)

    def test_a_study_file_plans_what_the_options_plan(self):
        self.study('[[run]]\nworkload = "vector-transform"\ntarget = ["cpu:native", "opencl:pocl"]\nquick = true\n'
                   'parameters = { n = "1024:4096:x2", variant = ["scalar", "simd"], "opencl.vector_width" = 16 }\n'
                   '\n[[run]]\nworkload = ["crc32"]\ntarget = "cpu:native"\nscenario = "server"\nrate = 1000\n'
                   'arrivals = "constant"\nslo = "50us@p99"\nduration = 12.5\nrepeats = 2\nseed = 7\n'
                   '\n[[run]]\nworkload = "crc32"\ntarget = "cpu:native"\nscenario = "multi-stream"\nburst = 4\n'
                   '\n[[run]]\nworkload = "crc32"\ntarget = "cpu:native"\nscenario = "server"\ntrace = "t.csv"\n')
        (self.folder / "t.csv").write_text("0\n1\n")
        points = self.data("run", "study.toml", "--dry-run")["points"]
        first = self.data(*QUICK, "-t", "cpu:native,opencl:pocl", "-p", "n=1024:4096:x2", "-p", "variant=scalar,simd",
                          "-p", "opencl.vector_width=16", "--dry-run")["points"]
        second = self.data("run", "-w", "crc32", "-t", "cpu:native", "--scenario", "server", "--rate", "1000",
                           "--arrivals", "constant", "--slo", "50us@p99", "--duration", "12.5", "--repeats", "2",
                           "--seed", "7", "--dry-run")["points"]
        more = ("run", "-w", "crc32", "-t", "cpu:native", "--dry-run", "--scenario")
        third = (self.data(*more, "multi-stream", "--burst", "4")["points"] +
                 self.data(*more, "server", "--trace", "t.csv")["points"])
        self.assertEqual(len(first), 9)
        self.assertEqual(points, first + second + third)

    def test_a_wrong_study_file_is_refused_with_file_and_line(self):
        good = '[[run]]\nworkload = "vector-transform"\ntarget = "cpu:native"\n'
        for text, expected in (
                (good + "quik = true\n", r"study\.toml:4: .*Did you mean 'quick'"),
                (good + "repeats = -3\n", r"study\.toml:4: 'repeats' must be a whole number"),
                (good + 'parameters = "n=1"\n', r"study\.toml:4: 'parameters' must be a table"),
                (good + 'workload = "gemm"\n', r"study\.toml:4: "),
                ('title = "x"\n' + good, r"study\.toml:1: unknown key 'title'"),
                (good + "\n" + good + "parameters = { n = 3 }\n", r"study\.toml:5: .*'3' is outside its range"),
                (good + 'scenario = "servr"\n', r"study\.toml:1: .*Did you mean 'server'"),
                (good.replace("form", "from"), r"study\.toml:1: .*Did you mean 'vector-transform'"),
                (good.replace("native", "natve"), r"study\.toml:1: .*Did you mean 'cpu:native'"),
                ("", r"study\.toml: there is no \[\[run\]\] table")):
            with self.subTest(text=text):
                self.study(text)
                self.assertRegex(self.refused("run", "study.toml", "-o", "a.assay"), expected)
        self.assertIn("there is no study file nowhere.toml", self.refused("run", "nowhere.toml"))

    def test_options_beside_a_study_file_are_not_ignored(self):
        self.study('[[run]]\nworkload = "vector-transform"\ntarget = "cpu:native"\n')
        for words in (("--quick",), ("-w", "gemm"), ("-p", "n=1024"), ("--seed", "1")):
            with self.subTest(words=words):
                self.assertIn("under [[run]] in study.toml", self.refused("run", "study.toml", *words))

    # measuring

    def test_results_go_to_a_dated_file_and_are_not_measured_twice(self):
        text, errors = self.call(*SIMD)
        path = re.search(r"results go to (\S+)", errors)[1]
        self.assertRegex(path, r"/\.local/share/assay/studies/\d{4}-\d\d-\d\d-\d{6}\.assay$")
        self.assertIn(f"assay show {path}", text)
        self.assertRegex(errors, r"(?m)^1 design point, 1 run to do, about \d")
        self.assertRegex(errors, r"(?m)^\[1/1\] vector-transform .*\n +p50 ")
        self.assertEqual(list(self.files("*.assay*")), [path[len(str(self.folder)) + 1:]], "one file, no WAL")

        data = self.data(*SIMD, "-o", path)
        self.assertEqual((len(data["points"]), data["runs"]), (1, []), "what is complete is not run again")
        data = self.data(*SIMD, "-o", path, "--again")
        self.assertEqual([(run["result"], run["run"], run["state"]) for run in data["runs"]], [(1, 2, "complete")])
        (result,) = self.results(path)
        self.assertEqual([(run["run"], run["state"]) for run in result["runs"]], [(1, "complete"), (2, "complete")])
        self.assertRegex(self.call(*SIMD, "-o", path, "--again")[1], r"(?m)^\[1/1\] vector-transform .*, run 3$")
        self.assertRegex(self.call("show", path, "--result", "1", "--run", "3")[0], r"(?m)^ +3  \w+ ")
        self.assertEqual(len({run["seed"] for run in result["runs"]}), 2, "each run has a seed of its own")

    def test_cpu_and_opencl_side_by_side(self):
        options = ("run", "-w", "vector-transform", "--quick", "-t", "cpu:native,opencl:pocl", "-p", "n=4096",
                   "-p", "variant=simd", "-o", "a.assay")
        data = self.data(*options)
        self.assertEqual((data["completed"], data["failed"], data["cancelled"]), (2, 0, False))
        self.assertEqual(sorted(run["result"] for run in data["runs"]), [1, 2])
        results = {result["point"]["target"]: result for result in self.results("a.assay")}
        for target in ("cpu:native", "opencl:pocl"):
            metrics = self.metrics(results[target])
            self.assertIsNotNone(metrics["latency.p50"], results[target])
            self.assertGreater(metrics["latency.p50"], 0)
            self.assertGreater(metrics["cold.first_query"], 0)
            self.assertGreater(metrics["cpu.seconds_per_query"], 0)
            self.assertLess(metrics["output.max_error"], 1e-5)
        phases = self.metrics(results["opencl:pocl"])
        for phase in ("upload", "execute", "download"):
            self.assertGreater(phases[f"phase.{phase}.p50"], 0)
        self.assertRegex(self.call("show", "a.assay")[0], "(?m)opencl:pocl.*same CPU")

    def test_three_batch_sizes_give_the_cost_of_a_query_and_of_an_item(self):
        self.data("run", "-w", "mlp-inference", "-t", "cpu:native", "-p", "batch=1,8,64", "-p", "variant=simd",
                  "--quick", "-o", "a.assay")
        (line,) = self.data("show", "a.assay")["batching"]
        self.assertEqual((line["sizes"], line["results"]), ([1, 8, 64], [1, 2, 3]))
        self.assertGreater(line["beta_seconds"], 0)
        self.assertEqual((line["evidence"], line["from"]), ("modelled", "measured"))
        self.assertRegex(self.call("show", "a.assay")[0], r"mlp-inference .*: .*s \+ .*s · B for B = 1 … 64")

    def test_a_recorded_trace_is_replayed(self):
        (self.folder / "trace.csv").write_text("time\n" + "".join(f"{7 + i * i * 1e-6}\n" for i in range(500)))
        mean = 500 / (499 ** 2 * 1e-6 * 500 / 499)
        data = self.data(*SIMD, "--scenario", "server", "--trace", "trace.csv", "-o", "a.assay")
        self.assertEqual(data["completed"], 1, data)
        (result,) = self.results("a.assay")
        self.assertAlmostEqual(self.metrics(result)["rate.offered"] / mean, 1, places=5)
        replays, rest = divmod(result["runs"][0]["queries"], 500)
        self.assertEqual(rest, 0, "whole replays")
        self.assertGreaterEqual(replays, 4, "of 0.25 s in at least a second")
        self.assertRegex(self.call("show", "a.assay")[0], "server replaying trace.csv")
        # Elsewhere it is the same question, with another arrival it is not.
        (self.folder / "trace.csv").rename(self.folder / "moved.csv")
        again = ("--scenario", "server", "--trace", "moved.csv", "-o", "a.assay")
        self.assertEqual(self.data(*SIMD, *again)["runs"], [])
        (self.folder / "moved.csv").write_text("0\n0.001\n")
        self.assertEqual(len(self.data(*SIMD, *again)["runs"]), 1)

    def test_every_scenario_gives_its_metrics(self):
        for scenario, expected in (
                (("multi-stream", "--concurrency", "2"), ("latency.p50", "latency.p99", "throughput.queries")),
                (("multi-stream", "--burst", "4"), ("latency.p50", "burst.p50", "queue.wait.p50", "issue_delay.p50")),
                (("offline",), ("throughput.queries", "throughput.items", "throughput.ops")),
                (("server", "--rate", "500"), ("latency.p50", "rate.scheduled", "rate.offered", "rate.completed",
                                               "queue.wait.p50", "issue_delay.p50")),
                (("slo-search", "--slo", "50ms@p90"), ("slo.rate", "latency.p90"))):
            with self.subTest(scenario=scenario):
                name = f"{scenario[0]}{scenario[1] if len(scenario) > 1 else ''}.assay"
                data = self.data(*SIMD, "--scenario", *scenario, "-o", name)
                self.assertEqual(data["completed"], 1, data)
                (result,) = self.results(name)
                metrics = self.metrics(result)
                for metric in expected:
                    self.assertIsNotNone(metrics.get(metric), (metric, result["metrics"]))
                    self.assertGreaterEqual(metrics[metric], 0)
                if scenario[0] == "server":
                    self.assertAlmostEqual(metrics["rate.scheduled"], 500, delta=0.01)

    def test_a_second_process_is_told_who_has_the_file(self):
        with subprocess.Popen([str(ASSAY), *SIMD, "--repeats", "9", "-o", "a.assay"], cwd=self.folder,
                              env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as first:
            while "results go to" not in (line := first.stderr.readline()):
                self.assertNotEqual(line, "", "the first process ended")
            try:
                told = self.call(*SIMD, "-o", "a.assay", code=2)[1]
                self.assertIn(f"is being written by assay (process {first.pid} ", told)
                self.call("show", "a.assay")  # reading is fine
            finally:
                first.send_signal(signal.SIGINT)
                text, _ = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 1)
        self.assertIn("then cancelled (what is finished is kept", text)
        self.assertNotIn("a.assay-wal", self.files())

    # devices

    def test_devices_are_described(self):
        text, _ = self.call("devices")
        for words in ("cpu:native", "opencl:pocl", "[same CPU]", "vendor", "driver", "compute units", "memory", "link",
                      "health    ok"):
            self.assertIn(words, text)
        backends = {backend["plugin"]["id"]: backend for backend in self.data("devices")["backends"]}
        (device,) = backends["cpu"]["devices"]
        self.assertEqual((device["id"], device["health"]), ("native", "ok"))
        self.assertGreater(device["compute_units"], 0)
        self.assertGreater(device["memory_bytes"], 0)
        pocl = [device for device in backends["opencl"]["devices"] if device["id"] == "pocl"]
        self.assertTrue(pocl[0]["same_cpu"])
        self.assertTrue(pocl[0]["driver"])

    def test_a_backend_without_devices_says_why(self):
        empty = self.folder / "no-vendors"
        empty.mkdir()
        text, _ = self.call("devices", OCL_ICD_VENDORS=f"{empty}/")
        self.assertRegex(text, r"opencl \(.*\)\n  no device: .*pocl-opencl-icd")
        self.assertIn("cpu:native", text)
        told = self.refused(*QUICK, "-t", "opencl:pocl", "-o", "a.assay", OCL_ICD_VENDORS=f"{empty}/")
        self.assertRegex(told, "no target 'opencl:pocl'.*no device: .*pocl-opencl-icd")

    def test_probe_measures_the_machine(self):
        probe = self.data("devices", "--probe")["probe"]
        values = {metric["id"]: metric["value"] for metric in probe}
        for metric in ("probe.flops.f32", "probe.bandwidth.copy", "probe.bandwidth.read"):
            self.assertGreater(values[metric], 1e6, metric)


main()
