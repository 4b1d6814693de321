"""Kundfakturor: the list, what is ticked, searching, and news."""
import re

from playwright.sync_api import expect

from clerk import RECEIVED, Clerk, settle
from company import invoice
from runner import each, test
from test_runs import check_file, done, run_of

COLUMNS = [
    "Fakturanr", "Kund", "Fakturadatum", "Förfallodatum", "Dagar försenad", "Belopp",
    "Kvar att betala", "Status"]


def many(count, first=10_001):
    return [invoice(first + place, days=20 + place) for place in range(count)]


@each(light={}, dark={"dark": True}, narrow={"width": 360, "height": 740},
      wide={"width": 2560, "height": 1200})
def the_list_is_accessible(stage, how):
    empty = stage.company()
    page = stage.page(empty.user(), "/kundfakturor", **how)
    expect(page.get_by_role("heading", name="Här är det tomt ännu")).to_be_visible()
    stage.accessible(page, "empty")
    company = stage.company(invoices=many(60))
    done(stage, company, [
        invoice(9001), invoice(9002, Bestridd="Ja"),
        invoice(9003, Postnr="NO-0000 Eksempelby", Ort="Eksempelby", Land="NO")])
    page = stage.page(company.user(), "/kundfakturor", **how)
    expect(page.get_by_role("checkbox", name=re.compile("Markera faktura"))).to_have_count(50)
    stage.accessible(page, "filled")
    page.get_by_role("link", name="Avvisade").click()
    expect(page.get_by_role("link", name="9003", exact=True)).to_be_visible()
    stage.accessible(page, "filtered")
    page.get_by_label(re.compile("Sök")).fill("finns inte alls")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Inga fakturor matchar")
    stage.accessible(page, "nothing found")


@each(light={}, dark={"dark": True}, narrow={"width": 360, "height": 740},
      wide={"width": 2560, "height": 1200})
def the_overview_is_accessible(stage, how):
    company = stage.company(invoices=many(60))
    clerk = Clerk(stage.page(company.user(), "/kundfakturor", **how))
    clerk.page.get_by_role("button", name="Markera alla").click()
    clerk.create()
    stage.accessible(clerk.page, "filled")
    clerk.kind(10_030).select_option("Manuell")
    expect(clerk.figure("Manuella")).to_contain_text("1")
    stage.accessible(clerk.page, "with a manual one")
    # The button that sends is within reach without scrolling the page.
    box = clerk.send_button.bounding_box()
    assert box["y"] + box["height"] <= how.get("height", 900), box


@test
def the_columns_are_those_of_the_list(stage):
    company = stage.company(invoices=[invoice(
        4711, days=40, Kundnamn="Åkerlyckan AB", Kundnr="K77", Belopp="12 345,50",
        Restbelopp="1 345,50")])
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    heads = clerk.page.get_by_role("columnheader")
    for name in COLUMNS:
        expect(heads.filter(has_text=re.compile(f"^\\s*{name}")).first).to_be_visible()
    row = clerk.row(4711)
    expect(row).to_contain_text("Åkerlyckan AB")
    expect(row).to_contain_text("K77")
    expect(row).to_contain_text("12\u00a0345,50\u00a0kr")
    expect(row).to_contain_text("1\u00a0345,50\u00a0kr")
    expect(row).to_contain_text("40")
    expect(row).to_contain_text("Ingen påminnelse")


@test
def what_is_ticked_survives_everything(stage):
    company = stage.company(invoices=many(120))
    user = company.user()
    clerk = Clerk(stage.page(user, "/kundfakturor?ordning=number"))
    clerk.tick(10_001, 10_050)
    clerk.page.get_by_role("button", name="Nästa sida").click()
    clerk.tick(10_060).ticked("3 fakturor är markerade")
    clerk.page.get_by_role("button", name="Nästa sida").click()
    expect(clerk.box(10_101)).not_to_be_checked()
    clerk.page.get_by_role("button", name="Föregående sida").click()
    expect(clerk.box(10_060)).to_be_checked()
    clerk.page.get_by_role("button", name="Första sidan").click()
    expect(clerk.box(10_001)).to_be_checked()
    # Sorted the other way round, and by another column.
    clerk.page.get_by_role("columnheader", name="Fakturanr").get_by_role("button").click()
    expect(clerk.box(10_120)).to_be_visible()
    clerk.ticked("3 fakturor är markerade")
    clerk.page.get_by_role("columnheader", name="Kund").first.get_by_role("button").click()
    clerk.ticked("3 fakturor är markerade")
    # Filtered away, and back.
    clerk.page.get_by_role("link", name=re.compile("^Hos Amili")).click()
    clerk.ticked("3 fakturor är markerade")
    clerk.go("?sok=10060")
    expect(clerk.box(10_060)).to_be_checked()
    clerk.page.reload()
    expect(clerk.box(10_060)).to_be_checked()
    # In another window, and in another session.
    other = Clerk(stage.page(user, "/kundfakturor?ordning=number"))
    expect(other.box(10_001)).to_be_checked()
    other.box(10_001).uncheck()
    other.ticked("2 fakturor är markerade")
    clerk.go("?ordning=number")
    expect(clerk.box(10_001)).not_to_be_checked()
    clerk.page.get_by_role("button", name="Avmarkera alla").click()
    clerk.ticked("Ingen faktura är markerad")


