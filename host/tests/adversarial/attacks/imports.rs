//! Modules from where none should come.

super::group!("imports",
    "from the host's path" => "import sys\nsys.path = ['{FOLDER}', '/usr/lib/python3', '/usr/lib/python3/dist-packages']\nimport pip",
    "a path hook" => "import sys\nsys.path_hooks.insert(0, lambda p: 1 / 0)\nsys.path_importer_cache.clear()\nimport colorsys",
    "a finder that lies" => "import sys\nclass F:\n    def find_spec(self, *a): raise SystemExit\nsys.meta_path.insert(0, F())\nimport colorsys",
    "a module in place of another" => "import sys\nsys.modules['json'] = sys.modules['os'] = None\nimport json",
    "bytecode that is none" => "open('/tmp/b.pyc', 'wb').write(b'\\xff' * 99)\nimport sys; sys.path.insert(0, '/tmp')\nimport b",
    "a zip on the path" => "import sys, zipfile\nwith zipfile.ZipFile('/tmp/z.zip', 'w') as z: z.writestr('zm.py', 'while True: pass')\nsys.path.insert(0, '/tmp/z.zip')\nimport zm",
    "reloading everything" => "import importlib, sys\nfor m in list(sys.modules.values()):\n    try: importlib.reload(m)\n    except Exception: pass",
    "builtin modules anew" => "import _imp, sys\nfor n in sys.builtin_module_names:\n    try: _imp.create_builtin(__import__('importlib.util').util.find_spec(n))\n    except Exception: pass",
    "pip" => "import ensurepip\nensurepip.bootstrap()",
    "the standard library changed" => "open('/python/json/__init__.pyc', 'wb').write(b'x')",
);
