"""What shells complete, seen in a terminal of their own."""
import os
import subprocess
import time


def completion(tmux, name, shell, script, bin, work):
    """What stands in the terminal after 'etch valid' and a TAB, in a shell without anybody's settings."""
    folder = work / f"{name}-completion"
    folder.mkdir(exist_ok=True)
    (folder / "_etch").write_text(script)
    start, load = {
        "bash": ([shell, "--norc", "--noprofile"], [f"source {folder}/_etch"]),
        "zsh": ([shell, "-f"], [f"fpath=({folder} $fpath)", "autoload -U compinit", "compinit -u -D"]),
        "fish": ([shell, "--no-config"], [f"source {folder}/_etch"]),
    }[name]
    environment = os.environ | {"PATH": f"{bin}:{os.environ.get('PATH', '')}", "TERM": "xterm", "HOME": str(folder),
                                "PS1": "$ "}
    socket = f"etch-readers-{os.getpid()}-{name}"

    def terminal(*words):
        return subprocess.run([tmux, "-L", socket, "-f", "/dev/null", *words], env=environment, capture_output=True,
                              text=True, timeout=60).stdout

    def wait(until):
        shown, end = "", time.monotonic() + 20
        while time.monotonic() < end:
            time.sleep(0.2)
            shown = terminal("capture-pane", "-p")
            if until(shown):
                break
        return shown

    terminal("new-session", "-d", "-x", "100", "-y", "30", *start)
    try:
        for line in load + ["echo loaded-$((1 + 1))" if name != "fish" else "echo loaded-(math 1 + 1)"]:
            terminal("send-keys", line, "Enter")
        wait(lambda shown: "loaded-2" in shown)
        terminal("send-keys", "etch valid")
        terminal("send-keys", "Tab")
        return wait(lambda shown: "etch validate" in shown)
    finally:
        terminal("kill-server")
