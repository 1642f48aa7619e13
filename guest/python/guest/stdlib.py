"""The part of the standard library that every session finds imported."""

import importlib

# A module that isn't imported when the component is built can't be imported later: the component has no files.
# These are what ordinary scripts use and what works without files, threads or processes, as far as it costs a
# session little memory (all of them together 5 MiB).
_MODULES = """
    abc argparse array ast asyncio base64 binascii bisect calendar cmath codecs collections collections.abc colorsys
    configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis email email.message
    email.policy enum errno fnmatch fractions functools gc getopt glob graphlib gzip hashlib heapq hmac html
    html.entities html.parser http inspect io ipaddress itertools json keyword linecache locale logging
    logging.handlers marshal math mimetypes numbers operator os os.path pathlib pickle pkgutil platform pprint queue
    quopri random re reprlib secrets shlex shutil signal stat statistics string string.templatelib stringprep struct
    sys sysconfig tempfile textwrap threading time timeit token tokenize tomllib traceback types typing unicodedata
    unittest urllib.parse uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo
""".split()  # noqa: SIM905 (a hundred quoted names read worse)


def preload() -> None:
    """Import them all into the memory that the component starts from."""
    for name in _MODULES:
        importlib.import_module(name)
