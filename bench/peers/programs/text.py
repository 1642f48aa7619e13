"""Strings: split, joined, formatted, counted."""


def main():
    words = []
    for i in range(20000):
        words.append(f"{i:x}".upper() if i % 3 else str(i)[::-1])
    text = " ".join(words)
    counts = {}
    for word in text.lower().split():
        counts[word[:2]] = counts.get(word[:2], 0) + 1
    return [len(text), len(counts), max(counts.values())]
