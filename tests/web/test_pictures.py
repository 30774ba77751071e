"""Pictures: they say in words and in a table what they show, have no style of their own, and bear any input."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.model.protocol import Protocol
from tacit.rules.course import landings
from tacit.text.phrases import listed
from tacit.text.protocols import read_protocol
from tacit.web.pictures.bands import Row, Span, bands
from tacit.web.pictures.bars import Bar, bars
from tacit.web.pictures.course import course, steps
from tacit.web.pictures.figure import cut, width
from tacit.web.pictures.slot import Comer, slot
from tacit.web.pictures.sparkline import Point, in_words, sparkline
from tacit.web.pictures.timeline import Milestone, standing, timeline
from tacit.web.pictures.window import Answer, window

BUNDLED = sorted(Path(str(files("tacit"))).glob("protocols/*.yaml"))
BERLIN, LISBON, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")
FRIDAY = date(2026, 3, 13)
NINE = datetime(2026, 3, 13, 8, tzinfo=UTC)
NASTY = '<script>"\u202e</script>'


def parsed(html: str) -> ElementTree.Element:
    """A picture is well-formed, and what it looks like is the page's own matter."""
    root = ElementTree.fromstring(html)
    for each in root.iter():
        assert each.tag not in ("script", "style", "image", "use", "a")
        assert not {name for name in each.attrib if name == "style" or name.startswith("on") or name == "href"}
    (svg,) = root.findall("svg")
    assert svg.get("role") == "img"
    assert svg.get("aria-label")
    assert root.find("details/table/caption") is not None
    return root


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(each.itertext()) for each in root.iter("text")]


def table(root: ElementTree.Element) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")][1:]


def shapes(root: ElementTree.Element, class_: str) -> list[ElementTree.Element]:
    return [each for each in root.iter() if each.tag != "text" and class_ in (each.get("class") or "").split()]


def told(root: ElementTree.Element) -> str:
    return root.find("svg").get("aria-label", "")  # type: ignore[union-attr]


def spans(zone: ZoneInfo, start: int, end: int, day: date = FRIDAY) -> list[Span]:
    days = (day + timedelta(days=off) for off in (-1, 0, 1))
    return [Span(datetime.combine(d, time(start), zone), datetime.combine(d, time(end), zone)) for d in days]


def protocol(path: Path) -> Protocol:
    read, findings = read_protocol(path.read_text(), str(path), bundled=True)
    assert read is not None, findings
    return read


# -- the day as bands


def test_bands_say_when_all_are_at_work() -> None:
    rows = [Row("Alice", spans(BERLIN, 9, 17), zone=BERLIN), Row("Bob", spans(LISBON, 9, 17), zone=LISBON)]
    root = parsed(bands(rows, FRIDAY, BERLIN, NINE))
    assert told(root) == "Who is at work on Friday, 13 March. Both are at work 10:00–17:00."
    assert table(root) == [["Alice", "09:00–17:00", "09:00–17:00", ""], ["Bob", "10:00–18:00", "09:00–17:00", ""]]
    assert [(each.get("x"), each.get("width")) for each in shapes(root, "work")] == [
        ("37.5%", "33.33%"),
        ("41.67%", "33.33%"),
    ]
    assert [(each.get("x"), each.get("width")) for each in shapes(root, "all")] == [("41.67%", "29.17%")]
    assert "now 09:00" in texts(root)


def test_work_over_midnight_stands_at_both_ends_of_the_day() -> None:
    root = parsed(bands([Row("Fumi", spans(TOKYO, 9, 18))], FRIDAY, ZoneInfo("America/New_York")))
    assert table(root)[0][1] == "00:00–05:00, 20:00–24:00"
    assert told(root).endswith("One person is at work on this day.")


def test_who_is_away_is_not_at_work() -> None:
    holiday = Span(datetime(2026, 3, 13, 11, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC))
    root = parsed(bands([Row("Eva", spans(BERLIN, 9, 17), [holiday])], FRIDAY, BERLIN))
    assert table(root) == [["Eva", "09:00–12:00", "", "12:00–24:00"]]
    assert len(shapes(root, "away")) == 1


