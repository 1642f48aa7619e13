"""Small lists of integers, permuted and flipped."""


def main():
    n = 7
    permutation = list(range(n))
    count = [0] * n
    most = checksum = number = 0
    r = n
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        if permutation[0]:
            flipped, flips = permutation[:], 0
            while flipped[0]:
                k = flipped[0]
                flipped[: k + 1] = flipped[k::-1]
                flips += 1
            most = max(most, flips)
            checksum += flips if number % 2 == 0 else -flips
        while True:
            if r == n:
                return [checksum, most]
            permutation.insert(r, permutation.pop(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1
        number += 1
