"""Files whose content is wrong: of a run, of an experiment, of data."""
import gzip
import json
import shutil
import struct
import zlib

from attacks import ROOT, damaged, folder, left


def damage(attempt):
    shutil.copytree(attempt.attacks.undisturbed, attempt.out)
    place = folder(attempt.out)
    kept = {".zst", ".json", ".jsonl", ".yaml", ".etch", ".html", ""}
    file = attempt.dice.choice(sorted(f for f in place.rglob("*") if f.is_file() and f.suffix in kept))
    content = damaged(file.read_bytes(), attempt.dice)
    file.write_bytes(content)
    name = f"a damaged {file.relative_to(place)}"
    copy = attempt.place / file.name
    copy.write_bytes(content)
    attempt.run(["checkpoint", "verify", place], f"{name}, verified", keeping=[copy], statuses={0, 2})
    attempt.run(["runs", attempt.out], f"{name}, listed", keeping=[copy], statuses={0, 2})
    before = left(attempt.out)
    status, text = attempt.run(attempt.small(attempt.out), name, keeping=[copy], statuses={0, 2})
    if status == 2:
        if left(attempt.out) != before:
            attempt.fail(f"{name}: refused, and changed all the same", text, [copy])
        attempt.run(attempt.small(attempt.out, "--fresh"), f"{name}, anew", statuses={0}, keeping=[copy])
    # The log of events and the digests are compared where a run is whole: what is damaged there stays as it is.
    if status == 2 or file.suffix not in {".etch", ".jsonl"} or file.name == "metrics.jsonl":
        attempt.expect_whole(name)
    attempt.end()


WORDS = ["-1", "0", "1e308", "1e-400", "9**9", "null", "[]", "{}", "''", "[[[[]]]]", "{a: {a: {a: 1}}}", "${x}", "${train.epochs}",
         "1 / 0", "99999999999999999999", "0x10", "nan", "true", "*a", "&a 1", "!!str 1", "|", "a(b)(c)", "mean(", "a.b.c", "[1, 2]",
         "1 epoch", "-3 steps", "0.5", "\u00e9\u4e2d\U0001f600", "a" * 3000, "../../x", "x if y else z", "-(-(-(1)))", "2 ** 0.5"]


def reworded(text, dice):
    """Lines and values that stand elsewhere, twice, or are others: what still is YAML, mostly."""
    lines = text.splitlines()
    for _ in range(dice.choice([1, 1, 2, 4])):
        where = dice.randrange(len(lines))
        line, kind = lines[where], dice.randrange(7)
        key, colon, value = line.partition(": ")
        if kind == 0:
            del lines[where]
        elif kind == 1:
            lines.insert(dice.randrange(len(lines)), line)
        elif kind == 2:
            lines[where] = " " * dice.choice([1, 2, 4]) + line if dice.random() < 0.5 else line[dice.choice([1, 2]):]
        elif kind == 3:
            other = dice.choice(lines)
            lines[where] = key + colon + other.partition(": ")[2]
        elif kind == 4:
            parts = line.split(", ")
            dice.shuffle(parts)
            lines[where] = ", ".join(parts)
        elif kind == 5:
            places = [i for i, c in enumerate(line) if c.isdigit()]
            if places:
                at = dice.choice(places)
                lines[where] = line[:at] + dice.choice(WORDS) + line[at + 1:]
        else:
            lines[where] = key + ": " + dice.choice(WORDS)
        if not lines:
            return ""
    return "\n".join(lines) + "\n"


# Those that take long are tried by the tests of the experiments.
TEXTS = sorted(f for f in (ROOT / "experiments").glob("*.yaml")
               if f.stem not in {"cyclegan_horse2zebra", "pix2pix_facades", "ddpm_digits", "style_transfer", "vae_upsample_mnist"})


def mutations(attempt):
    # In the project, so that networks are found beside them.
    files = []
    for index in range(mutations.members):
        text = attempt.dice.choice(TEXTS).read_bytes()
        file = attempt.place / f"{index}.yaml"
        file.write_bytes(damaged(text, attempt.dice) if index % 2
                         else reworded(text.decode(), attempt.dice).encode(errors="surrogateescape"))
        files.append(file)
    known = len(attempt.attacks.failures)
    status, text = attempt.run(["validate", *files], "mutations", statuses={0, 2}, keeping=files)
    right = sum(line.endswith(".yaml: ok") for line in text.splitlines())
    if (status == 0) != (right == len(files)):
        attempt.fail(f"mutations: status {status}, and {right} of {len(files)} are right", text)
    if status is None or len(attempt.attacks.failures) > known:
        for file in files:
            attempt.run(["validate", file], f"the mutation {file.name}", statuses={0, 2}, seconds=attempt.attacks.patience / 4, keeping=[file])
    attempt.end()


