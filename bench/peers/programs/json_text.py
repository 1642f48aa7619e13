"""JSON, there and back."""

import json


def main():
    records = [{"id": i, "name": f"item {i}", "tags": ["a", "b", str(i)], "price": i * 1.5} for i in range(500)]
    text = ""
    for _ in range(10):
        text = json.dumps(records)
        records = json.loads(text)
    return len(text)
