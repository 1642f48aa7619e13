"""Recursion with sets: places for queens on a board."""


def place(n, row, columns, rising, falling):
    if row == n:
        return 1
    found = 0
    for column in range(n):
        if column not in columns and row + column not in rising and row - column not in falling:
            found += place(n, row + 1, columns | {column}, rising | {row + column}, falling | {row - column})
    return found


def main():
    return place(8, 0, frozenset(), frozenset(), frozenset())
