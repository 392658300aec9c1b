"""The fault harnesses' configurations for keyferry's commands, one a store and command.

What each field means stands at the head of the harnesses' faultlib.py. The keys are made here, anew for every run: no file
in the repository holds what looks like one.
"""
import hashlib
import json
import random
from pathlib import Path

import leaks

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
# Fields that every run sets anew.
FRESH = "id,created,updated,revision,djstripe_id,djstripe_created,djstripe_updated,time,first,last"
HERE = Path(__file__).resolve().parent
BUSY = "is locked by another process"


def key(prefix="sk_test_"):
    return prefix + "51" + "".join(random.choice(ALPHABET) for _ in range(97))


def lines(settings):
    return "".join(f"{name}={value}\n" for name, value in settings.items())


class Store:
    """A kind of key database: where it lies, and which commands are put to the test on it."""

    def __init__(self, name, title, path, commands="sync first prune add remove undo", is_server=False):
        self.name = name
        self.title = title
        self.path = path if is_server else "{work}/data/" + path
        self.commands = commands.split()
        self.is_server = is_server

    @property
    def backup(self):
        """Where a copy of what is removed lies, from the folder of the run."""
        return "keyferry-backup-*.json" if self.is_server else f"data/{Path(self.path).name}.backup-*"


STORES = [
    Store("json", "JSON", "keys.json"),
    Store("sqlite", "SQLite", "keys.sqlite"),
    # Django makes the database: there is no first sync without one.
    Store("djstripe", "dj-stripe's SQLite", "django.sqlite3", "sync prune add remove undo"),
]
# Throw-away: the harnesses' sample/pg.sh starts and stops it.
SERVER = Store("postgresql", "PostgreSQL", "postgres://postgres@127.0.0.1:55433/postgres", is_server=True)
TABLES = "DROP TABLE IF EXISTS keyferry_keys, keyferry_store, keyferry_keys_history, keyferry_keys_undo"
ROWS = """
    SELECT secret, type, livemode, name, account, occurrences FROM keyferry_keys ORDER BY 1"""

OLD = {f"OLD_STRIPE_{n}": key() for n in range(3)} | {"STRIPE_LIVE_SECRET_KEY": key("sk_live_")}
NEW = {f"NEW_STRIPE_{n}": key("rk_live_" if n % 2 else "sk_test_") for n in range(6)}
# Some keys stay, and some setting has another key than before.
NEW |= {"STRIPE_LIVE_SECRET_KEY": OLD["STRIPE_LIVE_SECRET_KEY"], "OLD_STRIPE_1": key()}
ADDED = key("rk_live_")


def base(program, store):
    """What all configurations of a store have in common: a database with OLD in it."""
    setup = " ".join(sync(program, store, "{work}/in/old.env", "--quiet"))
    if store.name == "djstripe":
        setup = f"umask 077 && sqlite3 {store.path} <{{work}}/in/django.sql && {setup}"
    if store.is_server:
        return base(program, STORES[0]) | server(program, store)
    return {
        "timeout": 60,
        "files": {
            "in/old.env": lines(OLD), "in/new.env": lines(NEW), "in/key": ADDED + "\n", "data/.keep": "",
            "in/django.sql": (HERE / "django.sql").read_text(),
        },
        "setup": setup,
        "dump": ["{python}", "{faults}/tools/dump.py", store.path, "--ignore", FRESH],
        "db": [store.path],
        "secrets": list(OLD.values()) + list(NEW.values()) + [ADDED],
        "busy_re": BUSY,
    }


def server(program, store):
    """A database that no folder holds: it is made anew for every run, and asked what is in it."""
    psql = f"psql -X -q -A -t -v ON_ERROR_STOP=1 {store.path}"
    return {
        "setup": f"PGOPTIONS='-c client_min_messages=error' {psql} -c '{TABLES}' && "
        + " ".join(sync(program, store, "{work}/in/old.env", "--quiet")),
        "dump": f"""if [ "$({psql} -c "SELECT to_regclass('keyferry_keys') IS NOT NULL")" = t ]; then {psql} -c '{ROWS}'; fi""",
        "db": [], "setup_each": True, "net": True, "server": store.path,
    }


