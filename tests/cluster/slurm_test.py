#!/usr/bin/env python3
"""Proves that a sweep on Slurm has every run once, whatever happens to its tasks: an array, a preemption, a node that is
killed, a resubmission of what is missing; the merged rows are those of one core. Starts a Slurm of its own on this machine
and ends it; where slurm-wlm or munge are not installed it says so in one line and does nothing. Also the same with GNU
parallel, where that is installed.

    tests/cluster/slurm_test.py ORRERY_PROGRAM SOURCE_DIR
"""
import getpass
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

PROGRAM, SOURCE = None, None
TABLES = ("sweep", "parameter", "parameter_value", "figure", "run", "violation")
NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue")
CORES = 2


def say(text):
    print(text, flush=True)


def wait_for(what, condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s for {what}")


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True, timeout=600,
                          **options).stdout


def contents(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    finally:
        database.close()


class Cluster:
    """munged, slurmctld and slurmd in a folder, with two partitions of which one preempts the other."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = {}
        self.host = socket.gethostname().split(".")[0]
        for name in ("state", "spool", "log", "munge"):
            (folder / name).mkdir(mode=0o755)
        key = folder / "munge" / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        self.configuration = folder / "slurm.conf"
        user = getpass.getuser()
        self.configuration.write_text(f"""
ClusterName=orrery
SlurmctldHost={self.host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld
SlurmdLogFile={folder}/log/slurmd
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=bf_interval=2,sched_interval=2,requeue_delay=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
KillWait=2
ReturnToService=2
SlurmdTimeout=30
NodeName={self.host} NodeAddr=127.0.0.1 CPUs={CORES} State=UNKNOWN
PartitionName=low Nodes={self.host} Default=YES PriorityTier=1 GraceTime=0 State=UP
PartitionName=high Nodes={self.host} PriorityTier=10 PreemptMode=OFF State=UP
""")
        self.environment = dict(os.environ, SLURM_CONF=str(self.configuration),
                                PATH=f"{folder}/bin:{os.environ['PATH']}:/usr/sbin:/sbin")

    def start(self, name, *command):
        log = open(self.folder / "log" / f"{name}.out", "ab")
        self.daemons[name] = subprocess.Popen([shutil.which(command[0], path=self.environment["PATH"]), *command[1:]],
                                              stdout=log, stderr=log, env=self.environment, start_new_session=True)
        log.close()

    def start_all(self):
        munge = self.folder / "munge"
        self.start("munged", "munged", "--foreground", "--force", f"--key-file={munge}/key", f"--socket={munge}/socket",
                   f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        wait_for("munged", (munge / "socket").exists, 30)
        self.start("slurmctld", "slurmctld", "-D", "-i", "-f", self.configuration)
        self.start_node()
        wait_for("the node", lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"), 60)

    def start_node(self):
        self.start("slurmd", "slurmd", "-D", "-f", self.configuration, "-N", self.host)

    def ask(self, *command):
        result = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=self.environment,
                                check=False, timeout=60)
        return result.stdout if result.returncode == 0 else ""

    def ours(self):
        """Processes of this cluster's jobs and step daemons, by the configuration in their environment."""
        mark = f"SLURM_CONF={self.configuration}".encode()
        daemons = {daemon.pid for daemon in self.daemons.values()} | {os.getpid()}
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if int(entry.name) not in daemons and mark in (entry / "environ").read_bytes():
                    yield int(entry.name), (entry / "cmdline").read_bytes().decode(errors="replace")
            except (OSError, ProcessLookupError):
                continue

    def kill_node(self):
        """What a power cut does to a node, as far as one machine can."""
        self.daemons["slurmd"].kill()
        self.daemons["slurmd"].wait()
        killed = 0
        for pid, command in list(self.ours()):
            if "slurmstepd" in command or "orrery" in command or "slurm_script" in command:
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
        return killed

    def stop(self):
        for name in ("slurmd", "slurmctld", "munged"):
            daemon = self.daemons.get(name)
            if daemon is None or daemon.poll() is not None:
                continue
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        for pid, _ in list(self.ours()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def job_script(folder):
    """The script that docs/clusters.md shows, to the letter."""
    text = (SOURCE / "docs" / "clusters.md").read_text()
    script = folder / "sweep.sh"
    script.write_text(re.search(r"```bash\n(#!/bin/bash.*?)```", text, re.DOTALL).group(1))
    return script


def orrery(*arguments, **options):
    return run(PROGRAM, "sweep", *arguments, **options)


def check_slurm(folder, plan, expected):
    cluster = Cluster(folder)
    (folder / "bin").mkdir()
    (folder / "bin" / "orrery").symlink_to(PROGRAM)
    results = pathlib.Path(f"{plan}.results")
    todo = folder / "todo"
    script = job_script(folder)

    def submit():
        todo.write_text(orrery(plan, "--missing", "--chunk", "8"))
        lines = len(todo.read_text().splitlines())
        text = run("sbatch", "--parsable", f"--array=1-{lines}", script, plan, todo, env=cluster.environment, cwd=folder)
        return text.strip().split(";")[0], lines

    def done():
        return len(list(results.glob("0*.json"))) if results.exists() else 0

    def restarts():
        return {job: int(count) for job, count in
                re.findall(r"JobId=(\d+).*?Restarts=(\d+)", cluster.ask("scontrol", "show", "job"), re.DOTALL)}

    def queue():
        return cluster.ask("squeue", "-h", "-o", "%i %T")

    try:
        cluster.start_all()
        _, tasks = submit()
        say(f"array of {tasks} tasks submitted")
        wait_for("the first results", lambda: done() >= 6)

        run("sbatch", "--partition=high", f"--cpus-per-task={CORES}", "--output=/dev/null", "--wrap=sleep 3",
            env=cluster.environment, cwd=folder)
        wait_for("a preemption", lambda: any(restarts().values()))
        preempted = sum(restarts().values())
        at_preemption = done()
        wait_for("results after the preemption", lambda: done() >= at_preemption + 4)
        say(f"{preempted} tasks preempted and requeued, {done()} results")

        killed = cluster.kill_node()
        cluster.ask("scontrol", "update", f"nodename={cluster.host}", "state=down", "reason=killed")
        assert killed > 0, "nothing ran on the node when it was killed"
        at_kill = done()
        wait_for("the requeueing of the lost tasks", lambda: sum(restarts().values()) > preempted)
        say(f"node killed with {killed} processes, {sum(restarts().values()) - preempted} tasks requeued, {at_kill} results")
        cluster.start_node()
        cluster.ask("scontrol", "update", f"nodename={cluster.host}", "state=resume")
        wait_for("the rest of the array", lambda: cluster.ask("sinfo", "-h") and queue().strip() == "", 600)
        missing = orrery(plan, "--missing")
        assert missing == "", f"missing after the array: {missing}\n{queue()}"
        say(f"all {done()} results are there")

        for index in (3, 40, 41):
            (results / f"{index:08}.json").unlink()
        _, tasks = submit()
        assert todo.read_text().split() == ["3..3", "40..41"], todo.read_text()
        wait_for("what was missing", lambda: cluster.ask("sinfo", "-h") and queue().strip() == "", 300)
        merged = folder / "merged.sqlite"
        orrery(plan, "--merge", "-o", merged)
        assert contents(merged) == expected, "the merged rows are not those of one core"
        say(f"{tasks} tasks did the 3 missing runs; the merged rows are those of one core")
    except BaseException:
        for log in sorted((folder / "log").glob("*")):
            say(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-25:]))
        raise
    finally:
        cluster.stop()


def check_parallel(folder, plan, expected):
    if shutil.which("parallel") is None:
        say("skipped GNU parallel: it is not installed")
        return
    results, merged = folder / "by-parallel", folder / "by-parallel.sqlite"
    todo = orrery(plan, "--missing", "--chunk", "7", "--results", results)
    command = f"{PROGRAM} sweep {plan} --results {results} --jobs 1 --quiet --range {{}}"
    run("parallel", "--jobs", "2", command, input=todo)
    orrery(plan, "--merge", "--results", results, "-o", merged)
    assert contents(merged) == expected
    say("GNU parallel: the merged rows are those of one core")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="orrery-slurm-"))
    folder.chmod(0o755)
    try:
        plan, one = folder / "plan.jsonl", folder / "one.sqlite"
        # Long enough for tasks to be running when others take their node.
        sweep = (SOURCE / "scenarios" / "hello-feed.toml", "--set", "signatures=modelled", "--set", "duration=60h",
                 "--seeds", "1..36", "--vary", "network.eth-usd.delta_round=20s,40s")
        alone = subprocess.run([PROGRAM, "sweep", *map(str, sweep), "-o", one], capture_output=True, text=True, timeout=600,
                               check=False)
        assert alone.returncode in (0, 1), alone.stderr  # whether expectations hold is not the question here
        orrery(*sweep, "--manifest", plan)
        expected = contents(one)
        check_parallel(folder, plan, expected)
        path = os.environ["PATH"] + ":/usr/sbin:/sbin"
        absent = [name for name in NEEDED if shutil.which(name, path=path) is None]
        if absent:
            say(f"skipped Slurm: {', '.join(absent)} not installed (Debian: slurm-wlm munge)")
            return
        check_slurm(folder, plan, expected)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    PROGRAM, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    main()
