"""The nine workloads, and how Etch's side of them is timed."""
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


@dataclasses.dataclass(frozen=True)
class Workload:
    """An experiment at its usual batch; the goal is that of the fastest peer's time to Etch's."""
    path: str
    batch: int
    goal: float
    settings: tuple = ()
    tensorflow: bool = True  # whether what it was taken from uses TensorFlow
    mkl_goal: float | None = None  # where MKL has AVX-512

    @property
    def file(self):
        return str(ROOT / self.path)


WORKLOADS = {
    "ecg": Workload("experiments/ecg_anomaly.yaml", 512, 3),
    "vae": Workload("experiments/vae_mnist.yaml", 128, 3),
    "dcgan": Workload("experiments/dcgan_mnist.yaml", 256, 2.5),
    "celeba": Workload("Benchmarks/workloads/gan_celeba.yaml", 32, 2.5),
    "pix2pix": Workload("experiments/pix2pix_facades.yaml", 1, 2.5),
    "cyclegan_unet": Workload("experiments/cyclegan_horse2zebra.yaml", 1, 2.5),
    "cyclegan_resnet": Workload("experiments/cyclegan_resnet_horse2zebra.yaml", 1, 2.5, tensorflow=False),
    "style": Workload("experiments/style_transfer.yaml", 1, 3, (
        "networks.vgg.weights=null", "data.photo.path=data/images/content-golden-gate.jpg",
        "data.painting.path=data/images/style-wave-hokusai.jpg")),
    "text": Workload("experiments/text_generation_imdb.yaml", 64, 2.5, ("train.batch_size=64",), mkl_goal=1.7),
}


def add_options(parser):
    """What every script here takes."""
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"all by default: {', '.join(WORKLOADS)}")
    add_program(parser)


def add_program(parser):
    folders = [folder for folder in (ROOT / "data", ROOT.parent / "shared/data") if folder.exists()]
    parser.add_argument("--etch", default=str(ROOT / ".build/release/etch"), help="the program")
    parser.add_argument("--data", default=str(folders[0] if folders else "data"), help="the folder of data/ paths")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--level", help="the processors that Etch's kernels are for: x86-64-v3 (default: these)")


def parsed(parser):
    options = parser.parse_intermixed_args()
    if unknown := [name for name in options.workloads if name not in WORKLOADS]:
        parser.error(f"there is no workload '{unknown[0]}'; there are {', '.join(WORKLOADS)}")
    options.workloads = options.workloads or list(WORKLOADS)
    return options


def etch(options, command, file, settings=(), *flags):
    """What a command of Etch prints, the seconds it took, and the processor's."""
    words = [options.etch, command, file, *settings, "--data", options.data, *flags]
    words += ["--level", options.level] if options.level else []
    begun, before = time.perf_counter(), os.times()
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    after = os.times()
    if answer.returncode != 0:
        raise SystemExit(f"{' '.join(words)}\n{answer.stderr}")
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return answer.stdout, time.perf_counter() - begun, busy


def etch_time(options, workload, *settings, seconds=3.0, threads=None):
    """Milliseconds of a step, of the processors in it, megabytes, and seconds of compiling; a few steps at least are timed."""
    flags = ["--json", "--seconds", str(seconds), "--threads", str(threads or options.threads)]
    printed, whole, busy = etch(options, "bench", workload.file, (*workload.settings, *settings), *flags)
    found = json.loads(printed)
    median = found["step_ms_median"]
    return {"min": found["step_ms_min"], "median": median, "mb": found["peak_rss_mb"], "cpu": median * busy / whole,
            "compile": found["compile_s"]}


@dataclasses.dataclass
class Kernel:
    """A launch: its milliseconds, billions of operations a second (0 where it multiplies nothing) and megabytes of operands."""
    name: str
    ms: float
    speed: float
    megabytes: float


def etch_kernels(options, workload, seconds=3.0):
    """Each launch of the programs of a step that has a whole batch."""
    flags = ["--time", "--seconds", str(seconds), "--threads", str(options.threads)]
    printed, _, _ = etch(options, "kernels", workload.file, workload.settings, *flags)
    kernels, columns = [], {}
    whole = False
    for line in printed.splitlines():
        if line.startswith("=="):
            whole = f"batch {workload.batch}:" in line
        elif line.startswith("kernel "):
            columns = {match[0].strip(): match.start() for match in re.finditer(r"\S+(?: \S+)*", line)}
        elif whole and re.match(r"(\+ )?k\d+ ", line):
            kernels.append(kernel(line, columns))
    return kernels


def kernel(line, columns):
    starts = sorted(columns.values()) + [len(line)]

    def cell(title):
        begin = columns[title]
        return line[begin:starts[starts.index(begin) + 1]].strip()
    return Kernel(cell("kernel").removeprefix("+ "), float(cell("ms")), float(cell("GFLOP/s") or 0), float(cell("MB") or 0))
