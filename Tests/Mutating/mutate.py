#!/usr/bin/env python3
"""Tests/Mutating/mutate.py TREE FILE…    or    --check TREE FILE…

Applies mutants to a tree. A mutant is a text: what it breaks, a line `Noticed by: ROOM`, and then
one place or more:

    File: Sources/Worker/Pacer.swift
    Symbol: leave
    Replace:
    …
    With:
    …

The lines to replace stand once within the declarations of that name, however they are indented. A
change elsewhere in the file, or around the declaration, does not touch the mutant. With --check
nothing is written. Exit code 1 if a place is not found, or found twice.
"""
import pathlib
import re
import sys

KINDS = "func|var|let|case|struct|enum|class|actor|extension|protocol|typealias"
SECTIONS = ("File: ", "Symbol: ", "Replace:", "With:")


class Place:
    def __init__(self, file):
        self.file, self.symbol, self.old, self.new = file, None, [], []


def places(text):
    found, into = [], None
    for line in text.split("\n"):
        if line.startswith("File: "):
            found.append(Place(line.removeprefix("File: ")))
            into = None
        elif line.startswith("Symbol: ") and found:
            found[-1].symbol = line.removeprefix("Symbol: ")
        elif line == "Replace:":
            into = found[-1].old
        elif line == "With:":
            into = found[-1].new
        elif into is not None:
            into.append(line)
    for place in found:
        for lines in (place.old, place.new):
            while lines and not lines[-1].strip():
                lines.pop()
    return found


def indentation(line):
    return len(line) - len(line.lstrip())


def declares(line, symbol):
    name = re.escape(symbol)
    return re.match(rf"\s*(?:[@\w()]+\s+)*(?:{KINDS})\s+`?{name}`?(?![\w])", line) or (
        symbol in ("init", "subscript") and re.match(rf"\s*(?:\w+\s+)*{symbol}[?<(]", line))


def regions(lines, symbol):
    """From each declaration of the symbol to the line before the next one beside it."""
    for start, line in enumerate(lines):
        if not declares(line, symbol):
            continue
        end = start + 1
        while end < len(lines):
            text = lines[end]
            if text.strip() and indentation(text) <= indentation(line) \
                    and not re.match(r'\s*([)}\]]|""")', text):
                break
            end += 1
        yield start, end


def mutated(text, place):
    lines = text.split("\n")
    wanted = [line.strip() for line in place.old]
    found = set()
    for start, end in regions(lines, place.symbol):
        for index in range(start, end - len(wanted) + 1):
            if [line.strip() for line in lines[index:index + len(wanted)]] == wanted:
                found.add(index)
    if len(found) != 1 or not wanted:
        raise LookupError(f"{place.file}, {place.symbol}: found {len(found)} times")
    index = found.pop()
    # Its own indentation stays, but for how far the whole has moved.
    moved = indentation(lines[index]) - indentation(place.old[0])
    new = [(" " * moved + line if moved >= 0 else line[-moved:]) if line.strip() else line
           for line in place.new]
    return "\n".join(lines[:index] + new + lines[index + len(wanted):])


def main():
    words = sys.argv[1:]
    checks = words[:1] == ["--check"]
    tree, *files = words[1:] if checks else words
    code = 0
    for file in files:
        changed = {}
        try:
            found = places(pathlib.Path(file).read_text())
            if not found:
                raise LookupError("no place")
            for place in found:
                path = pathlib.Path(tree, place.file)
                changed[path] = mutated(changed.get(path) or path.read_text(), place)
        except (LookupError, OSError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            code = 1
            continue
        if not checks:
            for path, text in changed.items():
                path.write_text(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
