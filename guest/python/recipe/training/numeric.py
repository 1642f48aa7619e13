"""Numbers: of machine size and larger, floating point, decimal, fractions, complex ones, and dates."""

import math
import random
import statistics
from datetime import date, timedelta
from decimal import Decimal, getcontext
from fractions import Fraction

total, product = 0, 1
for number in range(1, 6000):
    total += number * number - number // 3 + (number << 2 & 0xFF) ^ number % 7
    if number % 60 == 0:
        product *= number
assert str(product).isdigit() and product % 7 == 0 and pow(3, 10**6, 1_000_007) > 0

x, y, energy = 1.0, 0.0, 0.0
for _ in range(6000):
    x, y = x - y * 0.01, y + x * 0.01
    energy += math.sqrt(x * x + y * y) - abs(x) ** 0.5
    if energy > 1e6 or x != x:
        energy = -energy / 2.0
assert round(energy, 3) == float(f"{energy:.3f}") and int(energy) == math.trunc(energy)

getcontext().prec = 30
series = sum((Decimal(1) / Decimal(math.factorial(term)) for term in range(25)), Decimal(0))
thirds = sum((Fraction(1, number) for number in range(1, 60)), Fraction(0))
assert str(series).startswith("2.71828") and thirds > 4

random.seed(5)
sample = [random.gauss(10, 2) for _ in range(1500)] + [random.random() * 20 for _ in range(500)]
random.shuffle(sample)
mean, spread = statistics.fmean(sample), statistics.pstdev(sample)
inside = [value for value in sample if mean - spread <= value <= mean + spread]
middle = min(range(len(inside)), key=lambda index: abs(inside[index] - mean))
squares = sum((value - mean) ** 2 for value in sample) / len(sample)
assert math.isclose(squares, spread**2) and 0 <= middle < len(inside)

point, inner = 0j, 0
for column in range(40):
    place, point = complex(column / 20 - 1.5, 0.1), 0j
    for _ in range(50):
        point = point * point + place
        if abs(point) > 2:
            break
    else:
        inner += 1
day = date(2024, 2, 28)
days = [day + timedelta(days=number) for number in range(400)]
assert max(days) - min(days) == timedelta(days=399) and bool(inner) and len({day.isoformat() for day in days}) == 400
