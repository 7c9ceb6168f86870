"""The frameworks that Etch is timed against, each a process that stays, so that its first step is taken once."""
import functools
import json
import subprocess
import sys
import tempfile

from workloads import HERE

# How each is named in tables, the package it needs, and the script that is it.
MODES = {
    "eager": ("PyTorch eager", "torch", "torch_peers.py"),
    "channels_last": ("PyTorch channels-last", "torch", "torch_peers.py"),
    "compile": ("PyTorch compile", "torch", "torch_peers.py"),
    "tensorflow": ("TensorFlow", "tensorflow", "tensorflow_peers.py"),
}


def add_pythons(parser):
    parser.add_argument("--tensorflow-python", default=sys.executable, metavar="PYTHON",
                        help="one that has TensorFlow, where the one that runs this has not")


def python(mode, options):
    return options.tensorflow_python if mode == "tensorflow" else sys.executable


@functools.cache
def version(program, package):
    """The version of a package in a Python, `None` where it is not installed."""
    asked = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    for name in (package, f"{package}-cpu"):
        answer = subprocess.run([program, "-c", asked, name], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.strip()
    return None


def present(modes, options, known=MODES):
    """Those of the modes whose packages are there; of the others a line says what is missing."""
    found = []
    for mode in modes:
        title, package, _ = known[mode]
        if version(python(mode, options), package):
            found.append(mode)
        else:
            print(f"{title} is left out: {python(mode, options)} has no {package}", file=sys.stderr)
    return found


def opened(name, modes, options, known=MODES):
    """A process for each mode; one that fails is left out, and its last words are shown."""
    peers = {}
    for mode in modes:
        try:
            peers[mode] = Peer(name, mode, options, known=known)
        except RuntimeError as error:
            print(f"{name} has no {mode}: {error}", flush=True)
    return peers


class Peer:
    """One workload in one mode, of which `known` has the script."""

    def __init__(self, name, mode, options, *changes, threads=None, known=MODES):
        words = [python(mode, options), str(HERE / known[mode][2]), name, mode, str(threads or options.threads), *changes]
        self.words, self.errors = words, tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.known = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            self.errors.seek(0)
            raise RuntimeError(f"{' '.join(self.words)}\n{self.errors.read()[-2000:]}")
        return json.loads(line)

    def time(self, seconds):
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        return self.read()

    def end(self):
        self.process.communicate()
        self.errors.close()
