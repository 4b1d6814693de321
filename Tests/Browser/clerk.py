"""A bookkeeper's hands: the clicks of the help article, by the names that stand on the page."""
import re
import time

from playwright.sync_api import expect

from stage import PATIENCE

# A letter that went; how far Amili has come with it is Amili's business.
RECEIVED = re.compile("Mottagen av Amili|Påminnelse skickad")


class Clerk:
    def __init__(self, page):
        self.page = page

    # --- The list

    def go(self, query=""):
        self.page.goto(f"/kundfakturor{query}")
        return self

    def box(self, number):
        return self.page.get_by_role("checkbox", name=f"Markera faktura {number}", exact=True)

    def tick(self, *numbers):
        for number in numbers:
            self.box(number).check()
        return self

    def row(self, number):
        return self.page.get_by_role("row").filter(
            has=self.page.get_by_role("link", name=str(number), exact=True))

    def ticked(self, text):
        """What stands of how many are ticked."""
        expect(self.page.locator("#urval")).to_contain_text(text)
        return self

    def create(self):
        # Without a script it looks grey until the page is loaded anew, and works all the same.
        self.page.get_by_role("button", name="Skapa flera påminnelser").click(
            force=not self.page.context.has_script)
        expect(self.dialog).to_be_visible()
        return self

    # --- The overview

    @property
    def dialog(self):
        return self.page.get_by_role("dialog")

    @property
    def send_button(self):
        return self.dialog.get_by_role("button", name="Skicka påminnelser")

    def line(self, number):
        return self.dialog.get_by_role("row").filter(
            has=self.page.get_by_role("rowheader", name=str(number), exact=True))

    def kind(self, number):
        """The reminder type of one row."""
        return self.dialog.get_by_label(f"Påminnelsetyp för faktura {number}", exact=True)

    def figure(self, name):
        """A number of the summary."""
        return self.dialog.locator("#summering dl > div").filter(has_text=name).locator("dd")

    def confirm(self):
        """The first run, and an unusually large one, want their number typed."""
        field = self.dialog.get_by_label(re.compile(r"Skriv \d+ för"))
        if field.count():
            label = self.dialog.locator("label", has_text="för att bekräfta").inner_text()
            field.fill("".join(re.findall(r"\d", label)))
        return self

    def send(self):
        self.confirm()
        self.send_button.click()
        expect(self.dialog).to_have_count(0)
        return self

    # --- Afterwards

    @property
    def undo(self):
        return self.page.get_by_role("button", name="Ångra")

    def status(self, number, text, within=PATIENCE, reload=False):
        """Waits until the row says so: by itself, or by looking again."""
        row = self.row(number)
        if not reload:
            expect(row).to_contain_text(text, timeout=within * 1000)
            return self
        limit = time.monotonic() + within
        while not re.search(text, row.inner_text()):
            assert time.monotonic() < limit, f"{number}: {row.inner_text()}"
            self.page.wait_for_timeout(300)
            self.page.reload()
        return self


def letters(stage, company, count, within=PATIENCE):
    """The letters of this company by the sandbox's ledger, once there are so many; a moment later
    there must be no more, and none twice."""
    limit = time.monotonic() + within
    while True:
        found = stage.world.letters(company)
        if len(found) >= count:
            break
        assert time.monotonic() < limit, f"{len(found)} letters instead of {count}"
        time.sleep(0.1)
    numbers = [line["invoice_number"] for line in found]
    assert len(numbers) == count, numbers
    assert len(set(numbers)) == count, numbers
    return sorted(numbers)


def settle(stage, company, within=PATIENCE):
    """Until no run of the company has anything left to do."""
    limit = time.monotonic() + within
    while True:
        ((open_,),) = stage.world.sql(
            f"select count(*) from run where creditor = {company.id}"
            " and finished_at is null")
        if open_ == "0":
            return
        assert time.monotonic() < limit, "the runs do not end"
        time.sleep(0.1)
