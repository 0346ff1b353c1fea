"""What a newcomer does with a fresh Kopilka: reads the name and the password off the page, sells, looks at a member."""

from playwright.sync_api import Page, expect

from tests.browser.till import hundredths, open_till, press, scan, show_card, to_pay, why


def test_the_demonstration_sells(page: Page) -> None:
    page.goto("/")
    shown = page.locator(".message b").all_inner_texts()
    page.get_by_label("Имя").fill(shown[0])
    page.get_by_label("Пароль").fill(shown[-1])
    page.get_by_role("button", name="Войти").click()
    cards = page.locator("#samples + ul a").all_inner_texts()

    open_till(page)
    scan(page, "молоко")
    with page.expect_response("**/till/quote"):
        page.locator("#goods button").first.click()
    show_card(page, cards[0])
    expect(page.locator("#member-box")).to_contain_text("Можно потратить")
    assert why(page, "earned-1")
    paid = to_pay(page)
    press(page, page.get_by_role("button", name="Картой"))
    expect(page.locator(".message.done")).to_contain_text("Оплачено")
    number = page.url.rpartition("/")[2]

    page.goto(f"/member?who={cards[0]}")
    newest = page.locator(".history > li").first
    newest.locator("summary").click()
    expect(newest).to_contain_text(number)
    assert hundredths(newest.locator("summary .small .num").inner_text()) == paid


def test_every_program_of_the_demonstration_opens_its_till(page: Page) -> None:
    page.goto("/")
    *names, password = page.locator(".message b").all_inner_texts()
    for name in names:
        page.context.clear_cookies()
        page.goto("/sign-in?next=/till/")
        page.get_by_label("Имя").fill(name)
        page.get_by_label("Пароль").fill(password)
        page.get_by_role("button", name="Войти").click()
        expect(page.locator("#receipt")).to_contain_text("Чек пуст")
