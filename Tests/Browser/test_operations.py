"""Drift: what the operator sees, and the switch that stops every letter."""
import re
import time

from playwright.sync_api import expect

from clerk import letters, settle
from company import invoice
from runner import each, test
from stage import PATIENCE
from test_runs import done, run_of


@each(light={}, dark={"dark": True}, narrow={"width": 360, "height": 740},
      wide={"width": 2560, "height": 1200})
def operations_are_accessible(stage, how):
    company = stage.company()
    done(stage, company, [invoice(number) for number in range(9001, 9010)])
    run_of(stage, company, [invoice(9100)], "--hold", "10m")
    page = stage.page(company.user(role="operator"), "/drift", **how)
    expect(page.get_by_role("heading", level=1, name="Drift")).to_be_visible()
    stage.accessible(page, "filled")
    page.get_by_text("Samma siffror som tabell").click()
    stage.accessible(page, "with the table")


@test
def a_bookkeeper_sees_nothing_of_it(stage):
    page = stage.page(stage.company().user(), "/kundfakturor")
    expect(page.get_by_role("link", name="Drift")).to_have_count(0)
    stage.allow(403)
    page.goto("/drift")
    expect(page.get_by_role("heading", level=1, name="Du saknar behörighet")).to_be_visible()
    stage.accessible(page, "not allowed")


@each(with_script=True, without_script=False)
def one_switch_stops_every_letter(stage, js):
    company = stage.company()
    user = company.user(role="operator")
    page = stage.page(user, "/drift", js=js)
    stage.at_end(lambda: stage.world.paminn("resume", "--all"))
    page.get_by_role("button", name="Stoppa alla brev").click()
    expect(page.get_by_role("heading", name="Alla brev är stoppade")).to_be_visible()
    expect(page.locator("#strombrytaren")).to_contain_text(user.login)
    if js:
        stage.accessible(page, "stopped")
    run = run_of(stage, company, [invoice(9001), invoice(9002)])
    told = stage.page(company.user(), f"/utskick/{run}", js=js)
    expect(told.get_by_role("main")).to_contain_text("stoppade av driften")
    told.wait_for_timeout(2_000)
    assert stage.world.letters(company) == []
    page.get_by_role("button", name="Släpp fram breven").first.click()
    expect(page.get_by_role("heading", name="Breven får gå till Amili")).to_be_visible()
    letters(stage, company, 2)
    told = stage.world.sql(
        f"select action from console_audit where login = '{user.login}' order by id")
    assert told == [["stopped all letters"], ["resumed all letters"]], told


@test
def one_company_can_be_stopped(stage):
    stopped, going = stage.company(name="Stoppade AB"), stage.company(name="Gående AB")
    user = stopped.user(role="operator", beside=[going])
    page = stage.page(user, "/drift")
    page.get_by_role("button", name=re.compile(r"Stoppa breven\s*: Stoppade AB")).click()
    row = page.get_by_role("row").filter(has_text="Stoppade AB")
    expect(row).to_contain_text("Stoppad")
    run_of(stage, stopped, [invoice(9001)])
    run_of(stage, going, [invoice(9001)])
    letters(stage, going, 1)
    assert stage.world.letters(stopped) == []
    page.get_by_role("button", name=re.compile(r"Släpp fram breven\s*: Stoppade AB")).click()
    letters(stage, stopped, 1)


@test
def what_runs_now_arrives_without_reload(stage):
    company = stage.company(name="Pågående AB")
    stage.world.faults({"on": "POST /case--registrations", "invoice": "95*", "do": "pass",
                        "delay_ms": 900})
    stage.at_end(lambda: stage.world.faults())
    page = stage.page(company.user(role="operator"), "/drift")
    expect(page.locator("#utskicken")).to_contain_text("Inget utskick pågår")
    page.evaluate("window.stayed = true")
    run = run_of(stage, company, [invoice(9500 + place) for place in range(90)])
    expect(page.locator("#utskicken").get_by_role("link", name=f"Utskick {run}")).to_be_visible()
    expect(page.locator("#utskicken")).to_contain_text("Inget utskick pågår")
    assert page.evaluate("window.stayed")
    settle(stage, company)
    letters(stage, company, 90)


@each(light={}, dark={"dark": True}, narrow={"width": 360, "height": 740})
def who_did_what_is_shown_and_accessible(stage, how):
    company = stage.company(name="Granskade AB", invoices=[invoice(9001)])
    client = stage.client(company.user())
    assert client.get("/faktura?nr=9001").status == 200
    stage.world.paminn("creditor", "letter", company.handle, "--bankgiro", "5050-1055")
    page = stage.page(company.user(role="operator"), "/drift", **how)
    page.get_by_role("link", name="Vem gjorde vad").click()
    expect(page.get_by_role("heading", level=1, name="Vem gjorde vad")).to_be_visible()
    rows = page.get_by_role("row").filter(has_text="Granskade AB")
    expect(rows.filter(has_text="bankgiro – → …1055")).to_have_count(1)
    # Who looked is written down within seconds.
    looked = rows.filter(has_text="Tittade på en faktura").filter(has_text="Faktura 9001")
    limit = time.monotonic() + PATIENCE
    while looked.count() == 0 and time.monotonic() < limit:
        page.reload()
    expect(looked).to_contain_text("127.0.0.1")
    stage.accessible(page, "the audit")
    page.get_by_label("Visa").select_option("Bara det som har gjorts")
    page.get_by_role("button", name="Visa").click()
    expect(looked).to_have_count(0)
    expect(rows.filter(has_text="bankgiro – → …1055")).to_have_count(1)
    stage.accessible(page, "the audit, narrowed")


@test
def a_fleet_without_workers_is_told_of(stage):
    company = stage.company()
    page = stage.page(company.user(role="operator"), "/drift")
    expect(page.locator("#arbetarna")).to_contain_text("I gång")
    stage.at_end(lambda: stage.world.worker or stage.world.start_worker())
    stage.world.stop_worker()
    run = run_of(stage, company, [invoice(9001)])
    page.reload()
    expect(page.locator("#atgarder")).to_contain_text(re.compile("arbetare", re.IGNORECASE))
    stage.accessible(page, "no worker")
    told = stage.page(company.user(), f"/utskick/{run}")
    expect(told.get_by_role("main")).to_contain_text("Det som skickar påminnelser är inte igång")
    stage.world.start_worker()
    letters(stage, company, 1)
