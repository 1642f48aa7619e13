//! Random numbers: whoever drains them, or counts on them, gets nowhere.

super::group!("entropy",
    "drained" => "import os\nwhile True: os.urandom(65536)",
    "as much as can be asked for" => "import os\nresult = len(os.urandom(1 << 26))",
    "more than can be asked for" => "import os\nresult = len(os.urandom(1 << 40))",
    "a generator with a known state" => "import random\nrandom.seed(1)\nresult = random.random()",
    "hash seeds" => "import sys\nresult = [sys.flags.hash_randomization, hash('x')]",
    "secrets" => "import secrets\nresult = len(secrets.token_bytes(1 << 20))",
);
