"""Asks a real dj-stripe what keyferry's tests and rows claim. Run by Scripts/ask-djstripe, with the python of a virtual
environment that has one release installed.

usage: ask_djstripe.py defaults|rows KEYFERRY TOOLS FOLDER

defaults  Every case of fixtures/djstripe/defaults.txt for this release: dj-stripe's answer is the expected one, and
          keyferry's, on the same database and settings, too.
rows      keyferry writes keys into a fresh database of this release; dj-stripe reads, validates and uses them, a second
          sync changes nothing, and an account's default key is the one that keyferry tells.
"""
import contextlib
import hashlib
import io
import json
import os
import pathlib
import random
import string
import subprocess
import sys
from argparse import Namespace

what, keyferry, tools, folder = sys.argv[1:]
sys.path.insert(0, tools)
import djstripe_oracle as oracle  # noqa: E402

root = pathlib.Path(__file__).resolve().parent.parent.parent
folder = pathlib.Path(folder)
version = oracle.dj_version()
minor = int(version.split(".")[1])


def key(mark):
    """The same key for the same mark, of no use to anybody."""
    letters = random.Random(mark).choices(string.ascii_letters + string.digits, k=99)
    return mark.split(":")[0] + "_" + "".join(letters)


def fingerprint(text):
    return hashlib.sha256(b"keyferry:v1:" + text.encode()).hexdigest()[:32] if text else None


