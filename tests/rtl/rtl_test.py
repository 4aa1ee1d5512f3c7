#!/usr/bin/env python3
"""All checks of RTL models in one process, which builds what they share once. See kernels_test.py and shim_test.py."""
import unittest

from kernels_test import *  # noqa: F401,F403 (its test classes)
from shim_test import ShimTest  # noqa: F401

if __name__ == "__main__":
    unittest.main()
