"""A person sells at the till page: by mouse, by keyboard alone, as fast as a scanner, with a connection that goes away."""

import re

from playwright.sync_api import Page, Route, expect

from kopilka.checkout.service import Checkout
from kopilka.engine.messages import Who
from kopilka.web.staff.models import Cashier
from tests.browser.till import hundredths, open_till, press, scan, settled, show_card, to_pay, why
from tests.web.shop import Anna

MOSCOW_NOON = "3 марта 2025, 12:00"


def test_a_newcomers_path(at_the_till: Page, cashier: Cashier, rich_anna: Anna) -> None:
    page = at_the_till
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_label("Имя").fill("kassa")
    page.get_by_label("Пароль").fill("Lenina-5-kassa")
    page.get_by_role("button", name="Войти").click()
    page.get_by_role("link", name="Касса").first.click()

    scan(page, "2900000000025")
    scan(page, "ржаной")
    show_card(page, rich_anna.card)
    assert to_pay(page) == 129_000 + 9_000
    assert "10 %" in why(page, "discount-2")[0].replace("\u00a0", " ")
    assert "1 %" in why(page, "earned-1")[0].replace("\u00a0", " ")
    press(page, page.get_by_role("button", name="Списать 690 баллов"))
    assert to_pay(page) == 69_000
    assert "50 %" in " ".join(why(page, "points-total")).replace("\u00a0", " ")

    press(page, page.get_by_role("button", name="Картой"))
    done = page.locator(".message.done")
    expect(done).to_contain_text("Оплачено 690,00")
    expect(done).to_contain_text("Сейчас можно потратить: 410")
    expect(page.locator("#receipt")).to_contain_text(
        MOSCOW_NOON.replace(" марта", "\u00a0марта").replace(" 2025", "\u00a02025")
    )

    page.get_by_role("link", name="Вернуть товар").click()
    page.get_by_label("Хлеб ржаной").fill("1")
    press(page, page.get_by_role("button", name="Показать, что вернётся"))
    refund = hundredths(page.locator(".message").inner_text())
    press(page, page.locator("[value=confirm]"))
    expect(page.locator(".message.done")).to_contain_text("Верните покупателю")
    assert hundredths(page.locator(".message.done").inner_text()) == refund == 9_000

    page.get_by_role("link", name="Карта").first.click()
    page.get_by_label("Страница участника").fill(rich_anna.phone)
    page.get_by_role("button", name="Открыть").click()
    assert hundredths(page.locator(".available").inner_text()) == 41_000
    rows = page.locator(".history summary > .num").all_inner_texts()
    assert [hundredths(row) for row in rows] == [0, -68_400, 100_000, 10_000]


def test_the_kopecks_are_the_ledgers(at_the_till: Page, rich_anna: Anna, checkout: Checkout) -> None:
    page = at_the_till
    open_till(page)
    scan(page, f"milk-1 bread-1 {rich_anna.card}")
    press(page, page.locator("[value='spend:max']"))
    paid = to_pay(page)
    press(page, page.get_by_role("button", name="Наличными"))
    number = page.url.rpartition("/")[2]
    tenant = checkout.tenant("lavka")
    shop = page.url.split("/")[-2]
    found = checkout.wait_for(checkout.receipt(tenant, shop, number))
    assert found.settlement.to_pay == paid
    state = checkout.wait_for(checkout.member(tenant, Who(card=rich_anna.card)))
    page.goto(f"/member?who={rich_anna.card}")
    spendable = sum(lot.left for lot in state.lots if lot.available_from <= found.settlement.at)
    assert hundredths(page.locator(".available").inner_text()) == spendable


def test_the_keyboard_alone_is_enough(till_on_desktop: Page, rich_anna: Anna) -> None:
    page = till_on_desktop
    open_till(page)
    page.keyboard.type("молоко")
    page.wait_for_selector("#goods button")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/till/quote"):
        page.keyboard.press("Enter")
    expect(page.locator("#line-1")).to_contain_text("Молоко топлёное")
    settled(page)
    page.keyboard.press("F4")
    page.keyboard.type(rich_anna.card)
    with page.expect_response(re.compile("/till/")):
        page.keyboard.press("Enter")
    expect(page.locator("#member-box")).to_contain_text("1\u202f100")
    page.keyboard.press("F6")
    expect(page.locator("#spend")).to_contain_text("Спишется")
    settled(page)
    page.keyboard.press("F2")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("2900000000032")
    page.keyboard.press("Enter")
    expect(page.locator("#line-2")).to_contain_text("Хлеб")
    settled(page)
    page.keyboard.press("F9")
    expect(page.locator(".message.done")).to_be_visible()
    expect(page.locator("[data-next]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#receipt")).to_contain_text("Чек пуст")