def test_most_is_told_where_it_is_never_all() -> None:
    hours = ((8, 12), (9, 13), (12, 16))
    root = parsed(bands([Row(str(at), spans(BERLIN, *at)) for at in hours], FRIDAY, BERLIN))
    assert told(root).endswith("Never all 3 at once; most are at work 09:00–13:00.")


def test_a_day_of_23_or_25_hours_is_as_long_as_it_is() -> None:
    for day, noon in ((date(2026, 3, 29), 11 / 23), (date(2026, 10, 25), 13 / 25)):
        root = parsed(bands([Row("Alice", spans(BERLIN, 12, 17, day))], day, BERLIN))
        (work,) = shapes(root, "work")
        assert float(work.get("x", "").rstrip("%")) == pytest.approx(noon * 100, abs=0.01)
        assert table(root)[0][1] == "12:00–17:00"


moments = st.datetimes(datetime(2026, 3, 12), datetime(2026, 3, 15), timezones=st.just(UTC))
any_spans = st.lists(st.builds(Span, moments, moments), max_size=4)


@given(st.lists(st.builds(Row, st.text(max_size=30), any_spans, any_spans), max_size=4), moments)
def test_bands_stay_within_the_day(rows: Sequence[Row], now: datetime) -> None:
    root = parsed(bands(rows, FRIDAY, BERLIN, now))
    for each in root.iter("rect"):
        left, wide = (float(each.get(name, "").rstrip("%")) for name in ("x", "width"))
        assert 0 <= left <= left + wide <= 100.01


# -- milestones


def milestones() -> list[Milestone]:
    return [
        Milestone("M1", date(2026, 2, 20), date(2026, 2, 2), 100, True, date(2026, 2, 23), "bob"),
        Milestone("M2", date(2026, 3, 11), date(2026, 2, 16), 40),
        Milestone("M3", date(2026, 4, 3)),
    ]


def test_milestones_say_how_they_stand() -> None:
    root = parsed(timeline(milestones(), FRIDAY))
    assert told(root) == "Milestones against time. M1: done, 3 days late, M2: 2 days late and M3: in 21 days."
    assert table(root)[0] == ["M1", "bob", "2026-02-02", "2026-02-20", "100 %", "done, 3 days late"]
    assert "today, 13 Mar" in texts(root)
    assert len(shapes(root, "over")) == 2
    assert len(shapes(root, "full")) == 1


@pytest.mark.parametrize(
    ("milestone", "words"),
    [
        (Milestone("a", FRIDAY), "today"),
        (Milestone("a", FRIDAY - timedelta(days=1)), "1 day late"),
        (Milestone("a", FRIDAY + timedelta(days=1)), "in 1 day"),
        (Milestone("a", FRIDAY, complete=True, finished=FRIDAY - timedelta(days=4)), "done"),
        (Milestone("a", FRIDAY - timedelta(days=9), complete=True), "done"),
    ],
)
def test_how_a_milestone_stands(milestone: Milestone, words: str) -> None:
    assert standing(milestone, FRIDAY) == words


days = st.dates(date(2020, 1, 1), date(2032, 1, 1))
any_milestone = st.builds(
    Milestone, st.text(max_size=60), days, st.none() | days, st.integers(-5, 200), st.booleans(), st.none() | days
)


@given(st.lists(any_milestone, max_size=5), days)
def test_what_stands_on_a_time_line_has_room_there(several: Sequence[Milestone], today: date) -> None:
    root = parsed(timeline(several, today))
    for each in root.iter("rect"):
        left, wide = (float(each.get(name, "").rstrip("%")) for name in ("x", "width"))
        assert 0 <= left <= left + wide <= 100.01
    ticks = [each for each in root.iter("text") if each.get("text-anchor") == "middle" and each.get("class") == "quiet"]
    places = [(float(each.get("x", "").rstrip("%")) * 3, width(each.text or "") / 2) for each in ticks]
    assert len(ticks) <= 8
    for (left, half), (right, other) in pairwise(places):
        assert left + half < right - other + 1


# -- numbers


def test_a_sparkline_has_a_gap_where_nobody_said_anything() -> None:
    root = parsed(sparkline("Confidence", [Point(f"W{n}", v) for n, v in enumerate([4, 3, None, 2, 3])]))
    assert len(list(root.iter("polyline"))) == 2
    assert told(root) == "Confidence. 3 of 5, up from 2 before."
    assert table(root)[2] == ["W2", "nothing said"]
    assert texts(root) == ["3"]


