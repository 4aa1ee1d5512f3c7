"""What the checks of RTL models share: a place for built models, and the skip where Verilator is missing.

ASSAY_RTL_CACHE            a folder that keeps built models (otherwise a temporary one)
ASSAY_WORKLOAD_LIBRARIES   the folder of the workloads' libraries, lib/assay/workloads of a build (otherwise the references
                           are compiled here)
"""
import os
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import model_build


class RtlCase(unittest.TestCase):
    builder = None
    pool = ThreadPoolExecutor(os.cpu_count())  # for builds

    @classmethod
    def setUpClass(cls):
        if tool := model_build.missing_tool():
            raise unittest.SkipTest(f"{tool} is not installed; apt-get install {tool} to check RTL models")
        if RtlCase.builder is None:
            keep = os.environ.get("ASSAY_RTL_CACHE")
            if not keep:
                RtlCase.scratch = tempfile.TemporaryDirectory(prefix="assay-rtl-")  # gone when the process ends
            RtlCase.builder = model_build.Builder(Path(keep or RtlCase.scratch.name))
            RtlCase.builder.prepare()
