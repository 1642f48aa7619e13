"""One step of the build: done only where what it depends on has changed."""

import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DIST = ROOT / "dist"


class Step:
    """A step that makes one output, a file or a folder, and remembers beside it what it was made from."""

    def __init__(self, output: str, *inputs: str | Path, folder: Path = DIST) -> None:
        """Name the output in `folder` and what decides what it is: texts, and files or folders by their content."""
        self.output = folder / output
        self._stamp = folder / f"{output}.inputs"
        digest = hashlib.sha256()
        for part in inputs:
            for name, content in _contents(part):
                digest.update(f"{name} {len(content)}\n".encode())
                digest.update(content)
        self._inputs = digest.hexdigest()

    def is_done(self) -> bool:
        """Whether the output is there and was made from the same."""
        return self.output.exists() and self._stamp.exists() and self._stamp.read_text() == self._inputs

    @property
    def stamp(self) -> str:
        """What stands for the output among another step's inputs."""
        return self._inputs

    def write_folder(self, files: Mapping[str, bytes] | Mapping[Path, bytes]) -> None:
        """Make the output a folder of these files, by their names in it, and of no others."""
        shutil.rmtree(self.output, ignore_errors=True)
        for name, content in files.items():
            path = self.output / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Say what is done and how long it took; remember it if nothing went wrong."""
        name = self.output.relative_to(ROOT)
        print(f"building {name}: {what}", flush=True)
        start = time.monotonic()
        self.output.parent.mkdir(parents=True, exist_ok=True)
        self._stamp.unlink(missing_ok=True)
        yield
        self._stamp.write_text(self._inputs)
        files = [path for path in (self.output, *self.output.rglob("*")) if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"built {name}: {size:.1f} MB in {time.monotonic() - start:.0f} s", flush=True)


def _contents(part: str | Path) -> Iterator[tuple[str, bytes]]:
    if isinstance(part, str):
        yield "", part.encode()
        return
    paths = (
        [part] if part.is_file() else sorted(p for p in part.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    )
    for path in paths:
        yield path.relative_to(ROOT).as_posix(), path.read_bytes()
