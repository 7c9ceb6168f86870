"""What every attack is made of: a process of the program, and the comparison of what it leaves."""
import hashlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# A second of training, with checkpoints, plots, metrics and events.
SMALL = [str(ROOT / "experiments/ecg_anomaly.yaml"), "--profile", "quick", "data.beat.count=200", "train.batch_size=20",
         "train.epochs=4", "outputs.checkpoints={every: 1 epoch, keep: 2}"]
STATUSES = {0, 1, 2, 130}


class Impossible(Exception):
    """What this machine does not let be tried."""


class Attacks:
    """The program, what an undisturbed run of it leaves, and what has failed so far."""

    def __init__(self, program, seed):
        self.program = str(pathlib.Path(program).resolve())
        self.seed = seed
        self.processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="etch-campaign-"))
        self.work.chmod(0o755)
        self.kept = ROOT / "outputs/campaign"
        shutil.rmtree(self.kept, ignore_errors=True)
        self.failures = []
        self.lock = threading.Lock()
        self.environment = dict(os.environ, XDG_CACHE_HOME=str(self.cache), HOME=str(self.work), LC_ALL="C.UTF-8",
                                SWIFT_BACKTRACE="enable=no")
        self.environment.pop("CC", None)
        self.cache.mkdir(mode=0o700)
        self.whole = {}
        self.seconds_of_a_run = 1.0
        # How long is waited for a process; more on a machine that is busy otherwise.
        self.patience = 120.0

    @property
    def cache(self):
        return self.work / "cache"

    @property
    def undisturbed(self):
        return self.work / "undisturbed"

    def begin(self):
        """Two undisturbed runs: what all others are compared with, and how long one takes."""
        first = self.attempt("begin", 0)
        began = time.monotonic()
        first.run(first.small(self.undisturbed), "an undisturbed run", statuses={0}, seconds=600)
        self.patience = max(self.patience, 12 * (time.monotonic() - began))
        began = time.monotonic()
        first.run(first.small(first.out), "an undisturbed run again", statuses={0})
        self.seconds_of_a_run = time.monotonic() - began
        whole = left(self.undisturbed)
        if len(whole) < 8 or left(first.out) != whole:
            first.fail("two undisturbed runs differ")
        else:
            self.whole = whole

    def attempt(self, part, number):
        return Attempt(self, part, number)


class Attempt:
    """One attack: its number, its own dice and its own folder."""

    def __init__(self, attacks, part, number):
        self.attacks, self.part, self.number = attacks, part, number
        self.dice = random.Random(f"{attacks.seed}/{part}/{number}")
        self.place = attacks.work / f"{part}-{number}"
        self.place.mkdir()
        self.out = self.place / "out"

    def fail(self, what, detail="", keeping=()):
        kept = self.attacks.kept / f"{self.part}-{self.number}"
        for path in keeping:
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, kept)
        lines = [line[:300] for line in detail.strip().splitlines()[-8:]]
        with self.attacks.lock:
            self.attacks.failures.append(what)
            print("\n    ".join([f"  FAILED: {what}  (--only {self.part} --attempt {self.number})", *lines]), flush=True)

    def start(self, arguments, env=None, before=None, prefix=(), **streams):
        return subprocess.Popen([*prefix, self.attacks.program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                env=env or self.attacks.environment, preexec_fn=before, cwd=self.place,
                                start_new_session=True, **streams)

    def run(self, arguments, what, seconds=None, statuses=STATUSES, keeping=(), **more):
        """One process to its end; its status and what it said."""
        seconds = seconds or self.attacks.patience
        process = self.start(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        try:
            text = process.communicate(timeout=seconds)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            text = process.communicate()[0].decode(errors="replace")
            self.fail(f"{what}: does not end within {seconds:.0f} s", text, keeping)
            return None, text
        if process.returncode not in statuses:
            self.fail(f"{what}: ends with {process.returncode}", text, keeping)
        elif "a mistake in etch" in text:
            self.fail(f"{what}: calls it a mistake of its own", text, keeping)
        elif process.returncode in {1, 2} and "error: " not in text:
            self.fail(f"{what}: ends with {process.returncode} and does not say why", text, keeping)
        return process.returncode, text

    def small(self, out, *more):
        return ["run", *SMALL, "--out", str(out), *more]

    def expect_whole(self, what, out=None, **more):
        """Lets a run come to its end, and compares."""
        out = out or self.out
        status, text = self.run(self.small(out), what + ", to its end", statuses={0}, **more)
        now, whole = left(out), self.attacks.whole
        differing = sorted(k for k in now.keys() | whole.keys() if now.get(k) != whole.get(k))
        if status == 0 and differing:
            self.fail(f"{what}: differs from an undisturbed run", text + "\n" + "\n".join(differing[:6]))
        rest = [str(p) for p in pathlib.Path(out).rglob(".*.tmp-*")]
        if status == 0 and rest:
            self.fail(f"{what}: leaves temporary files", "\n".join(rest))

    def end(self):
        shutil.rmtree(self.place, ignore_errors=True)


def folder(out):
    """The folder of the only run."""
    found = [f for f in pathlib.Path(out).glob("ecg_anomaly/*/")]
    return found[0] if len(found) == 1 else None


def left(out):
    """The digest of everything that must not depend on what happened."""
    place = folder(out)
    if place is None:
        return {}
    files = [f for f in place.rglob("*") if f.suffix in {".png", ".gif", ".jsonl", ".etch"} and f.is_file() and f.name != "timings.jsonl"]
    # The last one. That of a moment at which a signal came, step-00000019, is of no undisturbed run.
    files += sorted(place.glob("checkpoints/epoch-*.zst"))[-1:]
    return {str(f.relative_to(place)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def damaged(content, dice):
    """Some bytes changed, removed, put in or repeated; now and then only the beginning."""
    content = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 8])):
        where = dice.randrange(len(content) + 1)
        kind = dice.randrange(4)
        if kind == 0 and where < len(content):
            content[where] = dice.randrange(256)
        elif kind == 1:
            del content[where:where + dice.choice([1, 4, 64])]
        elif kind == 2:
            content[where:where] = bytes(dice.randrange(256) for _ in range(dice.choice([1, 4])))
        elif kind == 3:
            content[where:where] = content[where // 2:where // 2 + dice.choice([1, 16, 200])]
    return bytes(content) if dice.random() < 0.9 else bytes(content[:dice.randrange(len(content) + 1)])
