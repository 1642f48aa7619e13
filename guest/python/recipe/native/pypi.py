"""Downloads a source distribution from PyPI.

pip can't do it: to read the package's metadata, `pip download` builds the package first, with native compilers.
"""

import hashlib
import html
import os
import re
import urllib.parse
import urllib.request
from pathlib import Path

# pip's own setting, where an index other than PyPI is used.
INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")


def download(name: str, version: str, sha256: str, folder: Path) -> Path:
    """Return the archive in `folder`, downloaded if it isn't there yet; fail if it isn't the one with that hash."""
    archive = f"{name}-{version}.tar.gz"
    path = folder / archive
    if not path.exists():
        page = f"{INDEX}/{name}/"
        links = re.findall(r'<a [^>]*href="([^"]+)"', _get(page).decode())
        urls = [urllib.parse.urljoin(page, html.unescape(link)) for link in links]
        found = [url for url in urls if urllib.parse.urlsplit(url).path.endswith(f"/{archive}")]
        if not found:
            raise SystemExit(f"error: the package index has no {archive}")
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(_get(found[0]))
        unfinished.replace(path)
    if (digest := hashlib.sha256(path.read_bytes()).hexdigest()) != sha256:
        raise SystemExit(f"error: {path} has the sha256 {digest}, not {sha256}; remove it to download it again")
    return path


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=180) as answer:
        return answer.read()
