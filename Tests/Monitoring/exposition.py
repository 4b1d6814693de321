"""Prometheus' text format 0.0.4, as Påminn writes it."""
import re

LINE = re.compile(r'([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)')
KINDS = {"counter", "gauge", "histogram"}


class Exposition:
    """What a scrape tells. A text that is not of the format is a ValueError."""

    def __init__(self, text):
        # The kind of each metric by its name, and each series as (name, labels, value). A
        # histogram's series have names of their own.
        self.kinds, self.series = {}, []
        helped = set()
        if not text.endswith("\n"):
            raise ValueError("the last line has no end")
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("# HELP "):
                helped.add(line.split(" ", 3)[2])
            elif line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                if kind not in KINDS or name in self.kinds or name not in helped:
                    raise ValueError(f"line {number}: {line}")
                self.kinds[name] = kind
            elif not line.startswith("#"):
                self.series.append(self._read(number, line))

    def _read(self, number, line):
        match = LINE.fullmatch(line)
        if not match:
            raise ValueError(f"line {number}: {line}")
        name, text, value = match.groups()
        labels = dict(LABEL.findall(text or ""))
        if text and "".join(f'{key}="{word}",' for key, word in LABEL.findall(text)) != text + ",":
            raise ValueError(f"line {number}: labels of {line}")
        if self.metric(name) is None:
            raise ValueError(f"line {number}: {name} has no type")
        return name, labels, float(value)

    def metric(self, name):
        """The metric that a series of this name belongs to; None if it has none."""
        if name in self.kinds:
            return name
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        return base if self.kinds.get(base) == "histogram" else None

    def labels(self):
        """The names of the labels of each metric, without a bucket's bound."""
        found = {name: set() for name in self.kinds}
        for name, labels, _ in self.series:
            found[self.metric(name)] |= labels.keys() - {"le"}
        return found
