"""Floating-point numbers in generator expressions."""


def a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def product(vector):
    n = len(vector)
    middle = [sum(a(i, j) * vector[j] for j in range(n)) for i in range(n)]
    return [sum(a(j, i) * middle[j] for j in range(n)) for i in range(n)]


def main():
    u = [1.0] * 60
    for _ in range(4):
        v = product(u)
        u = product(v)
    return round((sum(x * y for x, y in zip(u, v)) / sum(y * y for y in v)) ** 0.5, 6)
