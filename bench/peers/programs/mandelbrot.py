"""Loops over floating-point numbers."""


def main():
    inside = 0
    for row in range(50):
        for column in range(70):
            cr, ci = column / 35 - 1.5, row / 25 - 1.0
            zr = zi = 0.0
            for _ in range(50):
                zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
                if zr * zr + zi * zi > 4.0:
                    break
            else:
                inside += 1
    return inside
