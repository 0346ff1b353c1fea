"""The style sheet reaches the browser under the policy that the pages declare."""

from playwright.sync_api import Page


def test_the_style_sheet_arrives(page: Page) -> None:
    answer = page.goto("/static/kopilka.css")
    assert answer is not None
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/css")
