"""Computes the digests of a bundle's full tables from their rows.csv alone, as docs/bundle-format.md defines them, and compares
them with digests.csv. Its argument is the folder that the bundle was unpacked into. Needs Python 3."""

import hashlib, json, os, re, sys

PLAIN = {"smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "date", "uuid", "oid", "bytea",
         "time without time zone", "time with time zone", "timestamp without time zone", "timestamp with time zone"}
VALUE = re.compile(rb'"((?:[^"]|"")*)"|([^",\n]*)')


def records(folder, content):
    part, name = 0, content + ".csv"
    while os.path.exists(os.path.join(folder, name)):
        with open(os.path.join(folder, name), "rb") as file:
            yield from values(file.read())
        part += 1
        name = "%s.%d.csv" % (content, part)


def values(csv):
    at, record = 0, []
    while at < len(csv):
        value = VALUE.match(csv, at)
        quoted, bare = value.groups()
        record.append(quoted.replace(b'""', b'"') if quoted is not None else bare or None)
        at = value.end() + 1
        if csv[at - 1:at] == b"\n":
            yield record
            record = []


def text(record, types):
    fields = []
    for value, type_ in zip(record, types):
        if re.sub(r"\(.*?\)", "", type_) in PLAIN:
            fields.append(value or b"")
        else:
            fields.append(b":" if value is None else b"%d:%s" % (len(value), value))
    return b",".join(fields)


def bucket(table, types, record, hash_):
    names = [column["name"] for column in table["columns"]]
    places = [names.index(name) for name in table["key"]]
    key, of = [record[i] for i in places], [types[i] for i in places]
    if not key:
        return int.from_bytes(hash_[16:18], "big") % table["digests"]
    if set(of) <= {"smallint", "integer", "bigint"}:
        x = 0
        for value in key:
            x = (x + int(value) % 2147483647) * 48271 % 2147483647
        return x % table["digests"]
    return int.from_bytes(hashlib.sha256(text(key, of)).digest()[:2], "big") % table["digests"]


def digests(folder, table):
    types = [column["type"] for column in table["columns"]]
    sums = {}
    for record in records(folder, "rows"):
        hash_ = hashlib.sha256(text(record, types)).digest()
        rows, first, second = sums.get(bucket(table, types, record, hash_), (0, 0, 0))
        sums[bucket(table, types, record, hash_)] = (
            rows + 1, first + int.from_bytes(hash_[:8], "big", signed=True),
            second + int.from_bytes(hash_[8:16], "big", signed=True))
    return sums


with open(os.path.join(sys.argv[1], "manifest.json"), encoding="utf-8") as file:
    manifest = json.load(file)
for table in manifest["tables"]:
    if table["kind"] == "full" and "digests" in table:
        folder = os.path.join(sys.argv[1], table["folder"])
        sent = {int(each[0]): tuple(map(int, each[1:])) for each in records(folder, "digests")}
        mine = digests(folder, table)
        print(table["folder"], "equal" if sent == mine else "differs", sum(each[0] for each in mine.values()))
