//! Ending by itself, and crashes.

super::group!("exits",
    "sys.exit" => "import sys\nsys.exit(3)",
    "SystemExit" => "raise SystemExit('x' * 99)",
    "os._exit" => "import os\nos._exit(7)",
    "os.abort" => "import os\nos.abort()",
    "faulthandler" => "import faulthandler\nfaulthandler._sigsegv()",
    "a crash of the interpreter" => "import faulthandler\nfaulthandler._fatal_error_c_thread()",
    "a handler of crashes" => "import faulthandler\nfaulthandler.enable(); faulthandler.dump_traceback_later(0.01, exit=True)\nwhile True: pass",
    "KeyboardInterrupt" => "raise KeyboardInterrupt",
    "GeneratorExit" => "raise GeneratorExit",
    "an error of its own base" => "class E(BaseException): pass\nraise E",
    "at its end" => "import atexit, os\natexit.register(os._exit, 1)",
    "the collector" => "import gc\ngc.set_threshold(1, 1, 1)\ngc.callbacks.append(lambda *a: 1 / 0)\nx = [[] for _ in range(999)]",
);
