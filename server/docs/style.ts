import { createHash } from 'node:crypto';

/** The only style sheet of the documents, inline; the Content-Security-Policy allows it by its hash. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --side: #f5f6f8; --ink: #1b2430; --soft: #55606e; --line: #d5dbe2;
  --accent: #0b5cad; --code: #eef1f5; }
@media (prefers-color-scheme: dark) { :root { --paper: #12171d; --side: #181f27; --ink: #e8edf3; --soft: #a5b0bd;
  --line: #36404c; --accent: #7cb7f5; --code: #1f2832; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
a { color: var(--accent); }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; padding: .5rem 1rem;
  border-bottom: 1px solid var(--line); }
header a { display: inline-flex; align-items: center; min-height: 2.75rem; text-decoration: none; font-weight: 600; }
header .to-pages { margin-inline-start: auto; }
main { padding: 1rem 1rem 3rem; min-width: 0; max-width: 52rem; }
nav { padding: 1rem; background: var(--side); border-top: 1px solid var(--line); }
nav h2 { font-size: .875rem; margin: 1rem 0 .25rem; color: var(--soft); }
nav ul, .contents ul { list-style: none; margin: 0; padding: 0; }
nav a { display: flex; align-items: center; min-height: 2.5rem; text-decoration: none; }
nav a[aria-current] { font-weight: 600; color: var(--ink); }
h1, h2, h3, h4 { line-height: 1.25; overflow-wrap: anywhere; text-wrap: balance; }
h1 { font-size: 1.75rem; margin: .5rem 0 1rem; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
main h2 a, main h3 a, main h4 a { color: inherit; text-decoration: none; }
main h2 a:hover, main h3 a:hover { text-decoration: underline; }
p, li { overflow-wrap: anywhere; }
li > p { margin: .25rem 0; }
code { font: .9em/1.5 ui-monospace, monospace; background: var(--code); border-radius: .25rem; padding: .1em .3em; }
pre { background: var(--code); border-radius: .5rem; padding: .75rem 1rem; overflow-x: auto; }
pre code { background: none; padding: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); min-width: 6rem; }
td code { overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.contents { border-inline-start: 3px solid var(--line); padding-inline-start: 1rem; }
.contents a { display: inline-flex; min-height: 2rem; align-items: center; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (min-width: 60rem) {
  .frame { display: grid; grid-template-columns: 16rem minmax(0, 1fr); min-height: calc(100vh - 4rem); }
  nav { grid-row: 1; grid-column: 1; border-top: 0; border-inline-end: 1px solid var(--line); padding: 1rem 1.5rem; }
  nav div { position: sticky; top: 1rem; }
  nav a { min-height: 2rem; }
  main { padding: 1rem 3rem 4rem; }
  header { padding: .5rem 1.5rem; }
  header .to-pages { display: none; }
}
`;

export const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