@test
def ticks_survive_without_script(stage):
    company = stage.company(invoices=many(120))
    clerk = Clerk(stage.page(company.user(), "/kundfakturor?ordning=number", js=False))
    clerk.tick(10_001, 10_002)
    clerk.page.get_by_role("button", name="Nästa sida").click()
    clerk.ticked("2 fakturor är markerade").tick(10_051)
    clerk.page.get_by_role("columnheader", name="Fakturanr").get_by_role("button").click()
    clerk.ticked("3 fakturor är markerade")
    clerk.create()
    expect(clerk.dialog.get_by_role("rowheader")).to_have_count(3)


@test
def another_persons_ticks_are_not_mine(stage):
    company = stage.company(invoices=many(3))
    anna = Clerk(stage.page(company.user(), "/kundfakturor"))
    anna.tick(10_001).ticked("1 faktura är markerad")
    Clerk(stage.page(company.user(), "/kundfakturor")).ticked("Ingen faktura är markerad")


@test
def the_page_box_ticks_the_page(stage):
    company = stage.company(invoices=many(60))
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    whole = clerk.page.locator("#hela-sidan")
    whole.check()
    clerk.ticked("50 fakturor är markerade")
    whole.uncheck()
    clerk.ticked("Ingen faktura är markerad")


@each(with_script=True, without_script=False)
def mark_all_stops_at_its_limit_and_says_the_ways_past_it(stage, js):
    company = stage.company(invoices=many(130))
    console = stage.world.console(select_all="70", undo="1s")
    clerk = Clerk(stage.page(company.user(), "/kundfakturor", console=console, js=js))
    clerk.page.get_by_role("button", name="Markera alla", exact=True).click()
    clerk.ticked("70 fakturor är markerade")
    notice = clerk.page.locator("#granslinje")
    for words in ("70 fakturor åt gången", "omgångar", "bläddra mellan sidorna"):
        expect(notice).to_contain_text(re.compile(words, re.IGNORECASE))
    if js:
        stage.accessible(clerk.page, "the limit")
    # The page first, then on from there: whoever pages on ticks the next.
    expect(clerk.box(10_001)).to_be_checked()
    clerk.page.get_by_role("button", name="Nästa sida").click()
    expect(clerk.box(10_051)).to_be_checked()
    clerk.page.get_by_role("button", name="Markera alla", exact=True).click()
    clerk.ticked("120 fakturor är markerade")
    notice.get_by_role("button", name="Välj alla 130 som matchar filtret").click()
    clerk.ticked("Alla 130")
    clerk.create()
    expect(clerk.figure("Skickas via Amili")).to_have_text("130")


@test
def sending_in_rounds_comes_to_the_end(stage):
    """The article's own way past the limit."""
    company = stage.company(invoices=many(9))
    console = stage.world.console(select_all="4", undo="1s")
    clerk = Clerk(stage.page(
        company.user(), "/kundfakturor?attpaminna=1&ordning=number", console=console))
    for count in (4, 4, 1):
        clerk.page.get_by_role("button", name="Markera alla", exact=True).click()
        clerk.ticked(f"{count} faktur")
        clerk.create().send()
        settle(stage, company)
        clerk.go("?attpaminna=1&ordning=number")
    expect(clerk.page.get_by_role("main")).to_contain_text("Inga fakturor matchar")
    assert len(stage.world.letters(company)) == 9


@test
def all_that_match_may_be_chosen_and_some_left_out(stage):
    company = stage.company(invoices=many(70) + [
        invoice(500 + place, days=-5) for place in range(5)])
    console = stage.world.console(select_all="60", undo="1s")
    clerk = Clerk(stage.page(
        company.user(), "/kundfakturor?forfallna=1&ordning=number", console=console))
    clerk.page.get_by_role("button", name="Markera alla", exact=True).click()
    clerk.page.get_by_role("button", name="Välj alla 70 som matchar filtret").click()
    clerk.ticked("Alla 70 som matchar filtret är markerade")
    expect(clerk.box(10_001)).to_be_checked()
    clerk.box(10_001).uncheck()
    clerk.ticked("1 undantag")
    clerk.create()
    expect(clerk.figure("Skickas via Amili")).to_have_text("69")


@test
def sorting_and_filtering_stand_in_the_address(stage):
    company = stage.company(invoices=many(3) + [invoice(500, days=-5)])
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    page = clerk.page
    page.get_by_role("columnheader", name="Fakturanr").get_by_role("button").click()
    page.get_by_role("link", name="Bara förfallna").click()
    expect(page.get_by_role("link", name="500", exact=True)).to_have_count(0)
    numbers = page.get_by_role("rowheader")
    expect(numbers).to_have_text(["10001", "10002", "10003"])
    expect(page.get_by_role("columnheader", name="Fakturanr")).to_have_attribute(
        "aria-sort", "ascending")
    page.get_by_role("columnheader", name="Fakturanr").get_by_role("button").click()
    expect(numbers).to_have_text(["10003", "10002", "10001"])
    address = stage.path(page)
    again = stage.page(company.user(), address)
    expect(again.get_by_role("rowheader")).to_have_text(["10003", "10002", "10001"])
    page.go_back()
    expect(numbers).to_have_text(["10001", "10002", "10003"])


@each(with_script=True, without_script=False)
def a_number_is_searched_by_the_address_and_a_name_is_not(stage, js):
    company = stage.company(invoices=[
        invoice(10_001, Kundnamn="Hemliga Namnet AB", Kundnr="K500"), invoice(10_002)])
    user = company.user()
    page = stage.page(user, "/kundfakturor", js=js)

    def search(text):
        page.get_by_label(re.compile("Sök på")).fill(text)
        page.get_by_role("button", name="Sök", exact=True).click()
    search("10002")
    expect(page.get_by_role("rowheader")).to_have_text(["10002"])
    assert "sok=10002" in page.url
    search("K500")
    expect(page.get_by_role("rowheader")).to_have_text(["10001"])
    search("hemliga")
    expect(page.get_by_role("rowheader")).to_have_text(["10001"])
    assert "emliga" not in page.url and "namn=" in page.url, page.url
    expect(page.get_by_label(re.compile("Sök på"))).to_have_value("hemliga")
    # The address is this session's alone.
    path = stage.path(page)
    assert stage.client(user).get(path).status == 200
    assert stage.client(company.user()).get(path).status == 404
    assert "emliga" not in stage.world.console().said()
    search("")
    expect(page.get_by_role("rowheader")).to_have_count(2)


@test
def a_status_arrives_without_reload(stage):
    company = stage.company(invoices=many(2))
    page = stage.page(company.user(), "/kundfakturor")
    page.evaluate("window.stayed = true")
    clerk = Clerk(page)
    clerk.tick(10_002).ticked("1 faktura är markerad")
    expect(clerk.row(10_001)).to_contain_text("Ingen påminnelse")
    stage.world.faults({"on": "POST /case--registrations", "invoice": "10001", "do": "pass",
                        "delay_ms": 1500})
    stage.at_end(lambda: stage.world.faults())
    run_of(stage, company, [invoice(10_001, days=20)])
    clerk.status(10_001, RECEIVED)
    expect(clerk.row(10_001)).to_contain_text("Senast bekräftad")
    # Told once and politely, and nothing is lost that somebody was doing.
    expect(page.locator("#besked")).to_contain_text("ny status")
    expect(clerk.box(10_002)).to_be_checked()
    assert page.evaluate("window.stayed"), "the page was loaded anew"


@test
def a_payment_after_handover_stands_out(stage):
    company = stage.company()
    done(stage, company, [invoice(10_001), invoice(10_002)])
    page = stage.page(company.user(), "/kundfakturor")
    clerk = Clerk(page)
    clerk.status(10_001, RECEIVED)
    company.take([invoice(10_001, Restbelopp="0,00")])
    clerk.status(10_001, "Betald efter överlämning")
    expect(clerk.row(10_001)).to_contain_text("Anmäl betalningen till Amili")
    expect(clerk.row(10_002)).not_to_contain_text("Betald efter")
    page.get_by_role("link", name="Betalda efter överlämning").click()
    expect(page.get_by_role("rowheader")).to_have_text(["10001"])
    stage.accessible(page, "paid after")


@test
def the_list_comes_as_a_file_that_no_spreadsheet_runs(stage):
    names = ["=cmd|' /C calc'!A0", "+46 AB", "-1+1 AB", "@SUM(1)", 'Citat "AB"; och Co']
    company = stage.company(invoices=[
        invoice(10_001 + place, Kundnamn=name) for place, name in enumerate(names)])
    user = company.user()
    page = stage.page(user, "/kundfakturor?ordning=number")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).click()
    with open(download.value.path(), "rb") as file:
        check_file(file.read(), names)
    answer = stage.client(user).get("/kundfakturor.csv?ordning=number&sok=10001")
    check_file(answer.body, names[:1])


