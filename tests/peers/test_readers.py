"""The readers must stumble over what is wrong: a mail that is no mail, an archive that is damaged or unpacks where it should not."""

import email.message
import email.policy
import io
import json
import pathlib
import tempfile
import unittest
import zipfile

import read_mail
from test_moto import run


def zipped(*entries: tuple[str, str]) -> bytes:
    """An archive, stored without compression, so that its text can be damaged."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in entries:
            archive.writestr(name, text)
    return content.getvalue()


def mail(attached: bytes) -> bytes:
    """A mail with an archive."""
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "package"
    message["Message-ID"], message["Date"] = "<1@example.com>", "Mon, 23 Nov 2026 09:00:00 +0000"
    message.set_content("See the package.\n")
    message.add_attachment(attached, maintype="application", subtype="zip", filename="p.zip")
    return message.as_bytes()


class ReadMail(unittest.TestCase):
    """read_mail.py."""

    def read(self, message: bytes) -> dict:
        """What it says of a message."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "message.eml"
            path.write_bytes(message)
            _, said = run(read_mail, str(path))
        return json.loads(said)

    def test_a_good_mail_is_read(self) -> None:
        read = self.read(mail(zipped(("a.txt", "Grüße"))))
        self.assertEqual((read["defects"], read["long_lines"], read["text"].strip()), ([], 0, "See the package."))
        self.assertEqual((read["headers"]["Message-ID"], read["date"]), (["<1@example.com>"], "2026-11-23T09:00:00+00:00"))
        self.assertEqual(read["attachments"][0]["entries"], {"a.txt": "Grüße"})

    def test_a_cut_mail_has_defects(self) -> None:
        self.assertNotEqual(self.read(mail(zipped(("a.txt", "text")))[:-40])["defects"], [])

    def test_a_bad_address_is_a_defect(self) -> None:
        self.assertNotEqual(self.read(mail(zipped(("a.txt", "text"))).replace(b"To: b@example.com", b"To: b@@example..com"))["defects"], [])

    def test_long_lines_are_counted(self) -> None:
        self.assertEqual(self.read(b"Subject: long\r\n\r\n" + b"x" * 999 + b"\r\n")["long_lines"], 1)

    def test_a_damaged_archive_ends_it(self) -> None:
        with self.assertRaisesRegex(SystemExit, "checksum"):
            self.read(mail(zipped(("a.txt", "the text")).replace(b"the text", b"another!")))

    def test_unsafe_and_doubled_names_end_it(self) -> None:
        with self.assertWarns(UserWarning):
            doubled = zipped(("a.txt", "one"), ("a.txt", "two"))
        for content in (zipped(("../a.txt", "text")), zipped(("/etc/a.txt", "text")), doubled):
            with self.assertRaisesRegex(SystemExit, "not a name to unpack"):
                self.read(mail(content))


if __name__ == "__main__":
    unittest.main()
