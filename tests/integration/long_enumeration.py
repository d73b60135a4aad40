#!/usr/bin/env python3
"""run_enumeration.py at full count: 2,000 interleaved samples of each, AUC between 0.45 and 0.55."""

import os
import sys

os.environ["AUTHLEDGER_LONG"] = "1"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import run_enumeration  # noqa: E402

sys.exit(run_enumeration.main())
