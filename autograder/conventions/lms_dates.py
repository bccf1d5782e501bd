"""Read the times in Brightspace's names and Moodle's tables, which have the language and the order of whoever downloaded them.

Comes in: all times of one download, as texts. Goes out: a time for each, or None where it can't be read or may mean two days: then nobody guesses.
One download has one language, so a text that could be of several is read as the others are. Colons and leading zeros are missing from names,
as in 'May 6, 2020 231 PM'; Moodle writes the day of the week, too. The names of months are those of Unicode's CLDR.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime

# A language's months, in order; / stands between forms. What begins only one month's name is an abbreviation of it.
_LANGUAGES: Mapping[str, str] = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "cs": "leden/ledna únor/února březen/března duben/dubna květen/května červen/června/čvn červenec/července/čvc srpen/srpna září říjen/října listopad/listopadu prosinec/prosince",
    "cy": "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "de": "januar/jänner februar/feber märz/mrz april mai juni juli august september oktober november dezember",
    "el": "ιανουαρίου/ιανουάριοσ φεβρουαρίου/φεβρουάριοσ μαρτίου/μάρτιοσ απριλίου/απρίλιοσ μαΐου/μάιοσ ιουνίου/ιούνιοσ ιουλίου/ιούλιοσ αυγούστου/αύγουστοσ σεπτεμβρίου/σεπτέμβριοσ οκτωβρίου/οκτώβριοσ νοεμβρίου/νοέμβριοσ δεκεμβρίου/δεκέμβριοσ",
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "eu": "urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa abendua",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "nl": "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "pl": "stycznia/styczeń lutego/luty marca/marzec kwietnia/kwiecień maja/maj czerwca/czerwiec lipca/lipiec sierpnia/sierpień września/wrzesień października/październik listopada/listopad grudnia/grudzień",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ru": "января/январь февраля/февраль марта/март апреля/апрель мая/май июня/июнь июля/июль августа/август сентября/сентябрь октября/октябрь ноября/ноябрь декабря/декабрь",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "uk": "січня/січень лютого/лютий березня/березень квітня/квітень травня/травень червня/червень липня/липень серпня/серпень вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень",
}  # fmt: skip
_MORNING = ["am", "오전", "午前", "上午", "öö", "fm", "dop", "sa", "ص", "πμ"]
_AFTERNOON = ["pm", "오후", "午後", "下午", "ös", "em", "odp", "ch", "م", "μμ"]
_BETWEEN = frozenset(["de", "del", "d", "of", "the", "a", "à", "às", "at", "um", "as", "la", "las", "le", "les", "kl", "klo", "alle", "ore", "h", "u", "uhr", "min", "г", "в", "о", "о", "o", "i", "saat", "godz", "nap", "den", "el", "년", "월", "일", "시", "분", "年", "月", "日", "時", "时", "分", "thg", "tháng"])  # fmt: skip
_ORDERS = ("day first", "month first")
_AM_PM = re.compile(r"(?<![^\W\d_])([ap])[. \xa0\u202f]{0,2}m\.?(?![^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_COUNTED_MONTH = re.compile(r"(\d{1,2})\s?[월月]")
_DAY_OF_WEEK = re.compile(
    r"[(（]?(?:[月火水木金土日](?:曜日?|\b)|[월화수목금토일](?:요일|\b)|(?:星期|周|週)[一二三四五六日天])[)）]?"
)
_ENDS_WITH_MINUTES = re.compile(r".*(?<![\d:.+-])\d{1,2}[:.]\d\d[^\d:.+-]*", re.DOTALL)
_YEARS = range(2000, 2100)
_LONGEST = 60


def looks_like(text: str) -> bool:
    """Say whether a part of a name may be a time in some language: a year, a day, and the clock."""
    numbers = re.findall(r"\d+", text)
    years = [one for one in numbers if len(one) == 4 and one[:2] in ("19", "20", "25")]
    enough = len(numbers) >= 3 if _WORD.search(text) else len(numbers) >= 4
    return len(text) <= _LONGEST and bool(years) and enough and len(numbers) <= 6


def with_day_of_week(text: str) -> datetime | None:
    """Read a time as Moodle shows it: 'mardi 6 octobre 2026, 00:05', '6 Ekim 2026, Salı, 00:05', '2026年 10月 6日(火曜日) 00:05'.

    Seconds and an offset are none of it: a text that has such is None.
    """
    if not _ENDS_WITH_MINUTES.fullmatch(text):
        return None
    parts = re.split("[,،、]", _DAY_OF_WEEK.sub(" ", text))
    dated = " ".join(part for part in parts if any(map(str.isdigit, part)))
    behind_words = re.sub(r"^\D+", "", dated)
    return read_all([dated])[dated] or read_all([behind_words])[behind_words]


def read_all(texts: Collection[str]) -> dict[str, datetime | None]:
    """Read the times of one download: in the languages in which all can be read, where these agree."""
    readings = {text: _readings(text) for text in texts}
    known = [ways for ways in readings.values() if ways]
    shared = set.intersection(*(set(ways) for ways in known)) if known else set()
    told: dict[str, datetime | None] = {}
    for text, ways in readings.items():
        moments = {moment for way, moment in ways.items() if not shared or way in shared}
        told[text] = moments.pop() if len(moments) == 1 else None
    return told


def _readings(text: str) -> dict[str, datetime]:
    """Read a text in each language, or in each order of day and month, in which it is a time."""
    folded = _AM_PM.sub(r" \1m ", text.casefold())
    counted = _COUNTED_MONTH.search(folded)
    if counted:  # 10월, 10月
        folded = f"{folded[: counted.start()]} {folded[counted.end() :]}"
    words = [word for word in _WORD.findall(folded) if word not in _BETWEEN]
    halves = [word for word in words if word in _MORNING or word in _AFTERNOON]
    months = [word for word in words if word not in halves]
    numbers = re.findall(r"\d+", folded)
    if len(months) > 1 or len(halves) > 1 or len(numbers) < 3:
        return {}
    clock = _clock(numbers[2 if months or counted else 3 :], halves[0] if halves else "")
    if clock is None or (months and counted):
        return {}
    days: dict[str, tuple[int, int, int]] = {}
    if counted:
        year, day = _year_and(numbers[:2])
        days = {"counted": (year, int(counted[1]), day)}
    elif months:
        year, day = _year_and(numbers[:2])
        days = {language: (year, month, day) for language in _LANGUAGES if (month := _month(months[0], language))}
    elif len(numbers) > 3:
        days = _of_numbers([int(one) for one in numbers[:3]], re.sub(r"\s", "", folded))
    made = {way: _moment(day, clock) for way, day in days.items()}
    return {way: moment for way, moment in made.items() if moment is not None}


def _month(word: str, language: str) -> int:
    """Return the number of the month that a word names or abbreviates in a language, 0 for none or several."""
    plain = _plain(word)
    months = [[_plain(form) for form in month.split("/")] for month in _LANGUAGES[language].split()]
    whole = [number for number, forms in enumerate(months, start=1) if plain in forms]
    begun = [number for number, forms in enumerate(months, start=1) if any(form.startswith(plain) for form in forms)]
    found = whole or (begun if len(plain) > 2 else [])
    return found[0] if len(found) == 1 else 0


def _plain(word: str) -> str:
    """Leave out accents, which a zip may have lost or split off."""
    return "".join(char for char in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(char))


def _year_and(numbers: list[str]) -> tuple[int, int]:
    first, second = (int(one) for one in numbers)
    return (first, second) if first in _YEARS else (second, first)


def _of_numbers(numbers: list[int], text: str) -> dict[str, tuple[int, int, int]]:
    """Read a day without a word for its month; with points it is the day that comes first, else that depends on the country."""
    first, second, third = numbers
    if first in _YEARS:
        return dict.fromkeys(_ORDERS, (first, second, third))
    days = {"day first": (third, second, first)}
    if not re.match(r"\d+\.\d+\.", text):
        days["month first"] = (third, first, second)
    return days


def _clock(numbers: list[str], half: str) -> tuple[int, int] | None:
    """Read 931, 0931, 9 31 or, with a half of the day, 9."""
    if len(numbers) == 1 and (len(numbers[0]) in (3, 4) or half):
        digits = numbers[0]
        hour, minute = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    elif len(numbers) in (2, 3):
        hour, minute = int(numbers[0]), int(numbers[1])
    else:
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    return hour, minute


def _moment(day: tuple[int, int, int], clock: tuple[int, int]) -> datetime | None:
    if day[0] not in _YEARS:
        return None
    try:
        return datetime(*day, *clock)  # the zone is the course's, which the caller knows
    except ValueError:
        return None
