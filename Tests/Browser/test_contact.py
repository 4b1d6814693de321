"""The page outside the laboratory: many tabs, a wrong clock, lost contact, a session that ends."""
import re
import time

from playwright.sync_api import expect

from clerk import RECEIVED, Clerk, letters, settle
from company import invoice
from installation import PASSWORD
from runner import each, test
from stage import PATIENCE
from test_runs import run_of

TABS = 20


def bar(page):
    return page.locator("#kontakt")


def streams(context):
    """The event streams that are open, as they come and go."""
    opened = set()
    context.on("request", lambda request: opened.add(request)
               if request.resource_type == "eventsource" else None)
    for name in ("requestfinished", "requestfailed"):
        context.on(name, lambda request: opened.discard(request))
    return opened


def until(page, true, what):
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit, what
        page.wait_for_timeout(100)


def cell(page, number):
    return Clerk(page).row(number).locator("td", has_text="kr").last


@test
def twenty_tabs_of_one_browser_load_and_hear_of_news(stage):
    company = stage.company(invoices=[invoice(1), invoice(2)])
    context = stage.context(company.user())
    opened = streams(context)
    pages = []
    for _ in range(TABS):
        page = context.new_page()
        page.goto("/kundfakturor")
        expect(Clerk(page).row(1)).to_be_visible()
        pages.append(page)
    until(pages[0], lambda: len(opened) <= 1, f"{len(opened)} streams")
    company.take([invoice(1, Restbelopp="12,50")])
    # The one with the stream, and those that ask now and then.
    for page in (pages[-1], pages[0], pages[7]):
        expect(cell(page, 1)).to_have_text("12,50\u00a0kr")
    assert len(opened) <= 1, len(opened)
    # Another takes over.
    pages.pop().close()
    until(pages[0], lambda: len(opened) == 1, f"{len(opened)} streams")
    company.take([invoice(2, Restbelopp="13,50")])
    expect(cell(pages[0], 2)).to_have_text("13,50\u00a0kr")


@test
def a_hidden_tab_lets_go_of_its_stream(stage):
    company = stage.company(invoices=[invoice(1)])
    context = stage.context(company.user())
    opened = streams(context)
    page = context.new_page()
    page.goto("/kundfakturor")
    until(page, lambda: len(opened) == 1, "no stream")

    def show(state):
        page.evaluate("""(state) => {
            Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
            document.dispatchEvent(new Event('visibilitychange'));
        }""", state)
    show("hidden")
    until(page, lambda: not opened, "it keeps its stream")
    company.take([invoice(1, Restbelopp="12,50")])
    page.wait_for_timeout(6000)
    expect(cell(page, 1)).not_to_have_text("12,50\u00a0kr")
    show("visible")
    expect(cell(page, 1)).to_have_text("12,50\u00a0kr")


CLOCK = """(() => {
    const real = Date, ahead = %d;
    window.Date = class extends real {
        constructor(...words) { words.length ? super(...words) : super(real.now() + ahead); }
        static now() { return real.now() + ahead; }
    };
})()"""


@each(ahead=90_000, behind=-90_000)
def the_seconds_left_are_the_servers_whatever_the_clock(stage, milliseconds):
    company = stage.company(invoices=[invoice(7001)])
    page = stage.page(company.user(), console=stage.world.console(undo="60s"))
    page.add_init_script(CLOCK % milliseconds)
    clerk = Clerk(page).go().tick(7001).create().send()
    strip = page.locator(".strip").filter(has=clerk.undo)
    expect(strip).to_contain_text(re.compile("om [45]\\d s"))
    page.wait_for_timeout(3000)
    expect(strip).to_contain_text(re.compile("om [45]\\d s"))
    ((run,),) = stage.world.sql(f"select id from run where creditor = {company.id}")
    # The server ends it, and nothing else.
    stage.world.sql(f"update run set hold_until = clock_timestamp() where id = {run}")
    expect(clerk.undo).to_have_count(0)
    expect(page.locator("#vantar")).to_contain_text(f"Utskick {run} är klart. 1 mottagen av Amili")


