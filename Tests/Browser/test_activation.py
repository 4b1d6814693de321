"""Aktivera Amili: every way it can go, and back to where one was."""
import re

from playwright.sync_api import expect

from clerk import RECEIVED, Clerk, letters
from company import invoice
from runner import each, test


def fill(page, giro="5050-1055"):
    page.get_by_label("Nummer", exact=True).fill(giro)
    page.get_by_label("Gatuadress eller box").first.fill("Storgatan 1")
    page.get_by_label("Postnummer").first.fill("123 45")
    page.get_by_label("Ort", exact=True).first.fill("Exempelstad")
    page.get_by_label("Beskrivning").fill("Varor enligt order")


def amili(stage, company, **how):
    """What Amili will say, so long after the details were handed in."""
    stage.world.control("POST", "creditors", {
        "_id": company.amili, "active": False, "active_after_ms": 0} | how)


def hand_in(page):
    page.get_by_role("button", name="Aktivera Amili").click()


def agree(page):
    page.get_by_role("checkbox", name=re.compile("Jag godkänner")).check()


@each(with_script=True, without_script=False)
def the_article_from_the_window_to_the_letter(stage, js):
    """Om du inte har aktiverat Amili tidigare: … När aktiveringen är klar kan du gå vidare."""
    company = stage.company(active=False, invoices=[invoice(7001), invoice(7002)])
    amili(stage, company)
    page = stage.page(company.user(), "/kundfakturor", js=js)
    clerk = Clerk(page)
    clerk.tick(7001, 7002).create()
    draft = page.url
    clerk.kind(7002).select_option("Manuell")
    clerk.dialog.get_by_role("link", name="Aktivera Amili").click()
    expect(page.get_by_role("heading", level=1, name="Aktivera Amili")).to_be_visible()
    if js:
        stage.accessible(page, "the form")
    fill(page)
    agree(page)
    hand_in(page)
    # Amili says yes at once, and the window goes on where it was.
    expect(clerk.dialog).to_be_visible()
    assert page.url.split("?")[0] == draft.split("?")[0]
    expect(clerk.dialog.locator("#aktivering")).to_have_count(0)
    if js:
        expect(clerk.kind(7002)).to_have_value("manual")
    clerk.kind(7002).select_option("Skicka via Amili")
    if not js:
        clerk.dialog.get_by_role("button", name="Uppdatera summeringen").click()
    expect(clerk.figure("Skickas via Amili")).to_have_text("2")
    clerk.send().status(7001, RECEIVED, reload=not js)
    assert letters(stage, company, 2) == ["7001", "7002"]


@each(light={}, dark={"dark": True}, narrow={"width": 360, "height": 740},
      wide={"width": 2560, "height": 1200})
def the_form_is_accessible_filled_and_in_error(stage, how):
    company = stage.company(active=False)
    stage.allow(422)
    page = stage.page(company.user(), "/aktivera", **how)
    stage.accessible(page, "empty")
    fill(page, giro="5050-1054")
    page.get_by_label("Postnummer").first.fill("12")
    agree(page)
    hand_in(page)
    expect(page.get_by_role("alert")).to_contain_text("Ingenting är inlämnat än")
    stage.accessible(page, "in error")
    # What was typed is still there.
    expect(page.get_by_label("Ort", exact=True).first).to_have_value("Exempelstad")


@test
def nothing_is_handed_in_without_agreement(stage):
    company = stage.company(active=False)
    user = company.user()
    stage.allow(422)
    page = stage.page(user, "/aktivera", js=False)
    fill(page)
    client = stage.client(user)
    form = next(f for f in client.get("/aktivera").forms if f.action == "/aktivera")
    answer = client.post("/aktivera", [pair for pair in form.fields if pair[0] != "avtal"])
    assert answer.status == 422
    assert "Kryssa i rutan" in answer.text
    hand_in(page)
    # The browser itself holds it back.
    expect(page.get_by_role("heading", level=1, name="Aktivera Amili")).to_be_visible()
    ((state,),) = stage.world.sql(f"select activation from creditor where id = {company.id}")
    assert state == "inactive"


