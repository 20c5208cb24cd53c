"""Lists the integration tests of the workspace, one a line: "crate NAME" for those of a crate, "app NAME" for the app package's own.

A name that a crate shares with the app package is listed once, as the app's: cargo runs all tests of one name together.
"""

import json
import subprocess

metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--locked", "--no-deps", "--format-version", "1"]))
owners: dict[str, set[str]] = {"app": set(), "crate": set()}
for package in metadata["packages"]:
    owner = "app" if package["name"] == "gangway" else "crate"
    for target in package["targets"]:
        if "test" in target["kind"]:
            owners[owner].add(target["name"])

for name in sorted(owners["crate"] - owners["app"]):
    print("crate", name)
# The quick ones first, the real window last.
known = ["drift", "cli", "peers"]
for name in sorted(owners["app"], key=lambda n: (known.index(n) if n in known else len(known) + (n == "window"), n)):
    print("app", name)
