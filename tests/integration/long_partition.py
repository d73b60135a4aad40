#!/usr/bin/env python3
"""run_partition.py with 10,000 sequences."""

import os
import sys

os.environ.setdefault("AUTHLEDGER_SEQUENCES", "10000")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import run_partition  # noqa: E402

run_partition.main()
