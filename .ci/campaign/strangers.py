"""Files that somebody else has made, and that mean no good."""
import shutil

from attacks import folder


def paths(attempt):
    """A file that asks for what is outside is not shown it."""
    secret = attempt.attacks.work.parent / f"{attempt.attacks.work.name}-{attempt.number}-secret.yaml"
    secret.write_text("etch: 1\nname: SECRET-WORDS\n  wrong: [\n")
    try:
        (attempt.place / "link.yaml").symlink_to(secret)
        path = [str(secret), f"../../{secret.name}", "link.yaml", "/etc/passwd", "/proc/self/environ"][attempt.number % 5]
        where = ["extends: {}", "networks: {{n: {{use: {}}}}}"][attempt.number // 5 % 2].format(path)
        file = attempt.place / "a.yaml"
        file.write_text(f"etch: 1\nname: a\n{where}\n")
        _, text = attempt.run(["validate", file], f"a stranger's {where}", statuses={2}, keeping=[file])
        if any(word in text for word in ["SECRET-WORDS", "root:x:", "XDG_CACHE"]):
            attempt.fail(f"a stranger's {where}: what is outside is shown", text, [file])
    finally:
        secret.unlink()
    attempt.end()


FOLDERS = ["plots", "checkpoints", "sources", "animations", "samples", "plots/epoch-0004"]
FILES = ["metrics.jsonl", ".lock", "events.out.tfevents.0000000000.etch", "digests.jsonl", "run.json", "report.html"]


def folders(attempt):
    """A run's folder that leads elsewhere is not written through."""
    shutil.copytree(attempt.attacks.undisturbed, attempt.out)
    name = (FOLDERS + FILES)[attempt.number % (len(FOLDERS) + len(FILES))]
    link, goal = folder(attempt.out) / name, attempt.place / "goal"
    if name in FOLDERS:
        shutil.rmtree(link, ignore_errors=True)
        goal.mkdir()
    else:
        content = link.read_bytes() + b"\n"
        goal.write_bytes(content)
        link.unlink()
    link.symlink_to(goal)
    for more in [["train.epochs=4"], ["--fresh"]]:
        attempt.run(attempt.small(attempt.out, "outputs.plots.more={histogram: error}", *more), f"{name} that leads elsewhere",
                    statuses={0, 1, 2})
        written = [str(p) for p in goal.iterdir()] if name in FOLDERS else [] if goal.read_bytes() == content else [str(goal)]
        if written:
            attempt.fail(f"{name} that leads elsewhere is written through", "\n".join(written))
    attempt.end()
