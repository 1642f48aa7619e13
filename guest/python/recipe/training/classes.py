"""Objects: attributes, methods, properties, operators, inheritance, data classes, enumerations and exceptions."""

from dataclasses import dataclass, field, replace
from enum import Enum


class Kind(Enum):
    """What an item is."""

    SMALL = 1
    LARGE = 2


@dataclass(frozen=True, order=True)
class Item:
    """One thing, with a price."""

    price: int
    name: str
    tags: list[str] = field(default_factory=list, compare=False)

    @property
    def kind(self) -> Kind:
        """Tell whether it costs much."""
        return Kind.SMALL if self.price < 500 else Kind.LARGE


class Vector:
    """Two numbers."""

    __slots__ = ("x", "y")

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = x, y

    def __add__(self, other: "Vector") -> "Vector":
        return type(self)(self.x + other.x, self.y + other.y)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self) -> int:
        return hash((self.x, self.y))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.x!r}, {self.y!r})"


class Shop:
    """Items by their names."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.sold = 0

    def __getitem__(self, name: str) -> Item:
        return self.items[name]

    def __contains__(self, name: object) -> bool:
        return name in self.items

    def __len__(self) -> int:
        return len(self.items)

    def take(self, item: Item) -> None:
        """Have another item."""
        self.items[item.name] = item

    def sell(self, name: str) -> int:
        """Give an item away for its price."""
        try:
            item = self.items.pop(name)
        except KeyError as error:
            raise LookupError(name) from error
        self.sold += 1
        return item.price


class Lenient(Shop):
    """One that isn't surprised."""

    def sell(self, name: str) -> int:
        """Give nothing for nothing."""
        try:
            return super().sell(name)
        except LookupError:
            return 0


earned, kinds, place = 0, [], Vector(0.0, 0.5)
for shop in (Shop(), Lenient()):
    for number in range(1500):
        shop.take(Item(number * 7 % 1000, f"item {number}", ["new"]))
    kinds.append(sum(shop[f"item {number}"].kind is Kind.LARGE for number in range(1500)))
    for number in range(1200, 1800):
        name = f"item {number}"
        if name in shop or isinstance(shop, Lenient):
            earned += shop.sell(name)
    best = max(shop.items.values())
    shop.take(replace(best, name="best"))
for number in range(4000):
    place = place + Vector(number, -0.25)
assert len({place, place + Vector(0, 0)}) == 1 and repr(place).startswith("Vector(")
