"""Amendments of the toy rulebook to be consolidated: operations of every kind, and days to put them on."""

from __future__ import annotations

# each by what it changes; one amendment may hold several that change unlike things
OPERATIONS = {
    "E1 omitted": "  omit E1\n",
    "F1.1 omitted": "  omit F1.1\n  omit X1\n",
    "A1.2 substituted": """  substitute A1.2
  exception A1.2 to A1 "Strangers from elsewhere"
    cites [Minutes]
    standing inferred
    for each entry
    -- nobody knows them
    where the grower is not familiar to the committee
    refer the entry to committee
  end substitute
""",
    "A1 limb": "  in A1 substitute limb (a) the condition is known\n",
    "A1.1 limb": "  omit limb (b)(i) of A1.1\n  in A1.1 insert after limb (a) the giant is known\n",
    "G1 action": "  in G1 substitute then the collection is 36 hours after the prize's picked\n",
    "H1 standing": "  in H1 insert standing recalled\n",
    "H2 cites": "  in H2 substitute cites [Minutes], [Fete Handbook, p. 9]\n",
    "giant presumed": "  in entry substitute has giant: yes or no; presume yes when unknown [Minutes]\n",
    "fact inserted": '  in delivery insert has late: yes or no\n  guidance "After the tea?"\n',
    "fact omitted": "  in prize omit has withdrawn\n",
    "F8 inserted": """  insert after F1
  rule F8 "Grown apart"
    cites [Minutes]
    for each entry and other entry
    where the two have the same plot
    count both

  exception F8.1 to F8 "Grown in one bed"  -- told later
    cites [Minutes]
    for each entry and other entry
    where the two have the same circle
    let the entry prevail over the other entry
  end insert
""",
    "D1 unit": """  substitute D1
  rule D1 "One prize for each circle"
    cites [Minutes]
    for each entry
    count one prize for each circle
    failing which one prize
  end substitute
""",
    "merit rows": """  in table "order of merit" insert rows after row V1 V/01
    | V1 V/02 | 9 |
  end insert
""",
    "category row": """  in table "categories" substitute row C1 C/02
    | C1 C/02 | C1 | cake | | 5 |
""",
    "category gone": '  omit table "categories" row R1 R/01\n',
    "grower's presumption": """  substitute grower
  entity grower
    has garden: garden, optional
    has age: number
    has gardens together with: list of grower
    has familiar to the committee: yes or no; presume no when unknown [Minutes]
    has visiting: yes or no
  end substitute
""",
    "edible": """  substitute edible
  define edible
    for each category
    it is so when the family is vegetable
  end substitute
""",
    "kept back": """  substitute kept back
  result kept back
    cites [Minutes]
    text
      > The entry stands behind the table.
  end substitute
""",
    "vegetables": """  substitute table "vegetables"
  table "vegetables"
    cites [Minutes]
    | kind   | size     | => category |
    | marrow | any      | V1 V/01     |
    | onion  | any      | V2 V/03     |
  end substitute
""",
}  # fmt: skip


def amendment(title: str, made: str, since: str, *names: str, until: str = "") -> str:
    """An amendment with some of the operations; days as they are written."""
    end = f" until {until}" if until else ""
    operations = "".join(OPERATIONS[name] for name in names)
    return (f'amendment "{title}" to rulebook "Village fete"\n  cites [Minutes]\n  made on {made}\n'
            f"  in force from {since}{end}\n{operations}")