@test
def english_is_a_switch_away(stage):
    company = stage.company(invoices=many(2))
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(10_001).ticked("1 faktura är markerad")
    clerk.page.get_by_role("button", name="English").click()
    expect(clerk.page.locator("#urval")).to_contain_text("1 invoice is ticked")
    clerk.page.get_by_role("button", name="Create several reminders").click(force=True)
    expect(clerk.dialog.get_by_role("button", name="Send reminders")).to_be_visible()
    expect(clerk.dialog).to_contain_text("Send through Amili")
    stage.accessible(clerk.page, "English")


@test
def a_long_name_pushes_nothing_out_of_sight(stage):
    company = stage.company(invoices=[invoice(1, Kundnamn="Bolag" + "x" * 195)])
    page = stage.page(company.user(), "/kundfakturor")
    row = Clerk(page).row(1)
    expect(row).to_be_visible()
    wide, room = page.evaluate("""() => {
        const sheet = document.querySelector('.sheet');
        return [sheet.scrollWidth, sheet.clientWidth];
    }""")
    assert wide <= room, f"the table scrolls sideways: {wide} px in {room} px"
    Clerk(page).tick(1).create()
    wide, room = page.evaluate("""() => {
        const sheet = document.querySelector('.dialog .sheet');
        return [sheet.scrollWidth, sheet.clientWidth];
    }""")
    assert wide <= room, f"the overview scrolls sideways: {wide} px in {room} px"


@test
def columns_stay_where_they_are(stage):
    company = stage.company(invoices=many(3))
    page = stage.page(company.user(), "/kundfakturor")
    clerk = Clerk(page)
    expect(clerk.row(10_001)).to_contain_text("Ingen påminnelse")

    def places():
        return [round(head.bounding_box()["x"]) for head in
                page.get_by_role("columnheader").all()]
    before = places()
    run_of(stage, company, [invoice(10_001, days=20), invoice(10_002, days=21, Bestridd="Ja")])
    clerk.status(10_001, RECEIVED)
    clerk.status(10_002, "Hoppades över")
    assert places() == before, (before, places())


@test
def the_filters_tell_how_many_they_show(stage):
    company = stage.company(invoices=many(7) + [invoice(500, days=-5)])
    page = stage.page(company.user(), "/kundfakturor")
    chips = page.get_by_role("navigation", name="Urval")
    # Without a reload.
    expect(chips.get_by_role("link", name="Ingen påminnelse")).to_contain_text("(8)")
    expect(chips.get_by_role("link", name="Bara förfallna")).to_contain_text("(7)")
    stage.accessible(page, "with numbers")


@test
def the_keyboard_comes_from_a_row_to_the_button_and_back(stage):
    company = stage.company(invoices=many(20))
    page = stage.page(company.user(), "/kundfakturor?ordning=number")
    clerk = Clerk(page)
    clerk.box(10_011).focus()
    page.keyboard.press("Space")
    clerk.ticked("1 faktura är markerad")
    page.keyboard.press("Enter")
    button = page.locator("#skapa")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(clerk.dialog).to_be_visible()
    expect(clerk.dialog.get_by_role("heading", name="Skapa påminnelser")).to_be_focused()
    # Not the button that closes, which stands first.
    clerk.dialog.get_by_label(re.compile(r"Skriv \d+ för")).focus()
    page.keyboard.press("Enter")
    expect(clerk.send_button).to_be_focused()
    expect(clerk.dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(clerk.dialog).to_have_count(0)
    expect(button).to_be_focused()


@test
def the_time_for_second_thoughts_is_told_aloud(stage):
    company = stage.company(invoices=many(1))
    console = stage.world.console(undo="14s")
    clerk = Clerk(stage.page(company.user(), "/kundfakturor", console=console))
    clerk.tick(10_001).create().send()
    strip = clerk.page.locator(".strip", has_text="Ångra")
    expect(strip).to_be_focused()
    expect(clerk.page.locator("#besked")).to_have_text(re.compile(r"^Utskick \d+ skickas om \d+ s"))
    clerk.undo.click()


@test
def a_forms_own_words_are_in_the_pages_language(stage):
    page = stage.page(path="/logga-in?sprak=sv")
    page.get_by_role("button", name="Logga in").click()
    told = page.get_by_label("Användarnamn").evaluate("(field) => field.validationMessage")
    assert told == "Fyll i fältet.", told
    page.get_by_label("Användarnamn").fill("kim")
    told = page.get_by_label("Användarnamn").evaluate("(field) => field.validationMessage")
    assert told == "", told
