"""The invoices that every dialect is given, and how the company's own register has them."""
import dataclasses
import datetime
import random

COUNT = 200
NAMES = ["Påhittade Båtar AB", "Fingerade Fester HB", "Exempel & Söner AB", "Maja Påhittad",
         "Hittepå Ek. för.", "Tänkta Tåg AB", "Olle Fingerad", "Övermåttan Åkeri AB"]
PLACES = [("411 19", "Göteborg"), ("22222", "Lund"), ("333 33", "Växjö"), ("811 30", "Sandviken")]
HEADER = ("Fakturanr;Kundnr;Kundnamn;Adress;Postnr;Ort;Land;Fakturadatum;Förfallodatum;"
          "Belopp;Restbelopp;Valuta;Fakturainnehåll")


@dataclasses.dataclass(frozen=True)
class Invoice:
    number: str
    name: str
    street: str
    zip_code: str
    city: str
    issued: datetime.date
    due: datetime.date
    total: int  # Amounts in öre.
    remaining: int

    @property
    def line(self):
        customer = int(self.number) - 60000
        return ";".join([
            self.number, f"K{customer}", self.name, self.street, self.zip_code, self.city,
            "Sverige", self.issued.isoformat(), self.due.isoformat(), kronor(self.total),
            kronor(self.remaining), "SEK", "Varor enligt order"])


def kronor(amount):
    return f"{amount // 100},{amount % 100:02}"


def made(today, seed=1):
    draw, out = random.Random(seed), []
    for place in range(COUNT):
        zip_code, city = draw.choice(PLACES)
        due = today - datetime.timedelta(days=draw.randint(15, 90))
        total = draw.randint(10_000, 3_000_000)
        remaining = total if draw.random() < 0.7 else draw.randint(5_000, total)
        out.append(Invoice(
            str(70001 + place), f"{draw.choice(NAMES)} {place}", f"Sagostigen {place + 1}",
            zip_code, city, due - datetime.timedelta(days=draw.choice([10, 20, 30])), due,
            total, remaining))
    return out


def file_of(invoices):
    return "\r\n".join([HEADER, *(one.line for one in invoices), ""]).encode("utf-8")
