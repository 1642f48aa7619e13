"""Regular expressions."""

import re


def main():
    text = " ".join(f"user{i}@host{i % 7}.example.com, 2026-11-{i % 28 + 1:02d};" for i in range(6000))
    addresses = re.findall(r"(\w+)@([\w.]+)", text)
    dates = re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3.\2.\1", text)
    return [len(addresses), dates.count(".11.2026")]
