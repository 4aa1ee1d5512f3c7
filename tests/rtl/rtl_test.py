#!/usr/bin/env python3
"""All checks of RTL models in one process, which builds what they share once: kernels_test.py, shim_test.py, card_test.py;
that the manifests describe the cores: manifest_test.py; and the example of a user's own core: custom_test.py."""
import unittest

from card_test import CardTest  # noqa: F401
from custom_test import CustomTest  # noqa: F401
from kernels_test import *  # noqa: F401,F403 (its test classes)
from manifest_test import ManifestTest  # noqa: F401
from shim_test import ShimTest  # noqa: F401

if __name__ == "__main__":
    unittest.main()
