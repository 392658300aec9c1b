#!/usr/bin/env python3
"""A writer that is no keyferry: dj-stripe itself, through Django's ORM.

usage: orm.py migrate DATABASE          makes all of dj-stripe's tables in a new SQLite file
       orm.py add DATABASE SETTINGS     adds the key of every NAME=KEY line, in one transaction
"""
import os
import sys


def main():
    command, database = sys.argv[1:3]
    os.umask(0o077)
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": {"timeout": 30}}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "djstripe"],
        USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
        STRIPE_LIVE_MODE=False, SECRET_KEY="none", DJSTRIPE_WEBHOOK_VALIDATION="retrieve_event")
    django.setup()
    if command == "migrate":
        from django.core.management import call_command
        call_command("migrate", verbosity=0)
        return
    from django.db import transaction
    from djstripe.models import APIKey
    with open(sys.argv[3]) as file:
        pairs = [line.strip().split("=", 1) for line in file]
    rows = [APIKey(id=f"mk_{name}"[:255], type="secret", name=name, secret=key, livemode=False, stripe_data={})
            for name, key in pairs]
    with transaction.atomic():
        # save() would ask Stripe for the account.
        APIKey.objects.bulk_create(rows)


main()
