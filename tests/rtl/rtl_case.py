"""What the checks of RTL models share: a place for built models, and the skip where Verilator is missing."""
import os
import tempfile
import unittest
from pathlib import Path

import model_build


class RtlCase(unittest.TestCase):
    builder = None

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
