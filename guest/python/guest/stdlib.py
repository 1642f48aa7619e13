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


# These the modules above import only when one of their functions asks for them.
_BEHIND = ["_strptime", "annotationlib", "concurrent.futures", "tracemalloc"]

# Codecs are modules, too.
_ENCODINGS = """
    ascii base64_codec charmap cp1252 cp437 hex_codec idna iso8859_1 iso8859_15 latin_1 punycode raw_unicode_escape
    rot_13 unicode_escape utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le utf_7 utf_8 utf_8_sig zlib_codec
""".split()  # noqa: SIM905


def preload() -> None:
    """Import them all into the memory that the component starts from."""
    for name in [*_MODULES, *_BEHIND, *(f"encodings.{name}" for name in _ENCODINGS)]:
        importlib.import_module(name)
