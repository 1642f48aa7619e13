"""Text and bytes: methods, formatting, expressions that match it, JSON, tables, hashes, and text that code writes."""

import base64
import csv
import hashlib
import io
import json
import re
import string
import textwrap

words = [f"{first}{second}{number}" for number in range(8) for first in string.ascii_letters for second in "aeiou"]
text = " ".join(words)
lines = textwrap.wrap(text[:4000], 60)
assert " ".join(lines) == text[:4000].strip() and max(map(len, lines)) <= 60

titles = [word.title().replace("a", "<a>").strip("<").center(12, "*") for word in words]
found = sum(title.startswith("*") and title.find("a>") > 0 for title in titles)
table = str.maketrans("aeiou", "AEIOU")
loud = "\n".join(word.translate(table) for word in words if word.isalnum() and not word.isupper())
report = [f"{index:>5}|{word!r:<10}|{index / 7:8.2f}|{index:#x}" for index, word in enumerate(words)]
pattern, form = "%s is %d, %.1f", "{} has {:,} of {total}"
report += [pattern % (word, len(word), 0.5) for word in words] + [form.format(word, found, total=9) for word in words]

number = re.compile(r"(?P<letters>[a-z]+)(?P<digits>\d+)", re.IGNORECASE)
pairs = [match.groups() for match in number.finditer(text)]
masked = re.sub(r"\d", lambda match: str(9 - int(match[0])), text)
fields = re.split(r"[\s,;]+", "; ".join(words[:300]))
assert len(pairs) == len(words) and re.fullmatch(r"[\w ]+", masked) and len(fields) == 300

data = {"words": words[:400], "nested": [{"index": index, "half": index / 2, "none": None} for index in range(300)]}
written = json.dumps(data, sort_keys=True)
assert json.loads(written) == data and json.loads(json.dumps(data, indent=1)) == data
stream = io.StringIO()
csv.writer(stream).writerows([word, index, index % 2 == 0] for index, word in enumerate(words[:300]))
stream.seek(0)
assert [row[0] for row in csv.reader(stream)] == words[:300]

encoded = text.encode()
digest = hashlib.sha256(encoded).hexdigest()
assert base64.b64decode(base64.b64encode(encoded)).decode() == text and len(digest) == 64
sums = bytearray(256)
for byte in encoded:
    sums[byte] = sums[byte] + 1 & 0xFF
names: dict = {}
exec(compile("def twice(value):\n    return value * 2\nresult = [twice(n) for n in range(50)]", "made", "exec"), names)
assert names["result"][-1] == eval("49 * 2")
print(len(report), file=stream)
