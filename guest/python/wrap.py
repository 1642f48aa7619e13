"""Fuses the Python guest and wraps it with its standard library: wrap.py COMPONENT WRAPPED."""

import sys

import fused
import stdlib
import wrapped

if __name__ == "__main__":
    # The recipes know where.
    del sys.argv[1:]
    stdlib.main()
    fused.main()
    wrapped.main()
