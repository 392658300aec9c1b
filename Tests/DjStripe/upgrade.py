#!/usr/bin/env python3
"""Holds keyferry against the published dj-stripe releases: docs/dj-stripe.md is run as it stands on a database that 2.4.4
made, and dj-stripe's own ORM reads what came of it; exports are loaded in 2.4.4 and 2.11, and into both SQL engines.

usage: upgrade.py KEYFERRY TOOLS

TOOLS has djstripe_oracle.py, mkvenvs.sh, pg.sh, cache/ and schemas/. Virtual environments are kept between runs, in $VENVS
or a folder of the temporary directory. Prints what holds, never a key; ends with 1 at the first thing that does not.
"""
import glob
import json
import os
import random
import re
import shutil
import string
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RELEASES = ["2.4.4", "2.9.2", "2.11.0"]
KEY = re.compile(rb"(?:[spr]k_(?:live|test)|whsec)_[A-Za-z0-9]{9}")


class Claim(Exception):
    """Something that does not hold."""


def expect(holds, words):
    if not holds:
        raise Claim(words)


def says(words):
    print(f"ok: {words}", flush=True)


def made(prefix):
    return prefix + "".join(random.choices(string.ascii_letters + string.digits, k=99))


class Bench:
    """The program, the tools and a folder to work in."""

    def __init__(self, keyferry, tools):
        self.keyferry = os.path.abspath(keyferry)
        self.tools = os.path.abspath(tools)
        common = os.path.join(tempfile.gettempdir(), "keyferry-djstripe", "venvs")
        self.venvs = os.path.abspath(os.environ.get("VENVS", common))
        os.makedirs(self.venvs, exist_ok=True)
        self.work = tempfile.mkdtemp(prefix="keyferry-upgrade-")
        self.bin = os.path.join(self.work, "bin")
        os.makedirs(self.bin)
        os.symlink(self.keyferry, os.path.join(self.bin, "keyferry"))

    def path(self, name):
        return os.path.join(self.work, name)

    def environment(self, **more):
        own = {"HOME": self.work, "VENVS": self.venvs, "TMPDIR": self.work, "PYTHONDONTWRITEBYTECODE": "1"}
        return {"PATH": f"{self.bin}:/usr/bin:/bin:/usr/sbin:/sbin", **own, **more}

    def run(self, command, status=0, output_is_keys=False, **more):
        """Runs a command line or a line of shell; neither of its outputs may hold a key, unless it is told that one does."""
        shell = isinstance(command, str)
        done = subprocess.run(
            command, shell=shell, cwd=self.work, env=self.environment(**more), capture_output=True, check=False)
        if not output_is_keys:
            shown = command if shell else " ".join(command[:3])
            expect(not KEY.search(done.stdout + done.stderr), f"`{shown}` shows a key")
            expect(done.returncode == status, f"`{shown}` ended with {done.returncode}, not {status}:\n"
                   + (done.stdout + done.stderr).decode(errors="replace"))
        else:
            expect(done.returncode == status, f"{command[1:4]} ended with {done.returncode}, not {status}")
        return done.stdout

    def python(self, release):
        return os.path.join(self.venvs, release, "bin", "python")

    def oracle(self, release, *arguments, status=0, options=()):
        script = os.path.join(self.tools, "djstripe_oracle.py")
        text = self.run(
            [self.python(release), "-W", "ignore", script, *options, *arguments], status=status, output_is_keys=True)
        return json.loads(text)

    def cached(self, release, name, field="id"):
        found = glob.glob(os.path.join(self.tools, "cache", f"djstripe-{release}-django-*-fk-{field}.sqlite3"))
        expect(found, f"there is no database of dj-stripe {release} among the tools")
        shutil.copyfile(found[0], self.path(name))
        os.chmod(self.path(name), 0o600)

    def install(self):
        """Environments that are missing, from PyPI."""
        missing = [r for r in RELEASES if not os.path.exists(self.python(r))]
        if missing:
            self.run([os.path.join(self.tools, "mkvenvs.sh"), *missing], **os.environ)
        for release in RELEASES:
            self.run([self.python(release), "-c", "import djstripe"])
        if subprocess.run([self.python("2.11.0"), "-c", "import dotenv"], capture_output=True, check=False).returncode:
            self.run([self.python("2.11.0"), "-m", "pip", "install", "-q", "python-dotenv==1.2.4"], **os.environ)
        says(f"dj-stripe {', '.join(RELEASES)} of PyPI")