def sync(program, store, *arguments):
    return [program, "sync", *arguments, "--no-env", "--include-unmapped", "--db", store.path]


def configurations(program, orm_python):
    """Pairs of a name and a configuration.

    `orm_python` is a Python that has dj-stripe; without one its ORM is no rival.
    """
    for store in STORES + [SERVER]:
        common = base(program, store)
        prune = sync(program, store, "{work}/in/new.env", "--prune", "--yes", "--max-deletes", "99")
        backups = [store.backup]
        add = f"exec {program} keys add --name Shop --db {store.path} <{{work}}/in/key"
        report = sync(program, store, "{work}/in/new.env", "--format", "text", "--format", "json={work}/data/report.json")
        # A server's first run is one on tables that were dropped.
        first = {name: value for name, value in common.items() if name != "setup"}
        if store.is_server:
            first["setup"] = common["setup"].split(" && ")[0]
        commands = {
            "sync": common | {"sync": report, "allow_left": ["data/report.json"]},
            "first": first | {"sync": sync(program, store, "{work}/in/new.env")},
            "prune": common | {"sync": prune, "allow_left": backups},
            "add": common | {"sync": add},
            "remove": common | {"sync": removal(program, store), "allow_left": backups},
            "undo": common | {
                "setup": common["setup"] + f" && {' '.join(prune)} --quiet", "sync": undo(program, store),
                "allow_left": backups,
            },
        }
        for command in store.commands:
            yield f"{command}-{store.name}", commands[command]
        # What is wrong with the place stands in the report, so that goes where the harness looks for it.
        yield f"places-{store.name}", common | {
            "sync": sync(program, store, "{work}/in/new.env", "--format", "text=/dev/stderr"),
            "dump": apart(common["dump"], store),
            "perm_commands": [
                report, prune, [program, "keys", "list", "--db", store.path, "--format", "json={work}/data/list.json"], add,
            ],
        }
        yield f"rivals-{store.name}", common | rivals(program, store) | once(store)
    yield "rivals-shell", base(program, STORES[1]) | rivals(program, STORES[1], SHELL_WRITER)
    if orm_python:
        # All of dj-stripe's migrations take their time.
        made = base(program, STORES[2])
        setup = f"{orm_python} {HERE}/orm.py migrate {STORES[2].path} && " + made["setup"].split(" && ")[-1]
        writer = f"{orm_python} {HERE}/orm.py add {STORES[2].path} {{work}}/in/p{{i}}_{{r}}.env"
        yield "rivals-orm", made | rivals(program, STORES[2], writer) | {"setup": setup, "timeout": 900}
    yield "leak", leak(program)
    # A directory is a source.
    yield "sources", base(program, STORES[0]) | {
        "scan": [program, "scan", "{file}", "--no-env"], "lenient": "is a directory$",
    }
    for store in STORES[:2]:
        yield f"stores-{store.name}", base(program, store) | bad_stores(program, store)


def apart(dump, store):
    """Looks at a copy of a JSON document: what tells the kinds apart takes one with a `-journal` beside it for SQLite's."""
    if store.name != "json":
        return dump
    copy = "{work}/tmp/copy.json"
    rest = " ".join(copy if word == store.path else word for word in dump)
    return f"if [ -e {store.path} ]; then cp {store.path} {copy} || exit 1; fi; {rest}; status=$?; rm -f {copy}; exit $status"


def once(store):
    """Of a JSON document the secrets alone: its other lines look alike, and one that stands there twice is counted."""
    return {"dump_ignore": [[r"(?m)^(?!/keys\[\]/secret).*\n", ""]]} if store.name == "json" else {}


