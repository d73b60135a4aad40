#!/usr/bin/env python3
"""run_http_contract.py in the cluster profile through two processes on one store in turn, beside a third that is killed and
started again all the time."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
os.environ.update(AUTHLEDGER_SEVERAL="1", AUTHLEDGER_PROFILES="cluster")
os.execv(sys.executable, [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "run_http_contract.py"),
                          *sys.argv[1:]])
