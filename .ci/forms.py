"""Holds the forms that the tests wrote (target/forms) against programs of others: run by .ci/run, after the tests.

JUnit: both schemas in use, by libxml2. OpenMetrics: the parser of Prometheus' own client. Markdown: GitHub's renderer.
"""

import pathlib
import re
import sys

import cmarkgfm
from cmarkgfm.cmark import Options
from lxml import etree
from prometheus_client.openmetrics.parser import text_string_to_metric_families

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target" / "forms"
# What the template of a comment is made of.
ELEMENTS = set("h3 ul li p strong code pre details summary table thead tbody tr th td br".split())


def junit(path):
    for name in ["junit-10.xsd", "junit-ant.xsd"]:
        schema = etree.XMLSchema(etree.parse(ROOT / "tests" / "fixtures" / name))
        schema.assertValid(etree.parse(path))


def openmetrics(path):
    text = path.read_text("utf-8")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    states = [sample.value for sample in families["rulecheck_verdict"].samples]
    assert sorted(states) == [0, 0, 0, 1], states
    for family in families.values():
        assert family.type == "gauge" and family.samples, family


def markdown(path):
    html = cmarkgfm.github_flavored_markdown_to_html(path.read_text("utf-8"), Options.CMARK_OPT_UNSAFE)
    found = set(re.findall(r"<([a-z0-9]+)", html))
    assert found <= ELEMENTS, found - ELEMENTS
    prose = re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"@|://|www\.|href|#\d", prose), prose


CHECKS = {".xml": junit, ".om": openmetrics, ".md": markdown}

paths = sorted(FOLDER.iterdir())
assert len(paths) == 21, "run the tests first: they write target/forms"
for path in paths:
    try:
        CHECKS[path.suffix](path)
    except Exception as error:
        sys.exit(f"{path}: {error}")
print(f"{len(paths)} files are as their readers want them")
