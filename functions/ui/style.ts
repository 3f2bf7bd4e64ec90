import { sha256 } from '../../core/values/hash.ts';
import { DECISION, PARTS } from './style-parts.ts';

/** Looks of forms and buttons (form-controls.ts, components.ts). Targets are at least 44px (2.75rem) high. */
const CONTROLS = `
.field { margin: 0 0 1.75rem; padding: 0; border: 0; min-width: 0; }
.field > label:not(.choice), .field > legend, .group > legend { font-weight: 700; padding: 0; display: block; margin-bottom: .25rem; }
.bare { margin: 0; }
.required { display: inline-block; margin-left: .375rem; font-size: .875rem; font-weight: 400; color: var(--bad); white-space: nowrap; }
.hint, .hint p { margin: 0 0 .375rem; font-size: .875rem; color: var(--text-soft); line-height: 1.6; }
.mistakes p { margin: 0 0 .375rem; color: var(--bad); font-weight: 700; line-height: 1.6; }
.field.invalid { border-left: 4px solid var(--bad); padding-left: 1rem; }
input[type="text"], input[type="password"], input[type="datetime-local"], select, textarea { font: inherit; line-height: 1.5; color: inherit; background: var(--ground);
  border: 1px solid var(--line); border-radius: 8px; padding: .625rem .875rem; min-height: 3rem; width: 100%; max-width: 44rem; }
input:hover, select:hover, textarea:hover { border-color: var(--text); }
input[type="file"] { font: inherit; line-height: 1.5; display: block; width: 100%; max-width: 44rem; min-height: 3rem; padding: .5rem .75rem; background: var(--ground);
  border: 1px solid var(--line); border-radius: 8px; }
input[type="file"]::file-selector-button { font: inherit; font-weight: 700; color: var(--key); background: var(--key-soft); border: 1px solid var(--key); border-radius: 6px;
  min-height: 2.75rem; padding: .25rem 1rem; margin-right: 1rem; cursor: pointer; }
input.short { max-width: 11rem; }
input.medium { max-width: 20rem; }
select { max-width: 28rem; }
textarea { display: block; resize: vertical; }
input[aria-invalid="true"], select[aria-invalid="true"], textarea[aria-invalid="true"] { border: 2px solid var(--bad); }
.choices { display: grid; gap: .25rem; justify-items: start; }
.choices.inline { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.choice { display: inline-flex; align-items: flex-start; gap: .625rem; min-height: 2.75rem; padding: .5rem .25rem; cursor: pointer; font-weight: 400; }
.choice input { flex: none; width: 1.5rem; height: 1.5rem; margin: .125rem 0 0; accent-color: var(--key); }
.group { border: 1px solid var(--line-soft); border-radius: 12px; padding: 1.25rem 1.5rem .25rem; margin: 0 0 1.5rem; min-width: 0; }
.group > legend { float: left; width: 100%; margin-bottom: 1rem; }
.group > legend + * { clear: both; }
.group > .hint { margin-bottom: 1.25rem; }
.group.invalid { border-color: var(--bad); }
.group.plain { border: 0; padding: 0; }
.group.plain > legend { margin-bottom: .5rem; }
.form-section > .group.plain > legend { font-size: 1.125rem; }
.group.plain.invalid { border-left: 4px solid var(--bad); padding-left: 1rem; border-radius: 0; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0 1.5rem; align-items: start; }
.row-end { margin: -.75rem 0 .75rem; text-align: right; }
.list-end { margin: 0 0 2rem; }
.simple-row { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 0 1rem; }
.simple-row .field { flex: 0 1 20rem; margin-bottom: 1rem; }
.simple-row .row-end { margin: 0 0 1rem; }
.label { font-weight: 700; margin: 0; }
.remark { margin: -.5rem 0 1rem; color: var(--text-soft); }
.returned { background: var(--attention-soft); border-left: 4px solid var(--attention-line); padding: .75rem 1rem; margin: 0 0 1rem; }
.returned p { margin: 0; }
.exception { border-left: 4px solid var(--line-soft); padding-left: 1rem; margin-bottom: 1rem; }
.form-section { padding-bottom: 1rem; }
.form-section:focus, .group:focus { outline: none; }
.form-section > h2 { border-bottom: 2px solid var(--text); padding-bottom: .5rem; margin-bottom: 1.5rem; }
.form-section:first-child > h2 { margin-top: 0; }
form:not(:has([name="applicationType"][value="renewal"]:checked)) .where-renewal,
form:not(:has([name="subcontracted:boolean"][value="true"]:checked)) .where-subcontracted,
.group:not(:has([value="exception"]:checked)) > .exception { display: none; }
.duties { padding-left: 2.5rem; list-style: none; counter-reset: duty; }
.duties li { counter-increment: duty; position: relative; margin-bottom: .25rem; }
.duties li::before { content: "(" counter(duty) ")"; position: absolute; left: -2.25rem; }
.button { display: inline-block; font: inherit; font-weight: 700; line-height: 1.5; text-align: center; text-decoration: none; cursor: pointer;
  padding: .625rem 1.5rem; min-height: 3rem; border: 2px solid var(--key); border-radius: 8px; }
.button[hidden] { display: none; }
.button.primary { background: var(--key); color: var(--ground); }
.button.primary:hover { background: var(--key-dark); border-color: var(--key-dark); text-decoration: underline; }
.button.secondary { background: var(--ground); color: var(--key); }
.button.secondary:hover { background: var(--key-soft); text-decoration: underline; }
.button.danger { background: var(--ground); color: var(--bad); border-color: var(--bad); }
.button.danger:hover { background: var(--bad-soft); text-decoration: underline; }
.button.quiet { background: none; border-color: transparent; color: var(--key); font-weight: 400; padding: .5rem .75rem; min-height: 2.75rem; text-decoration: underline; }
.save-here { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: center; margin: 0 0 1rem; scroll-margin-top: 50vh; }
.button-row { display: flex; flex-wrap: wrap; gap: 1rem; margin: 2rem 0; }
@media (max-width: 48rem) {
  .field { margin-bottom: 1.25rem; }
  .choices.inline { gap: 0 1rem; }
  .group { padding: .75rem .75rem 0; }
  .button-row .button { width: 100%; }
  nav.button-row { gap: .5rem; margin: 1rem 0; }
  nav.button-row .button { width: auto; flex: 1 1 40%; }
  .button-row form { width: 100%; }
}
`;

