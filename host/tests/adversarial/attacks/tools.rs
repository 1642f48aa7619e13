//! The host's functions.

super::group!("tools",
    "too often" => "import tools\nwhile True: tools.add(1, 2)",
    "arguments that don't fit" => "import tools\nresult = tools.add('x' * 999, None)",
    "a gigabyte of arguments" => "import tools\nresult = tools.add('x' * (1 << 24), 1)",
    "nested arguments" => "import tools\nx = []\nfor _ in range(10 ** 4): x = [x]\nresult = tools.add(x, 1)",
    "arguments that are no JSON" => "import tools\nresult = tools.add(float('nan'), 1)",
    "a name that isn't there" => "import tools\nresult = getattr(tools, '../../etc/passwd')",
    "a name of a mebibyte" => "import tools\nresult = getattr(tools, 'x' * (1 << 20))",
    "numbers that overflow" => "import tools\nresult = tools.add(2 ** 63 - 1, 2 ** 200)",
    "past the module" => "from wit_world.imports import tools as raw\nresult = repr(raw.call('add', '[1, 2'))",
    "past the module, with nothing" => "from wit_world.imports import tools as raw\nresult = repr(raw.call('', '\\0' * 999))",
    "the module changed" => "import tools, sys\nvars(tools).clear()\nsys.modules['tools'] = None",
);
