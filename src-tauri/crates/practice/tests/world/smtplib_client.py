"""Python's own SMTP client against the practice mail server: does what the JSON on standard input asks for and says what it saw.

Asked: host, address [ip, port], root (PEM), mode (implicit, starttls, clear), login [name, password] or null, sender, recipient, message,
timeout in seconds. Said: `at`, how far it came; `error`, the exception's name or null; `code`, the server's; `features`, those of the last
EHLO; `seconds`, how long it took.
"""

import json
import smtplib
import socket
import ssl
import sys
import time

asked = json.load(sys.stdin)
trust = ssl.create_default_context(cadata=asked["root"])
said = {"at": "connect", "error": None, "code": None, "features": []}


class Plain(smtplib.SMTP):
    """Goes to the practice address, whatever the host's name is."""

    def _get_socket(self, host, port, timeout):
        return socket.create_connection(tuple(asked["address"]), timeout)


class Implicit(smtplib.SMTP_SSL):
    def _get_socket(self, host, port, timeout):
        plain = socket.create_connection(tuple(asked["address"]), timeout)
        return trust.wrap_socket(plain, server_hostname=asked["host"])


def converse():
    kind, more = (Implicit, {"context": trust}) if asked["mode"] == "implicit" else (Plain, {})
    client = kind(asked["host"], asked["address"][1], local_hostname="me.example", timeout=asked["timeout"], **more)

    def at(stage):
        said["at"] = stage

    def hello():
        at("ehlo")
        client.ehlo_or_helo_if_needed()
        said["features"] = sorted(client.esmtp_features)

    def expect(answer, code):
        if answer[0] != code:
            raise smtplib.SMTPResponseException(*answer)

    hello()
    if asked["mode"] == "starttls":
        at("starttls")
        expect(client.starttls(context=trust), 220)
        hello()
    if asked["login"]:
        at("auth")
        client.login(*asked["login"])
    message = asked["message"].encode()
    at("mail")
    options = [f"SIZE={len(message)}"] if asked.get("size") else []
    expect(client.mail(asked["sender"], options), 250)
    at("rcpt")
    expect(client.rcpt(asked["recipient"]), 250)
    at("data")
    # The content's answer is told apart from the one to DATA itself, which smtplib raises.
    answer = client.data(message)
    at("content")
    expect(answer, 250)
    at("quit")
    expect(client.quit(), 221)
    at("end")


begun = time.monotonic()
try:
    converse()
except (smtplib.SMTPException, OSError) as error:
    said["error"] = type(error).__name__
    said["code"] = getattr(error, "smtp_code", None)
    said["why"] = str(error)
said["seconds"] = time.monotonic() - begun
json.dump(said, sys.stdout)
