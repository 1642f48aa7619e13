//! Values on their way out.

super::group!("results",
    "a gigabyte" => "result = 'x' * (1 << 30)",
    "as much as there is" => "result = 'x' * (12 << 20)",
    "text that grows as JSON" => "result = '\\0' * (4 << 20)",
    "nested lists" => "result = []\nfor _ in range(10 ** 5): result = [result]",
    "nested dictionaries" => "result = {}\nfor _ in range(10 ** 4): result = {'a': result}",
    "a list in itself" => "result = []\nresult.append(result)",
    "a huge integer" => "import sys\nsys.set_int_max_str_digits(0)\nresult = 10 ** 10 ** 5",
    "numbers that aren't" => "result = [float('nan'), float('inf'), -float('inf')]",
    "a million elements" => "result = list(range(10 ** 6))",
    "many keys" => "result = {str(i): None for i in range(10 ** 5)}",
    "one key twice" => "class K(str):\n    __hash__ = object.__hash__\nresult = {K('a'): 1, K('a'): 2}",
    "a function" => "result = print",
    "a file" => "result = open('/tmp/x', 'w')",
    "a generator without end" => "import itertools\nresult = itertools.count()",
    "an object whose conversion loops" => "class R:\n    def __iter__(self):\n        while True: yield 1\nresult = list(R())",
);
