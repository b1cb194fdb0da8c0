"""How the page looks: on phones and laptops, by day and by night, and on paper."""

STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1d21; --quiet: #555b66; --line: #c9ced6; --card: #f4f6f8;
  --link: #0b5394; --good: #0a6b3d; --bad: #a3200d; --open: #7a5200; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171b; --ink: #e8e9eb; --quiet: #b4bac4; --line: #454b55;
  --card: #20242a; --link: #8ab8ff; --good: #6fd39b; --bad: #ff9c8a; --open: #f0c36a; } }
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; overflow-wrap: break-word; }
body:has(.columns) { max-width: 88rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .6rem 0; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.2rem 0 .6rem; padding-top: .5rem;
  border-top: 1px solid var(--line); }
.column { font-size: 1rem; margin: .8rem 0 .4rem; padding: 0; border: 0; }
p, ul { margin: .6rem 0; max-width: 46rem; }
ul { padding-left: 1.3rem; }
li { margin: .25rem 0; }
a { color: var(--link); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; display: inline-block; padding: .4rem .8rem; }
nav { margin-top: 1.2rem; padding: .6rem 1rem; background: var(--card); border-radius: .4rem; }
nav ol { margin: 0; padding-left: 1.6rem; columns: 22rem 2; column-gap: 2.5rem; }
nav li { break-inside: avoid; }
.scroll { overflow-x: auto; max-width: 100%; margin: .8rem 0; width: fit-content; background:
  linear-gradient(90deg, var(--ground) 40%, transparent) left / 2rem 100% no-repeat local,
  linear-gradient(270deg, var(--ground) 40%, transparent) right / 2rem 100% no-repeat local,
  linear-gradient(90deg, var(--line), transparent) left / .5rem 100% no-repeat scroll,
  linear-gradient(270deg, var(--line), transparent) right / .5rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 600; border-bottom: 2px solid var(--line); }
tbody th { font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
.short { white-space: nowrap; }
.long { min-width: 14rem; }
.holds { color: var(--good); font-weight: 600; }
.fails { color: var(--bad); font-weight: 700; }
.undecided { color: var(--open); font-weight: 600; }
.vacuous { color: var(--quiet); }
.failed { border-left: .3rem solid var(--bad); padding-left: .8rem; }
figure, figure.scroll { width: auto; background-color: #fff; border: 1px solid var(--line); border-radius: .4rem;
  padding: .6rem; max-width: 48rem; isolation: isolate; }
figure.scroll { background-image: linear-gradient(90deg, #fff 40%, #fff0), linear-gradient(270deg, #fff 40%, #fff0),
  linear-gradient(90deg, #0007, #0000), linear-gradient(270deg, #0007, #0000);
  background-size: 2.5rem 100%, 2.5rem 100%, 1rem 100%, 1rem 100%; }
figure img { display: block; width: 100%; min-width: 32rem; height: auto; mix-blend-mode: multiply; }
@media screen and (max-width: 35.4rem) { figure.scroll::before { content: "Scroll sideways to see all of it \\2194";
  display: block; position: sticky; left: 0; width: max-content; max-width: 100%; padding-bottom: .4rem;
  font-size: .85rem; color: #444; } }
pre { overflow-x: auto; background: var(--card); padding: .7rem .9rem; border-radius: .4rem; font-size: .85rem; }
code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; overflow-wrap: anywhere; }
pre code { overflow-wrap: normal; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 1.5rem; }
@media (min-width: 60rem) { .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .columns figure img { min-width: 0; } }
@media print { :root { color-scheme: light; --ground: #fff; --ink: #000; --quiet: #333; --line: #999; --card: #fff;
  --link: #000; --good: #000; --bad: #000; --open: #000; }
  @page { margin: 18mm 16mm; }
  html { font-size: 10pt; }
  body, body:has(.columns) { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  h2, .column { break-after: avoid; }
  .scroll, pre { overflow: visible; width: auto; background: none; }
  figure img { mix-blend-mode: normal; }
  pre { white-space: pre-wrap; border: 1px solid var(--line); }
  table { width: 100%; font-size: 8.5pt; }
  thead { display: table-header-group; }
  tr, figure, li, .few { break-inside: avoid; }
  .long { min-width: 0; }
  .short { white-space: normal; }
  p { orphans: 3; widows: 3; }
  figure, figure.scroll { border: 0; padding: 0; max-width: none; background: none; }
  figure img { min-width: 0; width: auto; max-width: 100%; max-height: 225mm; margin: 0 auto; }
  .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
"""
