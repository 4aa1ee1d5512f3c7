#!/usr/bin/python3
"""Validates a JSON document (standard input) against a schema: cli_schema_check.py SCHEMA. Exit code 1: it is wrong.

Runs with Debian's Python, which has the package python3-jsonschema.
"""
import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator, RefResolver

schema_file = Path(sys.argv[1]).resolve()
schema = json.loads(schema_file.read_text())
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema, resolver=RefResolver(schema_file.as_uri(), schema))
document = json.load(sys.stdin, parse_constant=lambda name: sys.exit(f"not JSON: {name}"))
errors = sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.absolute_path)))
for error in errors:
    print("/".join(map(str, error.absolute_path)), error.message[:300])
sys.exit(1 if errors else 0)
