#!/bin/bash
# slurm.sh FOLDER COMMANDS: a Slurm of this machine alone, in FOLDER, runs what COMMANDS submit from here. One task of the array
# is told, as at the end of its time, to save and go back into the queue; another is requeued by hand while it runs.
# Needs root, for munge and the daemons.
set -u
folder=$1 commands=$2
export SLURM_CONF=$folder/slurm.conf
host=$(hostname -s)
mkdir -p "$folder/state" "$folder/spool" || exit 1
chmod 700 "$folder"
head -c 1024 /dev/urandom >"$folder/munge.key" && chmod 400 "$folder/munge.key"
# Credentials of 5 s: a requeued task waits for as long as one is valid.
cat >"$SLURM_CONF" <<END
ClusterName=etch
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldPort=${SLURM_TEST_PORT:-26817}
SlurmdPort=$((${SLURM_TEST_PORT:-26817} + 1))
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
SchedulerType=sched/builtin
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
KillWait=30
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
munged -F --force --key-file="$folder/munge.key" --socket="$folder/munge.sock" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" 2>>"$folder/munged.err" & daemons=$!
trap 'kill $daemons 2>/dev/null; wait' EXIT
give_up() { echo "$1"; tail -n 5 "$folder"/*.log "$folder"/*.err; exit 1; }
# until WHAT SECONDS COMMAND...
until_so() {
  local what=$1 end=$((SECONDS + $2)); shift 2
  until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || give_up "waited in vain for $what"; sleep 0.1; done
}
until_so munge 20 test -S "$folder/munge.sock"
slurmctld -D -c >"$folder/slurmctld.log" 2>&1 & daemons="$! $daemons"
slurmd -D -N "$host" >"$folder/slurmd.log" 2>&1 & daemons="$! $daemons"
idle() { sinfo -h -o %t | grep -qx idle; }
until_so "the node" 60 idle

eval "$commands" || give_up "not submitted"
job=$(squeue -h -o %F | head -n 1)
hash() { sed -n "s/.*\"hash\" *: *\"\([0-9a-f]*\)\".*/\1/p" outputs/sweeps/*/sweep.json | sed -n "$1p"; }
trains() { [ -s "$(echo outputs/*/"$(hash "$1")"/metrics.jsonl)" ]; }
# While a task begins or ends, Slurm takes no word for it. scancel says again what was taken, and is then told that it comes too
# late: whether the task saved its state stands in its log.
told() { trains "$1" && squeue -h -t R -j "${job}_$1" | grep -q . && "${@:2}"; }
until_so "task 2" 120 told 2 scontrol requeue "${job}_2"
until_so "task 1" 120 told 1 true
scancel --batch --signal=TERM "${job}_1"
ended() { [ -z "$(squeue -h)" ]; }
until_so "the end of the array" 400 ended
cat outputs/sweeps/*/logs/*_*.txt
