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
  body:has(.paper), body:has(.paper) main { display: block; margin: 0; padding: 0; max-width: none; background: #fff; }
  .paper { max-width: none; margin: 0; padding: 0; border: 0; line-height: 1.5; }
  .paper h1 { margin: .7em 0; }
  .paper p { margin-bottom: .6em; }
  .paper-items { margin-bottom: .6em; }
  .paper-items > div { margin-bottom: .2em; }
  .paper .paper-contact { margin-top: .5em; }
}
`;