def test_the_last_value_is_told_in_words() -> None:
    assert in_words([]) == "Nothing said yet."
    assert in_words([4]) == "4 of 5."
    assert in_words([4, 4]) == "4 of 5, as before."
    assert in_words([55, 40.5], 100, "%") == "40.5 %, down from 55 % before."


@given(st.lists(st.builds(Point, st.text(max_size=9), st.none() | st.floats(-10, 10)), max_size=30))
def test_a_sparkline_stays_between_its_lines(points: Sequence[Point]) -> None:
    for line in parsed(sparkline("x", points)).iter("polyline"):
        for pair in line.get("points", "").split():
            x, y = map(float, pair.split(","))
            assert 6 <= x <= 146.01
            assert 7 <= y <= 29


def test_bars_tell_what_is_set_apart() -> None:
    root = parsed(bars("Promises", [Bar("Alice", 8, 2), Bar("Bob", 4, 4), Bar("Carol", 0)], "promises", "late"))
    assert texts(root) == ["Alice", "8, 2 late", "Bob", "4 late", "Carol", "0"]
    assert table(root) == [["Alice", "8", "2"], ["Bob", "4", "4"], ["Carol", "0", "0"]]
    wide = [float(each.get("width", "").rstrip("%")) for each in root.iter("rect")]
    assert wide[2] == pytest.approx(wide[0] / 2, abs=0.01)
    assert wide[1] == pytest.approx(wide[0] / 4, abs=0.01)


# -- the window of a decision


def test_a_window_says_when_it_ends_and_who_objects() -> None:
    hour = timedelta(hours=1)
    answers = [Answer("Carol", NINE + 12 * hour, "object"), Answer("Bob", NINE + hour, "approve")]
    root = parsed(window(NINE, NINE + 24 * hour, NINE + 12 * hour, BERLIN, answers, waiting=1))
    assert (
        told(root) == "The time for answers. It ends on Sat 09:00. Bob: approve and Carol: object. 1 has not answered."
    )
    assert table(root) == [["Bob", "approve", "Fri 10:00"], ["Carol", "object", "Fri 21:00"]]
    assert shapes(root, "done")[0].get("width") == "50%"
    assert "now" in texts(root)


def test_names_in_a_window_do_not_cover_each_other() -> None:
    answers = [Answer(f"Person {n}", NINE + timedelta(minutes=20 * n), "approve") for n in range(9)]
    root = parsed(window(NINE, NINE + timedelta(days=1), NINE, BERLIN, answers))
    names = [each for each in root.iter("text") if (each.text or "").startswith("Person")]
    assert len({each.get("y") for each in names}) > 3
    assert len(names) == 9


def test_a_window_that_is_no_time_at_all_is_over() -> None:
    parsed(window(NINE, NINE, NINE, BERLIN, [Answer("Bob", NINE, "abstain")]))


# -- the course of a kind


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_course_shows_every_state_and_every_act_and_fits_a_phone(path: Path) -> None:
    kind = protocol(path)
    root = parsed(course(kind, kind.states[0]))
    shown = " ".join(texts(root))
    for state in kind.states:
        assert state.replace("-", " ") in shown
    for act in kind.acts:
        assert act in shown
    told_of = {(row[0], row[1]) for row in table(root)}
    assert told_of == {(state, act.name) for act in kind.acts.values() for state in act.source or ("new",)}
    (svg,) = root.findall("svg")
    assert 12.5 * 328 / float(svg.get("width", "")) >= 11  # the smallest letters on the smallest screen have 11 pixels
    assert len(shapes(root, "here")) >= 1


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_what_leaves_a_state_leads_where_the_protocol_says(path: Path) -> None:
    kind = protocol(path)
    for act in kind.acts.values():
        if act.source is not None:
            found = {
                to for state in act.source for step in steps(kind, state) if act.name in step.acts for to in step.to
            }
            assert found == set(landings(kind, act))


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_lines_of_a_course_that_lead_to_different_states_never_lie_on_each_other(path: Path) -> None:
    root = parsed(course(protocol(path)))
    upright: dict[str, list[tuple[float, float, str]]] = {}
    for edge in shapes(root, "edge"):
        course_ = edge.get("d", "")
        if "Q" in course_:
            _, first, second = course_.split("Q")
            lane, y = first.split()[0], float(first.split()[1])
            to = second.split()[1]
            upright.setdefault(lane, []).append((*sorted((y, float(to))), to))  # type: ignore[arg-type]
    for lines in upright.values():
        for low, high, to in lines:
            assert all(other == to or b < low or high < a for a, b, other in lines)


