"""The same work with Python's csv and with openpyxl: a file of customers is read, every account id checked, each once, and put into SQLite."""

import csv
import re
import sqlite3
import sys
import time


def rows_of(path):
    if path.endswith(".xlsx"):
        import openpyxl

        book = openpyxl.load_workbook(path, read_only=True)
        for row in book.active.iter_rows(min_row=2, values_only=True):
            yield row
    else:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, delimiter=";")
            next(reader)
            yield from reader


def main():
    path = sys.argv[1]
    began = time.perf_counter()
    twelve = re.compile(r"\d{12}")
    seen = {}
    for name, account, note in rows_of(path):
        plain = re.sub(r"[\s-]", "", str(account))
        if twelve.fullmatch(plain) and plain not in seen:
            seen[plain] = (name or "", note or "")
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE allow_list (principal TEXT PRIMARY KEY, name TEXT, note TEXT)")
    db.executemany("INSERT INTO allow_list VALUES (?, ?, ?)", ((f"arn:aws:iam::{one}:root", *rest) for one, rest in seen.items()))
    db.commit()
    first = db.execute("SELECT * FROM allow_list ORDER BY name LIMIT 25").fetchall()
    print(f"{len(seen)} {len(first)} {(time.perf_counter() - began) * 1000:.0f}")


main()
