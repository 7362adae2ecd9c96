"""The till can be put on a tablet's home screen, as the browser itself judges."""

import pytest

from tests.browser.device import prepared

pytestmark = pytest.mark.browser


def test_the_browser_finds_nothing_that_keeps_the_till_from_being_installed(till):
    prepared(till)
    devtools = till.context.new_cdp_session(till.page)
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A test's window is a private one, which installs nothing; that is no fault of the till.
    assert {each["errorId"] for each in found} - {"in-incognito"} == set()
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/pos/manifest.webmanifest")