# -- of all of them


def test_nothing_that_is_named_becomes_markup() -> None:
    drawn = (
        bands([Row(NASTY, spans(BERLIN, 9, 17), zone=BERLIN)], FRIDAY, BERLIN),
        timeline([Milestone(NASTY, FRIDAY, lead=NASTY)], FRIDAY),
        sparkline(NASTY, [Point(NASTY, 3)]),
        bars(NASTY, [Bar(NASTY, 1, 1)], NASTY, NASTY),
        window(NINE, NINE + timedelta(days=1), NINE, BERLIN, [Answer(NASTY, NINE, "object")]),
    )
    for html in drawn:
        root = parsed(html)
        assert "<script>" in "".join(root.itertext()) or "<script>" in told(root)
        assert "\u202e" not in html


def test_names_are_cut_to_their_room() -> None:
    assert cut("Fumi", 86) == "Fumi"
    assert cut("Fumi Watanabe-Sato", 86).endswith("…")
    assert width(cut("会" * 30, 86)) <= 86
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


# A time to meet


def each_day(zone: ZoneInfo, first: int, last: int, over: int = 0) -> list[Span]:
    """From an hour to another, of the next day where that is `over`."""
    days = [date(2026, 3, day) for day in range(11, 16)]
    ends = [day + timedelta(days=over) for day in days]
    return [
        Span(datetime.combine(day, time(first), zone), datetime.combine(end, time(last), zone))
        for day, end in zip(days, ends, strict=True)
    ]


def comer(name: str, zone: ZoneInfo, bears: int = 0, *, early: bool = False) -> Comer:
    return Comer(name, zone, each_day(zone, 9, 17), each_day(zone, 22, 7, over=1), bears=bears, early=early)


MEETING = Span(NINE + timedelta(hours=2), NINE + timedelta(hours=3))  # 11:00 in Berlin, 19:00 in Tokyo
AROUND = Span(NINE - timedelta(hours=9), NINE + timedelta(hours=15))


def test_a_time_to_meet_stands_across_the_days_and_nights_of_those_who_come() -> None:
    root = parsed(slot([comer("Hans", BERLIN), comer("Fumi", TOKYO, bears=180)], MEETING, AROUND, BERLIN))
    assert table(root) == [
        ["Hans", "Fri 11:00–12:00", "09:00–17:00", ""],
        ["Fumi", "Fri 19:00–20:00", "09:00–17:00", "3 h after work"],
    ]
    assert told(root) == "The days around Friday 11:00. Fumi 3 h after work."
    (across,) = shapes(root, "slot")
    assert (across.get("x"), across.get("width")) == ("45.83%", "4.17%")
    (borne,) = shapes(root, "borne")  # from the end of her work to that of the meeting
    assert (borne.get("x"), borne.get("width")) == ("37.5%", "12.5%")
    assert len(shapes(root, "night")) == 3
    assert {"Hans", "Fri 11:00", "Fumi", "Fri 19:00", "11:00–12:00"} <= set(texts(root))


def test_who_begins_early_bears_it_before_their_work() -> None:
    root = parsed(slot([comer(NASTY, BERLIN, bears=90, early=True)], MEETING, AROUND, BERLIN))
    (borne,) = shapes(root, "borne")
    assert (borne.get("x"), borne.get("width")) == ("45.83%", "6.25%")
    assert table(root)[0][3] == "1 h 30 min before work"


def test_where_nobody_bears_anything_nothing_is_said_of_it() -> None:
    root = parsed(slot([comer("Hans", BERLIN)], MEETING, AROUND, BERLIN))
    assert told(root).endswith("Everybody is at work then.")
    assert "Outlined" not in "".join(root.itertext())
