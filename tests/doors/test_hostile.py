"""Text that would do harm if it were ever taken for code, for a command, or for a terminal's orders."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.html_pages import read, text_of, wrong_with
from tests.transcripts import Terminal

TOY = Path(__file__).parents[1] / "toy"
TITLES = [
    "'); import os; os.abort() #", "{0.__class__} {title!r} %s %(x)s", "=cmd|' /C calc'!A0", "''' + str(1/0) + '''",
    r"\N{DOLLAR SIGN} \x41 \\", "</script><b>", "$(touch harmed) `touch harmed`",
]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(TOY, tmp_path / "toy", ignore=shutil.ignore_patterns("cases"))
    shutil.copy(Path(__file__).parent / "files" / "shown.yaml", tmp_path)
    return Terminal(monkeypatch, tmp_path)


def entitled(terminal: Terminal, title: str) -> None:
    """The toy rulebook with a title, citation and text that came from somebody unkind."""
    file = terminal.folder / "toy" / "rules.rules"
    text = file.read_text(encoding="utf-8").replace('"What goes on the table"', f'"{title}"')
    text = text.replace("> Sound entries without a complaint are shown.", f"> {title}")
    document = title.replace("]", ")").replace("[", "(").replace(",", ";")
    text = text.replace("cites [Fete Handbook, p. 3]", f"cites [{document}, p. 3]", 1)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("title", TITLES)
def test_titles_are_data(terminal: Terminal, title: str) -> None:
    entitled(terminal, title)
    code, out, err = terminal.run("hocrdsl decide toy shown.yaml --format json --explain")
    assert code == 0, err
    assert json.loads(out)["reasons"]["A1"]["title"] == title
    code, out, err = terminal.run("hocrdsl compile toy -o fete.py")
    assert code == 0, err
    names = {node.id for node in ast.walk(ast.parse((terminal.folder / "fete.py").read_text(encoding="utf-8")))
             if isinstance(node, ast.Name)}
    assert "os" not in names
    ran = subprocess.run([sys.executable, "-c", "import fete"], cwd=terminal.folder, capture_output=True, text=True,
                         check=False)
    assert ran.returncode == 0, ran.stderr
    assert not (terminal.folder / "harmed").exists()


@pytest.mark.parametrize("title", TITLES)
def test_titles_stay_text_in_pages(terminal: Terminal, title: str) -> None:
    """A page with an unkind title has the elements of the same page with a kind one, and shows the title."""
    kind = read(terminal.run("hocrdsl show toy --format html")[1])
    entitled(terminal, title)
    for line in ("toy", "toy A1", "toy A1 --history", "toy --known proposed"):
        code, out, err = terminal.run(f"hocrdsl show {line} --format html")
        assert code == 0, err
        assert wrong_with(out) == []
        assert " ".join(title.split()) in text_of(out)
        if line == "toy":
            assert read(out).tags == kind.tags


UNKIND = "<img src=x onerror=alert(1)>"


def test_every_other_text_stays_text_in_pages(terminal: Terminal) -> None:
    """Names of files and folders, comments, cells, guidance, readings, amendments, the notice."""
    toy = terminal.folder / "toy"
    changes = {
        "rules.rules": [("-- What it is.", f"-- {UNKIND}"), ('reading "strict" of D2', f'reading "{UNKIND}" of D2')],
        "vocabulary.rules": [
            ('guidance "Would', f'guidance "{UNKIND} Would'), ("decided by steward", f"decided by {UNKIND}"),
            ("> Who gardens", f"> {UNKIND} Who gardens"), ("[Fete Handbook, p. 5]", f"[{UNKIND}, p. 5]"),
        ],
        "editions.rules": [("More points for onions", UNKIND)],
        "rulebook.rules": [('"Village fete"', f'"{UNKIND}"')],
    }
    for name, pairs in changes.items():
        text = (toy / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        (toy / name).write_text(text.replace('"Village fete"', f'"{UNKIND}"'), encoding="utf-8")
    folder = toy / "<b>bold"
    folder.mkdir()
    (toy / "rules.rules").rename(folder / "<u onclick=x>.rules")
    (toy / "NOTICE").write_text("<script>alert(1)</script> javascript:alert(1) https://x.test/'onclick=alert(1)//",
                                encoding="utf-8")
    for line in ("toy", "toy D2", "toy A1 --history", "toy categories", f"toy D2 --reading 'D2={UNKIND}'"):
        code, out, err = terminal.run(f"hocrdsl show {line} --format html")
        assert code == 0, err
        assert wrong_with(out) == []
        assert not {"img", "script", "b", "u"} & set(read(out).tags)
    shown = terminal.run("hocrdsl show toy --format html")[1]
    assert text_of(shown).count(UNKIND) >= 6


def test_a_name_of_a_file_does_not_end_a_comment(terminal: Terminal) -> None:
    toy = terminal.folder / "toy"
    (toy / "rules.rules").rename(toy / "odd\nrule Z1 \"Harm\".rules")
    code, out, err = terminal.run("hocrdsl show toy")
    assert code == 0, err
    assert "\nrule Z1" not in out and "\\nrule Z1" in out


def test_names_do_not_command_a_terminal(terminal: Terminal) -> None:
    (terminal.folder / "odd.yaml").write_text(
        'growers: {"A\\e[2Jnn": {age: 40}}\n'
        'deliveries: [{handed in: 2025-07-01, entries: [{kind: marrow, giant: yes, grower: "A\\e[2Jnn", '
        'condition: sound, complaint: none}]}]\n', encoding="utf-8")
    code, out, err = terminal.run("hocrdsl decide toy odd.yaml --explain")
    assert code in (0, 1)
    assert "\x1b" not in out + err
    assert (out + err).isascii()


@pytest.mark.parametrize("text", [
    "!!python/object/apply:os.system ['touch harmed']", "deliveries: !!python/name:os.system x", "[" * 500 + "]" * 500,
    "a: &a [*a]", "{", "- - -", "\0", "deliveries: 1", "null", "", "---\n---\n", "? {a: b}", "deliveries: [[[]]]",
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
    "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\n"
    "deliveries: [*f,*f,*f,*f,*f,*f]\n",
])
def test_incidents_that_are_none(terminal: Terminal, text: str) -> None:
    code, out, err = terminal.run("hocrdsl decide toy -", text.encode())
    assert (code, out) == (1, ""), err
    assert "Traceback" not in err
    assert not (terminal.folder / "harmed").exists()


def test_a_live_record_leaves_no_facts_in_messages(terminal: Terminal) -> None:
    text = "deliveries: [{handed in: 2025-07-01, entries: [{kind: Mrs Secret, grwer: Mr Hidden}]}]"
    code, out, err = terminal.run("hocrdsl decide toy -", text.encode())
    assert code == 1
    assert "Secret" not in out + err and "Hidden" not in out + err
    assert "Secret" in terminal.run("hocrdsl decide -v toy -", text.encode())[2]


def test_a_fault_of_ours_is_reported_without_facts(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("Mrs Secret")

    monkeypatch.setattr("hocrdsl.rules.Rules.decide", fails)
    code, out, err = terminal.run("hocrdsl decide toy shown.yaml --reading D2=strict")
    assert (code, out) == (3, "")
    assert "Traceback" not in err and "Secret" not in err
    report = next(terminal.folder.glob("hocrdsl-report-*.txt")).read_text(encoding="utf-8")
    assert "KeyError" in report and "decide" in report
    assert "Secret" not in report and "shown" not in report and "strict" not in report


def test_stopped(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hocrdsl.rules.Rules.decide", stops)
    code, out, err = terminal.run("hocrdsl decide toy shown.yaml")
    assert (code, out, err.strip()) == (130, "", "stopped")


def test_a_write_that_fails_leaves_the_old_file(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    file = terminal.folder / "toy" / "rules.rules"
    file.write_text(file.read_text(encoding="utf-8").replace("  cites", "      cites"), encoding="utf-8")
    before = file.read_bytes()

    def refuses(*_: object) -> None:
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr("os.replace", refuses)
    code, _, err = terminal.run("hocrdsl fmt toy/rules.rules")
    assert code == 2 and "No space left" in err
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []
