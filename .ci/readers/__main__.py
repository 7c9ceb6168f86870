"""Has what etch writes read by the programs that it is for: browsers, TensorBoard, PyTorch, man, lintian, shells.

    python3 .ci/readers PROGRAM [--python PYTHON]... [--deb FILE] [--all] [--keep FOLDER]

Two short runs are trained, one of them also killed and gone on with; each reader gets its files and says on a line of its own
what came of it. A reader that is not here is named and passed over; with --all that is a failure too. Modules are looked for in
the interpreter that runs this, in .build/readers and .build/peers, and in those of --python.
Ends with 0 where no reader refused anything, with 1 otherwise.
"""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

sys.dont_write_bytecode = True

from shells import completion

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Absent(Exception):
    """A reader that is not on this machine, and what would bring it."""


class Refused(Exception):
    """What a reader did not bear."""


def run(*command, **options):
    """What a command prints; refused where it fails."""
    ending = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=600, **options)
    if ending.returncode != 0:
        raise Refused(f"{' '.join(map(str, command))} ended with {ending.returncode}: {(ending.stderr or ending.stdout)[-2000:]}")
    return ending.stdout


def program(*names):
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise Absent(f"no {names[0]} here")
    return found


class Readers:
    def __init__(self, options, work):
        self.etch = pathlib.Path(options.program).resolve()
        self.work = work
        self.deb = options.deb
        self.pythons = options.python + [sys.executable] + [
            str(ROOT / ".build" / name / "bin" / "python") for name in ("readers", "peers")]

    # What is read

    def command(self, out, *more):
        return [self.etch, "run", ROOT / "experiments/vae_mnist.yaml", "--profile", "quick", "data.digit.count=128",
                "train.epochs=6", "--threads", "1", "--out", self.work / out, *more]

    def folder(self, out, place=0):
        return sorted((self.work / out / "vae_mnist").iterdir(), key=lambda path: path.stat().st_mtime)[place]

    def train(self):
        run(*self.command("whole"))
        run(*self.command("whole", "seed=43"))
        self.whole = self.folder("whole")
        self.killed = self.kill()

    def kill(self):
        """The first run again, killed once it has two lines in its log, and gone on with."""
        process = subprocess.Popen(list(map(str, self.command("killed"))), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while process.poll() is None and not self.has_begun():
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
        finally:
            process.wait()
        if process.returncode != -signal.SIGKILL:
            raise Refused("the run ended before it could be killed")
        run(*self.command("killed"))
        return self.folder("killed")

    def has_begun(self):
        logs = list((self.work / "killed").glob("vae_mnist/*/metrics.jsonl"))
        return bool(logs) and logs[0].read_text().count("\n") >= 2

    def pages(self):
        runs = [self.folder("whole", place) for place in (0, 1)]
        run(self.etch, "compare", *runs, "--html", self.work / "compare.html")
        run(self.etch, "runs", self.work / "whole", "--html")
        run(self.etch, "runs", self.work / "whole", "--gallery", self.work / "gallery.html")
        run(self.etch, "docs", "--format", "html", "--out", self.work / "reference")
        own = [self.work / "compare.html", self.work / "whole/index.html", self.work / "gallery.html"]
        return [path / "report.html" for path in runs] + own + sorted((self.work / "reference").glob("*.html"))

    # Who reads it

    def python(self, *modules):
        """An interpreter that has the modules."""
        for python in self.pythons:
            test = "import " + ", ".join(modules)
            if shutil.which(python) and subprocess.run([python, "-c", test], capture_output=True).returncode == 0:
                return python
        raise Absent(f"no Python with {' and '.join(modules)}; 'make reader-tools' installs it below .build")

    def inside(self, modules, *words):
        """Has a reader within Python do something."""
        environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
        return run(self.python(*modules), HERE / "inside.py", *words, env=environment).strip()

    def html5lib(self):
        return self.inside(["html5lib"], "pages", *self.pages())

    def xml(self):
        run(self.etch, "plan", ROOT / "experiments/vae_mnist.yaml", "--graph", self.work / "model.svg")
        drawings = [self.work / "model.svg"] + sorted(self.whole.rglob("*.svg"))
        for drawing in drawings:
            xml.etree.ElementTree.parse(drawing)
        return f"{len(drawings)} drawings"

    def chromium(self):
        browser = program("chromium", "chromium-browser", "google-chrome", "chrome")
        for page in [self.whole / "report.html", self.work / "compare.html"]:
            if not page.exists():
                self.pages()
            picture = self.work / (page.stem + ".png")
            ending = subprocess.run(
                [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                 f"--user-data-dir={self.work / 'browser'}", "--window-size=1000,2000", f"--screenshot={picture}",
                 page.as_uri()], capture_output=True, text=True, timeout=300)
            # A page's own policy allows no script, and what it stops is told.
            if "Content Security Policy" in ending.stderr:
                raise Refused(f"{page.name}: {ending.stderr[-2000:]}")
            if not picture.exists() or picture.stat().st_size < 20_000:
                raise Refused(f"{page.name} is not shown: {ending.stderr[-2000:]}")
        return "two pages are shown, and nothing of them is against their policy"

    def tensorboard(self):
        for mine, other in zip(sorted(self.whole.glob("*tfevents*")), sorted(self.killed.glob("*tfevents*")), strict=True):
            if mine.read_bytes() != other.read_bytes():
                raise Refused("the events of a run that was killed and went on are others than those of one that was not")
        told = [self.inside(["tensorboard", "numpy"], "events", folder) for folder in (self.whole, self.killed)]
        if told[0] != told[1]:
            raise Refused(f"{told[0]}, and after a kill {told[1]}")
        return told[0] + ", the same after a kill"

    def torch(self):
        run(self.etch, "checkpoint", "export", self.whole, self.work / "vae.safetensors", "--weights-only", "--pytorch",
            self.work / "vae.py")
        run(self.etch, "sample", self.whole, "--raw", "--threads", "1", "--out", self.work / "sampled",
            "outputs.samples.check={grid: [digit, decoder(posterior.mean)], count: 8}")
        arrays = sorted((self.work / "sampled").rglob("check-*.npy"))
        return self.inside(["torch", "numpy"], "module", self.work / "vae.py", *arrays)

    def man(self):
        manual = program("man")
        run(self.etch, "docs", "--format", "man", "--out", self.work)
        ending = subprocess.run([manual, "--warnings", "-P", "cat", "-l", str(self.work / "etch.1")], capture_output=True,
                                text=True, env=os.environ | {"LC_ALL": "C.UTF-8", "MANWIDTH": "100"})
        if ending.returncode != 0 or ending.stderr.strip() or "etch run" not in ending.stdout:
            raise Refused(f"status {ending.returncode}: {ending.stderr[-2000:]}")
        return f"{ending.stdout.count(chr(10))} lines, no warning"

    def lintian(self):
        checker = program("lintian")
        packages = [pathlib.Path(self.deb)] if self.deb else sorted((ROOT / ".build/packages").glob("*.deb"))
        if not packages:
            raise Absent("no package to look at; 'make deb' makes one")
        return run(checker, "--allow-root", "--fail-on", "error,warning", packages[-1]).strip() or f"{packages[-1].name}, no tag"

    def shell(self, name):
        terminal, path = program("tmux"), program(name)
        bin = self.work / "bin"
        bin.mkdir(exist_ok=True)
        if not (bin / "etch").exists():
            (bin / "etch").symlink_to(self.etch)
        script = run(self.etch, "completion", name)
        shown = completion(terminal, name, path, script, bin, self.work)
        if "etch validate" not in shown:
            raise Refused(f"'etch valid' and TAB shows: {shown.strip()[-500:]}")
        return "'etch valid' and TAB is 'etch validate'"


def main():
    parser = argparse.ArgumentParser(prog="readers")
    parser.add_argument("program")
    parser.add_argument("--python", action="append", default=[], help="an interpreter that may have modules")
    parser.add_argument("--deb", help="the Debian package; that in .build/packages by default")
    parser.add_argument("--all", action="store_true", help="whether an absent reader is a failure")
    parser.add_argument("--keep", help="where the files are left")
    options = parser.parse_args()
    work = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="etch-readers-")).resolve()
    work.mkdir(parents=True, exist_ok=True)
    readers = Readers(options, work)
    try:
        readers.train()
        parts = [(name, getattr(readers, name)) for name in
                 ("html5lib", "xml", "chromium", "tensorboard", "torch", "man", "lintian")]
        parts += [(name, lambda name=name: readers.shell(name)) for name in ("bash", "zsh", "fish")]
        count = {"ok": 0, "absent": 0, "REFUSED": 0}
        for name, part in parts:
            try:
                ending, text = "ok", part()
            except Absent as reason:
                ending, text = "absent", str(reason)
            except Exception as reason:
                ending, text = "REFUSED", str(reason) if isinstance(reason, Refused) else repr(reason)
            count[ending] += 1
            print(f"{name:12} {ending:8} {text}", flush=True)
        print(", ".join(f"{number} {ending}" for ending, number in count.items()))
        return 1 if count["REFUSED"] or options.all and count["absent"] else 0
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
