//! What tells of the host.

super::group!("environment",
    "all variables" => "import os\nresult = dict(os.environ)",
    "a variable" => "import os\nresult = [os.getenv('PATH'), os.getenv('CARGO_MANIFEST_DIR')]",
    "bytes" => "import os\nresult = {k.decode(): v.decode() for k, v in os.environb.items()}",
    "posix.environ" => "import posix\nresult = repr(posix.environ)",
    "the process's own" => "result = open('/proc/self/environ').read()",
    "arguments" => "import sys\nresult = [sys.argv, sys.orig_argv]",
    "the command line" => "result = open('/proc/{PID}/cmdline').read()",
    "where it is" => "import os\nresult = [os.getcwd(), os.path.realpath('.'), os.path.expanduser('~')]",
    "who it is" => "import getpass\nresult = getpass.getuser()",
    "what it runs on" => "import platform\nresult = platform.uname()",
    "paths of modules" => "import sys\nresult = [sys.path, sys.prefix, sys.executable, [getattr(m, '__file__', '') for m in sys.modules.values()]]",
    "how it was built" => "import sysconfig\nresult = sysconfig.get_config_vars()",
    "paths in tracebacks" => "import traceback\ntry: 1 / 0\nexcept Exception: result = traceback.format_exc()",
    "warnings" => "import warnings\nwarnings.warn('{SECRET}')",
);
