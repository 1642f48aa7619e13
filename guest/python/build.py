"""Builds the Python guest: build.py COMPONENT."""

import sys

import component

if __name__ == "__main__":
    # The recipe knows where.
    del sys.argv[1:]
    component.main()