def rows(bench, release, database, secrets, words):
    """Every key is there, and dj-stripe finds nothing wrong with its row."""
    listed = bench.oracle(release, "list", database, "--strict")
    expect(listed["bad"] == 0, f"dj-stripe {release} finds {listed['bad']} rows bad: {words}")
    expect({row["secret"] for row in listed["rows"]} == set(secrets), f"dj-stripe {release} reads other keys: {words}")
    for row in listed["rows"]:
        expect(row["djstripe_created"] and row["djstripe_updated"], f"dj-stripe {release} reads no time: {words}")
    return listed["rows"]


SETTINGS = """
import os
SECRET_KEY = "not-a-secret"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "djstripe"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.sqlite3"}}
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
DJSTRIPE_USE_NATIVE_JSONFIELD = True
DJSTRIPE_WEBHOOK_SECRET = "x"
ROOT_URLCONF = "settings"
urlpatterns = []
for line in open(".env", encoding="utf-8"):
    name, _, value = line.strip().partition("=")
    if name.startswith("STRIPE_"):
        globals()[name] = value
STRIPE_LIVE_MODE = False
"""
MANAGE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
# `pip install` of a release chooses its environment; all of them were installed before.
PIP = """#!/bin/sh
release=$(printf '%s' "$2" | sed 's/.*==//')
[ "$1" = install ] && [ -x "$VENVS/$release/bin/python" ] || exit 1
echo "$VENVS/$release/bin/python" >"$(dirname "$0")/python-of-now"
"""
PYTHON = """#!/bin/sh
exec "$(cat "$(dirname "$0")/python-of-now")" -W ignore "$@"
"""
EDITOR = """#!/bin/sh
sed -i "s/^STRIPE_LIVE_SECRET_KEY=.*/STRIPE_LIVE_SECRET_KEY=$(cat new.key)/" "$1"
"""


