"""An incident whose reports fall in two editions: each is decided by the one in force on its own date."""

from __future__ import annotations

from hocrdsl.rules import load

ROW = "tests/language/good/row_16_time_to_record.rules"
BLOW = {"offence": "8N 008/06", "victim": "Ann", "offender": "Bob"}
GIVEN: dict[str, object] = {}


def test_each_report_has_the_deadline_of_its_own_day() -> None:
    rules = load(ROW, backend="reference")
    incident = {
        "people": {"Ann": {}, "Bob": {}},
        "reports": [
            {"received": "2015-03-30T10:00", "allegations": [dict(BLOW)]},
            {"received": "2015-04-02T10:00", "allegations": [dict(BLOW)]},
        ],
    }
    decision = rules.decide(incident, GIVEN)
    assert [one["value"] for one in decision["deadlines"]] == ["2015-04-02T10:00", "2015-04-03T10:00"]
    assert decision["replay"]["edition"] == "2014-04, 2015-04"
