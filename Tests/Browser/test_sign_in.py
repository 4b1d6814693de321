"""Coming in and going out, in a browser."""
from playwright.sync_api import Error, expect

from installation import PASSWORD
from runner import each, test


def sign_in(page, login, password=PASSWORD):
    page.get_by_label("Användarnamn").fill(login)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()


def load_again(page):
    """The page finds by itself that its session has ended, perhaps at that very moment."""
    try:
        page.reload()
    except Error as error:
        if "ERR_ABORTED" not in str(error):
            raise
        page.wait_for_load_state()


@each(with_script=True, without_script=False)
def one_signs_in_and_out(stage, js):
    user = stage.company(name="Snickeriet AB").user()
    page = stage.page(path="/kundfakturor", js=js)
    assert stage.path(page) == "/logga-in"
    sign_in(page, user.login)
    expect(page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("Snickeriet AB")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1, name="Logga in")).to_be_visible()
    page.goto("/kundfakturor")
    assert stage.path(page) == "/logga-in"
    page.go_back()
    # What was seen before is not kept by the browser.
    expect(page.get_by_role("heading", level=1, name="Logga in")).to_be_visible()


@test
def a_wrong_password_is_told_of_once_and_politely(stage):
    user = stage.company().user()
    stage.allow(401)
    page = stage.page(path="/logga-in")
    sign_in(page, user.login, "helt fel lösenord")
    expect(page.get_by_role("alert")).to_contain_text(
        "Användarnamnet eller lösenordet stämmer inte.")
    stage.accessible(page)
    sign_in(page, user.login)
    expect(page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()


@test
def signing_in_leads_to_where_one_was_going(stage):
    user = stage.company().user()
    page = stage.page(path="/utskick?sida=1")
    sign_in(page, user.login)
    page.wait_for_url("**/utskick?sida=1")


@test
def one_signs_in_by_keyboard_alone(stage):
    user = stage.company().user()
    page = stage.page(path="/logga-in")
    # A browser moves the focus when it first draws, which may come after the page's load.
    expect(page.get_by_label("Användarnamn")).to_be_focused()
    page.keyboard.type(user.login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#innehall")


@each(light={}, dark={"dark": True}, narrow={"width": 360}, wide={"width": 2560})
def the_sign_in_page_is_accessible(stage, how):
    stage.accessible(stage.page(path="/logga-in", **how))


@test
def the_language_can_be_chosen_before_and_after(stage):
    user = stage.company().user()
    page = stage.page(path="/logga-in")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_label("User name").fill(user.login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Customer invoices")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "sv")


@test
def the_language_switch_stays_on_the_page(stage):
    user = stage.company().user()
    page = stage.page(user, "/kundfakturor?sok=12")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert stage.path(page) == "/kundfakturor?sok=12"


@test
def somebody_of_two_companies_chooses_one(stage):
    first, second = stage.company(name="Alfa AB"), stage.company(name="Beta AB")
    page = stage.page(first.user(beside=[second]), "/kundfakturor")
    choice = page.get_by_label("Företag", exact=True)
    expect(choice.locator("option")).to_have_text(["Alfa AB", "Beta AB"])
    choice.select_option(label="Beta AB")
    page.wait_for_url(f"**foretag={second.handle}**")
    expect(choice.locator("option:checked")).to_have_text("Beta AB")
    page.get_by_role("link", name="Utskick").click()
    assert f"foretag={second.handle}" in page.url


@test
def somebody_of_two_companies_chooses_without_script(stage):
    first, second = stage.company(name="Alfa AB"), stage.company(name="Beta AB")
    page = stage.page(first.user(beside=[second]), "/kundfakturor", js=False)
    page.get_by_label("Företag", exact=True).select_option(label="Beta AB")
    page.get_by_role("button", name="Byt").click()
    page.wait_for_url(f"**foretag={second.handle}**")


@test
def a_disabled_user_is_out_at_once(stage):
    company = stage.company()
    user = company.user()
    page = stage.page(user, "/kundfakturor")
    stage.world.paminn("user", "disable", user.login)
    load_again(page)
    expect(page.get_by_role("heading", level=1, name="Logga in")).to_be_visible()
    stage.allow(401)
    sign_in(page, user.login)
    expect(page.get_by_role("alert")).to_contain_text("stämmer inte")
    stage.world.paminn("user", "enable", user.login)
    sign_in(page, user.login)
    expect(page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()


@test
def a_new_password_ends_the_old_sessions(stage):
    user = stage.company().user()
    page = stage.page(user, "/kundfakturor")
    stage.world.paminn("user", "passwd", user.login, text="ett alldeles nytt ord\n")
    load_again(page)
    sign_in(page, user.login, "ett alldeles nytt ord")
    expect(page.get_by_role("heading", level=1, name="Kundfakturor")).to_be_visible()