def write(path, text, mode=0o600):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def document(bench):
    """docs/dj-stripe.md, as it stands, on a database of 2.4.4."""
    keys = {
        "STRIPE_LIVE_SECRET_KEY": made("sk_live_"), "STRIPE_TEST_SECRET_KEY": made("sk_test_"),
        "STRIPE_LIVE_PUBLIC_KEY": made("pk_live_"), "STRIPE_LIVE_RESTRICTED_KEY": made("rk_live_"),
    }
    rolled = made("sk_live_")
    bench.cached("2.4.4", "shop.sqlite3")
    write(bench.path(".env"), "".join(f"{name}={key}\n" for name, key in keys.items()))
    write(bench.path("new.key"), rolled)
    write(bench.path("settings.py"), SETTINGS)
    write(bench.path("manage.py"), MANAGE)
    for name, text in [("pip", PIP), ("python", PYTHON), ("editor", EDITOR)]:
        write(os.path.join(bench.bin, name), text, 0o700)
    write(os.path.join(bench.bin, "python-of-now"), bench.python("2.4.4") + "\n")

    with open(os.path.join(HERE, "docs", "dj-stripe.md"), encoding="utf-8") as file:
        blocks = re.findall(r"^```sh\n(.*?)^```$", file.read(), re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    expect(len(lines) > 12, "docs/dj-stripe.md has no commands")
    release = "2.4.4"
    private = {key for name, key in keys.items() if "PUBLIC" not in name}
    made_at = None
    for line in lines:
        bench.run(line, EDITOR="editor")
        if "pip install" in line:
            release = re.search(r"dj-stripe==([0-9.]+)", line).group(1)
        if "sync .env" in line or "migrate" in line:
            if "--prune" in line:
                private = private - {keys["STRIPE_LIVE_SECRET_KEY"]} | {rolled}
            found = rows(bench, release, "shop.sqlite3", private, f"after `{line}`")
            ids = {row["secret"]: (row["djstripe_id"], row["id"], row["djstripe_created"]) for row in found}
            if made_at and "--prune" not in line:
                expect(ids == made_at, f"rows changed: `{line}`")
            made_at = ids
    says(f"docs/dj-stripe.md: {len(lines)} lines, on a database of 2.4.4; the keys came through dj-stripe's migrations to {release}")

    values = bench.run([bench.python("2.11.0"), "-c",
                        "import dotenv, json; print(json.dumps(dotenv.dotenv_values('keys.env')))"], output_is_keys=True)
    expect(set(json.loads(values).values()) == private, "python-dotenv reads other keys from the .env that was exported")
    says("python-dotenv reads the exported .env back to the same keys")
    return private


def chosen(bench):
    """What djstripe_sync_models of 2.11 takes from a database that 2.11 made."""
    for field in ["id", "djstripe_id"]:
        name = f"made-by-2.11-{field}.sqlite3"
        bench.cached("2.11.0", name, field)
        keys = [made("sk_live_"), made("sk_test_"), made("rk_live_")]
        names = ["STRIPE_LIVE_SECRET_KEY", "STRIPE_TEST_SECRET_KEY", "STRIPE_LIVE_RESTRICTED_KEY"]
        write(bench.path("chosen.env"), "".join(f"{name}={key}\n" for name, key in zip(names, keys)))
        bench.run(["keyferry", "sync", "chosen.env", "--db", name])
        answer = bench.oracle("2.11.0", "apikeys", name, options=("--fk", field))
        expect(set(keys) <= set(answer["djstripe_sync_models uses"]), f"djstripe_sync_models leaves keys out ({field})")
    says("djstripe_sync_models of 2.11 takes them from a database that 2.11 made, with either foreign key")


def exports(bench, secrets):
    """The fixture in 2.4.4 and 2.11; the SQL on SQLite and PostgreSQL."""
    for release in ["2.4.4", "2.11.0"]:
        name = f"loaded-{release}.sqlite3"
        bench.cached(release, name)
        loaded = bench.oracle(release, "load", name, "fixture.json")
        expect(loaded["ok"], f"dj-stripe {release} does not load the fixture")
        rows(bench, release, name, secrets, "after loaddata")
        again = bench.oracle(release, "load", name, "fixture.json", status=2)
        expect(not again["ok"], "a second loaddata is expected to stop at the unique secret")
        rows(bench, release, name, secrets, "after a second loaddata")
        says(f"loaddata of {release} takes the exported fixture, all of it or nothing")

        bench.run(["keyferry", "export", "--db", "shop.sqlite3", "--format", f"sql={release}.sql",
                   "--djstripe-version", release, "--quiet"])
        name = f"sql-{release}.sqlite3"
        bench.cached(release, name)
        for _ in range(2):
            bench.run(f"sqlite3 -bail {name} <{release}.sql")
        rows(bench, release, name, secrets, "after the SQL")
        bench.run(["keyferry", "check", "--from", "shop.sqlite3", "--db", name, "--strict"])
        says(f"SQLite runs the exported SQL twice, and dj-stripe {release} reads the rows")
    postgresql(bench, secrets)


def postgresql(bench, secrets):
    if not os.path.exists("/usr/lib/postgresql/15/bin/initdb") or os.geteuid() != 0:
        print("skipped: the SQL on PostgreSQL, since PostgreSQL 15 is not installed or this is not root", flush=True)
        return
    folder = f"/var/tmp/keyferry-pg-{os.getpid()}"
    more = {"PGD": folder, "PGP": str(20000 + os.getpid() % 20000)}
    script = os.path.join(bench.tools, "pg.sh")
    try:
        bench.run([script, "start"], **more)
        for conforming in ["on", "off"]:
            url = bench.run([script, "url", f"shop_{conforming}"], **more).decode().strip()
            bench.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", tables(bench)])
            options = f"-c standard_conforming_strings={conforming} -c TimeZone=America/New_York -c client_min_messages=error"
            for _ in range(2):
                bench.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-f", "2.11.0.sql"], PGOPTIONS=options)
            before = {row["secret"]: row["djstripe_created"] for row in rows(bench, "2.11.0", "shop.sqlite3", secrets, "")}
            after = {row["secret"]: row["djstripe_created"] for row in rows(bench, "2.11.0", url, secrets, "PostgreSQL")}
            expect(before == after, "PostgreSQL has other times")
            bench.run(["keyferry", "check", "--from", "shop.sqlite3", "--db", url, "--strict"])
        says("PostgreSQL runs the exported SQL twice, in any time zone, with standard_conforming_strings on and off")
        urls = [bench.run([script, "url", name], **more).decode().strip() for name in ["empty", "djstripe"]]
        bench.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", urls[1], "-c", tables(bench)])
        for index, (origin, target) in enumerate(
                [("shop.sqlite3", urls[0]), (urls[0], urls[1]), (urls[1], "copy.json"), (urls[1], "copy.sqlite")]):
            copied(bench, origin, target, len(secrets), f"copy {index + 1} by way of PostgreSQL")
        rows(bench, "2.11.0", urls[1], secrets, "copied within PostgreSQL")
        bench.run(["keyferry", "check", "--from", "shop.sqlite3", "--db", "copy.json", "--strict"])
        says("sync --from copies to, from and within PostgreSQL, in both layouts, and nothing the second time")
    finally:
        subprocess.run([script, "stop"], env=bench.environment(**more), capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def tables(bench):
    """dj-stripe 2.11's two tables on PostgreSQL, from what its migrations made there."""
    with open(os.path.join(bench.tools, "schemas", "pg-2.11.0-id.json"), encoding="utf-8") as file:
        schema = json.load(file)["tables"]
    statements = []
    for table in ["djstripe_account", "djstripe_apikey"]:
        columns = []
        for column in schema[table]["columns"]:
            identity = f" GENERATED {column['identity']} AS IDENTITY" if column["identity"] else ""
            columns.append(f"{column['name']} {column['type']}{identity}{' NOT NULL' if column['notnull'] else ''}")
        statements.append(f"CREATE TABLE {table} ({', '.join(columns)});")
    for table in ["djstripe_account", "djstripe_apikey"]:
        for constraint in sorted(schema[table]["constraints"], key=lambda text: "FOREIGN KEY" in text):
            name, definition = constraint.split(": ", 1)
            statements.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition};")
    return "\n".join(statements)


def copied(bench, origin, target, count, words):
    """All keys the first time, and nothing the second."""
    for action in ["create", "keep"]:
        text = bench.run(["keyferry", "sync", "--from", origin, "--db", target, "--format", "json"])
        changes = json.loads(text)["summary"]["changes"]
        expect(changes[action] == count, f"{words}: {changes}")


def copies(bench, secrets):
    """Between every two kinds of database, and nothing the second time."""
    stores = {"JSON": "copy.json", "SQLite": "copy.sqlite", "dj-stripe": "copy-djstripe.sqlite3"}
    for origin in stores:
        for target in stores:
            for path in [*stores.values(), "here.json"]:
                for file in glob.glob(bench.path(path) + "*"):
                    os.unlink(file)
            bench.cached("2.11.0", "copy-djstripe.sqlite3")
            bench.run(["keyferry", "sync", "--from", "shop.sqlite3", "--db", stores[origin], "--quiet"])
            path = stores[target] if origin != target else "here.json"
            copied(bench, stores[origin], path, len(secrets), f"from {origin} to {target}")
            if "djstripe" in path:
                rows(bench, "2.11.0", path, secrets, f"copied from {origin}")
    says("sync --from copies between JSON, SQLite and dj-stripe's table, any to any, and nothing the second time")


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    bench = Bench(arguments[0], arguments[1])
    start = time.monotonic()
    try:
        bench.install()
        chosen(bench)
        secrets = document(bench)
        exports(bench, secrets)
        copies(bench, secrets)
    except Claim as claim:
        print(f"error: {claim}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)
    print(f"dj-stripe agrees, in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
