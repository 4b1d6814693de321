"""What Amili demands of a registration, and whether it is the letter that the invoice asks for."""
import datetime
import re

import clocks

REQUIRED = {"account": str, "creditor": str, "first_action": str, "currency": str,
            "customer": dict, "debts": list}
CUSTOMER = {"name": str, "id_number": str, "is_company": bool, "is_person": bool, "address": dict,
            "mobile_number": str, "email": str}
ADDRESS = {"address_line_1": str, "zip_code": str, "city": str, "country": str}
DEBT = {"invoice_number": str, "debt_description": str, "invoice_date": str,
        "capital_to_claim": (int, float), "invoice_due_days_after_invoice_date": int}
DEBT_MAY = {"fees_included_in_capital_to_claim": dict, "fees_already_claimed": dict}


def shaped(value, must, may, name, issues):
    for field, kind in must.items():
        if field not in value:
            issues[f"{name}{field}"] = "required field"
    for field, one in value.items():
        kind = must.get(field) or may.get(field)
        if kind is None:
            issues[f"{name}{field}"] = "unknown field"
        elif not isinstance(one, kind) or (isinstance(one, bool) and kind is not bool):
            issues[f"{name}{field}"] = "wrong type"


def issues_of(body, account, creditor):
    """As Eve names them: the field, and what is wrong."""
    issues = {}
    shaped(body, REQUIRED, {}, "", issues)
    if issues:
        return issues
    if (body["account"], body["creditor"]) != (account, creditor):
        issues["creditor"] = "unknown"
    if body["first_action"] not in ("reminder", "debt_collection"):
        issues["first_action"] = "unallowed value"
    if body["currency"] != "SEK":
        issues["currency"] = "unallowed value"
    shaped(body["customer"], {"name": str, "address": dict}, CUSTOMER, "customer.", issues)
    if isinstance(body["customer"].get("address"), dict):
        must = {name: str for name in ("address_line_1", "zip_code", "city")}
        shaped(body["customer"]["address"], must, ADDRESS, "customer.address.", issues)
    if not body["debts"]:
        issues["debts"] = "empty"
    for place, debt in enumerate(body["debts"]):
        shaped(debt, DEBT, DEBT_MAY, f"debts.{place}.", issues)
    if issues:
        return issues
    for place, debt in enumerate(body["debts"]):
        if clocks.midnight(debt["invoice_date"]) is None:
            issues[f"debts.{place}.invoice_date"] = "must be RFC 1123, midnight GMT"
        if debt["invoice_due_days_after_invoice_date"] < 0:
            issues[f"debts.{place}.invoice_due_days_after_invoice_date"] = "negative"
        if debt["capital_to_claim"] <= 0 or round(debt["capital_to_claim"] * 100, 4) % 1:
            issues[f"debts.{place}.capital_to_claim"] = "no amount"
    return issues


def difference(body, invoices):
    """How a letter differs from its invoice; None if it does not."""
    if len(body["debts"]) != 1:
        return "several debts in one call"
    debt, customer = body["debts"][0], body["customer"]
    invoice = invoices.get(debt["invoice_number"])
    if invoice is None:
        return "an invoice that nobody handed over"
    issued = clocks.midnight(debt["invoice_date"])
    days = datetime.timedelta(days=debt["invoice_due_days_after_invoice_date"])
    address = customer["address"]
    told = {
        "first_action": body["first_action"] == "reminder",
        "capital_to_claim": round(debt["capital_to_claim"] * 100) == invoice.remaining,
        "invoice_date": issued == invoice.issued,
        "due date": issued + days == invoice.due,
        "name": customer["name"] == invoice.name,
        "address_line_1": address["address_line_1"] == invoice.street,
        "zip_code": address["zip_code"] == re.sub(r"\s", "", invoice.zip_code),
        "city": address["city"] == invoice.city,
        "country": address.get("country", "SE") == "SE",
        "debt_description": bool(debt["debt_description"].strip()),
        "fees": not set(debt) & set(DEBT_MAY),
    }
    wrong = [name for name, right in told.items() if not right]
    return f"invoice {invoice.number}: {', '.join(wrong)}" if wrong else None
