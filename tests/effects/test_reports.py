"""Reports: frozen first, printed from what was frozen, the same bytes again."""

from __future__ import annotations

import io
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from greendesk.desks.files import open_stored
from greendesk.desks.models import Role
from greendesk.effects import charts, errors, printing, services
from greendesk.effects.queries import series_of
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from tests.factories import officer_of
from tests.factories.followups import ClaimFactory, EffortFactory, IndicatorFactory

AT = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def report(desk, officer):
    row = IndicatorFactory(desk=desk)
    services.observe(row, period="2015", value="71900", source="SCB", by=officer)
    services.observe(row, period="2019", value="151000", source="SCB", is_break=True, by=officer)
    ClaimFactory(desk=desk, title=Texts.of("zh-hans", "保定集中供热"), amount=Decimal(65), currency="SEK")
    ClaimFactory(desk=desk, title=Texts.of("en", '=HYPERLINK("http://evil.example")'))
    EffortFactory(desk=desk)
    return services.write_report(desk=desk, name="Q3 效果", at=AT, by=officer)


def test_a_report_is_frozen_whatever_happens_later(report, desk, officer):
    before = dict(report.snapshot)
    ClaimFactory(desk=desk, title=Texts.of("en", "Later"))
    services.print_report(report)
    report.refresh_from_db()
    assert report.snapshot == before
    with open_stored(report.pdf) as pdf:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.read())).pages)
    assert "保定集中供热" in text.replace(" ", "")
    assert "Later" not in text
    assert "scope changed" in text


def test_the_same_snapshot_gives_the_same_bytes(report):
    first = printing.pdf_of(report.snapshot), printing.xlsx_of(report.snapshot)
    time.sleep(2.1)  # longer than the clock of a zip entry ticks
    assert (printing.pdf_of(report.snapshot), printing.xlsx_of(report.snapshot)) == first


def test_the_workbook_holds_the_figures_and_runs_nothing(report):
    book = load_workbook(io.BytesIO(printing.xlsx_of(report.snapshot)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "保定集中供热" in {cell.value for cell in cells}
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert '\'=HYPERLINK("http://evil.example")' in {cell.value for cell in cells}
    assert {"71,900", "151,000"} <= {cell.value for cell in cells}


def test_only_those_who_edit_write_reports_and_periods_run_forward(desk, officer, stranger):
    for by in (stranger, officer_of(desk, Role.FUNDER)):
        with pytest.raises(NotYours):
            services.write_report(desk=desk, name="x", at=AT, by=by)
    with pytest.raises(errors.PeriodBackwards):
        services.write_report(desk=desk, name="x", at=AT, by=officer, first=date(2026, 2, 1), last=date(2026, 1, 1))
    with pytest.raises(errors.NeedsName):
        services.write_report(desk=desk, name=" ", at=AT, by=officer)


def test_a_chart_draws_no_line_across_a_break_and_says_so(desk, officer):
    row = IndicatorFactory(desk=desk)
    for period, value, is_break in (("2009", "~70000", False), ("2015", "71900", False), ("2019", "151000", True)):
        services.observe(row, period=period, value=value, source="SCB", is_break=is_break, by=officer)
    spec = charts.series_chart(series_of(row.observations.select_related("place")), "people")
    line = spec["layer"][0]
    runs = {point["run"] for point in line["data"]["values"]}
    assert line["encoding"]["detail"] == {"field": "run"}
    assert len(runs) == 2
    page = charts.for_page(spec)
    assert "scope changed" in page
    assert "style=" not in page
    assert "var(--accent)" in page
    assert charts.ACCENT not in page


def test_one_value_is_no_chart(desk, officer):
    row = IndicatorFactory(desk=desk)
    services.observe(row, period="2015", value="5", source="x", by=officer)
    assert charts.series_chart(series_of(row.observations.select_related("place")), "people") is None
