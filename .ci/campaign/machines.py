"""Machines that lack something: room, a cache, a compiler, memory, descriptors, threads."""
import contextlib
import fcntl
import os
import resource
import shutil
import subprocess

from attacks import STATUSES, Impossible, folder


@contextlib.contextmanager
def disk(attempt, size):
    """A small disk of its own in the place of the runs."""
    attempt.out.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(attempt.out)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        raise Impossible("mounting a disk is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(attempt.out)])


def remount(attempt, options):
    subprocess.run(["mount", "-o", "remount," + options, str(attempt.out)], check=True)


def disks(attempt):
    size = 16 + 40 * attempt.number
    with disk(attempt, size):
        status, text = attempt.run(attempt.small(attempt.out), f"a disk of {size} kB", statuses={0, 1})
        if status == 1 and "No space left" not in text:
            attempt.fail(f"a disk of {size} kB: says nothing of it", text)
        remount(attempt, "size=200m")
        attempt.expect_whole(f"a disk of {size} kB, enlarged")
    attempt.end()


def readers(attempt):
    """What only reads, on a disk that cannot be written."""
    with disk(attempt, 20_000):
        shutil.copytree(attempt.attacks.undisturbed, attempt.out, dirs_exist_ok=True)
        run = folder(attempt.out)
        remount(attempt, "ro")
        pack, more = attempt.place / "it.etch", attempt.place / "more"
        for arguments in [["pack", run, "--out", pack], ["checkpoint", "show", run], ["checkpoint", "verify", run],
                          ["runs", attempt.out], ["report", run, "--out", attempt.place / "page.html"],
                          ["sample", run, "--out", attempt.place / "shown"], ["diff", run, run],
                          ["run", *attempt.small(more)[1:5], "train.epochs=6", "data.beat.count=200", "train.batch_size=20",
                           "outputs.checkpoints={every: 1 epoch, keep: 2}", "--continue", run, "--out", more],
                          ["verify", pack]]:
            attempt.run(arguments, f"a read-only disk: {arguments[0]}", statuses={0})
        status, text = attempt.run(attempt.small(attempt.out, "--fresh"), "a read-only disk: run", statuses={1})
        if status == 1 and "Read-only" not in text:
            attempt.fail("a read-only disk: says nothing of it", text)
    attempt.end()


def caches(attempt):
    """A cache whose files are damaged, or that another process holds, or that cannot be written."""
    cache = attempt.place / "cache"
    shutil.copytree(attempt.attacks.cache, cache, symlinks=True)
    environment = dict(attempt.attacks.environment, XDG_CACHE_HOME=str(cache))
    files = sorted(f for f in cache.rglob("*") if f.is_file() and not f.is_symlink() and f.stat().st_size)
    kind = ["damaged", "emptied", "damaged", "held", "damaged"][attempt.number % 5]
    with contextlib.ExitStack() as held:
        for file in attempt.dice.sample(files, min(3, len(files))) if kind == "damaged" else []:
            content = bytearray(file.read_bytes())
            content[attempt.dice.randrange(len(content))] ^= 1 << attempt.dice.randrange(8)
            file.write_bytes(content[:attempt.dice.choice([len(content), len(content) // 2])])
        if kind == "emptied":
            for file in files:
                file.write_bytes(b"")
        for file in cache.rglob(".lock") if kind == "held" else []:
            opened = held.enter_context(open(file, "r+"))
            fcntl.flock(opened, fcntl.LOCK_EX)
        attempt.expect_whole(f"a {kind} cache", env=environment)
    attempt.expect_whole(f"a {kind} cache, once more", out=attempt.place / "again", env=environment)
    attempt.end()


def compilers(attempt):
    """Compilers that fail; one that is named and does is not gone round."""
    scripts = ["exit 1", "kill -9 $$", "kill -11 $$", "while [ \"$1\" != -o ]; do shift; done; : > \"$2\"",
               "echo nonsense; exit 0", "exec /nothing", "yes | head -c 5000000; exit 1"]
    script = scripts[attempt.number % len(scripts)]
    probes = ["", 'case "$*" in *--version* | *probe.c*) exec cc "$@";; esac\n'][attempt.number // len(scripts) % 2]
    path = attempt.place / "cc"
    path.write_text(f"#!/bin/sh\n{probes}{script}\n")
    path.chmod(0o755)
    what = f"a compiler that does '{script}'" + (" with kernels" if probes else "")
    status, text = attempt.run(attempt.small(attempt.out, "--no-cache"), what, statuses={1},
                               env=dict(attempt.attacks.environment, CC=str(path)))
    if len(text) > 100_000:
        attempt.fail(f"{what}: {len(text)} bytes are said")
    attempt.expect_whole(what + ", and one that works")
    attempt.end()


KINDS = [("AS", 1 << 20, [100, 125, 150, 200, 300, 500, 80, 60, 1000, 250, 175, 110]),
         ("NOFILE", 1, [5, 7, 9, 12, 16, 20, 30, 6, 8, 10, 14, 64]), ("NPROC", 1, [1, 2, 3, 4, 6, 8, 12, 16, 1, 2, 3, 4]),
         ("FSIZE", 1 << 10, [1, 4, 16, 64, 2, 8, 32, 128, 256, 3, 0, 512])]


def limits(attempt):
    kind, unit, values = KINDS[attempt.number % len(KINDS)]
    value = values[attempt.number // len(KINDS) % len(values)]
    number = getattr(resource, "RLIMIT_" + kind)
    is_root = os.getuid() == 0
    environment = dict(attempt.attacks.environment)
    cold = attempt.number // len(KINDS) % 2 == 1
    if cold or (kind == "NPROC" and is_root):
        # The limit on processes is not for root; the cache is its owner's.
        environment.update(XDG_CACHE_HOME=str(attempt.place / "cache"), HOME=str(attempt.place))
        (attempt.place / "cache").mkdir(mode=0o700)
    if kind == "NPROC" and is_root:
        for path in [attempt.place, attempt.place / "cache"]:
            os.chown(path, 65534, 65534)
        if subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", attempt.attacks.program,
                           "--version"], capture_output=True).returncode:
            raise Impossible("the program cannot be run as another user")

    def before():
        if kind == "NPROC" and is_root:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        resource.setrlimit(number, (value * unit, value * unit))

    # Below some 125 MB of address space the dynamic loader or the Swift runtime ends it.
    statuses = STATUSES | {127, -6, -4, -5, -11} if kind == "AS" and value < 125 else {0, 1}
    what = f"RLIMIT_{kind} {value}" + (", nothing compiled" if cold else "")
    attempt.run(attempt.small(attempt.out), what, statuses=statuses, before=before, env=environment)
    attempt.expect_whole(f"{what}, lifted")
    attempt.end()