/** The A4 papers: black on white in a Mincho face; in print no navigation and no frame. */
export const PAPERS = `
@page { size: A4; margin: 14mm 20mm 12mm; }
.paper-bar { max-width: 210mm; margin: 0 auto 1rem; }
.paper { box-sizing: border-box; max-width: 210mm; margin: 0 auto 3rem; padding: 18mm 20mm; background: #fff; color: #000; border: 1px solid #767676; font-family: "Yu Mincho", YuMincho, "Hiragino Mincho ProN", "Noto Serif JP", "Noto Serif CJK JP", "MS Mincho", serif; font-size: 10.5pt; line-height: 1.6; overflow-wrap: anywhere; }
.paper h1 { margin: 1em 0; font: inherit; font-size: 15pt; font-weight: 700; text-align: center; letter-spacing: .05em; }
.paper h2 { margin: 0; font: inherit; font-weight: 700; }
.paper p { margin: 0 0 .8em; }
.paper ul { margin: 0; padding-left: 1.2em; }
.paper a { color: inherit; }
.paper-right { text-align: right; }
.paper-mark { margin: 0 0 1em; padding: .2em .6em; border: 2px solid; width: fit-content; font-weight: bold; }
.paper-center { text-align: center; }
.paper-sentence { text-indent: 1em; }
.paper-issuer { width: fit-content; max-width: 60%; margin-left: auto !important; }
.paper-issuer span { display: block; }
.paper-issuer .paper-seal { display: grid; place-items: center; width: 24mm; height: 24mm; margin-left: auto; border: 1px dashed #767676; }
.paper-text { white-space: pre-wrap; }
.paper-items { margin: 0 0 1em; }
.paper-items > div { display: grid; grid-template-columns: 12em 1fr; gap: 0 1em; margin-bottom: .4em; break-inside: avoid; }
.paper-items > div > dt { display: grid; grid-template-columns: 1.8em 1fr; }
.paper dt { font-weight: 400; }
.paper dd { margin: 0; }
.paper-scope { margin: 0; }
.paper-scope > div { display: grid; grid-template-columns: 9em 1fr; }
.paper-annex { break-before: page; }
.paper-contact { width: fit-content; margin: 1em 0 0 auto; padding: .5em 1em; border: 1px solid #000; break-inside: avoid; }
.paper-contact p { margin: 0; }
.paper table { width: 100%; margin: 0 0 1em; border-collapse: collapse; font-size: 9.5pt; line-height: 1.5; }
.paper caption { padding: .3em 0; font-weight: 700; text-align: left; }
.paper th, .paper td { padding: .25em .5em; border: 1px solid #000; background: #fff; color: #000; font-weight: 400; text-align: left; vertical-align: top; }
.paper-facts th { width: 13em; }
.paper th { background: #f2f2f2; }
.paper tr { break-inside: avoid; }
.paper caption { break-after: avoid; }
.paper-rows td:first-child { min-width: 3em; }
.paper-rows td:last-child { min-width: 7.5em; }
.paper-blank { display: block; min-height: 2.2em; }
.paper-rows .paper-blank { min-height: 1.4em; }
.paper code { font-family: inherit; overflow-wrap: anywhere; }
@media screen and (max-width: 48rem) {
  .paper { padding: 1.25rem; }
  .paper-items > div, .paper-scope > div { grid-template-columns: 1fr; }
  .paper-items dd { padding-left: 1.8em; }
  .paper-issuer { max-width: 100%; }
  .paper-facts th { width: 7em; }
  .paper-rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .paper-rows, .paper-rows tbody, .paper-rows tr, .paper-rows td, .paper-rows caption { display: block; }
  .paper-rows tr { margin-bottom: .75rem; border: 1px solid #000; }
  .paper .paper-rows td { display: grid; grid-template-columns: 7em 1fr; border: 0; }
  .paper-rows td::before { content: attr(data-label); font-size: .8125rem; color: #4d4d4d; }
}
@media print {
  body:has(.paper) > :not(main), .paper-bar { display: none !important; }
  body:has(.paper), body:has(.paper) main { display: block; min-height: 0; margin: 0; padding: 0; max-width: none; background: #fff; }
  .paper { max-width: none; margin: 0; padding: 0; border: 0; line-height: 1.5; }
  .paper h1 { margin: .7em 0; }
  .paper p { margin-bottom: .6em; }
  .paper-items { margin-bottom: .6em; }
  .paper-items > div { margin-bottom: .2em; }
  .paper .paper-contact { margin-top: .5em; }
}
`;

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
main { flex: 1; width: 100%; max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
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
.way { max-width: 72rem; margin: 0 auto; padding: .25rem 1.5rem; display: flex; flex-wrap: wrap; gap: 0 2rem; justify-content: space-between; font-size: .875rem; }
.way:empty { display: none; }
.breadcrumb ol { display: flex; flex-wrap: wrap; margin: 0; padding: 0; list-style: none; }
.breadcrumb li, .help-links a { padding: .625rem 0; min-height: 2.75rem; }
.breadcrumb li + li::before { content: "›" / ""; margin: 0 .5rem; color: var(--text-soft); }
.breadcrumb a { padding: .625rem 0; }
.help-links { margin: 0 0 0 auto; }
.help-links a { display: inline-block; margin-left: 1.25rem; }
.skip { position: absolute; left: 1rem; top: -6rem; padding: .75rem 1.25rem; background: var(--focus); color: var(--text); z-index: 1; }
.skip:focus { top: .5rem; }
.site-header .bar { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem; display: flex; gap: .75rem 2rem;
  justify-content: space-between; align-items: center; }
.site-title { flex: none; color: var(--text); text-decoration: none; display: inline-flex; flex-direction: column; line-height: 1.4; padding: .25rem 0; }
.site-title .city { font-size: .875rem; }
.site-title .system { font-weight: 700; font-size: 1.125rem; }
.account { display: flex; align-items: center; gap: 1rem; font-size: .875rem; line-height: 1.5; }
.account p { margin: 0; text-align: right; }
.account a, .account .button { white-space: nowrap; }
.account .roles { display: block; color: var(--text-soft); }
.menu { background: var(--ground-soft); border-block: 1px solid var(--line-soft); }
.menu ul { list-style: none; margin: 0; padding: 0; }
.menu .group-name { font-size: .875rem; font-weight: 700; color: var(--text-soft); }
.menu a { display: block; padding: .625rem .75rem .5rem; min-height: 2.75rem; color: var(--text); text-decoration: none;
  border-bottom: 4px solid transparent; }
.menu a:hover { text-decoration: underline; }
.menu a[aria-current] { border-bottom-color: var(--key); color: var(--key); font-weight: 700; }
.menu .count { margin-left: .375rem; padding: 0 .5rem; border-radius: 1rem; background: var(--bad); color: var(--ground); font-size: .875rem; font-weight: 700; }
.menu-button { font: inherit; font-weight: 700; color: var(--key); background: var(--ground); border: 1px solid var(--key); border-radius: 8px; padding: .5rem 1rem; min-height: 2.75rem; cursor: pointer; }
@media (min-width: 48.01rem) {
  .menu-button, .own-entries { display: none !important; }
  .menu { display: block; position: static; width: auto; height: auto; margin: 0; padding: 0; border-width: 1px 0; overflow: visible; color: inherit; }
  .menu > ul { max-width: 72rem; margin: 0 auto; padding: 0 .75rem; display: flex; flex-wrap: wrap; }
  .menu ul ul { display: flex; flex-wrap: wrap; }
  .menu > ul > li + li::before { content: ""; align-self: center; height: 1.5rem; border-left: 1px solid var(--line); }
  .menu > ul > li { display: flex; }
  .menu .group-name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
}
.site-footer { background: var(--ground-soft); border-top: 1px solid var(--line-soft); font-size: .875rem; color: var(--text-soft); }
.site-footer p { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
.site-footer p:first-child { padding-top: 1.5rem; }
.site-footer p:last-child { padding-bottom: 1.5rem; }
@media (max-width: 48rem) {
  main { padding: 1rem 1rem 2rem; }
  h1 { font-size: 1.5rem; margin-bottom: 1rem; }
  h2 { font-size: 1.25rem; margin-top: 2rem; }
  .site-header .bar { padding: .25rem 1rem; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; }
  .site-title { padding: 0; }
  .site-title .city, .wide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .site-title .system { font-size: .875rem; }
  .bar > .menu-button { grid-area: 1 / 2 / 3; }
  .account { font-size: .8125rem; }
  .account p { text-align: left; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .account > :not(p), .account .roles:not([id]) { display: none; }
  .account .roles { display: inline; margin-left: .5rem; }
  .way { flex-wrap: nowrap; gap: 0 1rem; }
  .breadcrumb { min-width: 0; overflow-x: auto; }
  .breadcrumb ol { flex-wrap: nowrap; white-space: nowrap; }
  .breadcrumb [aria-current] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .help-links { flex: none; }
  .help-links a { margin: 0; }
  .help-links a + a { display: none; }
  .way { padding: 0 1rem; }
  .menu[popover] { inset: 0 0 auto; width: 100%; max-width: none; margin: 0; padding: 1rem; border: 0; border-bottom: 2px solid var(--text); background: var(--ground); color: inherit; }
  .menu::backdrop { background: rgb(0 0 0 / .4); }
  .menu > ul > li + li { margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--line-soft); }
  .menu a { padding: .625rem .5rem .5rem; }
  .menu .own-entries .button { padding: .625rem .5rem; }
  .menu > .menu-button { width: 100%; margin-bottom: 1rem; }
  .site-footer p { padding-left: 1rem; padding-right: 1rem; }
}
@media print {
  .site-header nav, .menu-button, .way, .account, .skip, .button-row, .print-bar, .save-here, .site-footer { display: none; }
  main { padding: 0; max-width: none; }
}
`;

/** Text of /assets/style.css: the one stylesheet, with system fonts. */
export const STYLE = `:root { ${Object.entries(COLOURS)
  .map(([name, [, value]]) => `--${name}: ${value};`)
  .join(' ')} }${FRAME}${CONTROLS}${PARTS}${DECISION}${PAPERS}`;

/** Part of the stylesheet's address: another text, another address. */
export const STYLE_VERSION = sha256(STYLE).slice(0, 12);
