#!/usr/bin/env python3
"""Puts keyferry's commands to the test with the fault harnesses, one run after the other, and sums up what they say.

usage: run.py HARNESSES PROGRAM FOLDER [--short] [--only REGEX] [--most N] [--rounds N] [--brief] [--jobs N]
              [--minutes N] [--table FILE]

Every run leaves what it printed in FOLDER. With --table the figures of all that stands there are written into FILE, between
its two marks: a part that was run again (--only) takes the place of what it found before.
"""
import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import configure

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"


class Run:
    """One call of a harness. Nil arguments for the short round leave it out there."""

    def __init__(self, what, harness, configuration, full, short=None):
        self.what = what
        self.harness = harness
        self.configuration = configuration
        self.full = full.split()
        self.short = None if short is None else short.split()

    @property
    def needs_server(self):
        return self.configuration.endswith(configure.SERVER.name)

    @property
    def name(self):
        modes = "-signal" if "signal" in self.full else ""
        variant = "".join(word for word in self.full if word in ("--kill", "--same"))
        return f"{self.harness}-{self.configuration}{modes}{variant}"


def runs():
    for store in configure.STORES + [configure.SERVER]:
        name = store.name
        first = True
        for command in store.commands:
            share = "" if first else " --max 60"
            # The disk of a server is not the program's.
            words = "killed, failing calls, broken outputs" + ("" if store.is_server else ", full disk")
            modes = "kill,error,persist,stdio" if store.is_server else "kill,error,persist,fsize,stdio,disk"
            yield Run(f"{command}, {store.title}: {words}", "crash_matrix",
                      f"{command}-{name}", f"--modes {modes}{share}", f"--modes {modes} --max 12" if first else None)
            yield Run(f"{command}, {store.title}: SIGTERM, SIGINT, SIGHUP", "crash_matrix", f"{command}-{name}",
                      "--modes signal" if first else "--modes signal --max 20", "--modes signal --max 6" if first else None)
            if not store.is_server:
                yield Run(f"{command}, {store.title}: power cut", "powercut", f"{command}-{name}",
                          "" if first else "--max 20", "--max 12" if first else None)
            else:
                yield Run(f"{command}, {store.title}: the server's process ended, killed", "backend", f"{command}-{name}",
                          "--max 60", "--max 6" if first else None)
            first = False
        yield Run(f"8 writers and 2 readers, {store.title}", "concurrent", f"rivals-{name}",
                  "--procs 8 --rounds 50 --keys 10", "--procs 8 --rounds 3 --keys 5")
        yield Run(f"the same, writers killed at random, {store.title}", "concurrent", f"rivals-{name}",
                  "--procs 8 --rounds 15 --keys 10 --kill 0.4")
        yield Run(f"the same keys from all writers, {store.title}", "concurrent", f"rivals-{name}",
                  "--procs 8 --rounds 10 --same")
        if not store.is_server:
            yield Run(f"places and modes, {store.title}", "perms", f"places-{name}", "", "")
    yield Run("keyferry and the sqlite3 shell as writers", "concurrent", "rivals-shell",
              "--procs 8 --rounds 50 --keys 10", "--procs 8 --rounds 3 --keys 5")
    yield Run("keyferry and dj-stripe's ORM as writers", "concurrent", "rivals-orm", "--procs 8 --rounds 10 --keys 5")
    yield Run("bad .env, YAML and JSON files", "badinput", "sources", "--n 2500", "--n 10 --limit 30")
    for name in ("json", "sqlite"):
        yield Run(f"bad {name} databases", "badinput", f"stores-{name}", "--n 1250", "--n 10 --limit 30")
    yield Run("every command, format and failure, looked through for pieces of keys", "leak", "leak", "--crash", "")


def perform(run, options):
    """What the harness said, and whether it is content."""
    harnesses, folder = options.harnesses, options.folder
    arguments = list(run.short if options.short else run.full)
    if options.brief and "--max" in arguments and "--modes" in arguments:
        modes = arguments.index("--modes") + 1
        arguments[modes] = ",".join(mode for mode in arguments[modes].split(",") if mode not in ("fsize", "disk"))
    if options.most and run.harness in ("crash_matrix", "powercut", "backend"):
        arguments += ["--max", str(options.most)]
    if options.rounds and run.harness == "concurrent":
        arguments += ["--rounds", str(min(options.rounds, int(arguments[arguments.index("--rounds") + 1])))]
    log = folder / f"{run.name}.log"
    own = HERE / f"{run.harness}.py"
    program = own if own.exists() else harnesses / own.name
    with open(log, "w") as file:
        status = subprocess.run(
            ["nice", "-n", str(options.nice), sys.executable, str(program),
             str(folder / "configurations" / f"{run.configuration}.json"), *arguments],
            stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(harnesses)}).returncode
    lines = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
    return lines, status == 0


