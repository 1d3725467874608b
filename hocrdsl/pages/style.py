"""How pages look, on a screen and on paper. No font, picture or colour comes from elsewhere."""

from __future__ import annotations

STYLE = """
:root { --ink: #1a1a1a; --quiet: #505a5f; --line: #b1b4b6; --wash: #f3f2f1; --link: #1d4f91; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 Georgia, "Times New Roman", serif; }
h1, h2, h3, h4, h5, h6, th, caption, summary, nav, .badge, .label, footer { font-family: Arial, Helvetica, sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; }
h2 { font-size: 1.4rem; margin-top: 2.5rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.15rem; margin-top: 1.8rem; }
h4, h5, h6 { font-size: 1rem; margin-top: 1.4rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid #ffbf00; outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; background: #fff; padding: .5rem; }
nav ul { list-style: none; padding-left: 1.2rem; margin: .2rem 0; }
nav > ul { padding-left: 0; }
pre { background: var(--wash); padding: .8rem; overflow-x: auto; white-space: pre-wrap; font-size: .9rem; }
code { font-family: Consolas, "Courier New", monospace; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .9rem; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
thead th { background: var(--wash); }
.wide { overflow-x: auto; }
details { margin: .8rem 0; }
summary { cursor: pointer; font-weight: bold; }
.badge { display: inline-block; border: 1px solid var(--quiet); border-radius: .2rem; padding: 0 .4rem;
  font-size: .8rem; font-weight: bold; background: #fff; color: var(--ink); }
.badge.good { background: #e3f1e7; border-color: #00703c; }
.badge.fair { background: #fff5d6; border-color: #7a5c00; }
.badge.poor { background: #fbe5e1; border-color: #a1260d; }
.quiet { color: var(--quiet); font-size: .9rem; }
.under { margin-left: 1.2rem; padding-left: 1rem; border-left: 4px solid var(--line); }
ul.limbs { list-style: none; padding-left: 1.4rem; margin: .2rem 0; }
.beside { display: flex; flex-wrap: wrap; gap: 1.5rem; }
.beside > div { flex: 1 1 20rem; border-left: 4px solid var(--line); padding-left: 1rem; }
.label { font-weight: bold; }
.chart { margin: 1rem 0; }
.chart svg { display: block; width: 100%; max-width: 48rem; height: auto; }
blockquote { margin: .5rem 0; padding-left: 1rem; border-left: 2px solid var(--line); }
footer { margin-top: 3rem; border-top: 2px solid var(--line); padding-top: 1rem; font-size: .85rem;
  color: var(--quiet); }
@page { margin: 2cm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  a { color: inherit; text-decoration: none; }
  nav { break-after: page; }
  h1, h2, h3, h4, h5, h6, caption, summary { break-after: avoid; }
  tr, pre, .badge { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide, pre { overflow: visible; }
  .chart svg { break-inside: avoid; break-after: avoid; print-color-adjust: exact; }
  .skip, .on-screen { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
