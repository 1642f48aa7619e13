"""Types the commands of the README's demo and shows what they print, as it comes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def commands(readme: str) -> Iterator[str]:
    """Yield the commands of the first `console` block below the heading `Demo`."""
    block = readme.split("\n## Demo\n", 1)[1].split("```console\n", 1)[1].split("\n```", 1)[0]
    command: list[str] = []
    for line in block.splitlines():
        if line.startswith("> "):
            command.append(line[2:])
            continue
        if command:
            yield "\n".join(command)
        command = [line[2:]] if line.startswith("$ ") else []
    if command:
        yield "\n".join(command)


def main() -> None:
    """Run them all."""
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ("", "")
    environment = {**os.environ, "PATH": f"{ROOT / 'target' / 'release'}{os.pathsep}{os.environ['PATH']}"}
    for number, command in enumerate(commands((ROOT / "README.md").read_text(encoding="utf-8"))):
        shown = command.replace("\n", "\n> ")
        separator = "\n" if number else ""
        print(f"{separator}{bold}$ {shown}{plain}", flush=True)
        # One stream, as on a terminal, so that lines keep their order where the output is piped on.
        status = subprocess.run(["sh", "-c", f"exec 2>&1\n{command}"], cwd=ROOT, env=environment).returncode
        if status != 0:
            print(f"[exit status {status}]", flush=True)


if __name__ == "__main__":
    main()