def count(line, name):
    match = re.search(rf"\b{name}=(\d+)", line)
    return int(match.group(1)) if match else 0


def table(folder, note):
    """The figures of all runs that left a log in `folder`, as Markdown, and what is to be said of them."""
    rows = ["| what | harness | trials | failures |", "| --- | --- | ---: | ---: |"]
    trials = failures = 0
    for run in runs():
        log = folder / f"{run.name}.log"
        line = (log.read_text(errors="replace").strip().splitlines() or [""])[-1] if log.exists() else ""
        if not line.startswith(("PASS", "FAIL")):
            continue
        trials += count(line, "trials")
        failures += count(line, "failures")
        rows.append(f"| {run.what} | `{run.harness}` | {count(line, 'trials'):,} | {count(line, 'failures')} |")
    rows.append(f"| in all | | {trials:,} | {failures} |")
    return f"What they found last, on {time.strftime('%Y-%m-%d', time.gmtime())}:\n\n" + "\n".join(rows) + (f"\n\n{note}" if note else "")


def perform_all(chosen, options):
    """Says of each run how it ended, and whether all were content."""
    end = time.monotonic() + options.minutes * 60 if options.minutes else float("inf")

    def one(run):
        if time.monotonic() > end:
            return ["left out: " + run.name], True
        return perform(run, options)

    isGood = True
    # The longest first; and the one database of a server is for one run at a time.
    chosen = sorted(chosen, key=lambda run: run.harness not in ("leak", "badinput")) if options.jobs > 1 else chosen
    with ThreadPoolExecutor(options.jobs) as pool, ThreadPoolExecutor(1) as alone:
        server = alone if options.jobs > 1 else pool
        for done in as_completed([(server if run.needs_server else pool).submit(one, run) for run in chosen]):
            lines, isContent = done.result()
            print(lines[-1], flush=True)
            if not isContent:
                isGood = False
                print("\n".join(lines[:-1][:40]), flush=True)
    return isGood


def knows_server(program):
    """Whether this keyferry writes to PostgreSQL."""
    help_text = subprocess.run([str(program.resolve()), "sync", "--help"], stdout=subprocess.PIPE).stdout
    return b"postgres" in help_text


def serve(harnesses, command):
    """Starts or stops PostgreSQL; false where there is none."""
    done = subprocess.run(["bash", str(harnesses / "sample" / "pg.sh"), command], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    if done.returncode != 0 and command == "start":
        print("skipped: PostgreSQL, which can't be started here", flush=True)
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("harnesses", type=Path)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--orm-python", help="a Python that has dj-stripe")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--most", type=int, help="points of a kind that are tried, at most")
    parser.add_argument("--brief", action="store_true", help="limits of files and full disks for a store's first command alone")
    parser.add_argument("--rounds", type=int, help="rounds of rivals, at most")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    parser.add_argument("--minutes", type=float, help="no run is begun after so many")
    parser.add_argument("--nice", type=int, default=10)
    parser.add_argument("--only", default="")
    parser.add_argument("--table", type=Path)
    parser.add_argument("--note", default="", help="what is to be said of the run under its figures")
    options = parser.parse_args()
    configure.write(options.program.resolve(), options.folder / "configurations", options.orm_python)
    available = {path.stem for path in (options.folder / "configurations").glob("*.json")}
    chosen = [
        run for run in runs()
        if not (options.short and run.short is None) and re.search(options.only, run.name) and run.configuration in available
    ]
    needed = any(run.needs_server for run in chosen) and knows_server(options.program)
    hasServer = needed and serve(options.harnesses, "start")
    try:
        isGood = perform_all([run for run in chosen if hasServer or not run.needs_server], options)
    finally:
        if hasServer:
            serve(options.harnesses, "stop")
    if options.table:
        text = options.table.read_text()
        before, rest = text.split(BEGIN, 1)
        options.table.write_text(before + BEGIN + "\n" + table(options.folder, options.note) + "\n" + END + rest.split(END, 1)[1])
    sys.exit(0 if isGood else 1)


main()
