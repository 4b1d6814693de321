"""Companies, what they are owed, and who keeps their books: each test has its own."""
import datetime
import hashlib
import itertools
import random
import secrets
import threading
import zoneinfo

HEADER = [
    "Fakturanr", "Kundnr", "Kundnamn", "Kundtyp", "Org.nr", "Adress", "Postnr", "Ort", "Land",
    "E-post", "Fakturadatum", "Förfallodatum", "Belopp", "Restbelopp", "Valuta", "OCR",
    "Fakturainnehåll", "Kreditfaktura", "Bestridd", "Pausad",
]
TOWNS = ["Exempelstad", "Påhittsby", "Sagoköping"]
FIRMS = ["Norrsken", "Björkdalen", "Fyrtornet", "Åkerlyckan", "Svalan", "Granvik", "Ögrund"]

_numbers = itertools.count(1)
_lock = threading.Lock()


def fresh():
    """A number that nobody else in this run has."""
    with _lock:
        return next(_numbers)


def today():
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Stockholm")).date()


def kronor(ore):
    whole, fraction = divmod(abs(ore), 100)
    grouped = f"{whole:,}".replace(",", "\u00a0")
    return f"{'-' if ore < 0 else ''}{grouped},{fraction:02}"


def check_digit(digits):
    """The last digit that makes modulus 10 (Luhn) come out even."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def org_number(chance):
    """Made up: no register issues one that begins with 00."""
    digits = f"00{chance.randint(2, 9)}{chance.randint(0, 999_999):06}"
    return f"{digits[:6]}-{digits[6:]}{check_digit(digits)}"


def invoice(number, days=40, **changes):
    """A believable invoice, so many days overdue; `changes` are cells by header."""
    chance = random.Random(str(number))
    due = today() - datetime.timedelta(days=days)
    ore = chance.randrange(25_000, 4_000_000, 50)
    firm = f"{chance.choice(FIRMS)} {number} AB"
    row = dict.fromkeys(HEADER, "") | {
        "Fakturanr": str(number), "Kundnr": f"K{number}", "Kundnamn": firm, "Kundtyp": "Företag",
        "Org.nr": org_number(chance),
        "Adress": f"Exempelgatan {chance.randint(1, 99)}", "Postnr": "123 45",
        "Ort": chance.choice(TOWNS), "Land": "SE", "E-post": f"faktura@kund{number}.example",
        "Fakturadatum": str(due - datetime.timedelta(days=30)), "Förfallodatum": str(due),
        "Belopp": kronor(ore), "Restbelopp": kronor(ore), "Valuta": "SEK",
        "Fakturainnehåll": "Varor enligt order",
    }
    unknown = changes.keys() - row.keys()
    assert not unknown, unknown
    return row | changes


def cell(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ';"\r\n') else text


def csv(rows):
    lines = [HEADER] + [[row[name] for name in HEADER] for row in rows]
    return "".join(";".join(map(cell, line)) + "\r\n" for line in lines)


class User:
    """Somebody who can sign in with PASSWORD, and who is signed in by `token`."""

    def __init__(self, login, token):
        self.login, self.token = login, token


class Company:
    """One creditor. `active` at Amili, or not yet."""

    def __init__(self, installation, name=None, active=True, invoices=(), known_at_amili=True):
        self.installation = installation
        self.number = fresh()
        self.handle = f"bolag-{self.number}"
        self.name = name or f"Exempelbolaget {self.number} AB"
        self.amili = f"{0xc0ffee:024x}"[:12] + f"{self.number:012x}"
        installation.paminn(
            "creditor", "add", self.handle, "--name", self.name, "--account", f"{7:024x}",
            "--amili-creditor", self.amili, text=f"00202{self.number:05}\n")
        if known_at_amili:
            installation.control(
                "POST", "creditors", {"_id": self.amili, "active": active})
        if active:
            installation.paminn("creditor", "activate", self.handle)
        ((self.id,),) = installation.sql(
            f"select id from creditor where handle = '{self.handle}'")
        if invoices:
            self.take(invoices)

    def take(self, invoices, codes=(0,)):
        """Imports invoices, newer knowledge than any before."""
        return self.installation.paminn(
            "invoices", "import", "-", "--creditor", self.handle, "--as-of", self.moment(),
            text=csv(invoices), codes=codes)

    @staticmethod
    def moment():
        now = datetime.datetime.now(datetime.timezone.utc)
        return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def enqueue(self, invoices, *options):
        """A run by the command line."""
        return self.installation.paminn(
            "enqueue", "-", "--creditor", self.handle, "--json", "--as-of", self.moment(),
            "--key", secrets.token_hex(8), *options, text=csv(invoices))

    def user(self, role="bookkeeper", beside=(), language="sv"):
        return user(self.installation, [self, *beside], role, language)


def user(installation, companies, role="bookkeeper", language="sv"):
    """Somebody who is signed in already: signing in takes long on purpose, and has its tests."""
    login = f"{role}-{fresh()}"
    token = secrets.token_hex(32)
    digest = hashlib.sha256(f"session\n{token}".encode()).hexdigest()
    grants = "".join(
        f"insert into console_grant select id, {company.id} from console_user"
        f" where login = '{login}';" for company in companies)
    installation.sql(
        "begin; insert into console_user (login, role, password)"
        f" values ('{login}', '{role}', '{installation.password}'); {grants}"
        " insert into console_session (token_hash, console_user, language)"
        f" select '{digest}', id, '{language}' from console_user where login = '{login}'; commit")
    return User(login, token)
