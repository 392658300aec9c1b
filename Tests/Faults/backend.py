#!/usr/bin/env python3
"""backend.py CONFIG [--max N] [-v]     the server's process for a connection ends in the middle; PYTHONPATH has the harnesses

The command is held up at each message that it sends to PostgreSQL, once before the message leaves and once after, and meanwhile
its backend is ended: asked to (pg_terminate_backend), or killed, upon which the server ends all connections and recovers.
After each trial: OLD or NEW, 0 only with NEW, else a message; the next run reaches NEW, and leaves nothing beside it.
Config: as crash_matrix's, with "server", psql's address.
"""
import argparse
import os
import shlex
import signal
import subprocess
import sys
import threading
import time

from faultlib import Cfg, Report, die, run

PAUSE = 0.6


class Console:
    """A psql that stays open, so that a question costs no connection."""

    def __init__(self, server):
        self.server = server
        self.process = None

    def ask(self, sql):
        """The rows' first column. A server that recovers is waited for."""
        for _ in range(600):
            if self.process is None or self.process.poll() is not None:
                self.process = subprocess.Popen(
                    ["psql", "-X", "-q", "-A", "-t", self.server], text=True, stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            try:
                self.process.stdin.write(sql + ";\n\\echo end\n")
                self.process.stdin.flush()
                rows = []
                for line in self.process.stdout:
                    if line.strip() == "end":
                        return rows
                    rows.append(line.strip())
            except BrokenPipeError:
                pass
            self.process.wait()
            time.sleep(0.1)
        die("the server does not answer")

    def held(self):
        """The process for a client that is held up; nil while there is none."""
        rows = self.ask(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            f" AND state_change < clock_timestamp() - interval '{PAUSE / 3} s'")
        return int(rows[0]) if rows else None

    def end(self, pid, isKilled):
        if isKilled:
            os.kill(pid, signal.SIGKILL)
        else:
            self.ask(f"SELECT pg_terminate_backend({pid})")


class Trials:
    def __init__(self, config, options):
        self.config = config
        self.options = options
        self.report = Report("backend", config, options.verbose)
        self.console = Console(config.get("server"))
        config.make_template()
        config.restore()
        # What was there before has the modes that the harness gave it.
        self.before = config.listing()
        self.old = config.dump()
        self.sends = self.count()
        self.new = config.dump()
        self.clean = config.listing()
        if self.old == self.new or "DUMP-FAILED" in self.old + self.new:
            die("nothing to test: " + self.new[:200])

    def traced(self, specification):
        return ["strace", "-f", "-qq", "-o", os.path.join(self.config.base, "inj"), "-e", "signal=none", "-e", "trace=sendto",
                *(["-e", "inject=sendto:" + specification] if specification else []), *self.config.argv(self.config.get("sync"))]

    def count(self):
        """How many messages an untouched run sends."""
        done = run(self.traced(None), self.config.environ(), self.config.work, self.config.timeout)
        if done.rc != 0:
            die(f"untouched run fails rc={done.rc} {done.err[-200:]!r}")
        with open(os.path.join(self.config.base, "inj")) as log:
            return sum("sendto(" in line for line in log)

    def points(self):
        all = [(n, when, isKilled) for n in range(1, self.sends + 1) for when in ("enter", "exit") for isKilled in (False, True)]
        most = self.options.max
        return all if len(all) <= most else [all[i * len(all) // most] for i in range(most)]

    def trial(self, number, when, isKilled):
        self.config.restore()
        command = self.traced(f"delay_{when}={int(PAUSE * 1e6)}:when={number}")
        how = "killed" if isKilled else "asked to end"
        where = f"backend {how} {'before' if when == 'enter' else 'after'} message {number}"
        outcome = []
        thread = threading.Thread(target=lambda: outcome.append(
            run(command, self.config.environ(), self.config.work, self.config.timeout * 2)))
        thread.start()
        pid = None
        while pid is None and thread.is_alive():
            pid = self.console.held()
            if pid is None:
                time.sleep(0.02)
        if pid is not None:
            self.console.end(pid, isKilled)
        thread.join()
        self.console.ask("SELECT 1")
        self.report.ok()
        key = "hit" if pid is not None else "missed"
        self.report.stats[key] = self.report.stats.get(key, 0) + 1
        self.judge(where, outcome[0], shlex.join(command))

    def judge(self, where, done, repro):
        config, fail = self.config, self.report.fail
        state = config.dump()
        name = "OLD" if state == self.old else "NEW" if state == self.new else "TORN"
        self.report.stats[name] = self.report.stats.get(name, 0) + 1
        if name == "TORN":
            fail(where, "neither OLD nor NEW: " + state[:150], repro)
        if done.timed:
            fail(where, "did not end", repro)
        if done.crashed():
            fail(where, f"crashed ({done.crashed()})", repro)
        if done.rc == 0 and name != "NEW":
            fail(where, f"exit 0 although it is {name}", repro)
        if done.rc != 0 and not done.err.strip():
            fail(where, f"exit {done.rc} with an empty stderr", repro)
        if config.leaked(done.out, done.err):
            fail(where, "a key in its output", repro)
        again = config.sync()
        if again.rc != 0 or config.dump() != self.new:
            fail(where, f"the next run does not reach NEW: rc={again.rc} {again.err[-120:]!r}", repro)
        extra = config.left(config.listing() - self.clean)
        if extra:
            fail(where, f"left over: {extra}", repro)
        wide = config.bad_perms(self.before)
        if wide:
            fail(where, f"wider than 0600: {wide[0]}", repro)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    parser.add_argument("--max", type=int, default=600)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    trials = Trials(Cfg(options.config), options)
    for number, when, isKilled in trials.points():
        trials.trial(number, when, isKilled)
    trials.report.finish()


main()
