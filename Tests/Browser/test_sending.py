"""One click, one run: whatever one does with the mouse, the windows and the clock."""
import re
import threading
import time

from playwright.sync_api import expect

from clerk import RECEIVED, Clerk, letters, settle
from company import invoice
from runner import each, test


def overdue(count=3):
    return [invoice(number) for number in range(7001, 7001 + count)]


def runs(stage, company):
    return stage.world.sql(
        f"select id from run where creditor = {company.id} order by id")


@test
def a_double_click_is_one_run(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001, 7002, 7003).create().confirm()
    clerk.send_button.dblclick()
    expect(clerk.dialog).to_have_count(0)
    clerk.status(7003, RECEIVED)
    assert len(runs(stage, company)) == 1
    letters(stage, company, 3)


@test
def the_same_form_twice_at_once_is_one_run(stage):
    """Without a script that holds the second click back."""
    company = stage.company(invoices=overdue())
    user = company.user()
    clerk = Clerk(stage.page(user, "/kundfakturor", js=False))
    clerk.tick(7001, 7002, 7003).create().confirm()
    form = clerk.page.evaluate("""() => {
        const form = document.getElementById('utkast');
        return {action: form.getAttribute('action'), fields: [...new FormData(form)]};
    }""")
    fields = [*map(tuple, form["fields"]), ("gor", "skicka")]
    answers = []

    def post():
        answers.append(stage.client(user).post(form["action"], fields))
    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status for answer in answers} <= {303}, [a.status for a in answers]
    settle(stage, company)
    assert len(runs(stage, company)) == 1
    letters(stage, company, 3)
    # The sender's name stands once in the book.
    sent = stage.world.sql(
        f"select login from console_audit where action = 'sent' and creditor = {company.id}")
    assert sent == [[user.login]], sent


@each(with_script=True, without_script=False)
def back_and_send_again_is_one_run(stage, js):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor", js=js))
    clerk.tick(7001, 7002, 7003).create().send()
    clerk.page.go_back()
    # What was sent is not offered again, or is not taken twice.
    if clerk.dialog.count():
        clerk.confirm().send_button.click(force=True)
    clerk.page.goto("/kundfakturor")
    settle(stage, company)
    assert len(runs(stage, company)) == 1
    letters(stage, company, 3)


@test
def reloading_what_was_sent_sends_nothing(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001, 7002, 7003).create().send()
    for _ in range(3):
        clerk.page.reload()
    settle(stage, company)
    assert len(runs(stage, company)) == 1
    letters(stage, company, 3)


