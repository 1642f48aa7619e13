"""Builds this guest: build.py COMPONENT."""

import sys
from pathlib import Path

import custom

if __name__ == "__main__":
    custom.build(Path(__file__).resolve().parent, *(Path(argument).resolve() for argument in sys.argv[1:]))
