"""Dates as feeds write them: the day that is meant, or none, and never another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repost.feeds.dates import FeedDates, date_in, readings
from tests.effort import costing_less_than
from tests.parsing import rss
from tests.servers import SAMPLES

DAY: Final = datetime(2026, 10, 14, tzinfo=UTC)
CASES: Final = (SAMPLES / "cases/dates.tsv").read_text().splitlines()[1:]


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 14) -> datetime:
    return datetime(2026, 10, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES)
def test_dates_as_content_systems_write_them_are_read(case: str) -> None:
    text, right = case.split("\t")
    (article,) = rss(f"<item><guid>a</guid><pubDate>{text}</pubDate></item>").articles
    assert article.published is not None
    assert f"{article.published:%Y-%m-%dT%H:%MZ}".startswith(right)


@pytest.mark.parametrize(
    "text",
    [
        *("14 octobre 2026", "14. Oktober 2026", "14 de octubre de 2026", "14 ottobre 2026"),
        *("14 de outubro de 2026", "14 oktober 2026", "14 paź 2026", "14 października 2026"),
        *("14. října 2026", "14. lokakuuta 2026", "14 октября 2026", "14 жовтня 2026", "14 Ekim 2026"),
        *("14 Οκτ 2026", "2026. október 14.", "14 oct. 2026", "14 أكتوبر 2026", "14 אוקטובר 2026"),
        *("14 अक्टूबर 2026", "2026年10月14日", "2026년 10월 14일", "14 Oct, 2026 year"),
        *("October 14th, 2026", "Oct 14, 2026", "14-Oct-2026", "14-Oct-26", "14 Oct 26", "Wed, 14 Oct 2026"),
        *("2026-10-14", "2026/10/14", "2026.10.14", "2026. 10. 14.", "20261014", "14.10.2026", "14/10/2026"),
        *("10/14/26", "2026-10-14+02:00", "2026-W42-3", "mer. 14 oct. 2026", "qua, 14 out 2026"),
        *("śr., 14 paź 2026", "Rabu, 14 Oktober 2026", "ngày 14 tháng 10 năm 2026", "14 tháng 10, 2026"),
        *("14 ตุลาคม 2026", "14 ตุลาคม 2569", "Wed, 14 Oct 2569", "14/10/2569", "2569-10-14", "14 অক্টোবর 2026"),
        *("14 اکتبر 2026", "14 اکتوبر 2026", "14 ऑक्टोबर 2026", "14 அக்டோபர் 2026", "14 అక్టోబర్ 2026"),
        *("14. oktoober 2026", "2026. gada 14. oktobris", "2026 m. spalio 14 d.", "2026\u201110\u201114"),
        *("14 באוקטובר 2026", "14\u200f/10\u200f/2026", "14 ต.ค. 2026", "14 thg 10, 2026", "14 ઑક્ટોબર 2026"),
        *("14 oktyabr 2026", "14 ಅಕ್ಟೋಬರ್ 2026", "14 ਅਕਤੂਬਰ 2026", "miercuri, 14 octombrie 2026"),
        *("水, 14 10月 2026", "周三, 14 10 月 2026", "수, 14 10월 2026", "10月14日, 2026", "10月 14, 2026"),
        *("14 十月 2026", "2026年十月14日", "T4, 14 Th10 2026", "T4, 14 Thg10 2026"),
        *("Thứ 4, 14 tháng 10 2026", "CN, 14 Th10 2026"),
        *("14 تشرين الأول 2026", "14 تشرين الأول/أكتوبر 2026", "14 tetor 2026", "14 Hydref 2026"),
        *("2026(e)ko urriaren 14(a), asteazkena", "2026ko urriak 14", "14 Deireadh Fómhair 2026"),
        *("14 ოქტომბერი, 2026", "2026 թ. հոկտեմբերի 14", "2026 ж. 14 қазан", "2026 अक्टोबर 14"),
        *("2026 အောက်တိုဘာ 14", "14 តុលា 2026", "14 ຕ.ລ. 2026", "14 ኦክቶበር 2026", "2026 ඔක්තෝබර් 14"),
    ],
)  # fmt: skip
def test_a_day_is_read_in_any_large_language_and_form(text: str) -> None:
    assert date_in(text) == DAY


def test_every_month_is_read_where_its_vowels_are_marks_and_none_for_another() -> None:
    assert date_in("14 जन॰ 2026") == datetime(2026, 1, 14, tzinfo=UTC), "and not June, which is जून"
    months = "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"
    read = [date_in(f"14 {name} 2026") for name in months.split()]
    assert read == [datetime(2026, month, 14, tzinfo=UTC) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Wed Oct 14 10:00:00 2026", at(10)),
        ("Wed Oct 14 10:00:00 CEST 2026", at(8)),
        ("Wed Oct 14 2026 10:00:00 GMT+0200 (Central European Summer Time)", at(8)),
        ("14 Oct 2026 10:00:00 GMT+2", at(8)),
        ("14 Oct 2026 10:00:00 Etc/GMT+2", at(12)),
        ("Wed, 14 Oct 2026 10:00:00 EST", at(15)),
        ("Wed, 14 Oct 2026 10:00:00 PST", at(18)),
        ("Wed, 14 Oct 2026 10:00:00 BST", at(9)),
        ("Wed, 14 Oct 2026 10:00:00 CET", at(9)),
        ("Wed, 14 Oct 2026 10:00:00 XYZ", at(10)),
        ("Wed, 14 Oct 2026 10:00:00 +0200 (CEST)", at(8)),
        ("14 octobre 2026 à 10h30", at(10, 30)),
        ("14.10.2026, 10.30 Uhr", at(10, 30)),
        ("14.10.2026 10 Uhr", at(10)),
        ("10:00 - 14.10.2026", at(10)),
        ("10:00 Uhr - 14. Oktober 2026", at(10)),
        ("3:07 PM - 14 Oct 2026", at(15, 7)),
        ("14 Oct 2026 10:00 - 0200", at(12)),
        ("14 Oct 2026 10:00 UTC - 2", at(12)),
        ("Wed, 14 Oct 2026 10:00:00 &#43;0200", at(8)),
        ("October 14, 2026 3pm", at(15)),
        ("October 14, 2026 at 12:07 am", at(0, 7)),
        ("14 Oct 2026 3:07:41 P.M. +0200", at(13, 7, 41)),
        ("2026년 10월 14일 오후 3:07", at(15, 7)),
        ("2026/10/14 上午 10:00", at(10)),
        ("2026年10月14日 15時07分", at(15, 7)),
        ("2026年10月14日 下午3点7分41秒", at(15, 7, 41)),
        ("2026년 10월 14일 15시 7분", at(15, 7)),
        ("14 octobre 2026, 15 h 07 min 41 s", at(15, 7, 41)),
        ("14/10/2026، 3:07:00 م", at(15, 7)),
        ("14 Okt 2026, 3:07 PTG", at(15, 7)),
        ("14/10/2026 3:07 Chiều", at(15, 7)),
        ("14 Ekim 2026 3:07 ÖS", at(15, 7)),
        ("2026-10-14 3:07 ب.ظ", at(15, 7)),
        ("14 अक्टूबर 2026, 3:07 अपराह्न", at(15, 7)),
        ("2026年10月14日 晚上8:30", at(20, 30)),
        ("2026年10月14日 凌晨12:30", at(0, 30)),
        ("14 de outubro de 2026 às 10:07 em Notícias", at(10, 7)),
        ("marți, 13 oct. 2026 10:00", at(10, day=13)),
        ("2026. okt. 14. 10:00", at(10)),
        ("Wed, 14 Oct 2026 10.30.00 GMT", at(10, 30)),
        ("14 Oct 2026 10.11.12", at(10, 11, 12)),
        ("2026-10-14 10:00:00.123456789 +0200 CEST", at(8)),
        ("14 Oct 2026 15:07 PM", at(15, 7)),
        ("2026-10-13T24:00:00Z", at(0)),
        ("2026-10-14T10:00:60Z", at(10, 0, 59)),
        ("2026-10-14T10:00:00,5+02:00", at(8).replace(microsecond=0)),
        ("2026-10-14T10:00:00+02:00[Europe/Paris]", at(8)),
        ("20261014T100000Z", at(10)),
        ("20261014100000", at(10)),
        ("1791972000000", at(10)),
        ("1791972000.5", at(10)),
        ("mar. 13 oct. 2026 10:00", at(10, day=13)),
        ("\u0661\u0664 October \u0662\u0660\u0662\u0666", at(0)),
    ],
)
def test_clocks_halves_and_zones_are_read(text: str, instant: datetime) -> None:
    read = date_in(text)
    assert read is not None
    assert read.replace(microsecond=0) == instant


@pytest.mark.parametrize(
    "text",
    [
        *("Wednesday", "10:00", "12", "2026", "Oct 2026", "October", "14 Oct", "Oct 14 10:00", "--10-14"),
        *("yesterday at 10:00", "2 days ago", "in 2026", "10.5.0 release 3", "2026-14-10", "31/31/2026"),
        *("30 Feb 2026", "14 Oct 2026 99:99", "14 Oct 2026 10:00 +9900", "14 jui 2026", "14 Foo 2026"),
        *("today", "Oct Nov 14 2026", "1 2 3 Oct", "marti 17 febraro 2026"),
        *("14 Oct 20266", "0/0/0000", "", " ", "9" * 100, "1" * 11, "9999-12-31T23:59:59-12:00"),
    ],
)  # fmt: skip
def test_what_names_no_day_gives_none_whatever_the_day_is_today(text: str) -> None:
    assert date_in(text) is None


def test_every_month_of_east_asia_is_read_in_figures_and_in_numerals() -> None:
    numerals = "一 二 三 四 五 六 七 八 九 十 十一 十二"
    for number, numeral in enumerate(numerals.split(), 1):
        for text in (f"14 {number}月 2026", f"{numeral}月 14, 2026", f"2026년 {number}월 14일"):
            assert date_in(text) == datetime(2026, number, 14, tzinfo=UTC)
    for monday in ("2026年8月3日月曜日", "2026/8/3 月 10:10 月", "2026-8-3 (月)", "2026年8月3日 月"):
        assert f"{date_in(monday):%Y-%m-%d}" == "2026-08-03"
    assert date_in("14 13月 2026") is None
    assert date_in("二十月 14, 2026") is None


def test_a_date_that_may_be_two_days_is_none_unless_both_are_the_same() -> None:
    assert date_in("10/11/2026") is None
    assert date_in("10.11.2026 10:00") is None
    assert date_in("10-11-12") is None
    assert date_in("10/10/2026") == at(0, day=10)


def test_a_weekday_tells_day_from_month() -> None:
    assert date_in("Tue, 10/11/2026 - 10:00") == datetime(2026, 11, 10, 10, tzinfo=UTC)
    assert date_in("So 11/10/2026") is None, "Sunday in German, Saturday in Czech"
    assert date_in("dimanche 11/10/2026") == at(0, day=11)
    assert date_in("Friday, 10/11/2026") is None, "it is neither"


@pytest.mark.parametrize("name", ["dimarts", "utorok", "utorak", "Út", "torek", "вторник", "вівторок"])
def test_a_weekday_does_so_in_languages_of_the_east_and_in_catalan(name: str) -> None:
    assert date_in(f"{name}, 10.11.2026") == datetime(2026, 11, 10, tzinfo=UTC)


@pytest.mark.parametrize("name", ["divendres", "piatok", "petek", "petak", "pt.", "петък", "петак"])
def test_friday_is_known_by_all_its_names(name: str) -> None:
    assert date_in(f"{name} 6.11.2026") == datetime(2026, 11, 6, tzinfo=UTC)


def test_the_other_dates_of_a_feed_tell_day_from_month() -> None:
    for other, right in (("31/10/2026", (2026, 11, 10)), ("10/31/2026", (2026, 10, 11))):
        dates = FeedDates([["10/11/2026"], [other]])
        assert dates.first_of(["10/11/2026"]) == datetime(*right, tzinfo=UTC)
        assert dates.unread == ()
        later = FeedDates([["10/11/2026"]], dates.order)
        assert later.first_of(["10/11/2026"]) == datetime(*right, tzinfo=UTC), "what was told before holds"


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("5. listopada 2026", ("hr", 10), ("pl", 11)),
        ("5. listopad 2026", ("bs", 10), ("cs-CZ", 11)),
        ("5 листопад 2026", ("mk", 10), ("uk", 11)),
        ("5 srp 2026", ("hr-HR", 7), ("cs", 8)),
        ("5 lip 2026", ("hr", 6), ("pl", 7)),
        ("5 prosinec 2026", ("sl", 1), ("cs", 12)),
        ("5 студ 2026", ("be", 1), ("mk", 11)),
    ],
)
def test_a_month_that_two_languages_call_alike_is_the_one_of_the_feed(
    text: str, first: tuple[str, int], second: tuple[str, int]
) -> None:
    assert date_in(text) is None
    for language, month in (first, second):
        assert FeedDates([[text]], "", [language]).first_of([text]) == datetime(2026, month, 5, tzinfo=UTC)
    assert FeedDates([[text]], "", ["en"]).first_of([text]) is None


@pytest.mark.parametrize(
    ("text", "right"),
    [
        *(("3. rujna 2026", (2026, 9)), ("3. travnja 2026.", (2026, 4)), ("3. studenoga 2026", (2026, 11))),
        *(("3 травня 2026", (2026, 5)), ("3 липня 2026", (2026, 7)), ("3. července 2026", (2026, 7))),
        *(("3. června 2026", (2026, 6)), ("3 čvn 2026", (2026, 6)), ("3 sierpnia 2026", (2026, 8))),
        *(("3. srpna 2026", (2026, 8)), ("3. srpnja 2026", (2026, 7)), ("3 чэрвеня 2026", (2026, 6))),
        *(("3 октомври 2026", (2026, 10)), ("3. oktobar 2026", (2026, 10)), ("3. mája 2026", (2026, 5))),
        ("petak, 3. srp 2026", (2026, 7)),
    ],
)
def test_a_month_that_one_language_alone_calls_so_needs_no_other_date(
    text: str, right: tuple[int, int]
) -> None:
    assert date_in(text) == datetime(*right, 3, tzinfo=UTC)


@pytest.mark.parametrize(("other", "month"), [("3. rujna 2026", 10), ("3 września 2026", 11)])
def test_the_other_dates_of_a_feed_tell_the_language_of_its_months(other: str, month: int) -> None:
    dates = FeedDates([["5. listopada 2026"], [other], ["13.10.2026"]])
    assert dates.first_of(["5. listopada 2026"]) == datetime(2026, month, 5, tzinfo=UTC)
    later = FeedDates([["5. listopada 2026"], ["11.10.2026"]], dates.order)
    assert later.first_of(["5. listopada 2026"]) == datetime(2026, month, 5, tzinfo=UTC)
    assert later.first_of(["11.10.2026"]) == datetime(2026, 10, 11, tzinfo=UTC)
    assert FeedDates([["5. listopada 2026"], ["3. rujna 2026"], ["3 września 2026"]]).order == ""


def test_the_words_of_a_feed_that_names_no_language_tell_that_of_its_months() -> None:
    (article,) = rss(
        "<item><guid>a</guid><title>Kako smo pekli kruh i što se za to treba</title>"
        "<pubDate>5. listopada 2026.</pubDate>"
        "<description>Nije teško ako imate više vremena</description></item>"
    ).articles
    assert article.published == datetime(2026, 10, 5, tzinfo=UTC)


def test_a_feed_whose_dates_contradict_each_other_decides_nothing() -> None:
    dates = FeedDates([["10/11/2026"], ["31/10/2026"], ["10/31/2026"]], known="dmy")
    assert dates.order == ""
    assert dates.first_of(["10/11/2026"]) is None
    assert dates.first_of(["31/10/2026"]) == datetime(2026, 10, 31, tzinfo=UTC)
    assert dates.unread == ("10/11/2026",)


def test_the_next_date_of_an_article_counts_where_the_first_cannot_be_read() -> None:
    dates = FeedDates([["10/11/2026", "2026-10-14"], ["soon"]])
    assert dates.first_of(["10/11/2026", "2026-10-14"]) == DAY
    assert dates.first_of(["soon"]) is None
    assert dates.unread == ("soon",)


@pytest.mark.parametrize("zero", ["0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "1405-07-22"])
def test_a_zero_and_a_year_of_another_calendar_are_no_date_of_an_article(zero: str) -> None:
    dates = FeedDates([[zero, "2026-10-14"], [zero]])
    assert dates.first_of([zero, "2026-10-14"]) == DAY
    assert dates.first_of([zero]) is None
    assert dates.unread == (zero,)


def test_a_month_that_is_another_one_in_a_small_language_is_none() -> None:
    assert date_in("3 mae 2026") is None, "March in Luxembourgish, May in Breton"


@pytest.mark.parametrize("order", ["dmy", "mdy"])
@given(day=st.dates(datetime(1971, 1, 1).date(), datetime(2200, 1, 1).date()))  # noqa: DTZ001
def test_a_date_in_figures_is_the_day_that_its_order_says_and_no_other(day: object, order: str) -> None:
    text = f"{day:%d/%m/%Y}" if order == "dmy" else f"{day:%m/%d/%Y}"
    read = date_in(text, order)
    assert read is not None
    assert read.date() == day
    assert date_in(text) in {None, read}


@given(st.text(max_size=120) | st.from_regex(r"[0-9 :/.,+\-TZaApPmM年月日Oct]{0,40}", fullmatch=True))
def test_whatever_stands_in_its_place_a_date_is_utc_or_none(text: str) -> None:
    assert all(instant.tzinfo is UTC for instant in readings(text).values())


@pytest.mark.parametrize("piece", ["(", "1 ", "10:", "a", "[(", "é", "\u0301", "1/1/", "am ", "年"])
def test_no_repetition_makes_a_date_slow(piece: str) -> None:
    with costing_less_than(1):
        readings(piece * 100_000)
        readings(piece * (100 // len(piece)))


def test_the_feed_names_the_dates_that_it_could_not_read() -> None:
    feed = rss(
        "<item><guid>a</guid><pubDate>10/11/2026</pubDate></item><item><guid>b</guid></item>"
        "<item><guid>c</guid><pubDate>11/11/2026</pubDate></item>"
    )
    assert [article.published is None for article in feed.articles] == [True, True, False]
    assert feed.unread_dates == ("10/11/2026",)
