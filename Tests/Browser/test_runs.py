"""Utskick: how runs go, what did not go, taking back, sending again."""
import csv
import io
import json
import re

from playwright.sync_api import expect

from clerk import RECEIVED, letters, settle
from company import invoice
from runner import each, test
from test_door import HEADERS


def run_of(stage, company, invoices, *options):
    """A run by the command line: its number."""
    return json.loads(company.enqueue(invoices, *options))["run"]


def done(stage, company, invoices):
    run = run_of(stage, company, invoices)
    settle(stage, company)
    return run


def mixed():
    """Of every end that a reminder can come to at once."""
    return [
        invoice(8001), invoice(8002), invoice(8003, days=-5), invoice(8004, Bestridd="Ja"),
        # The sandbox, as Amili, takes no such postal number.
        invoice(8005, Postnr="NO-0000 Eksempelby", Ort="Eksempelby", Land="NO")]


@each(light={}, dark={"dark": True}, narrow={"width": 360, "height": 740},
      wide={"width": 2560}, without_script={"js": False})
def the_runs_are_accessible(stage, how):
    company = stage.company()
    page = stage.page(company.user(), "/utskick", **how)
    expect(page.get_by_role("main")).to_contain_text("Inga utskick än.")
    if how.get("js", True):
        stage.accessible(page, "empty")
    run = done(stage, company, mixed())
    page.goto("/utskick")
    link = page.get_by_role("link", name=f"Utskick {run}", exact=True)
    expect(link).to_be_visible()
    if how.get("js", True):
        stage.accessible(page, "filled")
    link.click()
    expect(page.get_by_role("heading", level=1, name=f"Utskick {run}")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("2 mottagna av Amili")
    expect(page.get_by_role("main")).to_contain_text("2 hoppades över")
    expect(page.get_by_role("main")).to_contain_text("1 avvisad av Amili")
    if how.get("js", True):
        stage.accessible(page, "one run")
    page.get_by_role("link", name="8005", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Faktura 8005")).to_be_visible()
    if how.get("js", True):
        stage.accessible(page, "an invoice")


@test
def a_runs_progress_arrives_without_reload(stage):
    company = stage.company()
    # Amili takes its time with this company's invoices.
    stage.world.faults({"on": "POST /case--registrations", "invoice": "83*", "do": "pass",
                        "delay_ms": 400})
    stage.at_end(lambda: stage.world.faults())
    user = company.user()
    page = stage.page(user, "/utskick")
    run = run_of(stage, company, [invoice(8300 + n) for n in range(12)])
    # A new one is told of, and does not push away what one reads.
    page.get_by_role("link", name="Visa det").click()
    page.get_by_role("link", name=f"Utskick {run}", exact=True).click()
    page.evaluate("window.stayed = true")
    expect(page.locator("#framsteg")).to_contain_text("12 mottagna av Amili")
    expect(page.locator("#lage")).to_contain_text("Klart")
    expect(page.get_by_role("row").filter(has_text="8311")).to_contain_text(RECEIVED)
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    assert len(letters(stage, company, 12)) == 12


@test
def failures_stand_in_groups_with_what_to_do(stage):
    company = stage.company()
    run = done(stage, company, mixed())
    page = stage.page(company.user(), f"/utskick/{run}")
    group = page.locator("#grupper").get_by_role("row").filter(has_text="Avvisade av Amili")
    expect(group.get_by_role("link", name="Skicka om")).to_be_visible()
    group.get_by_role("link", name="visa dem").click()
    expect(page.get_by_role("link", name="8005", exact=True)).to_be_visible()
    assert page.get_by_role("link", name="8001", exact=True).count() == 0


@each(with_script=True, without_script=False)
def what_failed_is_sent_again_after_a_preview(stage, js):
    company = stage.company()
    run = done(stage, company, mixed())
    company.take([invoice(8005)])
    page = stage.page(company.user(), f"/utskick/{run}", js=js)
    page.locator("#grupper").get_by_role("row").filter(has_text="Avvisade").get_by_role(
        "link", name="Skicka om").click()
    expect(page.get_by_role("main")).to_contain_text("1 påminnelse skickas om till Amili")
    if js:
        stage.accessible(page, "preview")
    page.get_by_role("button", name="Skicka om 1").click()
    page.wait_for_url(re.compile(r"/utskick/\d+"))
    settle(stage, company)
    assert letters(stage, company, 3) == ["8001", "8002", "8005"]
    # Asked for again there is nothing left.
    page.goto(f"/utskick/{run}/skicka-om")
    expect(page.get_by_role("main")).to_contain_text(
        re.compile("redan skickade om|inget att skicka om"))
    if js:
        stage.accessible(page, "nothing to resubmit")


@each(with_script=True, without_script=False)
def a_run_under_way_is_cancelled_and_says_what_is_gone(stage, js):
    company = stage.company()
    stage.world.faults({"on": "POST /case--registrations", "invoice": "84*", "after": 3,
                        "do": "pass", "delay_ms": 1500})
    stage.at_end(lambda: stage.world.faults())
    run = run_of(stage, company, [invoice(84_000 + n) for n in range(900)])
    page = stage.page(company.user(), f"/utskick/{run}", js=js)
    page.get_by_role("link", name="Avbryt utskicket").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Avbryt utskick {run}?")
    expect(page.get_by_role("main")).to_contain_text("påminnelser skickas inte")
    if js:
        stage.accessible(page, "the question")
    page.get_by_role("button", name="Avbryt utskicket").click()
    expect(page.get_by_role("main")).to_contain_text("Utskicket är avbrutet")
    settle(stage, company)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("kan inte tas tillbaka")
    if js:
        stage.accessible(page, "cancelled")
    gone = {line["invoice_number"] for line in stage.world.letters(company)}
    accepted = {row[0] for row in stage.world.sql(
        f"select invoice_number from reminder_list where run = {run} and state = 'accepted'")}
    assert gone == accepted, gone ^ accepted
    assert len(gone) < 900
    audit = stage.world.sql(
        f"select login from console_audit where action = 'cancelled' and run = {run}")
    assert len(audit) == 1


@test
def a_held_run_is_undone_from_its_page(stage):
    company = stage.company()
    run = run_of(stage, company, [invoice(8501), invoice(8502)], "--hold", "10m")
    page = stage.page(company.user(), f"/utskick/{run}")
    expect(page.get_by_role("region", name="Ångra")).to_contain_text("Skickas")
    stage.accessible(page, "held")
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("Ångrat|avbrutet|Ingenting har"))
    settle(stage, company)
    assert stage.world.letters(company) == []


@test
def a_list_comes_as_a_file_that_no_spreadsheet_runs(stage):
    company = stage.company()
    rows = [
        invoice(8601, Kundnamn="=cmd|' /C calc'!A0"), invoice(8602, Kundnamn="+46 AB"),
        invoice(8603, Kundnamn="-1+1 AB"), invoice(8604, Kundnamn="@SUM(1)"),
        invoice(8605, Kundnamn='Citat "AB"; och Co')]
    run = done(stage, company, rows)
    user = company.user()
    page = stage.page(user, f"/utskick/{run}")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).click()
    assert download.value.suggested_filename == f"utskick-{run}.csv"
    answer = stage.client(user).get(f"/utskick/{run}/lista.csv")
    assert answer.header("Content-Type") == "text/csv; charset=utf-8"
    assert answer.header("Content-Disposition").startswith("attachment;")
    for name, value in HEADERS.items():
        assert answer.header(name) == value, name
    check_file(answer.body, [row["Kundnamn"] for row in rows])


