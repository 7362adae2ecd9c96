"""The till asks its browser never to throw away what waits, and tells when it may."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ANSWERS = """
navigator.storage.persist = async () => {{
  sessionStorage.setItem("asked", "1");
  return {answer};
}};"""


@pytest.mark.parametrize(("answer", "told"), [("false", 1), ("true", 0)])
def test_persistent_storage_is_asked_for_and_a_refusal_told_on_the_map(till, answer, told):
    till.context.add_init_script(ANSWERS.format(answer=answer))
    till.open("/pos/").page.wait_for_load_state("networkidle")
    assert till.page.evaluate("() => sessionStorage.getItem('asked')") == "1"
    said = till.page.locator("#limits").get_by_text("เบราว์เซอร์นี้อาจลบข้อมูลในเครื่อง")
    expect(said).to_have_count(told)
