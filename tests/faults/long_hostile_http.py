#!/usr/bin/env python3
"""run_hostile_http.py in full size: thousands of slow clients, 1 GB bodies, the real deadlines."""

import os
import pathlib
import sys

os.environ["AUTHLEDGER_HOSTILE_FULL"] = "1"
script = pathlib.Path(__file__).resolve().parent / "run_hostile_http.py"
os.execv(sys.executable, [sys.executable, str(script), *sys.argv[1:]])
