"""The machine: what it is, and what it can do at most."""
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

from workloads import HERE


def described(threads):
    model = platform.processor()
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} cores, {threads} threads; load {os.getloadavg()[0]:.1f} at the beginning"


def mkl_has_avx512():
    """Whether MKL, whose matrix products PyTorch takes, has kernels with AVX-512 here: only for Intel's processors."""
    try:
        words = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return False
    return "GenuineIntel" in words and "avx512f" in words


class Probe:
    """Measures the peak of multiply-adds and the memory's traffic; without a C compiler it finds nothing, and says so."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.program = os.path.join(self.folder.name, "probe")
        command = ["cc", "-O3", "-march=native", "-ffp-contract=fast", "-pthread", "-o", self.program, str(HERE / "probe.c")]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"the machine's peak is not measured, for '{' '.join(command)}' failed: {error}", file=sys.stderr)
            self.program = None

    def limits(self, threads):
        """Billions of operations and of bytes a second, `None` where they cannot be measured."""
        if not self.program:
            return None
        answer = subprocess.run([self.program, str(threads)], check=True, capture_output=True, text=True)
        return tuple(float(number) for number in answer.stdout.split())
