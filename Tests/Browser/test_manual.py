"""Manuell: the letter to print, the text to mail, and done."""
import re

from playwright.sync_api import expect

from clerk import Clerk, settle
from company import invoice
from runner import each, test


def by_hand(stage, company, invoices, *options):
    company.enqueue(invoices, "--route", "manual", *options)
    settle(stage, company)


def sender(page):
    page.get_by_label("Adress", exact=True).fill("Storgatan 1\n123 45 Exempelstad")
    page.get_by_label("Bankgiro").fill("5050-1055")
    page.get_by_role("button", name="Spara").click()


@each(light={}, dark={"dark": True}, narrow={"width": 360, "height": 740},
      wide={"width": 2560, "height": 1200})
def everything_made_by_hand_is_accessible(stage, how):
    company = stage.company()
    page = stage.page(company.user(), "/manuella", **how)
    stage.accessible(page, "empty")
    by_hand(stage, company, [invoice(7001), invoice(7002)])
    page.reload()
    stage.accessible(page, "filled")
    page.get_by_role("link", name="7001", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Uppgifter om avsändaren saknas")
    stage.accessible(page, "no sender")
    page.get_by_role("link", name="Fyll i avsändaren").click()
    stage.accessible(page, "the sender")
    stage.allow(422)
    page.get_by_label("Adress", exact=True).fill("Storgatan 1")
    page.get_by_label("Bankgiro").fill("5050-1054")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("Ingenting är sparat än")
    stage.accessible(page, "the sender in error")
    sender(page)
    expect(page.get_by_role("article")).to_be_visible()
    stage.accessible(page, "the letter")


@each(with_script=True, without_script=False)
def a_letter_is_printed_and_marked_done(stage, js):
    company = stage.company(name="Snickeriet AB")
    by_hand(stage, company, [invoice(
        7001, days=40, Kundnamn="Åkerlyckan AB", Belopp="10 000,00", Restbelopp="10 000,00")])
    page = stage.page(company.user(), "/avsandare", js=js)
    sender(page)
    page.goto("/manuella")
    page.get_by_role("link", name="7001", exact=True).click()
    letter = page.get_by_role("article")
    expect(letter).to_contain_text("Snickeriet AB")
    expect(letter).to_contain_text("Åkerlyckan AB")
    expect(letter).to_contain_text("10\u00a0000,00")
    expect(letter).to_contain_text("5050-1055")
    if js:
        page.emulate_media(media="print")
        for hidden in (page.get_by_role("banner"), page.get_by_role("contentinfo")):
            expect(hidden).to_be_hidden()
        expect(letter).to_be_visible()
        # One sheet of A4, with the address where a C5 envelope has its window: on the right, all
        # of it in the upper half, which the fold leaves in front.
        page.set_viewport_size({"width": 794, "height": 1123})
        sheet, address = letter.bounding_box(), letter.locator("address.recipient").bounding_box()
        left, top = (round((address[side] - sheet[side]) * 25.4 / 96) for side in ("x", "y"))
        right, bottom = (round(left + address["width"] * 25.4 / 96),
                         round(top + address["height"] * 25.4 / 96))
        assert (left, top, right) == (118, 48, 190) and bottom <= 85, (left, top, right, bottom)
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert len(sheets) == 1, len(sheets)
        page.emulate_media(media="screen")
    page.get_by_role("button", name="Markera som gjord").click()
    expect(page.get_by_role("main")).to_contain_text("är markerad som gjord")
    page.goto("/manuella?lista=gjorda")
    expect(page.get_by_role("link", name="7001", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ångra").click()
    page.goto("/manuella")
    expect(page.get_by_role("link", name="7001", exact=True)).to_be_visible()
    assert stage.world.letters(company) == []


@test
def all_letters_are_printed_each_on_its_sheet(stage):
    company = stage.company()
    by_hand(stage, company, [invoice(7001), invoice(7002), invoice(7003)])
    page = stage.page(company.user(), "/manuella")
    expect(page.get_by_role("main")).to_contain_text("Uppgifter om avsändaren saknas.")
    stage.accessible(page, "no sender")
    page.get_by_role("link", name="Fyll i avsändaren").click()
    sender(page)
    page.get_by_role("link", name="Skriv ut alla 3 brev").click()
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("button", name="Skriv ut 3 brev")).to_be_visible()
    stage.accessible(page, "all letters")
    page.emulate_media(media="print")
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 3, len(sheets)


@test
def the_list_knows_what_was_done_by_hand(stage):
    company = stage.company()
    by_hand(stage, company, [invoice(7001), invoice(7002)])
    page = stage.page(company.user(), "/avsandare")
    sender(page)
    page.goto("/manuella")
    row = page.get_by_role("row").filter(has_text="7001")
    expect(row.get_by_role("button", name="Markera som gjord")).to_have_count(0)
    row.get_by_role("link", name="Öppna brevet").click()
    expect(page.get_by_role("article")).to_be_visible()
    page.get_by_role("link", name="Till listan").click()
    row.get_by_role("button", name="Markera som gjord").click()
    expect(page.get_by_role("main")).to_contain_text("är markerad som gjord")
    clerk = Clerk(page).go()
    expect(clerk.row(7001)).to_contain_text("Påmind för hand")
    expect(clerk.row(7002)).to_contain_text("Att göra för hand")
    page.get_by_role("link", name="Manuella", exact=True).last.click()
    expect(page.get_by_role("main")).to_contain_text("7002")


@test
def who_has_paid_gets_no_letter_by_hand(stage):
    company = stage.company()
    by_hand(stage, company, [invoice(7001), invoice(7002)])
    page = stage.page(company.user(), "/avsandare")
    sender(page)
    company.take([invoice(7001, Restbelopp="0,00")])
    page.goto("/manuella")
    row = page.get_by_role("row").filter(has_text="7001")
    expect(row).to_contain_text("Ska inte göras")
    expect(row.get_by_role("button", name=re.compile("Markera som gjord"))).to_have_count(0)
    row.get_by_role("link", name="7001").click()
    expect(page.get_by_role("main")).to_contain_text("Inget brev")
    expect(page.get_by_role("article")).to_have_count(0)
    stage.accessible(page, "no letter")
    page.get_by_role("button", name=re.compile("Avbryt påminnelsen")).click()
    expect(page.get_by_role("main")).to_contain_text("är avbruten")


@test
def the_mails_text_is_copied(stage):
    company = stage.company()
    by_hand(stage, company, [invoice(7001)])
    context = stage.context(company.user())
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/avsandare")
    sender(page)
    page.goto("/manuella/brev?nr=7001")
    page.get_by_role("button", name="Kopiera texten").click()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "7001" in text and "Bankgiro" in text.title(), text


@test
def an_unknown_reference_rate_makes_no_letter_with_interest(stage):
    company = stage.company()
    by_hand(stage, company, [invoice(7001)])
    page = stage.page(
        company.user(), "/avsandare", console=stage.world.console(reference_rates=""))
    sender(page)
    page.goto("/manuella/brev?nr=7001")
    expect(page.get_by_role("main")).to_contain_text("Referensräntan för halvåret")
    expect(page.get_by_role("main")).to_contain_text("PAMINN_REFERENCE_RATES")
    expect(page.get_by_role("article")).to_have_count(0)
    stage.accessible(page, "no rate")
