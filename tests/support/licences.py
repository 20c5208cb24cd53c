"""Checks every Rust dependency against deny.toml without the network: its licence is allowed, its source is the one public registry.

cargo-deny reads the same file and checks more (advisories, bans); the hosted workflow runs it. This part needs nothing installed.
"""

import json
import re
import subprocess
import sys
import tomllib


def allowed_by(expression: str, allowed: set[str]) -> bool:
    """Evaluates an SPDX expression: AND binds tighter than OR; "/" is cargo's old spelling of OR."""
    words = re.findall(r"[()]|[^\s()]+", re.sub(r"\s+WITH\s+", "+WITH+", expression.replace("/", " OR ")))

    def either() -> bool:
        results = [both()]
        while words and words[0] == "OR":
            words.pop(0)
            results.append(both())
        return any(results)

    def both() -> bool:
        results = [one()]
        while words and words[0] == "AND":
            words.pop(0)
            results.append(one())
        return all(results)

    def one() -> bool:
        word = words.pop(0)
        if word != "(":
            return word.replace("+WITH+", " WITH ") in allowed
        result = either()
        words.pop(0)
        return result

    return either()


def main() -> int:
    with open("deny.toml", "rb") as file:
        rules = tomllib.load(file)
    allowed = set(rules["licenses"]["allow"])
    exceptions = {item["crate"]: set(item["allow"]) for item in rules["licenses"].get("exceptions", [])}
    # Only what this machine builds: other systems' crates need not be fetched for it. The hosted workflow looks at all of them.
    host = re.search(r"^host: (\S+)$", subprocess.check_output(["rustc", "-vV"], text=True), re.M)[1]
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", host]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if answer.returncode != 0:
        print("cargo metadata failed: is Cargo.lock up to date?")
        return 1
    metadata = json.loads(answer.stdout)
    problems = []
    sources = set()
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        sources.add(package["source"])
        if not str(package["source"] or "registry+").startswith("registry+"):
            problems.append(f"{name} does not come from a registry: {package['source']}")
        licence = package["license"]
        if licence is None:
            problems.append(f"{name} names no licence")
        elif not allowed_by(licence, allowed | exceptions.get(package["name"], set())):
            problems.append(f"{name} is under {licence}, which deny.toml does not allow")
    if len(sources - {None}) > 1:
        problems.append(f"packages come from more than one registry: {sorted(sources - {None})}")
    for problem in problems:
        print(problem)
    print(f"{len(metadata['packages'])} packages, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
