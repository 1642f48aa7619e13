"""Lists, tuples, dictionaries and sets, what makes them of each other, and what the library has of their kind."""

from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from heapq import heappop, heappush
from itertools import chain, groupby, islice, permutations
from operator import itemgetter

Row = namedtuple("Row", "key name score")

rows = [Row(number % 97, f"name {number * 31 % 500}", number * 0.5) for number in range(3000)]
by_key = defaultdict(list)
for row in rows:
    by_key[row.key].append(row)
groups = {key: [row.name for row in group] for key, group in groupby(sorted(rows), key=itemgetter(0))}
assert groups.keys() == by_key.keys()

names = Counter(row.name for row in rows)
common = [name for name, _ in names.most_common(10)]
unique = {row.name for row in rows} - set(common)
scores = dict(zip((row.key for row in rows), (row.score for row in rows), strict=True))
ordered = OrderedDict(sorted(scores.items(), key=lambda item: -item[1]))
assert len(unique | set(common)) == len(names) and next(iter(ordered)) in scores

queue, seen = deque([(0, 0)], maxlen=5000), set()
while queue:
    x, y = queue.popleft()
    if (x, y) in seen or x + y > 40:
        continue
    seen.add((x, y))
    queue.extend(((x + 1, y), (x, y + 1)))

heap: list[tuple[int, str]] = []
for number in range(2000):
    heappush(heap, (number * 7919 % 2003, "entry"))
smallest = [heappop(heap)[0] for _ in range(1000)]
assert smallest == sorted(smallest)

matrix = [[row * column for column in range(40)] for row in range(40)]
turned = [list(column) for column in zip(*matrix, strict=True)]
flat = list(chain.from_iterable(matrix))
assert sum(flat) == sum(map(sum, turned)) and flat[::-1][-1] == 0
orders = sum(1 for order in islice(permutations(range(7)), 3000) if order[0] < order[-1])
numbers = list(range(500, 0, -1))
numbers.sort()
numbers[10:20] = []
numbers.insert(3, -1)
del numbers[-1]
first, *middle, last = numbers
assert -1 in middle and all(isinstance(number, int) for number in numbers) and not any(())
