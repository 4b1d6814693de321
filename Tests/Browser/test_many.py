"""Many at once: what is out of the ordinary is asked about, and a page never waits for it."""
import re
import time

from playwright.sync_api import expect

from clerk import Clerk, letters, settle
from company import invoice
from runner import test
from stage import PATIENCE
from test_list import many
from test_runs import done


@test
def ten_times_the_usual_wants_its_number_typed(stage):
    company = stage.company()
    done(stage, company, [invoice(1)])
    company.take(many(12))
    clerk = Clerk(stage.page(company.user(), "/kundfakturor?ordning=number"))
    clerk.tick(*range(10_001, 10_011)).create()
    expect(clerk.figure("Skickas via Amili")).to_have_text("10")
    expect(clerk.dialog.get_by_label(re.compile(r"Skriv \d+ för"))).to_have_count(0)
    clerk.dialog.get_by_role("button", name="Avbryt").click()
    clerk.tick(10_011).create()
    field = clerk.dialog.get_by_label(re.compile("ovanligt många påminnelser"))
    expect(field).to_be_visible()
    clerk.send_button.click()
    expect(clerk.dialog.get_by_role("alert")).to_contain_text("Ingenting har skickats")
    clerk.send()
    settle(stage, company)
    assert len(letters(stage, company, 12)) == 12


@test
def thousands_are_prepared_sent_and_undone_behind_the_page(stage):
    company = stage.company(invoices=[
        invoice(10_001 + place, days=20 + place % 300) for place in range(6_000)])
    console = stage.world.console(undo="60s")
    page = stage.page(company.user(), "/kundfakturor", console=console)
    clerk = Clerk(page)
    page.get_by_role("button", name="Markera alla", exact=True).click()
    clerk.ticked("500 fakturor är markerade")
    page.get_by_role("button", name=re.compile("Välj alla .* som matchar filtret")).click()
    clerk.ticked("Alla 6\u00a0000 fakturor är markerade")
    page.get_by_role("button", name="Skapa flera påminnelser").click()
    expect(clerk.figure("Skickas via Amili")).to_have_text("6\u00a0000")
    # Page by page, to the last.
    clerk.dialog.get_by_role("button", name="Nästa sida").click()
    expect(clerk.dialog).to_contain_text("Rad 51–100 av 6\u00a0000")
    clerk.dialog.get_by_role("checkbox", name=re.compile("Ta med faktura")).first.uncheck()
    expect(clerk.figure("Skickas via Amili")).to_have_text("5\u00a0999")
    clerk.dialog.get_by_label("Påminnelsetyp för alla").select_option("Manuell")
    clerk.dialog.get_by_role("button", name="Använd för alla").click()
    expect(clerk.figure("Manuella")).to_contain_text("5\u00a0999")
    clerk.dialog.get_by_label("Påminnelsetyp för alla").select_option("Skicka via Amili")
    clerk.dialog.get_by_role("button", name="Använd för alla").click()
    expect(clerk.figure("Skickas via Amili")).to_have_text("5\u00a0999")
    clerk.confirm().send_button.click()
    expect(clerk.undo).to_be_visible()
    expect(page.locator(".strip").filter(has=clerk.undo)).to_contain_text(
        "5\u00a0999 påminnelser")
    clerk.undo.click()
    settle(stage, company)
    assert stage.world.letters(company) == []
    assert stage.world.sql(
        f"select total from run where creditor = {company.id}") == [["5999"]]
    # They are counted behind the page as well: at once as far as its time goes, then to the end.
    clerk.go("?status=cancelled")
    main = page.get_by_role("main")
    expect(main).to_contain_text(re.compile("fler än [\\d\u00a0]+ fakturor matchar"))
    limit = time.monotonic() + PATIENCE
    while "\n5\u00a0999 fakturor matchar" not in main.inner_text():
        assert time.monotonic() < limit, main.inner_text()
        page.wait_for_timeout(500)
        page.reload()


@test
def a_bookkeeper_without_a_company_is_told_whom_to_ask(stage):
    page = stage.page(stage.user([]), "/kundfakturor")
    expect(page.get_by_role("main")).to_contain_text(
        "Du har inte tillgång till något företag än")
    stage.accessible(page, "no company")
    stage.allow(404)
    page.get_by_role("link", name="Utskick").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    stage.accessible(page, "no company's runs")


@test
def a_database_that_is_away_is_told_of_and_the_page_comes_back(stage):
    company = stage.company(invoices=many(3))
    user = company.user()
    page = stage.page(user, "/kundfakturor")
    stage.allow(503)
    name = stage.world.name
    stage.world.sql(f"alter database {name} allow_connections false", "postgres")
    stage.at_end(lambda: stage.world.sql(
        f"alter database {name} allow_connections true", "postgres"))
    stage.world.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        f" where datname = '{name}'", "postgres")
    page.goto("/kundfakturor")
    expect(page.get_by_role("heading", level=1, name="Det går inte just nu")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Ingenting har gått förlorat")
    stage.accessible(page, "no database")
    stage.world.sql(f"alter database {name} allow_connections true", "postgres")
    page.get_by_role("link", name="Försök igen").click()
    expect(page.get_by_role("link", name="10001", exact=True)).to_be_visible()
    said = stage.world.console().said()
    assert "page failed" in said and user.token not in said
