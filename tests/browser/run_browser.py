#!/usr/bin/env python3
"""The pages in a real Chromium: trying an operation, logging in, Swagger UI, all by keyboard alone.

No page may break its Content-Security-Policy, log an error, or ask anybody but the service. Pictures
of every page, on a phone and on a desk, dark and light, are left in build/screenshots (or
AUTHLEDGER_SCREENSHOTS).
"""

import contextlib
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
sys.dont_write_bytecode = True
from support_py import venv  # noqa: E402

venv.enter()

from playwright.sync_api import expect, sync_playwright  # noqa: E402

from contrast import faint  # noqa: E402
from support_py.service import EMAIL, PASSWORD, Report, Service, Store  # noqa: E402

CHROMIUM = os.environ.get("AUTHLEDGER_CHROMIUM", "/usr/bin/chromium")
PICTURES = pathlib.Path(os.environ.get("AUTHLEDGER_SCREENSHOTS", venv.ROOT + "/build/screenshots"))
expect.set_options(timeout=15000)
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
EXPECTED = ("401", "403")  # what forms are refused with shows in the console, and may


class Browser:
    """Chromium, and everything that its pages complained about."""

    def __init__(self, playwright, service):
        self.chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        self.base = f"http://127.0.0.1:{service.port}"
        self.complaints = []

    @contextlib.contextmanager
    def page(self, size="desk", scheme="light"):
        context = self.chromium.new_context(viewport=SIZES[size], color_scheme=scheme,
                                            base_url=self.base, accept_downloads=True)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.add_init_script("""document.addEventListener('securitypolicyviolation', (event) =>
            console.error('CSP violation: ' + event.violatedDirective + ' ' + event.blockedURI));""")
        page.on("console", lambda message: self.console(message))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self.request(request))
        try:
            yield page
        finally:
            context.close()

    def console(self, message):
        refused = any(f"status of {status}" in message.text for status in EXPECTED)
        if message.type == "error" and not refused:
            self.complaints.append(f"console: {message.text}")

    def request(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")


def focused(page):
    return page.evaluate("""() => { const it = document.activeElement;
        return it.id || it.getAttribute('href') || it.tagName.toLowerCase(); }""")


def tab_to(page, wanted, limit=120):
    """Presses Tab until the element of that id or link has the focus; how often it took."""
    for count in range(1, limit):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return count
    return None


def no_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def check_login(report, browser):
    with browser.page() as page:
        page.goto("/login")
        expect(page.locator("#username:focus")).to_have_count(1)
        report.check("login page: the first field has the focus", focused(page) == "username")
        page.fill("#username", EMAIL)
        page.fill("#password", "not the password")
        page.click("button[type=submit]")
        page.wait_for_selector("#result[data-kind=bad]")
        report.check("login page: a wrong password is refused",
                     "Wrong" in page.inner_text("#result"), page.inner_text("#result"))
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector("#result[data-kind=good]")
        report.check("login page: logs in", EMAIL in page.inner_text("#result"))
        cookies = page.context.cookies()
        token = next((one for one in cookies if one["name"].endswith("-access-token")), {})
        report.check("login page: the token is out of the scripts' reach", token.get("httpOnly"))
        page.goto("/")
        page.wait_for_selector("#list a")
        report.check("API face: knows who is logged in", "superAdmin" in page.inner_text("#who"))


def check_second_factor(report, browser, service):
    login = service.login()
    chosen = f"/v1/secondfactor/{login['userId']}"
    service.call("PATCH", chosen, {"secondFactor": "email"}, token=login["accessToken"])
    with browser.page() as page:
        page.goto("/login")
        page.fill("#username", EMAIL)
        page.fill("#password", PASSWORD)
        with page.expect_response("**/email-2factor-verification/start") as started:
            page.keyboard.press("Enter")
        page.wait_for_selector("#code:not([hidden])")
        report.check("login page: asks for the second factor", focused(page) == "secretCode" and
                     "e-mail" in page.inner_text("#result"), page.inner_text("#result"))
        page.keyboard.type("0000000")
        page.keyboard.press("Enter")
        page.wait_for_selector("#result[data-kind=bad]")
        page.fill("#secretCode", started.value.json()["secretCode"])
        page.keyboard.press("Enter")
        page.wait_for_selector("#result[data-kind=good]")
        page.goto("/")
        page.wait_for_selector("#list a")
        report.check("login page: the second factor logs in", "superAdmin" in page.inner_text("#who"))
    answer = service.call("PATCH", chosen, {"secondFactor": "off"}, token=login["accessToken"])
    report.check("login page: without a second factor again", answer.status == 200, answer.body)


def check_face(report, browser, service):
    operations = sum(len(one) for one in service.call("GET", "/openapi.json").json()["paths"].values())
    with browser.page() as page:
        page.goto("/")
        page.wait_for_selector("#list a")
        report.check(f"API face: lists all {operations} operations",
                     page.locator("#list a").count() == operations)
        page.goto("/#login")
        page.fill("#field-body", json.dumps({"username": EMAIL, "password": PASSWORD}))
        page.click("#send")
        page.wait_for_selector("#status[data-kind=good]")
        page.goto("/#listUsers")
        expect(page.locator("#method")).to_have_text("GET")
        page.click("#fields summary")
        page.fill("#field-query-email", "root")
        page.click("#send")
        page.wait_for_selector("#status[data-kind=good]")
        expect(page.locator("#body")).to_contain_text(EMAIL)
        body = json.loads(page.inner_text("#body"))
        report.check("API face: an operation is tried", body["users"][0]["email"] == EMAIL, str(body)[:200])
        report.check("API face: says what was sent", "email=root" in page.locator("#curl").text_content())
        report.check("API face: shows headers", "x-request-id" in page.locator("#headers").text_content())
        tried = []
        for link in page.locator("#list a").evaluate_all("all => all.map(one => one.hash)"):
            page.goto("/" + link)
            page.wait_for_selector("#operation:not([hidden]) #send")
            tried.append(page.locator("#send").is_visible())
        report.check(f"API face: each of {len(tried)} operations has its form", all(tried))
        page.goto("/#streamEvents")
        expect(page.locator("#path")).to_have_text("/v1/events")
        page.click("#fields summary")
        page.fill("#field-query-after", "0")
        page.click("#send")
        expect(page.locator("#body")).to_contain_text("user.registered")
        page.click("#stop")
        expect(page.locator("#status")).to_have_text("Stopped.")
        report.check("API face: a stream shows up, and stops", True)


def check_swagger(report, browser, service):
    paths = service.call("GET", "/openapi.json").json()["paths"]
    operations = sum(len(one) for one in paths.values())
    with browser.page() as page:
        page.goto("/swagger")
        page.wait_for_selector(".opblock", timeout=60000)
        shown = page.locator(".opblock").count()
        report.check(f"Swagger UI: renders all {operations} operations", shown == operations, str(shown))
        for one in page.locator(".opblock-summary-control").all()[:3]:
            one.click()
        page.wait_for_selector(".opblock.is-open .opblock-body .responses-wrapper")
        page.goto("/swagger#/System/health")
        page.reload()
        page.wait_for_selector("#operations-System-health.is-open .try-out__btn", timeout=60000)
        page.click("#operations-System-health .try-out__btn")
        page.click("#operations-System-health .execute")
        page.wait_for_selector("#operations-System-health .live-responses-table .response")
        text = page.inner_text("#operations-System-health .live-responses-table")
        report.check("Swagger UI: an operation is tried", '"OK"' in text, text[:200])


def check_keyboard(report, browser):
    with browser.page() as page:
        page.goto("/login")
        expect(page.locator("#username:focus")).to_have_count(1)  # the browser sets it a moment after loading
        page.keyboard.type(EMAIL)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("#result[data-kind=good]")
        expect(page.locator("a[href='./']:focus")).to_have_count(1)
        page.keyboard.press("Enter")
        page.wait_for_selector("#list a")
        report.check("keyboard: log in and go on to the API face", page.url.rstrip("/") == browser.base)
        page.keyboard.press("Tab")
        report.check("keyboard: the first stop skips to the operation", focused(page) == "#main")
        page.keyboard.press("/")
        report.check("keyboard: / leads to the filter", focused(page) == "filter")
        page.keyboard.type("currentuser")
        report.check("keyboard: the list narrows", page.locator("#list a").count() == 1)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#operation:not([hidden])")
        report.check("keyboard: the operation has the focus", focused(page) == "title")
        report.check("keyboard: from there to the button", tab_to(page, "send") is not None)
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        report.check("keyboard: the focus can be seen", outline not in ("none", ""), outline)
        page.keyboard.press("Enter")
        page.wait_for_selector("#status[data-kind=good]")
        expect(page.locator("#body")).to_contain_text(EMAIL)
        report.check("keyboard: the answer is there", EMAIL in page.inner_text("#body"))
        report.check("keyboard: and can be reached", tab_to(page, "body") is not None)


def take_pictures(report, browser):
    PICTURES.mkdir(parents=True, exist_ok=True)
    sideways, pale = [], []
    for size in SIZES:
        for scheme in ("light", "dark"):
            with browser.page(size, scheme) as page:
                def picture(name, full=False):
                    page.screenshot(path=str(PICTURES / f"{name}-{size}-{scheme}.png"), full_page=full)
                    if not no_sideways(page):
                        sideways.append(f"{name}-{size}")
                    pale.extend(f"{scheme} {one}" for one in faint(page, name))
                page.goto("/login")
                picture("login")
                page.fill("#username", EMAIL)
                page.fill("#password", PASSWORD)
                page.keyboard.press("Enter")
                page.wait_for_selector("#result[data-kind=good]")
                page.goto("/")
                page.wait_for_selector("#list a")
                picture("face")
                page.goto("/#listUsers")
                page.wait_for_selector("#operation:not([hidden])")
                page.click("#send")
                page.wait_for_selector("#status[data-kind=good]")
                picture("operation")
                page.locator("#answer").scroll_into_view_if_needed()
                page.evaluate("document.getElementById('answer-title').scrollIntoView()")
                picture("answer")
                page.goto("/#updateProfile")
                expect(page.locator("#method")).to_have_text("PATCH")
                picture("form")
                page.goto("/swagger")
                page.wait_for_selector(".opblock", timeout=60000)
                picture("swagger")
    report.check(f"pictures are in {PICTURES}", len(list(PICTURES.glob("*.png"))) >= 24)
    report.check("no page is wider than its window", not sideways, str(sideways))
    report.check("every text stands out from its ground, light and dark", not pale, "; ".join(dict.fromkeys(pale))[:1500])


def main():
    if not os.access(CHROMIUM, os.X_OK):
        sys.exit(f"{CHROMIUM} is not there: scripts/setup test")
    report, store = Report(), Store("embedded")
    service = Service(store)
    try:
        with sync_playwright() as playwright:
            browser = Browser(playwright, service)
            check_login(report, browser)
            check_second_factor(report, browser, service)
            check_face(report, browser, service)
            check_swagger(report, browser, service)
            check_keyboard(report, browser)
            take_pictures(report, browser)
            report.check("no policy was broken, no error logged, nobody else asked",
                         not browser.complaints, "; ".join(dict.fromkeys(browser.complaints))[:1500])
            browser.chromium.close()
    finally:
        service.stop()
        store.remove()
    sys.exit(report.finish())


if __name__ == "__main__":
    main()