@test
def two_tabs_of_one_draft_are_one_run(stage):
    company = stage.company(invoices=overdue())
    context = stage.context(company.user())
    first, second = Clerk(context.new_page()), Clerk(context.new_page())
    first.go().tick(7001, 7002, 7003).create()
    second.page.goto(first.page.url)
    first.confirm()
    second.confirm()
    first.send()
    second.send_button.click()
    expect(second.dialog).to_have_count(0)
    expect(second.page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()
    settle(stage, company)
    assert len(runs(stage, company)) == 1
    letters(stage, company, 3)


@test
def what_another_tab_changed_is_seen_before_it_is_sent(stage):
    company = stage.company(invoices=overdue())
    context = stage.context(company.user())
    first, second = Clerk(context.new_page()), Clerk(context.new_page())
    first.go().tick(7001, 7002, 7003).create()
    second.page.goto(first.page.url)
    second.line(7002).get_by_role("checkbox", name="Ta med faktura").uncheck()
    expect(second.figure("Skickas via Amili")).to_have_text("2")
    first.confirm().send_button.click()
    expect(first.dialog.get_by_role("alert")).to_contain_text("ändrats i en annan flik")
    expect(first.line(7002).get_by_role("checkbox", name="Ta med faktura")).not_to_be_checked()
    assert runs(stage, company) == []
    first.send()
    settle(stage, company)
    assert letters(stage, company, 2) == ["7001", "7003"]


@test
def two_people_with_the_same_invoices_are_two_runs_and_one_letter_each(stage):
    company = stage.company(invoices=overdue(4))
    held = stage.world.console(undo="60s")
    anna = Clerk(stage.page(company.user(), "/kundfakturor", console=held))
    bo = Clerk(stage.page(company.user(), "/kundfakturor"))
    anna.tick(7001, 7002, 7003).create()
    bo.tick(7002, 7003, 7004).create()
    # Each sees the other's nowhere until it is sent.
    anna.send()
    expect(anna.undo).to_be_visible()
    bo.send()
    settle_one(stage, company, of=2)
    ((first,), (second,)) = runs(stage, company)
    rows = stage.world.sql(
        "select invoice_number, state, reason from reminder_list"
        f" where run = {second} order by invoice_number")
    assert [(n, s) for n, s, _ in rows] == [
        ("7002", "skipped"), ("7003", "skipped"), ("7004", "accepted")], rows
    assert {reason for _, state, reason in rows if state == "skipped"} == {"ALREADY_LIVE"}, rows
    stage.world.sql(f"update run set hold_until = clock_timestamp() where id = {first}")
    settle(stage, company)
    assert letters(stage, company, 4) == ["7001", "7002", "7003", "7004"]


def settle_one(stage, company, of):
    """Until all but one of the company's runs have ended."""
    limit = time.monotonic() + 20
    while True:
        ((done,),) = stage.world.sql(
            f"select count(*) from run where creditor = {company.id}"
            " and finished_at is not null")
        if int(done) == of - 1:
            return
        assert time.monotonic() < limit, done
        time.sleep(0.1)


@each(with_script=True, without_script=False)
def a_run_can_be_undone_while_it_is_held(stage, js):
    company = stage.company(invoices=overdue())
    console = stage.world.console(undo="60s")
    clerk = Clerk(stage.page(company.user(), "/kundfakturor", js=js, console=console))
    clerk.tick(7001, 7002, 7003).create().send()
    strip = clerk.page.locator(".strip").filter(has=clerk.undo)
    expect(strip).to_contain_text(re.compile("om [45]\\d s" if js else "Skickas kl"))
    expect(strip).to_contain_text("3 påminnelser")
    stage.accessible(clerk.page, "held")
    clerk.undo.click()
    expect(clerk.undo).to_have_count(0)
    clerk.go()
    for number in (7001, 7002, 7003):
        clerk.status(number, "Avbruten", reload=True)
    assert stage.world.letters(company) == []
    audit = stage.world.sql(
        "select action from console_audit where creditor = %s order by id" % company.id)
    assert audit == [["sent"], ["cancelled"]], audit


@test
def after_the_hold_undo_is_gone(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(
        company.user(), "/kundfakturor", console=stage.world.console(undo="10s")))
    clerk.tick(7001).create().send()
    expect(clerk.undo).to_be_visible()
    expect(clerk.undo).to_have_count(0)
    clerk.status(7001, RECEIVED)


@test
def an_undo_that_comes_too_late_says_so(stage):
    company = stage.company(invoices=overdue())
    user = company.user()
    clerk = Clerk(stage.page(
        user, "/kundfakturor", js=False, console=stage.world.console(undo="60s")))
    clerk.tick(7001).create().send()
    ((run,),) = runs(stage, company)
    stage.world.sql(f"update run set hold_until = clock_timestamp() where id = {run}")
    settle(stage, company)
    clerk.undo.click()
    expect(clerk.page.get_by_role("main")).to_contain_text(re.compile("redan|för sent"))
    letters(stage, company, 1)


@test
def a_payment_between_the_click_and_the_letter_stops_it(stage):
    company = stage.company(invoices=overdue(2))
    clerk = Clerk(stage.page(
        company.user(), "/kundfakturor", console=stage.world.console(undo="60s")))
    clerk.tick(7001, 7002).create().send()
    company.take([invoice(7001, Restbelopp="0,00")])
    ((run,),) = runs(stage, company)
    stage.world.sql(f"update run set hold_until = clock_timestamp() where id = {run}")
    settle(stage, company)
    assert letters(stage, company, 1) == ["7002"]
    clerk.go().status(7001, "Hoppades över", reload=True)


@test
def a_draft_is_nobody_elses(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001).create()
    path = stage.path(clerk.page)
    colleague = stage.client(company.user())
    assert colleague.get(path).status == 404
    assert colleague.post(path.split("?")[0] + "/andra", {
        "_formular": colleague.token(), "gor": "skicka"}).status == 404


@test
def an_old_draft_says_so(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001).create()
    stage.world.sql(
        "update draft set opened_at = opened_at - interval '25 hours',"
        " expires_at = expires_at - interval '25 hours'"
        f" where creditor = {company.id}")
    clerk.page.reload()
    expect(clerk.dialog).to_contain_text("En översikt gäller i 24 timmar")
    stage.accessible(clerk.page, "an old draft")
    clerk.dialog.get_by_role("link", name="Till listan").click()
    expect(clerk.dialog).to_have_count(0)


def slowly(page, pattern, milliseconds):
    """The server's answers to the script take their time."""
    def delay(route):
        page.wait_for_timeout(milliseconds)
        route.continue_()
    page.route(pattern, lambda route: delay(route)
               if route.request.resource_type == "fetch" else route.continue_())


@test
def whoever_clicks_before_the_tick_is_kept_is_not_sent_away(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    slowly(clerk.page, "**/kundfakturor/urval*", 700)
    clerk.tick(7001, 7002)
    # It still looks grey.
    clerk.page.get_by_role("button", name="Skapa flera påminnelser").click(force=True)
    expect(clerk.dialog.get_by_role("rowheader")).to_have_count(2)


@test
def whoever_sends_before_the_change_is_kept_sends_what_they_saw(stage):
    company = stage.company(invoices=overdue())
    clerk = Clerk(stage.page(company.user(), "/kundfakturor"))
    clerk.tick(7001, 7002, 7003).create().confirm()
    clerk.dialog.get_by_label(re.compile(r"Skriv \d+ för")).fill("2")
    slowly(clerk.page, "**/paminnelser/**", 700)
    clerk.line(7002).get_by_role("checkbox", name="Ta med faktura").uncheck()
    clerk.send_button.click()
    expect(clerk.dialog).to_have_count(0)
    settle(stage, company)
    assert letters(stage, company, 2) == ["7001", "7003"]


@test
def news_do_not_take_a_button_from_under_the_finger(stage):
    company = stage.company(invoices=overdue())
    page = stage.page(company.user(), "/kundfakturor")
    Clerk(page).tick(7001).ticked("1 faktura är markerad")
    box = page.get_by_role("button", name="Skapa flera påminnelser").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.evaluate("""() => {
        const bar = document.getElementById('urval');
        paminn.put({id: 'urval', html: bar.innerHTML.replace('1 faktura', '2 fakturor')});
    }""")
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_be_visible()


@test
def what_came_and_went_since_all_were_chosen_is_said_first(stage):
    company = stage.company(invoices=overdue(8))
    clerk = Clerk(stage.page(company.user(), "/kundfakturor?attpaminna=1",
                             console=stage.world.console(select_all="2", undo="1s")))
    clerk.page.get_by_role("button", name="Markera alla", exact=True).click()
    clerk.page.get_by_role("button", name="Välj alla 8 som matchar").click()
    clerk.ticked("Alla 8 som matchar filtret är markerade")
    company.take([invoice(number) for number in (7101, 7102)]
                 + [invoice(7001, Restbelopp="0,00")])
    clerk.create()
    told = clerk.dialog.locator("#sedan-valet")
    expect(told).to_contain_text("2 fakturor har tillkommit. 1 matchar inte längre filtret")
    expect(clerk.figure("Skickas via Amili")).to_have_text("9")
    stage.accessible(clerk.page, "what came")
    told.get_by_role("button", name="Lämna de 2 utanför").click()
    expect(clerk.figure("Skickas via Amili")).to_have_text("7")
    clerk.send()
    settle(stage, company)
    assert letters(stage, company, 7) == [str(number) for number in range(7002, 7009)]
