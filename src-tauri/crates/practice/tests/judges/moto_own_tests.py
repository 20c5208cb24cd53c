"""Runs moto's own tests for the services that the practice account plays, unchanged, against a served practice account.

    moto_own_tests.py ENDPOINT CONTROL [--cache DIR] [--write]

The tests are in moto's source distribution, which pip downloads into the cache: nothing of it is kept here. Every test
that fails must fit a row of moto-own-tests/*.toml, which give the reason, and every row must fit a failure; anything else
ends the run with an error. `--write` prints the failures and how each ended instead of judging them.
"""

import argparse
import collections
import fnmatch
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tomllib
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).parent
VERSION = "5.2.5"
# What pytest needs beside the peers' packages; --no-deps keeps their own versions.
WITH = ["pytest==9.0.2", "pytest-timeout==2.4.0", "freezegun==1.5.5", "iniconfig==2.3.1", "pluggy==1.7.0",
        "pygments==2.21.0", "packaging==26.3"]
# One table a service: `files`, the tests that it judges, and a `reason` for each failure. Absent everywhere: test_server.py
# (it calls moto's own web application, no client).
TABLES = {path.stem: tomllib.loads(path.read_text()) for path in sorted((HERE / "moto-own-tests").glob("*.toml"))}


def fetch(cache):
    """moto's tests and pytest in the cache, once."""
    tests, packages = cache / f"moto-{VERSION}", cache / "packages"
    if not (packages / "pytest").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(packages), *WITH]
        subprocess.run(pip, check=True, stdout=sys.stderr)
    if not (tests / "tests").is_dir():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "moto", "--dest", str(cache)]
        subprocess.run([*pip, f"moto=={VERSION}"], check=True, stdout=sys.stderr)
        with tarfile.open(cache / f"moto-{VERSION}.tar.gz") as source:
            # The tests alone: the moto that they import is the installed one.
            members = [member for member in source.getmembers() if member.name.startswith(f"moto-{VERSION}/tests/")]
            source.extractall(cache, members, filter="data")
    return tests, packages


def run(tests, packages, endpoint, control, chosen):
    """Test id -> how it ended: None when it passed, 'skipped', or the last line of its failure."""
    report = tests / f"report-{os.getpid()}.xml"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    environment |= {
        "PYTHONPATH": os.pathsep.join([str(HERE), str(packages)]), "PYTHONDONTWRITEBYTECODE": "1",
        "TEST_SERVER_MODE": "true", "TEST_SERVER_MODE_ENDPOINT": endpoint, "PRACTICE_CONTROL": control,
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "PRACTICESELLER", "AWS_SECRET_ACCESS_KEY": "practice",
        # With one try botocore adds to every message that its tries are used up, and the tests compare messages.
        "AWS_MAX_ATTEMPTS": "2", "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.1,localhost",
    }
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "moto_plugin", "-p", "no:cacheprovider", "--timeout=30",
              "--tb=line", "--durations=8", f"--junitxml={report}", *(f"tests/{name}" for name in chosen)]
    done = subprocess.run(pytest, cwd=tests, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print("\n".join(line for line in done.stdout.splitlines() if " call " in line or " setup " in line)[-900:], file=sys.stderr)
    if done.returncode not in (0, 1):
        raise SystemExit(f"pytest ended with {done.returncode}:\n{done.stdout[-4000:]}")
    ended = {}
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname').removeprefix('tests.').replace('.', '/')}::{case.get('name')}"
        failure = case.find("failure") if case.find("failure") is not None else case.find("error")
        if failure is not None:
            ended[name] = " ".join((failure.get("message") or failure.text or "failed").split())[:400]
        else:
            ended[name] = "skipped" if case.find("skipped") is not None else None
    report.unlink()
    return ended


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("endpoint")
    parser.add_argument("control")
    home = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    parser.add_argument("--cache", type=pathlib.Path, default=home / "gangway" / "moto-own-tests")
    parser.add_argument("--write", action="store_true", help="print how each failure ended, judge nothing")
    parser.add_argument("only", nargs="*", help="these files instead of all, as in test_acm/test_acm.py")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    chosen = options.only or [file for table in TABLES.values() for file in table["files"]]
    ended = run(*fetch(options.cache), options.endpoint, options.control, chosen)
    failed = {name: how for name, how in ended.items() if how not in (None, "skipped")}
    if options.write:
        print(json.dumps(failed, indent=1))
    counted = collections.Counter("passed" if how is None else "skipped" if how == "skipped" else "failed" for how in ended.values())
    print(f"moto's own tests: {dict(counted)}", file=sys.stderr)
    if not options.write:
        judge(ended, failed, set(chosen))


VERDICTS = {
    "AWS": "AWS's documentation says what the practice account does, and `page` is where",
    "not played": "the test needs an operation, a service or a partition that the practice account does not play, and says so",
    "moto": "the test looks at something of moto's own: made-up values, its own interface, its images and addresses",
}


def judge(ended, failed, chosen):
    """Every failure has a row that fits its name and how it ended; every row fits a failure (of the tables that ran whole)."""
    rows, wrong, counted = [], [], collections.Counter()
    for table in TABLES.values():
        whole = chosen >= set(table["files"])
        rows += [row | {"whole": whole} for row in table.get("reason", [])]
    for name, how in failed.items():
        fitting = [row for row in rows if row["shows"] in how and any(
            fnmatch.fnmatchcase(name.replace("[", "("), test) for test in row["tests"])]
        if fitting:
            counted[fitting[0]["verdict"]] += 1
            fitting[0]["fits"] = True
        else:
            wrong.append(f"fails and is not in the table: {name}: {how}")
    for row in rows:
        if row["verdict"] not in VERDICTS or row["verdict"] == "AWS" and not row["page"].startswith("https://docs.aws.amazon.com/"):
            wrong.append(f"no verdict, or no page: {row['shows']}")
        if "fits" not in row and row["whole"]:
            wrong.append(f"stands in the table and fits no failure: {row['shows']}")
    for verdict, count in counted.items():
        print(f"  {count} {verdict}: {VERDICTS[verdict]}", file=sys.stderr)
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
