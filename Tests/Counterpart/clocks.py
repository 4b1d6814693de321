"""Times as servers write them. A time is in seconds since 1970."""
import datetime
import email.utils
import re

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
LONG_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def at(time, hours=0):
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    return datetime.datetime.fromtimestamp(int(time), zone)


def rfc1123(time, zone="GMT", hours=0):
    moment = at(time, hours)
    return (f"{DAYS[moment.weekday()]}, {moment.day:02} {MONTHS[moment.month - 1]} "
            f"{moment.year} {moment:%H:%M:%S} {zone}")


def with_offset(time):
    return rfc1123(time, "+0200", 2)


def rfc850(time):
    moment = at(time)
    return (f"{LONG_DAYS[moment.weekday()]}, {moment.day:02}-{MONTHS[moment.month - 1]}-"
            f"{moment.year % 100:02} {moment:%H:%M:%S} GMT")


def asctime(time):
    moment = at(time)
    return (f"{DAYS[moment.weekday()]} {MONTHS[moment.month - 1]} {moment.day:2} "
            f"{moment:%H:%M:%S} {moment.year}")


def iso(time):
    return f"{at(time):%Y-%m-%dT%H:%M:%SZ}"


def iso_with_offset(time):
    return f"{at(time, 2):%Y-%m-%dT%H:%M:%S}.000000+02:00"


def read(value):
    """What a query means by a value: a time if it is written as one, else itself."""
    if isinstance(value, str) and re.match(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} ", value):
        return email.utils.parsedate_to_datetime(value).timestamp()
    return value


def midnight(value):
    """The date that a registration names, if it is midnight GMT in RFC 1123; else None."""
    found = isinstance(value, str) and re.fullmatch(
        r"([A-Z][a-z]{2}), (\d\d) ([A-Z][a-z]{2}) (\d{4}) 00:00:00 GMT", value)
    if not found or found[3] not in MONTHS:
        return None
    try:
        date = datetime.date(int(found[4]), MONTHS.index(found[3]) + 1, int(found[2]))
    except ValueError:
        return None
    return date if DAYS[date.weekday()] == found[1] else None
