"""What a monitor reads off the page of metrics."""

from functools import cached_property

from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "a-token-for-the-monitor-alone"


class Scrape:
    """One scrape: every sample of a page in Prometheus' text format."""

    def __init__(self, text: str):
        self.text = text

    @cached_property
    def families(self) -> list:
        """Everything on the page, in families. A test process has counted thousands by its end."""
        return list(text_string_to_metric_families(self.text))

    @property
    def names(self) -> set[str]:
        """The names of all samples, as alert rules use them."""
        return {sample.name for family in self.families for sample in family.samples}

    def matching(self, name: str, **labels: str) -> list:
        """Return the samples of this name that carry these labels."""
        own = (f"{name}{{", f"{name} ")
        lines = "\n".join(line for line in self.text.splitlines() if line.startswith(own))
        families = text_string_to_metric_families(lines + "\n")
        samples = [sample for family in families for sample in family.samples]
        return [sample for sample in samples if labels.items() <= sample.labels.items()]

    def total(self, name: str, **labels: str) -> float:
        """Return the sum of the samples of this name that carry these labels; 0 without any."""
        return sum(sample.value for sample in self.matching(name, **labels))

    def routes(self) -> set[str]:
        """Return every route that requests were counted under."""
        return {sample.labels["route"] for sample in self.matching("pos_http_requests_total")}


def scrape(settings) -> Scrape:
    """Read the page of the shop in this process, with the token."""
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.content
    return Scrape(answer.content.decode())


class Growth:
    """By how much figures have grown since this was made: a test process counts all its tests."""

    def __init__(self, settings):
        self.settings = settings
        self.before = scrape(settings)

    def of(self, name: str, **labels: str) -> float:
        """Return the growth of the sum of these samples; rounded, for money is a float here."""
        now = scrape(self.settings)
        return round(now.total(name, **labels) - self.before.total(name, **labels), 2)
