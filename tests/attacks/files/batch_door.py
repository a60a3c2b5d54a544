# Attack: lines of a batch that are no objects, of other types, nested without end, and an honest one between them.
# Must end with: 2 or 3 or 5 or 4
# Says: "id":"honest"
import json


def make(folder, station):
    honest = json.dumps({"id": "honest", "problem": "mirror", "language": "python", "source": "def mirror(text):\n    return text[::-1]\n"}).encode()
    lines = [b"[" * 100_000, b'{"id":' * 100_000, b"null", b"1e99999", b"\xff\xfe", b"{}", b'{"problem": 5, "language": [], "source": {}}',
             b'{"problem": "../../etc", "language": "python", "source": ""}', b'{"problem": "mirror", "language": "../../../bin/sh", "source": ""}',
             b'{"problem": "mirror", "language": "python", "source": "\\ud800"}', b'{"problem": "mirror\\u0000", "language": "python", "source": "\\u0000"}',
             b'{"problem": "mirror", "problem": "mirror", "language": "python", "source": "", "tier": "none", "store": true, "path": "/etc/passwd"}', honest]
    (folder / "batch.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return ["grade", "--json=lines", "--tier", "@TIER@", "--bank", str(station.bank), "--batch", str(folder / "batch.jsonl"), "--jobs", "2"]
