import { createHash } from 'node:crypto';

/** The only style sheet of the pages, inline; the Content-Security-Policy allows it by its hash. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1b2430; --soft: #55606e;
  --line: #cfd6de; --accent: #0b5cad; --on-accent: #fff; --tint: #e8f1fb; --warn: #fff3d1; --warn-ink: #5c4300; --warn-line: #e5c66b; }
@media (prefers-color-scheme: dark) { :root { --paper: #12171d; --card: #1b222b; --ink: #e8edf3; --soft: #a5b0bd;
  --line: #3a4551; --accent: #7cb7f5; --on-accent: #0d1b2a; --tint: #223348; --warn: #3a2f10; --warn-ink: #f7e3a8; --warn-line: #6b5720; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
.notice { background: var(--warn); color: var(--warn-ink); border-bottom: 1px solid var(--warn-line);
  padding: .75rem 1rem; text-align: center; text-wrap: balance; }
.notice strong { display: block; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 0; color: var(--soft); max-width: 40rem; text-wrap: pretty; }
a { color: var(--accent); }
.filter { display: flex; flex-wrap: wrap; gap: .25rem .5rem; margin-top: 1.25rem; max-width: 30rem; }
.filter label { flex-basis: 100%; font-weight: 600; }
input { flex: 1; min-width: 0; min-height: 2.75rem; padding: 0 .75rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--soft); border-radius: .5rem; }
.quiet { min-height: 2.75rem; padding: 0 1rem; font: inherit; font-weight: 600; cursor: pointer; color: var(--accent);
  background: transparent; border: 1px solid var(--accent); border-radius: .5rem; }
a.quiet { display: inline-flex; align-items: center; text-decoration: none; margin-top: 1.5rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
.person { display: flex; align-items: center; gap: .75rem; width: 100%; min-height: 4.5rem; padding: .75rem; text-align: start;
  font: inherit; color: inherit; cursor: pointer; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.person img { width: 3rem; height: 3rem; border-radius: 50%; flex: none; }
.person span { display: block; min-width: 0; overflow-wrap: anywhere; }
.person b { display: block; line-height: 1.3; }
.person small { display: block; font-size: .875rem; color: var(--soft); }
.person:hover { border-color: var(--accent); background: var(--tint); }
.quiet:hover { background: var(--tint); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

export const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
