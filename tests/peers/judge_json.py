"""Judges what gangway-cli printed with --json by the JSON Schemas of docs/json, with a validator that did not come from here.

Reads one file: a JSON object that maps a name for each document to its text. Prints {"judged": N, "findings": [...]} and ends with 1 when a
document is not one JSON document, names a schema that is not there, or breaks it, and when a schema is no JSON Schema itself.
"""

import argparse
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "json"


def schemas() -> dict[str, Draft202012Validator]:
    """By the name that a document gives; each is held against the meta-schema first."""
    found = {}
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        if schema["$id"] != path.stem:
            raise SystemExit(f"{path.name} calls itself {schema['$id']}")
        found[path.stem] = Draft202012Validator(schema)
    return found


def faults(text: str, known: dict[str, Draft202012Validator]) -> list[str]:
    """What is wrong with a document."""
    try:
        document = json.loads(text)
    except ValueError as error:
        return [f"not one JSON document: {error}"]
    validator = known.get(document.get("schema")) if isinstance(document, dict) else None
    if validator is None:
        return ["names no schema of docs/json"]
    return [f"{error.json_path}: {error.message}"[:400] for error in validator.iter_errors(document)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=pathlib.Path)
    documents = json.loads(parser.parse_args().documents.read_text(encoding="utf-8"))
    known = schemas()
    findings = [f"{name}: {fault}" for name, text in documents.items() for fault in faults(text, known)]
    print(json.dumps({"judged": len(documents), "findings": findings}))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
