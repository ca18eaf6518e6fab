"""A second reader of bundles, written from docs/bundle-format.md alone: for each file named on standard input it prints
'taken' or 'refused: why'. Needs Python 3 and the program zstd."""

import datetime, hashlib, json, re, struct, subprocess, sys, zlib

MOST = {"tables": 10000, "columns": 1664, "all columns": 100000, "running": 65536, "all running": 262144,
        "ancestors": 10000, "types": 10000, "labels": 10000, "keys": 1000, "manifest": 16 << 20, "sums": 24 << 20, "signature": 64 << 10}


class Refused(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Refused(why)


# --- File -------------------------------------------------------------------------------------------------------------

def unpacked(file):
    if file[:4] == b"\x28\xb5\x2f\xfd":
        return zstd(file)
    need(file[:2] == b"\x1f\x8b", "neither zstd nor gzip")
    need(len(file) >= 18 and file[2] == 8 and file[3] & 0xfe == 0, "gzip header")
    inflater = zlib.decompressobj(-15)
    try:
        tar = inflater.decompress(file[10:])
    except zlib.error as e:
        raise Refused(e)
    need(inflater.eof and len(inflater.unused_data) == 8, "gzip end")
    need(struct.unpack("<II", inflater.unused_data) == (zlib.crc32(tar), len(tar) & 0xffffffff), "gzip checksum")
    return tar


def zstd(file):
    """One frame with a checksum and nothing else; its blocks are walked, the program unpacks them."""
    need(len(file) > 5, "zstd header")
    descriptor = file[4]
    need(descriptor & 4, "zstd without checksum")
    single, size = descriptor >> 5 & 1, descriptor >> 6
    at = 5 + (1 - single) + (0, 1, 2, 4)[descriptor & 3] + ((1 if single else 0) if size == 0 else 1 << size)
    last = False
    while not last:
        need(at + 3 <= len(file), "zstd cut")
        header = int.from_bytes(file[at:at + 3], "little")
        last = header & 1
        at += 3 + (1 if header >> 1 & 3 == 1 else header >> 3)
    need(at + 4 == len(file), "zstd end")
    run = subprocess.run(["zstd", "-dc", "-q", "-M8MB"], input=file, capture_output=True)
    need(run.returncode == 0, "zstd")
    return run.stdout


def octal(field, digits):
    need(re.fullmatch(rb"[0-7]{%d}[\0 ]" % digits, field), "tar number")
    return int(field[:digits], 8)


def text(field):
    name, _, rest = field.partition(b"\0")
    need(not rest.strip(b"\0"), "bytes behind a name")
    return name.decode("latin-1")


def members(tar):
    """Yields names and bytes; what follows the two blocks of zeros fills the archive up to a multiple of 10,240."""
    at = 0
    while True:
        header = tar[at:at + 512]
        need(len(header) == 512, "tar cut")
        if header == bytes(512):
            break
        total = sum(header) - sum(header[148:156]) + 8 * 32
        need(header[148:156] == b"%06o\0 " % total, "tar checksum")
        need(header[257:265] == b"ustar\x0000" and header[156:157] == b"0", "tar type")
        need(header[157:257] == bytes(100) and header[500:] == bytes(12), "tar link")
        size = octal(header[124:136], 11)
        name, prefix = text(header[:100]), text(header[345:500])
        at += 512
        end = at + size
        padded = end + -size % 512
        need(padded <= len(tar) and not tar[end:padded].strip(b"\0"), "tar padding")
        yield (prefix + "/" + name if prefix else name), tar[at:end]
        at = padded
    rest = tar[at:]
    need(len(rest) >= 1024 and not rest.strip(b"\0"), "tar end")
    need(len(rest) == 1024 or (len(rest) - 1024 < 10240 and len(tar) % 10240 == 0), "zeros behind the end")


# --- Manifest ---------------------------------------------------------------------------------------------------------

def pairs(list_):
    need(len(list_) <= MOST["keys"], "keys of an object")
    need(len(dict(list_)) == len(list_), "a key comes twice")
    need(all(len(key) <= 200 for key, _ in list_), "a key is too long")
    return dict(list_)


class Number(str):
    pass


def refuse(constant):
    raise Refused(constant)


def number(value):
    need(isinstance(value, Number) and re.fullmatch(r"-?[0-9]{1,18}", value), "a whole number")
    return int(value)


def string(value, most):
    need(type(value) is str and len(value.encode("utf-16-le", "surrogatepass")) <= 2 * most, "a text")
    need("\0" not in value and not re.search("[\ud800-\udfff]", value), "NUL or half a character")
    return value


def name(value):
    need(value and len(string(value, 255).encode()) <= 255, "a name")
    return value


def names(value):
    return [name(each) for each in array(value, MOST["columns"])]


def array(value, most):
    need(type(value) is list and len(value) <= most, "a list")
    return value


def object_(value):
    need(type(value) is dict, "an object")
    return value


def flag(value):
    need(type(value) is bool, "true or false")
    return value


def get(object_, key):
    need(key in object_, key + " is missing")
    return object_[key]


def uuid(value):
    need(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", string(value, 36)), "a UUID")
    return value


NAME = r'(?:[a-z_][a-z0-9_]*|"(?:[^"\x00-\x1f\x7f-\x9f]|"")+")'
TYPE = re.compile(
    r"(?:double precision|(?:bit|character) varying|(?:time|timestamp)(?:\([0-9]{1,9}\))? with(?:out)? time zone"
    r"|interval(?: (?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?)?"
    r"|" + NAME + r"(?:\." + NAME + r")?)(?:\([^()'\";\x00-\x1f\x7f]*\))?(?:\[\])*")


def folder(schema, table):
    def encode(part):
        return "".join(chr(b) if re.fullmatch("[A-Za-z0-9_-]", chr(b)) else "%%%02X" % b for b in part.encode())
    made = encode(schema) + "." + encode(table)
    if len(made) <= 80:
        return made
    return made[:63] + "~" + hashlib.sha256((schema + "\0" + table).encode()).hexdigest()[:16]


class Manifest:
    def __init__(self, member):
        need(len(member) <= MOST["manifest"], "manifest too large")
        try:
            json_ = json.loads(member.decode("utf-8"), object_pairs_hook=pairs, parse_int=Number, parse_float=Number,
                               parse_constant=refuse)
        except (ValueError, RecursionError) as e:
            raise Refused(e)
        self.depth(json_, 0)
        object_(json_)
        need(number(get(json_, "format")) == 1, "format")
        self.running, self.columns_, self.repaired = {}, 0, 0
        string(get(json_, "tool"), 4000)
        for key in ("name", "system", "server"):
            string(get(object_(get(json_, "source")), key), 4000)
        incarnation = object_(get(json_, "incarnation"))
        need(uuid(get(incarnation, "id"))
             not in [uuid(each) for each in array(get(incarnation, "ancestors"), MOST["ancestors"])], "own ancestor")
        need(re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]{0,62}", string(get(json_, "target"), 63)), "target")
        self.number = self.point(json_)
        self.time(string(get(json_, "time"), 30))
        if "due" in json_:
            self.time(string(get(json_, "due"), 30))
        self.tables = [self.table(object_(each)) for each in array(get(json_, "tables"), MOST["tables"])]
        types = [self.type(object_(each)) for each in array(json_.get("types", []), MOST["types"])]
        need(len(set(types)) == len(types), "a type comes twice")
        all_ = [(each["schema"], each["table"]) for each in self.tables]
        for each in array(json_.get("leftOut", []), MOST["tables"]):
            all_.append((name(get(object_(each), "schema")), name(get(each, "table"))))
            string(get(each, "reason"), 4000)
        need(len(set(all_)) == len(all_), "a table comes twice")

    def depth(self, value, depth):
        if type(value) in (dict, list):
            need(depth < 100, "nesting")
            for each in value.values() if type(value) is dict else value:
                self.depth(each, depth + 1)
        need(not isinstance(value, Number) or len(value) <= 1000, "a number is too long")

    def point(self, json_):
        snapshot = string(get(json_, "snapshot"), MOST["running"] * 20)
        form = re.fullmatch("([1-9][0-9]*):([1-9][0-9]*):((?:[1-9][0-9]*(?:,[1-9][0-9]*)*)?)", snapshot)
        need(form, "snapshot")
        xmin, xmax = int(form[1]), int(form[2])
        running = [int(xid) for xid in form[3].split(",")] if form[3] else []
        need(xmin <= xmax < 1 << 63 and len(running) <= MOST["running"], "snapshot")
        need(all(a < b for a, b in zip([xmin - 1] + running, running + [xmax])), "snapshot")
        self.running[snapshot] = max(1, len(running))
        need(sum(self.running.values()) <= MOST["all running"], "too many transactions")
        need(number(get(json_, "number")) >= 1, "number")
        return number(json_["number"])

    def time(self, value):
        form = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?Z", value)
        need(form, "time")
        try:
            datetime.datetime.strptime(form[1], "%Y-%m-%dT%H:%M:%S")
        except ValueError as e:
            raise Refused(e)
        need(form[1][17:] < "60", "a leap second")

    def table(self, json_):
        schema, table = name(get(json_, "schema")), name(get(json_, "table"))
        need(string(get(json_, "folder"), 4000) == folder(schema, table), "folder")
        kind = string(get(json_, "kind"), 255)
        need(kind in ("full", "changes") and ("from" in json_) == (kind == "changes"), "kind and from")
        if kind == "changes":
            need(self.point(object_(json_["from"])) < self.number, "from")
        string(json_.get("reason", ""), 4000)
        all_keys = flag(json_.get("allKeys", False))
        key = names(get(json_, "key"))
        need(not all_keys or (kind == "changes" and key), "allKeys")
        need(re.fullmatch("[0-9a-f]{64}", string(get(json_, "fingerprint"), 4000)), "fingerprint")
        columns = [self.column(object_(each)) for each in array(get(json_, "columns"), MOST["columns"])]
        here = {each[0] for each in columns}
        need(len(here) == len(columns) and len(set(key)) == len(key) and set(key) <= here, "columns and key")
        need(not here & set(names(json_.get("withheld", []))), "withheld")
        buckets = self.buckets(json_["digests"]) if "digests" in json_ else 0
        need(not buckets or not string(json_.get("undigested", ""), 4000), "digests and a reason for none")
        if "repair" in json_:
            self.repair(object_(json_["repair"]))
            need(kind == "changes" and key, "repair")
        contents = ((["ids"] if kind == "changes" else []) + (["keys"] if all_keys else []) + ["rows"]
                    + (["digests"] if buckets else []))
        return {"buckets": buckets, "schema": schema, "table": table, "folder": json_["folder"], "key": key, "columns": columns,
                "contents": contents, "next": ["columns.csv"], "counts": {each: [0, 0] for each in contents},
                "done": False}

    def buckets(self, value):
        need(1 <= number(value) <= 65536 and number(value) & (number(value) - 1) == 0, "buckets")
        return number(value)

    def repair(self, json_):
        buckets = self.buckets(get(json_, "buckets"))
        numbers = [number(each) for each in array(get(json_, "numbers"), 65536)]
        need(numbers and all(a < b for a, b in zip([-1] + numbers, numbers + [buckets])), "buckets to repair")
        self.repaired += len(numbers)
        need(self.repaired <= 65536, "too many buckets to repair")

    def type(self, json_):
        kind = string(get(json_, "kind"), 255)
        need(kind in ("domain", "composite", "enum", "range", "multirange"), "a kind of type")
        for each in array(json_.get("attributes", []), MOST["columns"]):
            self.attribute(object_(each))
        for each in array(json_.get("labels", []), MOST["labels"]):
            self.count()
            string(each, 255)
        if "of" in json_:
            string(json_["of"], 1000)
        need({"composite": "attributes", "enum": "labels"}.get(kind, "of") in json_, "a part of a type")
        if kind not in ("composite", "enum"):
            type_text(json_["of"])
        return type_text(get(json_, "name"))

    def count(self):
        self.columns_ += 1
        need(self.columns_ <= MOST["all columns"], "too many columns")

    def attribute(self, json_):
        self.count()
        return name(get(json_, "name")), type_text(get(json_, "type"))

    def column(self, json_):
        return *self.attribute(json_), flag(get(json_, "notNull"))


def type_text(value):
    need(TYPE.fullmatch(string(value, 1000)), "type")
    return value


# --- Members ----------------------------------------------------------------------------------------------------------

def columns_csv(table):
    quote = lambda value: '"' + value.replace('"', '""') + '"'
    lines = ["name,type,not_null,key\n"]
    for column, type_, not_null in table["columns"]:
        place = table["key"].index(column) + 1 if column in table["key"] else ""
        lines.append("%s,%s,%s,%s\n" % (quote(column), quote(type_), "t" if not_null else "f", place))
    return "".join(lines).encode()


VALUE = re.compile(rb'"((?:[^"]|"")*)"|([^",\r\n]*)')


def records(part, required):
    """Returns how many records a part has; required tells of each value whether it must be there."""
    try:
        need(b"\0" not in part, "NUL")
        part.decode("utf-8")
    except UnicodeDecodeError as e:
        raise Refused(e)
    at = count = 0
    while at < len(part):
        values = []
        while True:
            value = VALUE.match(part, at)
            values.append(value)
            at = value.end()
            separator = part[at:at + 1]
            need(separator in (b",", b"\n") and separator, "a value's end")
            at += 1
            if separator == b"\n":
                break
        if not required and len(values) == 1 and values[0].group() == b"":
            values = []
        need(len(values) == len(required), "values of a record")
        for value, must in zip(values, required):
            need(value.group() or not must, "NULL where there is none")
        need(len(values) != 1 or values[0].group() != b"\\.", "the end of data")
        count += 1
    return count


def take(tables, member, bytes_):
    """Takes a member where the manifest and what came before allow it."""
    for table in tables:
        if not member.startswith(table["folder"] + "/") or member[len(table["folder"]) + 1:] not in table["next"]:
            continue
        file = member[len(table["folder"]) + 1:]
        if file == "columns.csv":
            need(bytes_ == columns_csv(table), "columns.csv")
            table["next"] = [table["contents"][0] + ".csv"]
            return
        content = file.split(".")[0]
        part = int(file.split(".")[1]) if file.count(".") == 2 else 0
        required = [not_null or column in table["key"] for column, _, not_null in table["columns"]]
        need(bytes_ or part == 0, "an empty part")
        counts = table["counts"][content]
        width = 4 if content == "digests" else len(table["key"])
        counts[0] += records(bytes_, required if content == "rows" else [True] * width)
        counts[1] += len(bytes_)
        after = table["contents"][table["contents"].index(content) + 1:]
        table["next"] = ["%s.%d.csv" % (content, part + 1)] + [each + ".csv" for each in after[:1]]
        table["done"] = table["done"] or content == table["contents"][-1]
        return
    raise Refused("member " + member)


def read(file):
    all_ = list(members(unpacked(file)))
    need(all_ and all_[0][0] == "manifest.json", "the first member")
    manifest = Manifest(all_[0][1])
    at = 1
    while at < len(all_) and all_[at][0] != "counts.csv":
        take(manifest.tables, *all_[at])
        at += 1
    need(all(table["done"] for table in manifest.tables), "a table's rows are missing")
    counts = "folder,content,records,bytes\n" + "".join(
        "%s,%s,%d,%d\n" % (table["folder"], content, *table["counts"][content])
        for table in manifest.tables for content in table["contents"])
    need(all(table["counts"].get("digests", [0])[0] <= table["buckets"] for table in manifest.tables), "digests")
    need(at < len(all_) and all_[at][1] == counts.encode(), "counts.csv")
    sums = "".join("%s  %s\n" % (hashlib.sha256(bytes_).hexdigest(), member) for member, bytes_ in all_[:at + 1])
    need(len(sums) <= MOST["sums"] and all_[at + 1:at + 2] == [("SHA256SUMS", sums.encode())], "SHA256SUMS")
    signature = all_[at + 2:]
    need(not signature or (len(signature) == 1 and signature[0][0] == "SHA256SUMS.sig"
                           and len(signature[0][1]) <= MOST["signature"]), "the last member")


for line in sys.stdin:
    try:
        with open(line.rstrip("\n"), "rb") as bundle:
            read(bundle.read())
        print("taken", flush=True)
    except Refused as refused:
        print("refused: " + str(refused).replace("\n", " "), flush=True)
