"""What is looked through for pieces of keys: every command, in every format, and many ways to fail."""

# What is copied from one database into another, and a plan that waits for its approval.
COPY = "{work}/data/copy.json"
SAVED = "{work}/saved.json"


def reports_of(program, store, paths, style):
    """What compares the planted files with a database."""
    db = ["--db", store.path, *style]
    everything = ["--on-conflict", "first", "--prune", "--yes", "--max-deletes", "99"]
    return [
        [program, "plan", *paths, *db], [program, "plan", paths[0], *db, "--prune"],
        [program, "check", *paths, *db, "--strict"], [program, "check", *paths, *db, "--github"],
        [program, "sync", *paths, *db, "--on-conflict", "all", "--include-unmapped"],
        [program, "sync", *paths, *db, *everything],
        [program, "effective", *paths, *db], [program, "plan", *paths, *db, "--out", SAVED],
    ]


def tables_of(program, store, alone, paths, style):
    """What shows and changes a database, and what it did."""
    db = ["--db", store.path, *style]
    written = f"{program} sync {paths[0]} --db {store.path} --on-conflict all --quiet; exec {program}"
    saved = f"{program} plan {paths[1]} --db {store.path} --out {SAVED}; exec {program} sync --plan {SAVED}"
    return [
        [program, "keys", "list", *db], [program, "explain", "STRIPE_SECRET_KEY", *paths, *db],
        [program, "plan", "--from", store.path, "--db", COPY, *style],
        [program, "sync", "--from", store.path, "--db", COPY, "--prune", "--yes", "--max-deletes", "99", *style],
        [*alone, saved],
        # Every line of the planted files is no key, or more than one.
        *[[*alone, " ".join(["exec", program, "keys", "add", *db, f"<{path}"])] for path in ["{work}/in/key", *paths]],
        *[[*alone, " ".join([written, *words, *db])] for words in (
            ["history"], ["undo", "--yes"], ["undo", "--dry-run"], ["undo", "--forget", "--yes"])],
    ]


def approvals(program, alone, paths, style):
    """What is written down of the planted files to be compared with later."""
    lock, known = "{work}/keyferry.lock", "{work}/known.json"
    return [
        [program, "lock", *paths, "--out", lock, *style],
        [*alone, " ".join([program, "lock", paths[0], "--out", lock, "--quiet; exec", program, "check", *paths[1:], "--lock", lock, *style])],
        [program, "baseline", *paths, "--out", known],
        [*alone, " ".join([program, "baseline", paths[0], "--out", known, "--quiet; exec", program, "scan", *paths, "--baseline", known, *style])],
        [program, "config", *paths, *style], [program, "init", *paths],
    ]


def commands(program, stores, paths):
    """On databases of each kind, of the planted files at `paths`."""
    tables = [["--format", name] for name in ("text", "markdown", "json")] + [["--verbose"], ["--quiet"]]
    reports = [["--format", name] for name in ("html", "sarif", "junit", "gitlab")]
    # A shell's child is no child of ours, and the harness's environment is not what is looked at; nor is a shell's core.
    alone = ["env", "-u", "STRIPE_SECRET_KEY", "-u", "STRIPE_BROKEN", "/bin/sh", "-c"]
    lines = []
    for style in tables + reports:
        lines += [[program, "scan", path, *style] for path in paths]
        lines += [[program, "scan", "{work}/a", *style], [program, "scan", *style]]
        lines += approvals(program, alone, paths, style)
    for store in stores:
        for style in tables + (reports if store is stores[0] else []):
            lines += reports_of(program, store, paths, style)
        for style in tables:
            lines += tables_of(program, store, alone, paths, style)
    for path in paths:
        lines.append([program, "sync", path, "--db", stores[0].path, "--format", "json={work}/out.json"])
        lines.append([program, "scan", path, "--format", "markdown={work}/out.md"])
        # A source where a database should be, and the other way round.
        lines += [[program, "keys", "list", "--db", f"{kind}:{path}"] for kind in ("json", "sqlite")]
        lines += [[program, "sync", path, "--db", "{work}/nodir/keys." + end] for end in ("json", "sqlite")]
    # What is written out goes into the file that is named, or nowhere.
    for store in stores:
        for name in ("django-fixture", "sql", "dotenv", "json"):
            for target in (f"{name}={{work}}/export/{store.name}.{name}", name, f"{name}=/dev/full", f"{name}={{work}}/none/x"):
                lines.append([program, "export", "--db", store.path, "--verbose", "--format", target])
    lines += [[program, "scan", f"{kind}:{store.path}"] for store in stores for kind in ("dotenv", "yaml", "json")]
    lines += [[program, "scan", "{work}/nonexistent"], [program, "keys", "show", "nothing1", "--db", stores[0].path]]
    return lines
