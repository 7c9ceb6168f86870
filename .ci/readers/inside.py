"""What readers that are Python's do with files of etch: each function prints what came of it, or ends with what it refuses.

    PYTHON inside.py pages PAGE…
    PYTHON inside.py events FOLDER
    PYTHON inside.py module NETWORKS.py INPUT.npy OUTPUT.npy
"""
import importlib.util
import json
import pathlib
import sys


def pages(*paths):
    """Every page by HTML's own rules, without a mistake."""
    import html5lib
    for path in paths:
        try:
            html5lib.HTMLParser(strict=True).parse(pathlib.Path(path).read_text())
        except html5lib.html5parser.ParseError as mistake:
            sys.exit(f"{path}: {mistake}")
    print(f"{len(paths)} pages, strictly")


def events(folder):
    """The numbers of metrics.jsonl, each once and to the bit, beside pictures."""
    import numpy
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util import tensor_util
    accumulator = EventAccumulator(folder, size_guidance={"tensors": 0})
    accumulator.Reload()
    found, pictures = {}, 0
    for tag in accumulator.Tags()["tensors"]:
        for event in accumulator.Tensors(tag):
            if tag.startswith(("samples/", "plots/")):
                pictures += 1
            elif not tag.startswith("_hparams_/"):
                if (tag, event.step) in found:
                    sys.exit(f"{tag} is there twice at step {event.step}")
                found[tag, event.step] = tensor_util.make_ndarray(event.tensor_proto).item()
    expected = {}
    for line in pathlib.Path(folder, "metrics.jsonl").read_text().splitlines():
        row = json.loads(line)
        for update, rate in row.pop("learning-rate", {}).items():
            expected["rate/" + update, row["step"]] = rate
        for name, value in row.items():
            if name in ("epoch", "step", "kind", "round"):
                continue
            tags = [f"epoch/{name}", f"metric/{name}"] if row["kind"] == "epoch" else [f"loss/{name}"]
            tag = next((tag for tag in tags if (tag, row["step"]) in found), tags[0])
            expected[tag, row["step"]] = value
    if found.keys() != expected.keys():
        sys.exit(f"only in one of events and metrics.jsonl: {sorted(found.keys() ^ expected.keys())[:5]}")
    for place, value in expected.items():
        if numpy.float32(found[place]) != numpy.float32(value):
            sys.exit(f"{place} is {found[place]}, and in metrics.jsonl {value}")
    if not expected or not pictures:
        sys.exit(f"{len(expected)} numbers and {pictures} pictures")
    print(f"{len(expected)} numbers as in metrics.jsonl, {pictures} pictures")


def module(networks, pictures, rebuilt):
    """What the generated module makes of the same pictures."""
    import numpy
    import torch
    specification = importlib.util.spec_from_file_location("networks", networks)
    made = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(made)
    loaded = made.load()
    # Etch has channels last.
    given = torch.from_numpy(numpy.load(pictures)).permute(0, 3, 1, 2)
    wanted = numpy.load(rebuilt)
    with torch.no_grad():
        found = loaded["decoder"](loaded["encoder"](given)["mean"]).permute(0, 2, 3, 1).numpy()
    apart = float(numpy.abs(found - wanted).max() / max(1.0, numpy.abs(wanted).max()))
    if found.shape != wanted.shape or not apart <= 1e-5:
        sys.exit(f"outputs of {found.shape} are {apart:.2g} apart from etch's of {wanted.shape}")
    print(f"outputs of {len(wanted)} pictures {apart:.1e} apart")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
