"""Looks at the migrations by squawk: migrations.py SQUAWK FILE…

What is allowed stands in migrations.txt: a file (or `*`), a rule, and why. All else that squawk
finds is told, and so is a line of the list by which nothing is found any more. Exit code 1 then."""
import json
import pathlib
import subprocess
import sys


def allowed():
    """By (file, rule), why."""
    found = {}
    for line in pathlib.Path(__file__).with_suffix(".txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(maxsplit=2)
        if len(words) < 3:
            sys.exit(f"migrations.txt: no reason in: {line}")
        if (words[0], words[1]) in found:
            sys.exit(f"migrations.txt: twice: {line}")
        found[words[0], words[1]] = words[2]
    return found


def main(squawk, *files):
    # The oldest PostgreSQL that is tried.
    said = subprocess.run(
        [squawk, "--assume-in-transaction", "--pg-version=15.0", "--reporter=json", *files],
        stdout=subprocess.PIPE, text=True, timeout=120, check=False)
    # 1: something was found.
    if said.returncode not in (0, 1):
        sys.exit(f"squawk ended with {said.returncode}")
    list_of_all, used, bad = allowed(), set(), 0
    for finding in json.loads(said.stdout):
        name, rule = pathlib.Path(finding["file"]).name, finding["rule_name"]
        keys = {(name, rule), ("*", rule)} & list_of_all.keys()
        used |= keys
        if not keys:
            bad += 1
            print(f"{finding['file']}:{finding['line'] + 1}: {rule}: {finding['message']}")
    for name, rule in sorted(list_of_all.keys() - used):
        bad += 1
        print(f"migrations.txt: {name} {rule}: nothing is found by it")
    return bad > 0


sys.exit(main(*sys.argv[1:]))