def asked(function, **arguments):
    """What a subcommand of the oracle prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        function(Namespace(**arguments))
    return json.loads(printed.getvalue())


def run(*arguments, cwd=folder, check=(0,)):
    done = subprocess.run(
        [keyferry, *arguments], cwd=cwd, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert done.returncode in check, (arguments, done.returncode, done.stdout[-2000:], done.stderr)
    return done.stdout


def effective(database, settings, *options):
    """keyferry's answers, by account and mode: today's and those after a sync."""
    with open(folder / ".env", "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.writelines(f"{name}={value}\n" for name, value in settings.items())
    report = json.loads(
        run("effective", ".env", "--no-env", "--db", str(database), "--format", "json", "--fail-on", "never", *options))
    told = {}
    for entry in report["effective"]["keys"]:
        told[entry["account"], entry["mode"] or "none"] = [
            (entry[when]["key"] or {}).get("fingerprint") for when in ("today", "after")]
    return told


def cached(fk="id"):
    found = list(pathlib.Path(tools, "cache").glob(f"djstripe-{version}-*-fk-{fk}.sqlite3"))
    return found[0] if found else None


def fresh(name, fk="id"):
    database = folder / name
    database.write_bytes(cached(fk).read_bytes())
    database.chmod(0o600)
    return database


def defaults():
    import importlib

    from django.db import connection
    from django.test.utils import override_settings
    from djstripe.models import APIKey, Account

    module = importlib.import_module("djstripe.settings")

    def default(account, mode):
        if account:
            return asked(oracle.cmd_default, account=account, livemode=mode)["default_api_key"] or ""
        holder = getattr(module, "djstripe_settings", module)
        return holder.get_default_api_key({"live": True, "test": False, "none": None}[mode]) or ""

    wrong = count = 0
    for line in (root / "fixtures/djstripe/defaults.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, releases, accounts, rows, settings, who, expected = [cell.strip() for cell in line.split("|")]
        first, last = [int(release.split(".")[1]) for release in releases.split("-")]
        if not first <= minor <= last:
            continue
        count += 1
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM djstripe_apikey")
            cursor.execute("DELETE FROM djstripe_account")
        for account in accounts.split():
            asked(oracle.cmd_addaccount, acct="acct_" + account.split(":")[0], live=account.split(":")[1])
        for row in rows.split():
            mark, _, owner = row.partition("@")
            owner, _, other_type = owner.partition("!")
            owner, _, other_mode = owner.partition("/")
            kind = {"sk": "secret", "rk": "restricted", "pk": "publishable"}[mark[:2]]
            # In bulk: save() sets type and mode right, and asks Stripe for an account that is not given.
            APIKey.objects.bulk_create([APIKey(
                secret=key(mark), type=other_type or kind, livemode=(other_mode or mark[3:7]) == "live",
                djstripe_owner_account=None if owner == "-" else Account.objects.get(id="acct_" + owner))])
        values = dict(pair.split("=") for pair in settings.split())
        values = {setting: key(value) if ":" in value else value for setting, value in values.items()}
        account, mode = who.split()
        account = None if account == "-" else "acct_" + account
        with override_settings(**values):
            if not hasattr(module, "djstripe_settings"):
                importlib.reload(module)  # 2.4 and 2.5 read their settings when they are imported
            answer = default(account, mode)
        told = effective(connection.settings_dict["NAME"], values, "--djstripe-version", f"2.{minor}")
        right = "" if expected == "none" else key(expected)
        for who_says, same in [
            ("dj-stripe", answer == right), ("keyferry", told[account, mode][0] == fingerprint(right)),
        ]:
            if not same:
                wrong += 1
                print(f"dj-stripe {version}: {name}: {who_says} says otherwise than expected", file=sys.stderr)
    assert count >= 40, count
    print(f"dj-stripe {version}: {count} cases of default keys, {wrong} wrong")
    return wrong


def rows(database, fk):
    """In a process of its own for each database: Django is configured once."""
    asked(oracle.cmd_addaccount, acct="acct_1Shop", live="live")
    keys = {
        "STRIPE_LIVE_SECRET_KEY": key("sk_live:1"), "STRIPE_TEST_SECRET_KEY": key("sk_test:2"),
        "STRIPE_LIVE_PUBLIC_KEY": key("pk_live:3"), "STRIPE_RESTRICTED_KEY": key("rk_test:4"),
    }
    options = ("--account", "acct_1Shop")
    told = effective(database, keys, *options)
    sync = (".env", "--no-env", "--db", str(database), *options)
    run("sync", *sync, "--quiet")
    before = database.read_bytes()
    again = json.loads(run("sync", *sync, "--format", "json"))
    assert again["summary"]["verdict"] == "in-sync" and database.read_bytes() == before, again["summary"]
    run("check", *sync, "--strict", "--integrity")

    listed = asked(oracle.cmd_list, strict=True)
    assert listed["bad"] == 0 and listed["network_attempts"] == 0, [
        (row["errors"], row["warnings"]) for row in listed["rows"]]
    kinds = {"sk": "secret", "rk": "restricted", "pk": "publishable"}
    found = {
        (row["name"], row["secret"], row["type"], row["livemode"], row["owner_account_id"]) for row in listed["rows"]}
    assert found == {
        (name, value, kinds[value[:2]], "_live_" in value, "acct_1Shop") for name, value in keys.items()}
    assert all(row["djstripe_created"] == row["djstripe_updated"] is not None for row in listed["rows"])
    for mode in ("live", "test", "none"):
        used = asked(oracle.cmd_default, account="acct_1Shop", livemode=mode)["default_api_key"]
        assert fingerprint(used) == told["acct_1Shop", mode][1], mode

    # A row that dj-stripe makes afterwards has a number and an id of its own, and keyferry leaves it as it is.
    from djstripe.models import APIKey, Account

    APIKey.objects.create(
        secret=key("sk_test:9"), type="secret", livemode=False,
        djstripe_owner_account=Account.objects.get(id="acct_1Shop"))
    assert APIKey.objects.count() == 5
    kept = APIKey.objects.filter(secret=key("sk_test:9")).values().get()
    run("sync", *sync, "--quiet")
    assert APIKey.objects.filter(secret=key("sk_test:9")).values().get() == kept
    run("sync", *sync, "--quiet", "--prune", "--yes")
    assert set(APIKey.objects.values_list("secret", flat=True)) == set(keys.values())
    print(f"dj-stripe {version}, foreign keys to {fk}: rows of keyferry's are read, valid and used")


if what == "defaults":
    database = fresh("defaults.sqlite3")
    oracle.setup(str(database), "id", [])
    sys.exit(1 if defaults() else 0)
fk = what.partition(":")[2] or "id"
if cached(fk):
    database = fresh(f"rows-{fk}.sqlite3", fk)
    oracle.setup(str(database), fk, [])
    rows(database, fk)
