"""Lists as Eve gives them: `where`, `sort`, `projection`, `page`, `max_results`."""
import json

PAGE_DEFAULT, PAGE_MOST = 25, 100


class Refused(Exception):
    """A query that Eve would not take: 400."""


def reach(document, path):
    """The value at a path such as debt.invoice_number; None if there is none."""
    for name in path.split("."):
        if not isinstance(document, dict) or name not in document:
            return None
        document = document[name]
    return document


def values(document, path):
    """All values at a path: it leads into every element of an array, as the database has it."""
    if isinstance(document, list):
        return [value for one in document for value in values(one, path)] \
            if path else [document, *document]
    if not path:
        return [document]
    name, _, rest = path.partition(".")
    if not isinstance(document, dict) or name not in document:
        return []
    return values(document[name], rest)


def holds(document, condition, read):
    if not isinstance(condition, dict):
        raise Refused("where is no object")
    for key, wanted in condition.items():
        if key == "$and":
            good = all(holds(document, part, read) for part in wanted)
        elif key == "$or":
            good = any(holds(document, part, read) for part in wanted)
        elif key.startswith("$"):
            raise Refused(f"no operator {key}")
        else:
            found = values(document, key) or [None]
            good = any(compares(one, wanted, read) for one in found)
        if not good:
            return False
    return True


def compares(value, wanted, read):
    if not isinstance(wanted, dict):
        return value == read(wanted)
    for operator, operand in wanted.items():
        if operator == "$in":
            good = value in [read(one) for one in operand]
        elif operator == "$eq":
            good = value == read(operand)
        elif operator == "$ne":
            good = value != read(operand)
        elif operator in ("$gt", "$gte", "$lt", "$lte"):
            operand = read(operand)
            if value is None or isinstance(value, str) != isinstance(operand, str):
                return False
            good = {"$gt": value > operand, "$gte": value >= operand,
                    "$lt": value < operand, "$lte": value <= operand}[operator]
        else:
            raise Refused(f"no operator {operator}")
        if not good:
            return False
    return True


def parsed(text, name):
    try:
        value = json.loads(text)
    except ValueError:
        raise Refused(f"{name} is no JSON") from None
    if not isinstance(value, dict):
        raise Refused(f"{name} is no object")
    return value


def number(query, name, default):
    text = query.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise Refused(f"{name} is no number")
    return int(text)


def ordered(documents, sort):
    for key in reversed([key for key in sort.split(",") if key]):
        name = key.lstrip("-")
        documents = sorted(
            documents, key=lambda one: (reach(one, name) is not None, reach(one, name) or 0),
            reverse=key.startswith("-"))
    return documents


def projected(document, projection):
    """Eve adds what it manages itself, whatever was asked for."""
    if not projection:
        return document
    if not any(projection.values()):
        return {name: value for name, value in document.items() if name not in projection}
    out = {name: document[name] for name in ("_id", "_created", "_updated", "_etag")
           if name in document}
    for path, wanted in projection.items():
        value = reach(document, path)
        if not wanted or (value is None and "." in path):
            continue
        place, names = out, path.split(".")
        for name in names[:-1]:
            place = place.setdefault(name, {})
        if names[0] in document:
            place[names[-1]] = value
    return out


def listed(documents, query, most, read):
    """A page of the documents, and its `_meta`."""
    where = parsed(query.get("where") or "{}", "where")
    projection = parsed(query.get("projection") or "{}", "projection")
    page = number(query, "page", 1)
    size = min(number(query, "max_results", PAGE_DEFAULT), most)
    found = [one for one in documents if holds(one, where, read)]
    found = ordered(found, query.get("sort", ""))
    items = found[(page - 1) * size:page * size]
    meta = {"page": page, "max_results": size, "total": len(found)}
    return [projected(one, projection) for one in items], meta
