"""The help article, step by step, with its own words."""
import re

from playwright.sync_api import expect

from clerk import RECEIVED, Clerk, letters
from company import invoice
from runner import each, test

NUMBERS = range(7001, 7006)


def overdue():
    return [invoice(number) for number in NUMBERS]


@each(with_script=True, without_script=False)
def the_article_step_by_step(stage, js):
    company = stage.company(invoices=overdue())
    page = stage.page(company.user(), "/", js=js)
    clerk = Clerk(page)
    # 1. Gå till din lista för kundfakturor.
    page.get_by_role("link", name="Kundfakturor").click()
    expect(page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()
    # 2. Markera de fakturor du vill skicka påminnelser för genom att använda kryssrutorna.
    clerk.tick(7001, 7002, 7004)
    if js:
        clerk.ticked("3 fakturor är markerade")
    # 3. Klicka på knappen Skapa flera påminnelser.
    clerk.create()
    # 4. Ett fönster öppnas med en översikt. Amili är förvalt som standard.
    expect(clerk.dialog.get_by_role("columnheader", name="Påminnelsetyp")).to_be_visible()
    expect(clerk.dialog.get_by_role("rowheader")).to_have_count(3)
    for number in (7001, 7002, 7004):
        expect(clerk.kind(number).locator("option:checked")).to_have_text("Skicka via Amili")
        # 5. E-post och dröjsmålsränta är gråmarkerade, eftersom Amili hanterar dem.
        for box in clerk.line(number).get_by_role("checkbox", name="Amili sköter det").all():
            expect(box).to_be_disabled()
        expect(clerk.line(number).get_by_role(
            "checkbox", name="Amili sköter det")).to_have_count(2)
    # 6. Kontrollera att rätt fakturor är markerade och klicka på Skicka påminnelser.
    expect(clerk.figure("Skickas via Amili")).to_have_text("3")
    clerk.send()
    # Resultat: statusen syns direkt i listan.
    for number in (7001, 7002, 7004):
        clerk.status(number, RECEIVED, reload=not js)
    assert letters(stage, company, 3) == ["7001", "7002", "7004"]
    expect(clerk.row(7003)).to_contain_text("Ingen påminnelse")
    # Det som är skickat är inte markerat längre.
    clerk.go().ticked("Ingen faktura är markerad")


@test
def the_article_by_keyboard_alone(stage):
    company = stage.company(invoices=overdue())
    page = stage.page(company.user(), "/kundfakturor")
    clerk = Clerk(page)

    def tab_to(target, limit=120):
        for _ in range(limit):
            page.keyboard.press("Tab")
            if target.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"Tab never comes to {target}")
    for number in (7005, 7003):
        tab_to(clerk.box(number))
        page.keyboard.press("Space")
        expect(clerk.box(number)).to_be_checked()
    clerk.ticked("2 fakturor är markerade")
    tab_to(page.get_by_role("button", name="Skapa flera påminnelser"))
    page.keyboard.press("Enter")
    expect(clerk.dialog).to_be_visible()
    # The focus is in the window, and does not leave it.
    assert clerk.dialog.evaluate("node => node.contains(document.activeElement)")
    tab_to(clerk.kind(7003))
    page.keyboard.press("ArrowDown")
    expect(clerk.kind(7003)).to_have_value("manual")
    expect(clerk.figure("Manuella")).to_contain_text("1")
    page.keyboard.press("ArrowUp")
    expect(clerk.kind(7003)).to_have_value("amili")
    expect(clerk.figure("Skickas via Amili")).to_have_text("2")
    tab_to(clerk.dialog.get_by_label(re.compile(r"Skriv \d+ för")))
    page.keyboard.type("2")
    tab_to(clerk.send_button)
    for _ in range(60):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body"
            " || document.querySelector('[role=dialog]').contains(document.activeElement)")
        assert inside, page.evaluate("document.activeElement.outerHTML")
    tab_to(clerk.send_button)
    page.keyboard.press("Enter")
    expect(clerk.dialog).to_have_count(0)
    clerk.status(7003, RECEIVED).status(7005, RECEIVED)
    assert letters(stage, company, 2) == ["7003", "7005"]