mutations.members = 50


def png(width, height, first):
    rows = b"".join(b"\0" + bytes((x * 37 + y * 91 + first) % 256 for x in range(3 * width)) for y in range(height))

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def data():
    """Files of every kind that is read, by name; what reads them; the shape of an example, and layers for it."""
    numbers = struct.pack("<60f", *[i / 60 for i in range(60)])
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (12, 5), }".ljust(117) + b"\n"
    tensors = json.dumps({"x": {"dtype": "F32", "shape": [12, 5], "data_offsets": [0, 240]}}).encode()
    tensors += b" " * (-len(tensors) % 8)
    pictures = struct.pack(">IIII", 2051, 12, 4, 4) + bytes(range(192))
    labels = struct.pack(">II", 2049, 12) + bytes(i % 3 for i in range(12))
    digits = {"d/train-images-idx3-ubyte": pictures, "d/train-labels-idx1-ubyte.gz": gzip.compress(labels, mtime=0),
              "d/t10k-images-idx3-ubyte": pictures, "d/t10k-labels-idx1-ubyte": labels}
    rows = "".join(",".join(f"{(r * 31 + c * 17) % 101 / 100}" for c in range(9)) + f",{r % 2}\n" for r in range(30))
    named = "a;b;c\n" + "".join(f"{r}.5;\"{r * 2}\";x{r % 2}\n" for r in range(30))
    fixtures = ROOT / "Tests/ArtifactsTests/Fixtures"
    photos = {f"p/{name}": (fixtures / name).read_bytes()
              for name in ["color.jpg", "progressive.jpg", "grey.jpg", "palette2.png", "grey1.png", "rgb8-alpha.png"]}
    return [
        ({"rows.csv": rows.encode()}, "source: csv, path: rows.csv, label: last, holdout: 0.2", "9", "{dense: 1}"),
        ({"named.csv": named.encode()}, "source: csv, path: named.csv, delimiter: ';', label: c, columns: [a, b]", "2",
         "{dense: 1}"),
        ({"rows.csv.gz": gzip.compress(rows.encode(), mtime=0)}, "source: csv, path: rows.csv.gz, label: last", "9", "{dense: 1}"),
        (digits, "source: mnist, path: d", "4, 4, 1", "flatten, {dense: 1}"),
        ({f"p/{i}.png": png(6, 5, i) for i in range(5)},
         "source: images, path: p, transforms: [{resize: [4, 4]}]", "4, 4, 3", "flatten, {dense: 1}"),
        (photos, "source: images, path: p, transforms: [{resize: [4, 4]}]", "4, 4, 3", "flatten, {dense: 1}"),
        ({"array.npy": b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + header + numbers}, "source: tensors, path: array.npy",
         "5", "{dense: 1}"),
        ({"array.safetensors": struct.pack("<Q", len(tensors)) + tensors + numbers},
         "source: tensors, path: array.safetensors", "5", "{dense: 1}"),
        ({"lines.txt": "".join(f"a good film {i % 5} of many w\u00f6rds\n" for i in range(12)).encode()},
         "source: text, path: lines.txt, vocabulary: 12, length: 5", "5",
         "{embedding: {vocabulary: 12, units: 4}}, flatten, {dense: 1}"),
    ]


DATA = data()


def data_files(attempt):
    files, source, shape, layers = DATA[attempt.number % len(DATA)]
    worse = attempt.dice.choice(sorted(files))
    for name, content in files.items():
        path = attempt.place / name
        path.parent.mkdir(exist_ok=True)
        # The first of each kind is whole, so that the attack is known to come to the data.
        path.write_bytes(damaged(content, attempt.dice) if name == worse and attempt.number >= len(DATA) else content)
    (attempt.place / "rows.yaml").write_text(
        f"etch: 1\nname: rows\ndata: {{row: {{{source}}}}}\n"
        f"networks: {{n: {{input: [{shape}], layers: [{layers}]}}}}\nlosses: {{e: mean(square(n(row)))}}\n"
        "train: {steps: 1, batch_size: 4, optimizer: {sgd: {learning_rate: 1e-9}}, step: [{n: {minimize: e}}]}\n")
    # Numbers that are damaged may come to no finite loss, which is a failure that is told.
    attempt.run(["run", "rows.yaml", "--backend", "reference", "--out", attempt.out], f"the data file {worse}",
                statuses={0, 1, 2} if attempt.number >= len(DATA) else {0}, keeping=[attempt.place / worse])
    attempt.end()