def check_file(body, names):
    text = body.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    place = lines[0].index("Kund")
    for line in lines:
        assert len(line) == len(lines[0])
        for cell in line:
            assert cell[:1] not in "=+-@\t\r" or not cell, cell
    assert [line[place].lstrip("'") for line in lines[1:]] == names


@test
def an_invoices_page_tells_its_whole_story(stage):
    company = stage.company()
    run = done(stage, company, mixed())
    page = stage.page(company.user(), f"/utskick/{run}")
    page.get_by_role("link", name="8001", exact=True).click()
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1, name="Faktura 8001")).to_be_visible()
    expect(main).to_contain_text(RECEIVED)
    expect(main).to_contain_text("Exempelgatan")
    expect(main.get_by_role("link", name=re.compile(f"Utskick {run}")).first).to_be_visible()
    expect(page.locator("#historik")).to_be_visible()
    stage.allow(404)
    page.goto("/faktura?nr=99999999")
    expect(page.get_by_role("heading", level=1, name="Sidan finns inte")).to_be_visible()
    stage.accessible(page, "not found")


@test
def an_invoice_paid_after_it_was_handed_over_stands_out(stage):
    company = stage.company()
    done(stage, company, [invoice(8701), invoice(8702)])
    company.take([invoice(8701, Restbelopp="0,00")])
    page = stage.page(company.user(), "/faktura?nr=8701")
    expect(page.get_by_role("main")).to_contain_text("efter att den lämnades till Amili")
    expect(page.get_by_role("main")).to_contain_text("Anmäl betalningen till Amili")
    stage.accessible(page, "paid after")


@test
def a_run_of_many_pages_is_paged_and_filtered(stage):
    company = stage.company()
    rows = [invoice(88000 + n, **({"Bestridd": "Ja"} if n % 2 else {})) for n in range(120)]
    run = done(stage, company, rows)
    page = stage.page(company.user(), f"/utskick/{run}")
    table = page.get_by_role("table", name=f"Påminnelserna i utskick {run}")
    expect(table.get_by_role("row")).to_have_count(51)
    page.get_by_role("link", name="Nästa sida").click()
    expect(table.get_by_role("rowheader").first).to_have_text("88050")
    page.get_by_role("link", name="Nästa sida").click()
    expect(table.get_by_role("rowheader")).to_have_count(20)
    expect(page.get_by_role("link", name="Nästa sida")).to_have_count(0)
    page.get_by_role("link", name=re.compile(r"Hoppades över \(60\)")).click()
    expect(table.get_by_role("rowheader").first).to_have_text("88001")
    page.get_by_role("link", name="Nästa sida").click()
    expect(table.get_by_role("rowheader")).to_have_count(10)
