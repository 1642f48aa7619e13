"""Classes, attributes and methods: a small simulation of a queue."""


class Customer:
    def __init__(self, number, needs):
        self.number = number
        self.needs = needs

    def serve(self, amount):
        self.needs -= amount
        return self.needs <= 0


class Counter:
    def __init__(self, speed):
        self.speed = speed
        self.line = []
        self.served = 0

    def add(self, customer):
        self.line.append(customer)

    def step(self):
        if self.line and self.line[0].serve(self.speed):
            self.line.pop(0)
            self.served += 1


def main():
    counters = [Counter(speed) for speed in (1, 2, 3)]
    for tick in range(20000):
        if tick % 2 == 0:
            shortest = min(counters, key=lambda counter: len(counter.line))
            shortest.add(Customer(tick, tick % 7 + 1))
        for counter in counters:
            counter.step()
    return [counter.served for counter in counters]
