#!/usr/bin/env python3
"""run_memberships.py with 10,000 sequences (SEQUENCES) in each profile."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import run_memberships

if __name__ == "__main__":
    sys.exit(run_memberships.main(int(os.environ.get("SEQUENCES", "10000"))))