@test
def the_window_closes_by_escape_and_sends_nothing(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001).create()
    clerk.page.keyboard.press("Escape")
    expect(clerk.dialog).to_have_count(0)
    clerk.ticked("1 faktura är markerad")
    clerk.create()
    clerk.dialog.get_by_role("button", name="Avbryt").click()
    expect(clerk.dialog).to_have_count(0)
    assert stage.world.sql(f"select 1 from run where creditor = {company.id}") == []


# --- Gränsen för Markera alla

@each(with_script=True, without_script=False)
def nothing_ticked_and_the_button_says_why(stage, js):
    company = stage.company(invoices=overdue())
    page = stage.page(company.user(), "/kundfakturor", js=js)
    button = page.get_by_role("button", name="Skapa flera påminnelser")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description("Markera minst en faktura först.")
    button.click(force=True)
    if js:
        expect(page.locator("#besked")).to_have_text("Markera minst en faktura först.")
    else:
        expect(page.get_by_text("Ingen faktura är markerad. Markera minst en")).to_be_visible()
    assert page.get_by_role("dialog").count() == 0


# --- Felsökning

@each(with_script=True, without_script=False)
def why_can_i_not_click_the_button_to_send(stage, js):
    company = stage.company(active=False, invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor", js=js))
    clerk.tick(7001, 7002).create()
    box = clerk.dialog.locator("#aktivering")
    expect(box).to_contain_text("Amili är inte aktiverat")
    expect(box.get_by_role("link", name="Aktivera Amili")).to_be_visible()
    # The box stands on top of the window.
    assert box.bounding_box()["y"] < clerk.line(7001).bounding_box()["y"]
    expect(clerk.send_button).to_have_attribute("aria-disabled", "true")
    expect(clerk.send_button).to_have_accessible_description(
        re.compile("Amili är inte aktiverat. Aktivera Amili i rutan högst upp"))
    clerk.send_button.click(force=True)
    expect(clerk.dialog).to_be_visible()
    assert stage.world.sql(f"select 1 from run where creditor = {company.id}") == []
    stage.accessible(clerk.page)


@each(with_script=True, without_script=False)
def can_i_still_send_reminders_by_hand(stage, js):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor", js=js))
    clerk.tick(7001, 7002, 7003).create()
    clerk.kind(7002).select_option("Manuell")
    if not js:
        clerk.dialog.get_by_role("button", name="Uppdatera summeringen").click()
    expect(clerk.figure("Skickas via Amili")).to_have_text("2")
    expect(clerk.figure("Manuella")).to_contain_text("1")
    email = clerk.line(7002).get_by_role("checkbox", name="Skicka som e-post")
    interest = clerk.line(7002).get_by_role("checkbox", name="Ta ut ränta")
    expect(email).to_be_enabled()
    expect(interest).to_be_enabled()
    email.check()
    expect(clerk.line(7001).get_by_role("checkbox", name="Amili sköter det")).to_have_count(2)
    clerk.send()
    clerk.status(7001, RECEIVED, reload=not js)
    clerk.status(7002, "Att göra för hand", reload=not js)
    assert letters(stage, company, 2) == ["7001", "7003"]


@test
def without_amili_one_sends_by_hand_all_the_same(stage):
    company = stage.company(active=False, invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001, 7002).create()
    clerk.kind(7001).select_option("Manuell")
    expect(clerk.dialog.locator("#hinder")).to_contain_text(
        "1 av fakturorna ska skickas via Amili")
    clerk.dialog.get_by_label("Påminnelsetyp för alla").select_option("Manuell")
    clerk.dialog.get_by_role("button", name="Använd för alla").click()
    expect(clerk.kind(7002)).to_have_value("manual")
    expect(clerk.send_button).not_to_have_attribute("aria-disabled", "true")
    clerk.send()
    clerk.status(7001, "Att göra för hand").status(7002, "Att göra för hand")
    assert stage.world.letters(company) == []


@test
def one_control_sets_the_type_of_all_rows(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(*NUMBERS).create()
    every = clerk.dialog.get_by_label("Påminnelsetyp för alla")
    every.select_option("Manuell")
    clerk.dialog.get_by_role("button", name="Använd för alla").click()
    for number in NUMBERS:
        expect(clerk.kind(number)).to_have_value("manual")
    expect(clerk.figure("Manuella")).to_contain_text("5")
    expect(clerk.figure("Skickas via Amili")).to_have_text("0")


# --- Översikten

@test
def a_row_that_will_be_skipped_says_why(stage):
    company = stage.company(invoices=[
        invoice(7001), invoice(7002, days=-10), invoice(7003, Adress=""),
        invoice(7004, Bestridd="Ja"), invoice(7005, Restbelopp="0,00")])
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(*NUMBERS).create()
    expect(clerk.figure("Skickas via Amili")).to_have_text("1")
    expect(clerk.figure("Hoppas över")).to_have_text("4")
    for number in (7002, 7003, 7004, 7005):
        expect(clerk.line(number)).to_contain_text("Hoppas över")
    expect(clerk.line(7001)).not_to_contain_text("Hoppas över")
    stage.accessible(clerk.page, "skipped rows")
    clerk.send()
    clerk.status(7001, RECEIVED).status(7004, "Hoppades över")
    assert letters(stage, company, 1) == ["7001"]


@test
def a_row_can_be_unticked(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(*NUMBERS).create()
    clerk.line(7003).get_by_role("checkbox", name="Ta med faktura").uncheck()
    expect(clerk.figure("Skickas via Amili")).to_have_text("4")
    expect(clerk.figure("Avmarkerade")).to_have_text("1")
    # It is kept: a reload shows it as it was left.
    clerk.page.reload()
    expect(clerk.line(7003).get_by_role("checkbox", name="Ta med faktura")).not_to_be_checked()
    clerk.send().status(7001, RECEIVED)
    assert letters(stage, company, 4) == ["7001", "7002", "7004", "7005"]


@test
def a_debtor_who_would_get_several_letters_is_told_of(stage):
    same = {
        "Kundnr": "K1", "Org.nr": "002021-0001", "Kundnamn": "Tvåbrev AB",
        "E-post": "tva@brev.example"}
    company = stage.company(invoices=[
        invoice(7001, **same), invoice(7002, **same), invoice(7003)])
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001, 7002, 7003).create()
    expect(clerk.dialog.locator("#summering")).to_contain_text(
        "1 kund får flera påminnelser, en för varje faktura.")
    expect(clerk.line(7001)).to_contain_text("2 påminnelser")
    expect(clerk.line(7003)).not_to_contain_text("2 påminnelser")


@test
def the_first_run_wants_its_number_typed(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001, 7002).create()
    field = clerk.dialog.get_by_label(re.compile("Det här är företagets första utskick"))
    for wrong in ("", "3"):
        field.fill(wrong)
        clerk.send_button.click()
        expect(clerk.dialog.get_by_role("alert")).to_contain_text("Ingenting har skickats")
        field = clerk.dialog.get_by_label(re.compile("Skriv 2 för"))
    stage.accessible(clerk.page, "a wrong number")
    assert stage.world.sql(f"select 1 from run where creditor = {company.id}") == []
    field.fill("2")
    clerk.send_button.click()
    expect(clerk.dialog).to_have_count(0)
    clerk.status(7001, RECEIVED).status(7002, RECEIVED)
    # The second one of the usual size goes without.
    clerk.go().tick(7003, 7004).create()
    expect(clerk.dialog.get_by_label(re.compile(r"Skriv \d+ för"))).to_have_count(0)