@test
def pending_until_amili_says_active_and_the_page_goes_on_by_itself(stage):
    company = stage.company(active=False, invoices=[invoice(7001)])
    amili(stage, company, active_after_ms=5_000)
    page = stage.page(company.user(), "/kundfakturor")
    clerk = Clerk(page)
    clerk.tick(7001).create()
    clerk.dialog.get_by_role("link", name="Aktivera Amili").click()
    fill(page)
    agree(page)
    hand_in(page)
    expect(page.get_by_role("main")).to_contain_text("Väntar på Amili")
    stage.accessible(page, "pending")
    # Whoever leaves meanwhile sees it in the window, too.
    other = Clerk(stage.page(company.user(), "/kundfakturor"))
    other.tick(7001).create()
    expect(other.dialog.locator("#aktivering")).to_contain_text("har inte svarat än")
    expect(other.send_button).to_have_attribute("aria-disabled", "true")
    stage.accessible(other.page, "pending in the window")
    expect(clerk.dialog).to_be_visible()
    expect(clerk.send_button).not_to_have_attribute("aria-disabled", "true")


@test
def a_refusal_tells_its_reason_and_is_mended(stage):
    company = stage.company(active=False)
    amili(stage, company, issues={
        "payout_details": {"sek": {"bankgiro": "Bankgirot tillhör ett annat bolag"}}})
    page = stage.page(company.user(), "/aktivera")
    fill(page)
    agree(page)
    hand_in(page)
    expect(page.get_by_role("main")).to_contain_text("Avvisad av Amili", timeout=120_000)
    expect(page.get_by_role("main")).to_contain_text("Amili godtar inte numret för utbetalning")
    number = page.get_by_label("Nummer", exact=True)
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_have_accessible_description(
        re.compile("Bankgirot tillhör ett annat bolag"))
    stage.accessible(page, "refused")
    # What was handed in stands there to be mended.
    expect(page.get_by_label("Nummer", exact=True)).to_have_value(re.compile("5050-?1055"))
    amili(stage, company)
    agree(page)
    hand_in(page)
    expect(page.get_by_role("main")).to_contain_text("Amili är aktivt", timeout=120_000)
    stage.accessible(page, "active")


@test
def what_only_the_partner_may_is_waited_for(stage):
    company = stage.company(active=False)
    amili(stage, company, partner_only=True)
    page = stage.page(company.user(), "/aktivera")
    fill(page)
    agree(page)
    hand_in(page)
    expect(page.get_by_role("main")).to_contain_text(
        "Be er partner eller Amili att aktivera företaget", timeout=120_000)
    stage.accessible(page, "the partner has to do it")
    # The partner does, and Amili is asked again: here at once.
    stage.world.control("POST", "creditors", {"_id": company.amili, "active": True})
    stage.world.sql(f"update activation set due_at = now() where creditor = {company.id}")
    expect(page.get_by_role("main")).to_contain_text("Amili är aktivt", timeout=120_000)


@test
def an_operator_at_the_command_line_decides_too(stage):
    company = stage.company(active=False, invoices=[invoice(7001)])
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001).create()
    expect(clerk.send_button).to_have_attribute("aria-disabled", "true")
    stage.world.control("POST", "creditors", {"_id": company.amili, "active": True})
    stage.world.paminn("creditor", "activate", company.handle)
    clerk.page.reload()
    expect(clerk.send_button).not_to_have_attribute("aria-disabled", "true")
    clerk.send().status(7001, RECEIVED)


@test
def an_active_company_needs_nothing(stage):
    company = stage.company()
    page = stage.page(company.user(), "/aktivera")
    expect(page.get_by_role("main")).to_contain_text("Amili är aktivt")
    stage.accessible(page, "active")
