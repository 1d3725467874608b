"""Two editions tried with the same completions by their programs: the pairs that the compiled functions come to."""

from __future__ import annotations

import shutil
from functools import cache
from random import Random
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.backends.columnar.together import Together, comparable  # noqa: E402
from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.records.together import Both  # noqa: E402
from hocrdsl.rules import Rules, load, on_both  # noqa: E402
from tests.agreement.incidents import Maker  # noqa: E402
from tests.agreement.plans import BOOKS  # noqa: E402

LIMIT = 24
# what a later edition has otherwise: rules alone; words that one of them lacks; what is presumed
RULES = (
    ("count one prize for each circle and plot", "count one prize for each plot"),
    ("(a) the condition is sound; and\n    (b) there is no complaint\n  otherwise treat the entry as kept back",
     "(a) the condition is sound\n    (b) there is no complaint; and\n    (c) the weight is at most 30\n"
     "  otherwise treat the entry as side-table"),
    ("| marrow | large    | V1 V/01", "| marrow | large    | V1 V/02"),
)
WORDS = (
    ("  has complaint: text, optional\n", "  has complaint: text, optional\n  has prompt: yes or no\n"
     "  has shown by: grower, optional\n"),
    ("one of sound, spoilt; judgement", "one of sound, spoilt, doubtful; judgement"),
)
WORDS_READ = (
    ("    (a) the condition is sound; and\n    (b) there is no complaint\n",
     "    (a) the condition is one of sound, doubtful\n    (b) the entry is prompt\n"
     "    (c) the shown by is not a junior; and\n    (d) there is no complaint\n"),
)
PRESUMED = (("presume yes when unknown [Fete Handbook, p. 2]", "presume no when unknown [Fete Handbook, p. 2]"),)
LATER: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "rules": {"rules.rules": RULES},
    "words": {"rules.rules": WORDS_READ, "vocabulary.rules": WORDS},
    "presumed": {"vocabulary.rules": PRESUMED},
}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rules]:
    """The toy, and the toy as it would be later."""
    found = {"toy": load(BOOKS["toy"], edition="2025-06")}
    for name, edits in LATER.items():
        path = tmp_path_factory.mktemp(name) / "toy"
        shutil.copytree(BOOKS["toy"], path)
        for file, changes in edits.items():
            text = (path / file).read_text()
            for was, now in changes:
                assert was in text, was
                text = text.replace(was, now)
            (path / file).write_text(text)
        found[name] = load(path, edition="2025-06")
    return found


@cache
def engine(rules: Rules) -> Fast:
    return Fast(rules, Compiled(rules, limit=LIMIT), worth=0, open_worth=0)


def made(old: Rules, new: Rules, known: float, many: int = 100) -> tuple[list[dict[str, Any]], Any]:
    """Incidents that both editions can decide, and their batch; their programs are made."""
    plan = old.plan()
    incidents = [Maker(plan, Random(seed), known).incident() for seed in range(many)]
    for one in incidents:
        # what is told as news is left by the programs
        one.pop("news", None)
    incidents = [one for one in incidents if not old.validate(one) and not new.validate(one)]
    batch = batch_of(incidents, layout_of(new.plan().vocabulary), [f"{place:05}" for place in range(len(incidents))])
    for rules in (old, new):
        engine(rules).decide(batch)
    return incidents, batch


def plain(pairs: Any) -> set[Any]:
    """What changes are told by."""
    return {tuple((sorted(str(kind) for kind, _ in counted), [one[::2] for one in fates]).__repr__()
                  for counted, fates in pair) for pair in pairs}


def both(old: Rules, new: Rules) -> Both:
    return Both((old, new), (engine(old), engine(new)), layout_of(new.plan().vocabulary), LIMIT)


@pytest.mark.parametrize(("later", "known"), [("toy", 0.7), ("rules", 0.5), ("words", 0.7)])
def test_the_pairs_of_the_compiled_functions(books: dict[str, Rules], later: str, known: float) -> None:
    old, new = books["toy"], books[later]
    for one, other in ((old, new), (new, old)):
        incidents, batch = made(old, new, known)
        found = Together(engine(one).program, engine(other).program).decide(batch, LIMIT)  # type: ignore[arg-type]
        several = cut = 0
        whole = both(one, other)
        pairs_of = whole.pairs(batch)
        for row, incident in enumerate(incidents):
            complete, pairs = on_both(one, other, incident, LIMIT)
            if row in found:
                assert (found[row] is not None) == complete, row
            assert (row in pairs_of) == complete
            if complete:
                assert plain(pairs_of[row]) == plain(pairs), row
                several += len(plain(pairs)) > 1 and row in found
            cut += not complete and row in found
        assert whole.compiled == len(incidents) - len(found)
        # what both programs decide alone they decide together, but for answers that the other can't be told, and for
        # what is found first among too many completions; some come to several things
        alone = ~(engine(one).program.decide(batch).left | engine(other).program.decide(batch).left)  # type: ignore[union-attr]
        missed = set(alone.nonzero()[0].tolist()) - set(found)
        if later != "words" or one is new:
            assert len(missed) <= len(incidents) // 20, missed
        assert several > 3
        assert cut or known > 0.6


def test_what_is_presumed_otherwise_is_for_the_compiled_functions(books: dict[str, Rules]) -> None:
    old, new = books["toy"], books["presumed"]
    incidents, batch = made(old, new, 0.7, 40)
    programs = engine(old).program, engine(new).program
    assert not comparable(*programs)  # type: ignore[arg-type]
    whole = both(old, new)
    pairs_of = whole.pairs(batch)
    assert whole.compiled == len(incidents)
    for row, incident in enumerate(incidents):
        complete, pairs = on_both(old, new, incident, LIMIT)
        assert plain(pairs_of[row]) == plain(pairs) if complete else row not in pairs_of