def test_a_scanner_may_be_faster_than_the_answers(till_on_desktop: Page) -> None:
    page = till_on_desktop
    open_till(page)
    for code in ("milk-1", "bread-1", "milk-1", "cheese-1", "milk-1"):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    expect(page.locator("#line-3")).to_contain_text("Сыр")
    settled(page)
    expect(page.locator("#quantity-1")).to_have_value("3")
    expect(page.locator("#q")).to_have_value("")


def test_pay_pressed_twice_is_paid_once(till_on_desktop: Page, anna: Anna, checkout: Checkout) -> None:
    page = till_on_desktop
    open_till(page)
    scan(page, f"milk-1 {anna.card}")
    page.get_by_role("button", name="Картой").dblclick()
    expect(page.locator(".message.done")).to_be_visible()
    happened = checkout.wait_for(checkout.history(checkout.tenant("lavka"), anna.id, 10))
    assert [one.kind for one in happened] == ["receipt", "change"]


def test_a_lost_answer_loses_nothing(till_with_a_bad_line: Page) -> None:
    page = till_with_a_bad_line
    open_till(page)
    scan(page, "milk-1")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/till/pay", lose)
    page.get_by_role("button", name="Картой").click()
    expect(page.get_by_text("Сервер не отвечает")).to_be_visible()
    page.unroute("**/till/pay")
    press(page, page.get_by_role("button", name="Картой"))
    expect(page.locator(".message.done")).to_contain_text("Оплачено 89,90")


def test_the_way_back_leads_to_the_start_and_a_reload_to_the_receipt(till_on_desktop: Page) -> None:
    page = till_on_desktop
    page.goto("/")
    open_till(page)
    scan(page, "milk-1")
    press(page, page.get_by_role("button", name="Картой"))
    page.reload()
    expect(page.locator("#receipt")).to_contain_text("89,90")
    expect(page.locator(".message.done")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", name="Лавка на Ленина, 5")).to_be_visible()


def test_an_open_reason_and_the_focus_survive_the_next_scan(till_on_desktop: Page, anna: Anna) -> None:
    page = till_on_desktop
    open_till(page)
    scan(page, "bread-1")
    show_card(page, anna.card)
    why(page, "earned-total")
    page.locator("#q").focus()
    scan(page, "milk-1")
    expect(page.locator("#why-earned-total li").first).to_be_visible()
    expect(page.locator("#q")).to_be_focused()


def test_what_was_typed_is_not_sent_again(till_on_desktop: Page, rich_anna: Anna) -> None:
    page = till_on_desktop
    open_till(page)
    scan(page, f"cheese-1 {rich_anna.card}")
    page.get_by_text("Другое число").click()
    page.locator("#spend-points").fill("150")
    press(page, page.locator("[value='spend:some']"))
    assert to_pay(page) == 114_000
    press(page, page.locator("[value='spend:none']"))
    page.locator("#quantity-1").fill("0,350")
    with page.expect_response("**/till/quote"):
        page.locator("#quantity-1").press("Tab")
    settled(page)
    assert to_pay(page) == 45_150
    press(page, page.locator("[value='more:1']"))
    expect(page.locator("#quantity-1")).to_have_value("1,35")
    assert to_pay(page) == 174_150


def test_what_an_entered_search_found_stays(till_on_desktop: Page) -> None:
    page = till_on_desktop
    open_till(page)
    page.keyboard.type("молоко")
    page.keyboard.press("Enter")
    expect(page.locator("#goods button")).to_have_count(2)
    page.wait_for_timeout(600)  # longer than the search waits for another letter
    expect(page.locator("#goods button")).to_have_count(2)
    page.keyboard.type("я")
    page.keyboard.press("Backspace")
    expect(page.locator("#goods button")).to_have_count(0)
