import { sha256 } from '../../core/values/hash.ts';
import { CONTROLS } from './style-controls.ts';
import { DECISION } from './style-decision.ts';
import { PAPERS } from './style-papers.ts';
import { PARTS } from './style-parts.ts';

/** Our names for colours, each with its design token of the Digital Agency (@digital-go-jp/design-tokens) and its value. */
export const COLOURS = {
  text: ['neutral-solid-gray-900', '#1a1a1a'],
  'text-soft': ['neutral-solid-gray-700', '#4d4d4d'],
  line: ['neutral-solid-gray-536', '#767676'],
  'line-soft': ['neutral-solid-gray-200', '#cccccc'],
  ground: ['neutral-white', '#ffffff'],
  'ground-soft': ['neutral-solid-gray-50', '#f2f2f2'],
  key: ['primitive-blue-900', '#0017c1'],
  'key-dark': ['primitive-blue-1000', '#00118f'],
  'key-soft': ['primitive-blue-50', '#e8f1fe'],
  good: ['primitive-green-900', '#115a36'],
  'good-soft': ['primitive-green-50', '#e6f5ec'],
  bad: ['primitive-red-900', '#ce0000'],
  'bad-soft': ['primitive-red-50', '#fdeeee'],
  attention: ['primitive-orange-1000', '#8b3200'],
  'attention-line': ['primitive-orange-800', '#c74700'],
  'attention-soft': ['primitive-orange-50', '#ffeee2'],
  focus: ['primitive-yellow-300', '#ffd43d'],
} as const;

const FRAME = `
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--text);
  font-family: "Noto Sans JP", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif; font-size: 1rem; line-height: 1.75;
  overflow-wrap: anywhere; line-break: strict; }
main { flex: 1; width: 100%; max-width: 72rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
main:focus { outline: none; }
h1 { font-size: 1.75rem; line-height: 1.5; margin: 0 0 1.5rem; text-wrap: balance; }
h1 .subtitle { display: block; font-size: 1rem; font-weight: 400; color: var(--text-soft); }
h2 { font-size: 1.375rem; line-height: 1.5; margin: 3rem 0 1rem; }
h3 { font-size: 1.125rem; line-height: 1.6; margin: 2rem 0 .75rem; }
p, ul, ol, dl { margin: 0 0 1rem; }
a { color: var(--key); text-underline-offset: .2em; }
a:hover { color: var(--key-dark); text-decoration-thickness: 2px; }
:focus-visible { outline: 4px solid var(--text); outline-offset: 2px; box-shadow: 0 0 0 2px var(--focus); border-radius: 4px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; border: 0; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.nowrap { white-space: nowrap; }
h1, h2, h3, th, td, dt { word-break: auto-phrase; }
.multiline { white-space: pre-line; }
.soft { color: var(--text-soft); }
.lead { max-width: 44rem; }
.narrow { max-width: 40rem; }
main > .help-links { margin: -1.25rem 0 .75rem; text-align: right; font-size: .875rem; }
.help-links a { display: inline-block; margin-left: 1.25rem; }
.skip { position: absolute; left: 1rem; top: -6rem; padding: .75rem 1.25rem; background: var(--focus); color: var(--text); z-index: 1; }
.skip:focus { top: .5rem; }
.site-header { border-bottom: 1px solid var(--line-soft); }
.site-header .bar { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem; display: flex; flex-wrap: wrap; gap: .75rem 2rem;
  justify-content: space-between; align-items: center; }
.site-title { color: var(--text); text-decoration: none; display: inline-flex; flex-direction: column; line-height: 1.4; padding: .25rem 0; }
.site-title .city { font-size: .875rem; }
.site-title .system { font-weight: 700; font-size: 1.125rem; }
.account { display: flex; align-items: center; gap: 1rem; font-size: .875rem; line-height: 1.5; }
.account p { margin: 0; text-align: right; }
.account a, .account .button { white-space: nowrap; }
.account .roles { display: block; color: var(--text-soft); }
.site-header nav { background: var(--ground-soft); }
.site-header nav ul { max-width: 72rem; margin: 0 auto; padding: 0 .5rem; list-style: none; display: flex; flex-wrap: wrap; }
.site-header nav a { display: block; padding: .625rem 1rem .5rem; min-height: 2.75rem; color: var(--text); text-decoration: none;
  border-bottom: 4px solid transparent; }
.site-header nav a:hover { text-decoration: underline; }
.site-header nav a[aria-current] { border-bottom-color: var(--key); color: var(--key); font-weight: 700; }
.site-footer { background: var(--ground-soft); border-top: 1px solid var(--line-soft); font-size: .875rem; color: var(--text-soft); }
.site-footer p { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
.site-footer p:first-child { padding-top: 1.5rem; }
.site-footer p:last-child { padding-bottom: 1.5rem; }
@media (max-width: 48rem) {
  main { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  h2 { font-size: 1.25rem; margin-top: 2.5rem; }
  .site-header .bar { padding: .75rem 1rem; }
  .account { width: 100%; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; }
  .account p { width: 100%; text-align: left; }
  .account a { line-height: 2.75rem; }
  .site-header nav ul { padding: 0; }
  .site-footer p { padding-left: 1rem; padding-right: 1rem; }
}
@media print {
  .site-header nav, .account form, .skip, .help-links, .button-row, .save-here, .site-footer { display: none; }
  main { padding: 0; max-width: none; }
}
`;

/** Text of /assets/style.css: the one stylesheet, with system fonts. */
export const STYLE = `:root { ${Object.entries(COLOURS)
  .map(([name, [, value]]) => `--${name}: ${value};`)
  .join(' ')} }${FRAME}${CONTROLS}${PARTS}${DECISION}${PAPERS}`;

/** Part of the stylesheet's address: another text, another address. */
export const STYLE_VERSION = sha256(STYLE).slice(0, 12);