@test
def the_button_is_not_the_scripts_to_take_away(stage):
    company = stage.company(invoices=[invoice(7001)])
    stage.world.stop_worker()
    stage.at_end(stage.world.start_worker)
    page = stage.page(company.user(), console=stage.world.console(undo="2s"))
    clerk = Clerk(page).go().tick(7001).create().send()
    page.wait_for_timeout(4000)
    # Nobody has released it: it can be undone still.
    expect(clerk.undo).to_be_visible()
    clerk.undo.click()
    expect(page.get_by_role("main")).to_contain_text("Ingenting av utskicket skickades")
    assert stage.world.letters(company) == []


@test
def a_tick_without_a_network_is_kept_and_said_to_be_unsaved(stage):
    company = stage.company(invoices=[invoice(n) for n in range(1, 61)])
    page = stage.page(company.user(), "/kundfakturor")
    clerk = Clerk(page).tick(60)
    clerk.ticked("1 faktura är markerad")
    stage.cut(page)
    clerk.tick(30)
    expect(clerk.box(30)).to_be_checked()
    expect(bar(page)).to_be_in_viewport()
    expect(bar(page).get_by_role("alert")).to_contain_text("1 ändring är inte sparad.")
    clerk.tick(31)
    expect(bar(page).get_by_role("alert")).to_contain_text("2 ändringar är inte sparade.")
    # A form does not lead to the browser's own page of trouble.
    page.get_by_role("button", name="Skapa flera påminnelser").click()
    expect(clerk.box(31)).to_be_checked()
    stage.cut(page, False)
    clerk.ticked("3 fakturor är markerade")
    expect(bar(page)).to_be_hidden()


def end_session(stage, user):
    stage.world.sql(
        "delete from console_session where console_user ="
        f" (select id from console_user where login = '{user.login}')")


def sign_in_again(page, user):
    bar(page).get_by_role("link", name="Logga in igen").click()
    page.get_by_label("Användarnamn").fill(user.login)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()


@test
def a_tick_after_the_session_ended_is_saved_after_signing_in(stage):
    stage.allow(401)
    company = stage.company(invoices=[invoice(1), invoice(2)])
    user = company.user()
    page = stage.page(user, "/kundfakturor?ordning=number")
    clerk = Clerk(page)
    end_session(stage, user)
    clerk.tick(2)
    expect(clerk.box(2)).to_be_checked()
    expect(bar(page).get_by_role("alert")).to_contain_text("Du är utloggad. 1 ändring är inte")
    stage.accessible(page, "signed out")
    sign_in_again(page, user)
    clerk.ticked("1 faktura är markerad")
    expect(clerk.box(2)).to_be_checked()
    assert stage.path(page) == "/kundfakturor?ordning=number"


@test
def a_change_without_a_network_leaves_the_overview_as_it_is(stage):
    company = stage.company(invoices=[invoice(7001), invoice(7002)])
    page = stage.page(company.user(), "/kundfakturor")
    clerk = Clerk(page).tick(7001, 7002).create().confirm()
    stage.cut(page)
    box = clerk.line(7002).get_by_role("checkbox", name="Ta med faktura")
    box.uncheck()
    expect(bar(page).get_by_role("alert")).to_contain_text("1 ändring är inte sparad.")
    clerk.send_button.click()
    expect(bar(page).get_by_role("alert")).to_contain_text("Ingenting har skickats.")
    expect(box).not_to_be_checked()
    stage.cut(page, False)
    expect(clerk.figure("Skickas via Amili")).to_have_text("1")
    expect(bar(page)).to_be_hidden()
    clerk.send()
    settle(stage, company)
    assert letters(stage, company, 1) == ["7001"]


