"""Wraps this guest: wrap.py COMPONENT WRAPPED."""

import sys
from pathlib import Path

import custom

if __name__ == "__main__":
    custom.wrap(Path(__file__).resolve().parent, *(Path(argument).resolve() for argument in sys.argv[1:]))
