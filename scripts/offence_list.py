"""Makes the offence table of a rulebook from the official Notifiable Offence List.

    python scripts/offence_list.py OFFICIAL.csv CLASSES.csv -o rulebooks/hocr/tables/offences.csv

Reads the list as published (one sheet, saved as CSV) and the days of the classes (see `offence_history`), and writes
one row an offence; an offence that changed on the list has a row for each stretch of days. The same files in give the
same file out. The rule by which official rows are merged stands in the header written.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
from collections import Counter
from pathlib import Path

import offence_history as history

TITLE = "Notifiable Offence List 2026-27"
RULES = "Crime Recording Rules 2026/27"

COLUMNS = (
    "offence", "class", "code", "family", "basis", "mode", "maximum", "title", "unit", "official rows", "provenance",
    "in force from", "until",
)  # fmt: skip

MODES = {"I": "indictable only", "E": "either way", "S": "summary"}
BASES = {"V": "victim", "S": "state", "S/V": "either"}

# the list's own heading of a class, to our family
FAMILIES = {
    "violence against the person": "violence",
    "sexual offences": "sexual",
    "robbery": "robbery",
    "burglary": "burglary",
    "vehicle offences": "vehicle",
    "theft": "theft",
    "arson and criminal damage": "damage",
    "drug offences": "drugs",
    "public order offences": "order",
    "possession of weapons": "weapons",
    "nfib fraud": "fraud",
    "miscellaneous crimes against society": "other",
}

# The families of which rows have days: those that the rules speak of. A list of hundreds of days on which regulations
# came and went would make as many editions, alike in all that the rules say.
DATED = ("violence", "sexual", "robbery", "burglary", "vehicle", "theft", "damage", "order", "weapons")

# what one crime is counted for, as the class page says it, and the page
UNITS = {
    "1": ("each death", "35"),
    "4/1": ("each death", "35"),
    "4/10": ("each death", "35"),
    "4/4": ("each victim killed or seriously injured", "37"),
    "4/6": ("each victim killed or seriously injured", "37"),
    "4/8": ("each victim killed or seriously injured", "37"),
    "4/9": ("each victim killed or seriously injured", "37"),
    "37/1": ("each death caused", "38"),
    "3B": ("each person to whom the threat is made", "38"),
    "11A": ("each child or young person", "38"),
    "36": ("each specific, intended victim", "38"),
    "5D": ("each victim", "42"),
    "8N": ("each victim", "42"),
    "8P": ("each victim", "42"),
    "8S": ("each victim", "42"),
    "8T": ("each victim", "42"),
    "104": ("each victim", "42"),
    "105A": ("each victim", "42"),
    "105B": ("each victim", "42"),
    "106": ("each person subjected to modern slavery", "48"),
    "24": ("each prostitute exploited", "49"),
    "27": ("each offender", "49"),
    "8L": ("each specific intended victim", "55"),
    "8M": ("each specific intended victim", "55"),
    "8Q": ("each specific intended victim", "55"),
    "8U": ("each specific intended victim", "55"),
    "8R": ("each recipient", "58"),
    "19C": ("each person who penetrated the victim", "61"),
    "19D": ("each person who penetrated the victim", "61"),
    "19E": ("each person who penetrated the victim", "61"),
    "19F": ("each person who penetrated the victim", "61"),
    "19G": ("each person who penetrated the victim", "61"),
    "19H": ("each person who penetrated the victim", "61"),
    "19J": ("all who cannot be told apart, once", "62"),
    "19K": ("all who cannot be told apart, once", "62"),
    "88A": ("each child", "66"),
    "88E": ("each offender or group", "69"),
    "34A": ("each business whose property is robbed", "72"),
    "34B": ("each person robbed", "72"),
    "28I": ("each household burgled", "73"),
    "28J": ("each household burgled", "73"),
    "28K": ("each household burgled", "73"),
    "28L": ("each household burgled", "73"),
    "29B": ("each household burgled", "73"),
    "28M": ("each household burgled", "73"),
    "28N": ("each household burgled", "73"),
    "28O": ("each household burgled", "73"),
    "28P": ("each household burgled", "73"),
    "29C": ("each household burgled", "73"),
    "30C": ("each building burgled", "73"),
    "30D": ("each building burgled", "73"),
    "31A": ("each building burgled", "73"),
    "37/2": ("each vehicle owner", "75"),
    "45": ("each vehicle owner", "76"),
    "48": ("each vehicle owner", "76"),
    "126": ("each vehicle owner", "77"),
    "39": ("each person stolen from", "78"),
    "44": ("each pedal cycle owner", "79"),
    "46": ("each shop unit", "79"),
    "35": ("each specific, intended victim", "80"),
    "40": ("each owner of property stolen", "81"),
    "41": ("each employee or group of employees", "81"),
    "42": ("each incident of theft of mail bags", "81"),
    "43": ("each offender or group; each company", "81"),
    "47": ("each owner of contents stolen", "81"),
    "49": ("each owner of goods stolen", "82"),
    "49A": ("each making off", "83"),
    "33": ("each offender or group", "83"),
    "54": ("each offender or group", "84"),
    "56A": ("each specific, intended owner where life is endangered", "84"),
    "56B": ("each specific, intended owner", "84"),
    "58A": ("each household whose residence is damaged", "84"),
    "58B": ("each owner", "85"),
    "58C": ("each owner of vehicle", "85"),
    "58D": ("each owner", "85"),
    "59": ("each offender or group where there is no specific victim", "85"),
    "9A": ("each specific intended victim; none: one crime", "86"),
    "9B": ("each specific intended victim; none: one crime", "89"),
    "10A": ("each offender or group, where not used in another crime", "94"),
    "10B": ("each offender or group, where not used in another crime", "94"),
    "10C": ("each offender or group, where not used in another crime", "94"),
    "10D": ("each offender or group, where not used in another crime", "94"),
    "81": ("each offender or group, where not used in another crime", "94"),
    "38": ("each offender or group", "92"),
    "69": ("each offender", "95"),
    "79": ("each offender or group", "95"),
    "83": ("each offender or group", "96"),
    "92A": ("each offender or group", "91"),
    "92D": ("each offender or group", "91"),
    "92E": ("each offender or group", "91"),
    "802": ("each driver", "96"),
}

# classes that have a page, or are named on one, which says of them no unit: the general rule counts them
PAGES_WITHOUT_UNIT = {
    "2": "34",
    "5E": "39",
    "58J": "85",
    "62A": "89",
    "66": "89",
    "86": "66",
    "88C": "67",
    "92C": "91",
}
BY_THE_GENERAL_RULE = {
    "victim": "each victim, by the general rule",
    "either": "each victim, or each offender or group where there is none, by the general rule",
    "state": "each offender or group, by the general rule",
}

# codes that a class page counts otherwise than its class
UNITS_OF_CODES = {
    ("24", "024/19"): ("each offender or group (a brothel)", "49"),
    ("66", "066/01"): ("each incident of affray", "89"),
    ("8L", "008/29"): ("each offender (breach)", "89"),
    ("8L", "008/31"): ("each offender (breach)", "89"),
    ("8Q", "008/74"): ("each offender (breach)", "89"),
    **{
        ("66", code): ("each offender (breach)", "89")
        for code in (
            "066/17",
            "066/18",
            "066/38",
            "066/39",
            "066/98",
            "068/04",
            "068/08",
            "068/16",
            "068/17",
            "068/19",
        )
    },
}

CLASS = re.compile(r"(NFIB ?\d+[A-Z]?|\d+(?:/\d+)?[A-Z]?)(?![\w/])")


def class_of(category: str) -> str | None:
    """`8N Assault with injury ` gives 8N; None where the list names no class."""
    found = CLASS.match(category.strip())
    return found.group(1).replace(" ", "") if found else None


def years(sentence: str) -> float | None:
    """The maximum as years: life 99, a fine 0, months and weeks as fractions; None where not known."""
    words = sentence.strip().lower()
    if words == "life":
        return 99
    if words == "fine":
        return 0
    if found := re.fullmatch(r"(\d+)", words):
        return int(found.group(1))
    if found := re.fullmatch(r"(\d+)m", words):
        return round(int(found.group(1)) / 12, 2)
    if found := re.fullmatch(r"(\d+) weeks", words):
        return round(int(found.group(1)) * 7 / 365, 2)
    if words == "?":
        return None
    raise SystemExit(f"no maximum of this form: {sentence!r}")


def short(title: str) -> str:
    plain = title.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0xA0: " "})
    plain = re.sub(r"\u00a3\s?([\d,]+)", r"\1 pounds", plain)
    words = " ".join(plain.split()).strip(" .;:,-")
    return words if len(words) <= 100 else words[:97].rsplit(" ", 1)[0] + " ..."


def ranges(numbers: list[int]) -> str:
    """3, 4, 5, 9 gives `3-5; 9`."""
    parts: list[str] = []
    start = last = numbers[0]
    for number in [*numbers[1:], None]:
        if number is not None and number == last + 1:
            last = number
            continue
        parts.append(str(start) if start == last else f"{start}-{last}")
        if number is not None:
            start = last = number
    return "; ".join(parts)


def by_severity(group: tuple[str, float | None, str]) -> tuple[float, int, int]:
    mode, maximum, basis = group
    return (
        -1 * (maximum if maximum is not None else -1),
        list(MODES.values()).index(mode),
        ["victim", "either", "state"].index(basis),
    )


Found = list[tuple[int, dict[str, str]]]
Group = tuple[str, float | None, str]


def table(official: str, classes: dict[str, tuple[str, str]]) -> tuple[list[dict[str, str]], dict[str, int]]:
    """The rows of our table, in the order of the official list, and what was counted on the way."""
    counts: Counter[str] = Counter()
    groups: dict[tuple[str, str], dict[Group, Found]] = {}
    gone: dict[tuple[str, str], tuple[Group, int, dict[str, str], str]] = {}
    for number, raw in enumerate(csv.DictReader(io.StringIO(official)), start=2):
        row = {key: (value or "").strip() for key, value in raw.items() if key}
        counts["official rows"] += 1
        name = class_of(row["Offence category"])
        alike = (MODES[row["Mode"].upper()], years(row["Max Sentence"]), BASES[row["Victim or State Based"].upper()])
        if row["Current"].upper() != "Y":
            counts["withdrawn"] += 1
            last = history.last_day(row)
            if name is not None and last is not None and FAMILIES[row["Class"].lower()] in DATED:
                gone.setdefault((name, row["Home Office code"]), (alike, number, row, last))
            continue
        if name is None:
            counts["without a class"] += 1
            continue
        counts["used"] += 1
        groups.setdefault((name, row["Home Office code"]), {}).setdefault(alike, []).append((number, row))
    rows = [row for key, variants in groups.items() for row in _current(key, variants, classes)]
    counts["offences"] = len(rows)
    counts["lettered"] = sum(row["offence"] != f"{row['class']} {row['code']}" for row in rows)
    before = [one for row in rows for one in _before(row, groups)]
    before += [_withdrawn(key, found, classes) for key, found in gone.items() if key not in groups]
    before += [_earlier(row) for row in history.earlier()]
    counts["earlier"] = len(before)
    _checked([*rows, *before])
    return [*rows, *before], counts


def _current(
    key: tuple[str, str], variants: dict[Group, Found], classes: dict[str, tuple[str, str]]
) -> list[dict[str, str]]:
    """The rows of one class and code as the list has them now, the most serious first."""
    name, code = key
    rows = []
    for place, alike in enumerate(sorted(variants, key=by_severity)):
        lines = variants[alike]
        family = FAMILIES[lines[0][1]["Class"].lower()]
        first = history.first_day(name, code, [row for _, row in lines], classes) if family in DATED else ""
        if (name, code) in history.RAISED and place == 0:
            first = max(first, history.RAISED[name, code][1])
        letter = "" if place == 0 else chr(ord("a") + place)
        rows.append(_row(key, letter, alike, lines[0][1], [number for number, _ in lines], (first, "")))
    return rows


def _row(
    key: tuple[str, str], letter: str, alike: Group, first: dict[str, str], numbers: list[int], days: tuple[str, str]
) -> dict[str, str]:
    name, code = key
    mode, maximum, basis = alike
    unit, page = UNITS_OF_CODES.get(key) or UNITS.get(name) or ("", "")
    if not unit and name in PAGES_WITHOUT_UNIT:
        unit, page = BY_THE_GENERAL_RULE[basis], f"{PAGES_WITHOUT_UNIT[name]}, p. 12"
    return {
        "offence": f"{name} {code}{letter}",
        "class": name,
        "code": code,
        "family": FAMILIES[first["Class"].lower()],
        "basis": basis,
        "mode": mode,
        "maximum": "" if maximum is None else f"{maximum:g}",
        "title": short(first["Offence"]),
        "unit": f"{unit} [{RULES}, p. {page}]" if unit else "",
        "official rows": ranges(numbers),
        "provenance": "list and class page" if unit else "list",
        "in force from": days[0],
        "until": days[1],
    }


def _before(row: dict[str, str], groups: dict[tuple[str, str], dict[Group, Found]]) -> list[dict[str, str]]:
    """What a row of now was before: with a lower maximum, or in another class."""
    key = (row["class"], row["code"])
    if row["offence"] != f"{row['class']} {row['code']}":
        return []
    found = []
    official = [line for lines in groups[key].values() for _, line in lines]
    if key in history.RAISED:
        maximum, since, source = history.RAISED[key]
        first = history.first_day(*key, official, {})
        found.append({**row, "maximum": maximum, "in force from": first, "until": history.day_before(since),
                      "provenance": source})  # fmt: skip
    if key in history.MOVED_IN:
        since, old, family = history.MOVED_IN[key]
        found.append({**row, "offence": f"{old} {row['code']}", "class": old, "family": family, "unit": "",
                      "in force from": history.later(history.began(official)), "until": history.day_before(since),
                      "provenance": "list: moved from this class"})  # fmt: skip
    return found


def _withdrawn(
    key: tuple[str, str], found: tuple[Group, int, dict[str, str], str], classes: dict[str, tuple[str, str]]
) -> dict[str, str]:
    alike, number, official, last = found
    first = history.first_day(*key, [official], classes)
    return {**_row(key, "", alike, official, [number], (first, last)), "provenance": "list: withdrawn"}


def _earlier(row: dict[str, str]) -> dict[str, str]:
    return {**row, "offence": f"{row['class']} {row['code']}", "unit": "", "official rows": "of no row now"}


def _checked(rows: list[dict[str, str]]) -> None:
    """No key may stand in two rows on one day."""
    held: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        first, last = row["in force from"] or "0", row["until"] or "9"
        if any(first <= till and since <= last for since, till in held.get(row["offence"], [])):
            raise SystemExit(f"two rows have the key {row['offence']} on one day")
        held.setdefault(row["offence"], []).append((first, last))


def header(digests: tuple[str, str], counts: dict[str, int]) -> list[str]:
    return [
        f"# {TITLE} (Notifiable Offences and Notifiable Reported Incidents, April 2026).",
        "# Publisher: Home Office. Crown copyright, Open Government Licence v3.0.",
        f"# sha256 of the files read: {digests[0]} (list), {digests[1]} (days of classes)",
        "# Made by scripts/offence_list.py and scripts/offence_history.py; change those, not this.",
        "# Merge rule: current official rows of one class and code that agree in mode, maximum and basis are one",
        "# row. Those that differ stay apart: the most serious maximum keeps the plain key, then indictable only",
        "# before either way before summary, then victim before either before state; the others get a letter",
        "# (66 066/99b). Their code stays the official one. Title: that of the first row merged.",
        "# family: from the list's own heading of the class. basis: V victim, S state, S/V either. maximum: years;",
        "# life 99, a fine 0, months and weeks as fractions, blank where the list says none.",
        f"# unit: what the class page counts one crime for ({RULES}); blank where the rules have no page for it.",
        "# The rows without a day are those of 2026-27, presumed unchanged back to April 2014.",
        "# in force from, until: the list's commencement date, the day on which the class came in where that is later,",
        "# and the day before what the list calls the cessation; blank where no source gives a day after 1 April 2014.",
        "# Drugs, fraud and other crimes against society have no days here: they are as in 2026-27 throughout.",
        "# At the end: offences withdrawn since, maxima before they were raised, and classes before others came in",
        "# their place; their provenance says whether that was seen, inferred or recalled.",
        "# official rows: line numbers in the file read, its heading being line 1.",
        f"# Counts: {counts['official rows']} official rows, {counts['withdrawn']} withdrawn,"
        f" {counts['without a class']} without a class of their own left out, {counts['used']} used,"
        f" {counts['offences']} offences,"
        f" {counts['lettered']} of them lettered, and {counts['earlier']} rows of earlier days.",
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("official", type=Path, help="the official list, as CSV")
    parser.add_argument("classes", type=Path, help="the days of the classes, as CSV")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    contents = tuple(one.read_bytes() for one in (options.official, options.classes))
    rows, counts = table(contents[0].decode("utf-8-sig"), history.class_days(contents[1].decode("utf-8-sig")))
    digests = tuple(hashlib.sha256(one).hexdigest() for one in contents)
    out = io.StringIO()
    out.write("\n".join(header(digests, counts)) + "\n")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(out.getvalue(), encoding="utf-8", newline="\n")
    print(f"{counts['offences']} offences from {counts['used']} official rows", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
