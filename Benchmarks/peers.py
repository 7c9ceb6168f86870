"""The frameworks that Etch is timed against, each a process that stays, so that its first step is taken once."""
import importlib.util
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


def present(modes, known=MODES):
    """Those of the modes whose packages are there; of the others a line says what is missing."""
    found = []
    for mode in modes:
        title, package, _ = known[mode]
        if importlib.util.find_spec(package):
            found.append(mode)
        else:
            print(f"{title} is left out: {sys.executable} has no {package}", file=sys.stderr)
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
        words = [sys.executable, str(HERE / known[mode][2]), name, mode, str(threads or options.threads), *changes]
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
