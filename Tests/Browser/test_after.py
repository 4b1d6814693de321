"""After the letter: Amili's own states come into the list by themselves."""
import re

from playwright.sync_api import expect

from clerk import RECEIVED, Clerk, letters, settle
from company import invoice
from runner import each, test
from test_runs import done


def at_amili(stage, company, number, **words):
    """Amili changes a case; the worker looks for news at once."""
    (line,) = stage.world.letters(company, number)
    stage.world.control("POST", f"cases/{line['case']}", words)
    look(stage)


def look(stage):
    stage.world.sql("update poll set changes_due_at = '-infinity'")


@test
def amilis_states_arrive_by_themselves(stage):
    company = stage.company()
    done(stage, company, [invoice(number) for number in range(7001, 7006)])
    page = stage.page(company.user(), "/kundfakturor")
    page.evaluate("window.stayed = true")
    clerk = Clerk(page)
    for number in range(7001, 7006):
        clerk.status(number, RECEIVED)
    words = {
        7001: ({"state": "reminder", "status": "reminder_active"}, "Påminnelse skickad"),
        7002: ({"state": "debt_collection"}, "Inkasso"),
        7003: ({"state": "closed", "status": "closed_paid"}, "Slutbetald"),
        7004: ({"state": "closed", "status": "closed_cancelled"}, "Avslutad"),
        # What nobody here knows is shown as it is.
        7005: ({"state": "till_manen", "status": "skickad"}, "till_manen")}
    for number, (change, _) in words.items():
        at_amili(stage, company, number, **change)
    for number, (_, shown) in words.items():
        clerk.status(number, shown)
    expect(clerk.row(7001)).to_contain_text("Senast bekräftad")
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    stage.accessible(page, "Amili's words")
    page.goto("/faktura?nr=7002")
    expect(page.get_by_role("main")).to_contain_text("Inkasso")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("main")).to_contain_text("Debt collection")


@test
def received_and_sent_are_different_words(stage):
    company = stage.company()
    run = done(stage, company, [invoice(7001)])
    for path in ("/kundfakturor", f"/utskick/{run}", "/faktura?nr=7001"):
        page = stage.page(company.user(), path)
        main = page.get_by_role("main")
        expect(main).to_contain_text(re.compile("[Mm]ottag"))
        expect(main).not_to_contain_text("Påminnelse skickad")


@test
def a_run_shows_how_much_was_paid_since(stage):
    company = stage.company()
    run = done(stage, company, [
        invoice(7001, Belopp="1 000,00", Restbelopp="1 000,00"), invoice(7002)])
    company.take([invoice(7001, Belopp="1 000,00", Restbelopp="0,00")])
    page = stage.page(company.user(), f"/utskick/{run}")
    expect(page.get_by_role("main")).to_contain_text(
        re.compile(r"1\s000,00\skr på 1 faktur"))
    stage.accessible(page, "paid since")


@test
def what_is_paid_at_amili_is_no_longer_owed_to_them(stage):
    company = stage.company()
    done(stage, company, [invoice(7001), invoice(7002)])
    company.take([invoice(7001, Restbelopp="0,00"), invoice(7002, Restbelopp="0,00")])
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.status(7001, "Betald efter överlämning")
    at_amili(stage, company, 7001, state="closed", status="closed_paid")
    clerk.status(7001, "Slutbetald")
    expect(clerk.row(7001)).not_to_contain_text("Betald efter överlämning")
    expect(clerk.row(7002)).to_contain_text("Betald efter överlämning")


@each(with_script=True, without_script=False)
def a_withdrawn_case_is_released_and_reminded_of_anew(stage, js):
    company = stage.company()
    done(stage, company, [invoice(7001)])
    at_amili(stage, company, 7001, state="closed", status="closed_cancelled")
    page = stage.page(company.user(), "/faktura?nr=7001", js=js)
    # Amili's clock and ours are not the same to the second: a case as young as the release itself
    # would be held to have come after it.
    page.wait_for_timeout(4_000)
    page.get_by_text("Frige fakturan för en ny påminnelse").click()
    page.get_by_label(re.compile("Varför")).fill("återkallat hos Amili i måndags")
    page.get_by_role("button", name="Frige", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Fakturan är frigiven")
    if js:
        stage.accessible(page, "released")
    clerk = Clerk(page).go()
    clerk.tick(7001).create().send()
    settle(stage, company)
    found = [line["invoice_number"] for line in stage.world.letters(company)]
    assert found == ["7001", "7001"], stage.world.sql(
        "select run, state, reason from reminder_list where"
        f" creditor = '{company.handle}'")


@test
def what_is_open_at_amili_gets_no_second_letter(stage):
    """A colleague has registered it in Amili's own portal."""
    company = stage.company(invoices=[invoice(7001), invoice(7002)])
    stage.world.control("POST", "cases", {
        "creditor": company.amili, "invoice_number": "7001"})
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001, 7002).create().send()
    clerk.status(7002, RECEIVED).status(7001, "Hoppades över")
    settle(stage, company)
    ways = [(line["invoice_number"], line["via"]) for line in stage.world.letters(company)]
    assert sorted(ways) == [("7001", "portal"), ("7002", "api")], ways


@test
def a_lost_answer_is_being_checked_and_then_known(stage):
    company = stage.company()
    done(stage, company, [invoice(7000)])
    stage.world.faults({"on": "POST /case--registrations", "invoice": "7001", "times": 1,
                        "do": "reset", "effect": "before"})
    stage.at_end(lambda: stage.world.faults())
    company.take([invoice(7001)])
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001).create().send()
    clerk.status(7001, RECEIVED)
    assert letters(stage, company, 2) == ["7000", "7001"]
    clerk.page.goto("/faktura?nr=7001")
    expect(clerk.page.locator("#historik + *")).to_contain_text(re.compile("svar", re.IGNORECASE))
    stage.accessible(clerk.page, "the story of a lost answer")
