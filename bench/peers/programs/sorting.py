"""Sorting with keys, and dictionaries of lists."""


def main():
    state, numbers = 1, []
    for _ in range(30000):
        state = (state * 1103515245 + 12345) % 2147483648
        numbers.append(state)
    ordered = sorted(numbers, key=lambda number: (number % 1000, -number))
    groups = {}
    for number in ordered:
        groups.setdefault(number % 100, []).append(number)
    return [ordered[0], ordered[-1], len(groups), sum(max(group) for group in groups.values()) % 1000003]