def removal(program, store):
    """Removes a key. One that is gone is a removal done, as a sync's would be."""
    fingerprint = hashlib.sha256(b"keyferry:v1:" + OLD["OLD_STRIPE_1"].encode()).hexdigest()[:32]
    database = f"--db {store.path}"
    return ["/bin/sh", "-c", f"""
        {program} keys remove {fingerprint} --yes {database}; status=$?
        if [ $status = 1 ] && keys=$({program} keys list --format json {database}); then
          case $keys in *{fingerprint}*) ;; *) exit 0 ;; esac
        fi
        exit $status"""]


def undo(program, store):
    """Undoes a sync. One whose undo is the last change is undone."""
    database = f"--db {store.path}"
    return ["/bin/sh", "-c", f"""
        {program} undo --yes {database}; status=$?
        if [ $status = 4 ] && last=$({program} history --format json {database} | grep -m1 '"command"'); then
          case $last in *'"undo"'*) exit 0 ;; esac
        fi
        exit $status"""]


# The sqlite3 shell makes a row of every line, with an id of its own: the writer's, the round's and the line's number.
SHELL_WRITER = (
    "awk -F= 'BEGIN { print \"BEGIN IMMEDIATE;\" } { printf \"INSERT INTO keys VALUES(\\x27%s\\x27,"
    "\\x27z%02d%03d%09d\\x27,\\x27secret\\x27,0,\\x27%s\\x27,NULL,\\x272026-01-01T00:00:00Z\\x27,"
    "\\x272026-01-01T00:00:00Z\\x27,\\x27[]\\x27);\\n\", $2, {i}, {r}, NR, $1 } END { print \"COMMIT;\" }' "
    "{work}/in/p{i}_{r}.env | sqlite3 -bail -cmd '.timeout 30000' {work}/data/keys.sqlite"
)


def rivals(program, store, other=None):
    """Writers of different keys; every other one is `other`, where there is such a program."""
    ours = " ".join(sync(program, store, "{work}/in/p{i}_{r}.env", "--quiet", "--lock-timeout", "20"))
    return {
        "sync_n": f"if [ $(({{i}} % 2)) = 1 ]; then {other}; else exec {ours}; fi" if other else f"exec {ours}",
        "input_n": "in/p{i}_{r}.env", "line_n": "{NAME}={KEY}\n", "expect_n": "{KEY}",
    }


def leak(program):
    inputs = {"a/.env": "env", "a/settings.yml": "yaml", "a/config.json": "json"}
    paths = ["{work}/" + path for path in inputs]
    stores = [store.path for store in STORES]
    return {
        "timeout": 60, "files": base(program, STORES[0])["files"] | {"export/.keep": ""}, "db": [*stores, leaks.COPY],
        "setup": " && ".join(base(program, store)["setup"] for store in STORES),
        "secrets": list(OLD.values()) + [ADDED],
        "leak": {"inputs": inputs, "commands": leaks.commands(program, STORES, paths), "allow_files": ["data/*.backup-*", "export/*"]},
    }


def bad_stores(program, store):
    """Broken databases; every file is one, whatever its name ends in."""
    keys = [
        {"secret": key(), "id": f"d20xmm1dhfrn9x{n}", "type": "secret", "livemode": False, "name": "N", "account": None,
         "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z", "occurrences": []} for n in range(3)
    ]
    document = {"format": "keyferry-keys", "version": 1, "keys": sorted(keys, key=lambda row: row["secret"])}
    return {
        "scan": [program, "keys", "list", "--db", store.name + ":{file}"], "kinds": [store.name],
        "seeds": {"json": [json.dumps(document, indent=2) + "\n"]},
    }


def write(program, folder, orm_python=None):
    """One file a configuration, for the keyferry at `program`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, configuration in configurations(str(program), orm_python):
        (folder / f"{name}.json").write_text(json.dumps({"name": name} | configuration, indent=1) + "\n")
