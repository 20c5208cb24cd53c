"""Prints "passed failed skipped" for a finished run: count_tests.py vitest FILE.json EXIT_CODE, or unittest LOG EXIT_CODE.

A run that failed without naming a failed test counts as one failure, so that a runner that crashed is never read as green.
"""

import json
import pathlib
import re
import sys


def vitest(text: str) -> tuple[int, int, int]:
    """vitest's JSON report (the layout of jest's)."""
    report = json.loads(text)
    skipped = report.get("numPendingTests", 0) + report.get("numTodoTests", 0)
    return report["numPassedTests"], report["numFailedTests"], skipped


def unittest(text: str) -> tuple[int, int, int]:
    """The closing lines of `python -m unittest`: "Ran 12 tests in 0.4s", then "OK (skipped=1)" or "FAILED (failures=1, errors=2)"."""
    ran = sum(int(n) for n in re.findall(r"^Ran (\d+) tests? in", text, re.M))
    said = {word: int(n) for word, n in re.findall(r"(failures|errors|skipped)=(\d+)", text.rsplit("\nRan ", 1)[-1])}
    failed = said.get("failures", 0) + said.get("errors", 0)
    skipped = said.get("skipped", 0)
    return max(ran - failed - skipped, 0), failed, skipped


def main() -> None:
    kind, path, code = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        passed, failed, skipped = {"vitest": vitest, "unittest": unittest}[kind](text)
    except (ValueError, KeyError):
        passed, failed, skipped = 0, 1, 0
    if code != 0 and failed == 0:
        failed = 1
    print(passed, failed, skipped)


main()