@test
def a_change_after_the_session_ended_is_there_after_signing_in(stage):
    stage.allow(401)
    company = stage.company(invoices=[invoice(7001), invoice(7002)])
    user = company.user()
    page = stage.page(user, "/kundfakturor")
    clerk = Clerk(page).tick(7001, 7002).create()
    end_session(stage, user)
    clerk.kind(7002).select_option("manual")
    expect(bar(page).get_by_role("alert")).to_contain_text("Du är utloggad. 1 ändring är inte")
    sign_in_again(page, user)
    expect(clerk.kind(7002)).to_have_value("manual")
    expect(clerk.figure("Manuella")).to_contain_text("1")
    expect(clerk.figure("Skickas via Amili")).to_have_text("1")


@test
def sending_after_the_session_ended_leads_back_to_the_overview(stage):
    stage.allow(401)
    company = stage.company(invoices=[invoice(7001)])
    user = company.user()
    page = stage.page(user, "/kundfakturor", js=False)
    clerk = Clerk(page).tick(7001).create().confirm()
    path = stage.path(page).split("?")[0]
    end_session(stage, user)
    clerk.send_button.click()
    page.get_by_role("link", name="Logga in").click()
    page.get_by_label("Användarnamn").fill(user.login)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(clerk.dialog).to_be_visible()
    assert stage.path(page).split("?")[0] == path
    assert stage.world.letters(company) == []


@test
def a_live_page_says_that_the_database_is_away(stage):
    company = stage.company()
    stage.world.faults({"on": "POST /case--registrations", "invoice": "86*", "after": 1,
                        "do": "pass", "delay_ms": 1500})
    stage.at_end(lambda: stage.world.faults())
    run = run_of(stage, company, [invoice(86_000 + n) for n in range(300)])
    page = stage.page(company.user(), f"/utskick/{run}")
    expect(page.locator("#framsteg .pace")).to_contain_text("av 300 klara")
    stage.allow(503)
    name = stage.world.name

    def reach(can):
        stage.world.sql(f"alter database {name} allow_connections {can};", "postgres")
    stage.at_end(lambda: reach("true"))
    reach("false")
    stage.world.sql(
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
        "postgres")
    expect(bar(page).get_by_role("alert")).to_contain_text("når inte sin databas")
    # How fast it goes is not known now.
    expect(page.locator("#framsteg .pace")).to_be_hidden()
    reach("true")
    expect(bar(page)).to_be_hidden()
    expect(page.locator("#framsteg .pace")).to_be_visible()


@test
def the_strip_tells_what_came_of_the_run(stage):
    company = stage.company(invoices=[invoice(7001), invoice(7002)])
    page = stage.page(company.user(), console=stage.world.console(undo="10s"))
    clerk = Clerk(page).go().tick(7001, 7002).create().send()
    strip = page.locator("#vantar .strip")
    # Whoever sent it stands there, with the keyboard and the ear.
    expect(strip).to_be_focused()
    expect(strip).to_contain_text("2 påminnelser")
    expect(strip).to_contain_text(re.compile("är klart. 2 mottagna av Amili"))
    expect(clerk.undo).to_have_count(0)
    stage.accessible(page, "afterwards")
    clerk.status(7001, RECEIVED)


@test
def a_run_that_is_done_cannot_be_cancelled_on_its_open_page(stage):
    company = stage.company()
    stage.world.faults({"on": "POST /case--registrations", "invoice": "87*", "do": "pass",
                        "delay_ms": 1500})
    stage.at_end(lambda: stage.world.faults())
    run = run_of(stage, company, [invoice(8700 + n) for n in range(40)])
    page = stage.page(company.user(), f"/utskick/{run}")
    expect(page.get_by_role("link", name="Avbryt utskicket")).to_be_visible()
    stage.world.faults()
    expect(page.locator("#lage")).to_have_text("Klart")
    expect(page.get_by_role("link", name="Avbryt utskicket")).to_have_count(0)
