#!/bin/bash
# lab.sh FOLDER COMMANDS: a lab of two machines with a folder in common, which are two sshd of this one. COMMANDS give trials to
# them by GNU parallel, from here, by lab.txt. One machine dies, with all that runs on it, while it trains.
set -u
folder=$1 commands=$2
port=${LAB_TEST_PORT:-26821}
chmod 700 "$folder" || exit 1
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
for key in host user; do ssh-keygen -q -t ed25519 -N '' -f "$folder/$key" || exit 1; done
# Each machine is a group of processes, so that it can die as one.
set -m
daemons=
for machine in 1 2; do
  cat >"$folder/sshd$machine" <<END
Port $((port + machine))
ListenAddress 127.0.0.1
HostKey $folder/host
AuthorizedKeysFile $folder/user.pub
StrictModes no
PidFile none
UsePAM no
SetEnv PATH=$PATH MACHINE=$machine
END
  "$(command -v sshd)" -D -e -f "$folder/sshd$machine" >"$folder/sshd$machine.log" 2>&1 & daemons="$daemons $!"
done
set +m
# The processes below one, itself included; sshd gives each login a session of its own.
tree() { echo "$1"; for child in $(ps -o pid= --ppid "$1"); do tree "$child"; done; }
dies() { kill -KILL $(tree "$1") 2>/dev/null; }
trap 'for daemon in $daemons; do dies $daemon; done' EXIT
login="ssh -i $folder/user -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
for machine in 1 2; do
  tries=0
  until $login -p $((port + machine)) 127.0.0.1 true; do
    [ $((tries += 1)) -lt 100 ] || { tail "$folder"/*.log; exit 1; }; sleep 0.1
  done
done

for machine in 1 2; do echo "1/$login -p $((port + machine)) 127.0.0.1"; done >lab.txt
mkdir -p "$folder/home/.parallel" && touch "$folder/home/.parallel/will-cite"
(HOME=$folder/home; eval "$commands") >"$folder/parallel.txt" 2>&1 & parallel=$!
second=${daemons##* }
# Whether a process runs below another; without a fork, for a trial is short.
is_below() {
  local process=$1 line
  while [ "$process" -gt 1 ]; do
    [ "$process" = "$2" ] && return 0
    read -r line 2>/dev/null <"/proc/$process/stat" || return 1
    line=${line##*) ?}
    line=${line# }
    process=${line%% *}
  done
  return 1
}
# The trial that runs there, once it has left a checkpoint.
trains() {
  for process in $(pgrep -f -- '--trial [0-9a-f]'); do
    is_below "$process" "$second" || continue
    hash=$(tr '\0' ' ' 2>/dev/null <"/proc/$process/cmdline")
    hash=${hash##*--trial }
    hash=${hash%% *}
    [ -n "$hash" ] && compgen -G "outputs/*/$hash/checkpoints/*.zst" >/dev/null && return 0
  done
  return 1
}
end=$((SECONDS + 120))
until trains; do
  kill -0 $parallel 2>/dev/null && [ $SECONDS -lt $end ] || { cat "$folder/parallel.txt"; exit 1; }
  sleep 0.02
done
dies "$second"
echo "machine 2 died while it trained $hash"
wait $parallel; code=$?
cat "$folder/parallel.txt"
exit $code
