"""Reads a mail with Python's own parsers, and the package in it: `email` for the message, `zipfile` for the archive, `json` for the content.

    read_mail.py message.eml

Prints one JSON document: headers, defects (what the parser stumbled over, in any part), text, long_lines, and attachments, each with its name,
type, SHA-256 and, where it is an archive, its entries with their text. An archive with a wrong checksum, an unsafe or a doubled name ends it.
"""

import argparse
import email
import email.policy
import hashlib
import io
import json
import pathlib
import sys
import zipfile

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version"]
# RFC 5322, section 2.1.1: 998 octets without CR LF.
LONGEST_LINE = 998


def archive(content: bytes) -> dict[str, str]:
    """The text of every entry of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        broken = opened.testzip()
        if broken is not None:
            sys.exit(f"{broken}: the checksum is wrong")
        names = opened.namelist()
        for name in names:
            path = pathlib.PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or names.count(name) > 1:
                sys.exit(f"{name}: not a name to unpack")
        return {name: opened.read(name).decode("utf-8") for name in names}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("message")
    octets = pathlib.Path(parser.parse_args().message).read_bytes()
    message = email.message_from_bytes(octets, policy=email.policy.default)
    defects = [f"{part.get_content_type()}: {defect!r}" for part in message.walk() for defect in part.defects]
    defects += [f"{name}: {defect!r}" for name in HEADERS if message[name] for defect in message[name].defects]
    attachments = []
    for part in message.iter_attachments():
        content = part.get_content()
        content = content.encode() if isinstance(content, str) else content
        attachments.append(
            {
                "name": part.get_filename(),
                "type": part.get_content_type(),
                "sha256": hashlib.sha256(content).hexdigest(),
                "entries": archive(content) if part.get_content_type() == "application/zip" else None,
            }
        )
    body = message.get_body(("plain",))
    found = {
        "headers": {name: message.get_all(name, []) for name in HEADERS},
        "date": message["Date"].datetime.isoformat() if message["Date"] else None,
        "defects": defects,
        "long_lines": sum(len(line) > LONGEST_LINE for line in octets.split(b"\r\n")),
        "text": body.get_content() if body else None,
        "attachments": attachments,
    }
    # Header objects are texts of their own kind.
    print(json.dumps(found, default=str))


if __name__ == "__main__":
    main()
