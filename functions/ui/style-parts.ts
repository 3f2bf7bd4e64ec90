/** Looks of the parts that are no controls (components.ts). */
export const PARTS = `
main > .done { background: var(--good-soft); border-left: 8px solid var(--good); border-radius: 4px; padding: 1rem 1.25rem; margin: 0 0 1.5rem; font-weight: 700; }
.error-summary { border: 3px solid var(--bad); border-radius: 12px; padding: 1.25rem 1.5rem .5rem; margin: 0 0 2rem; }
.error-summary h2 { margin: 0 0 .75rem; color: var(--bad); font-size: 1.25rem; }
.error-summary ul { padding-left: 1.25rem; }
.error-summary li { padding: .125rem 0; }
.error-summary a { color: var(--bad); }
.callout { border: 1px solid var(--line-soft); border-left: 8px solid var(--key); border-radius: 8px; padding: 1.25rem 1.5rem .5rem; margin: 0 0 2rem; }
.callout h2 { margin: 0 0 .5rem; font-size: 1.125rem; }
.callout.attention { border-left-color: var(--attention-line); background: var(--attention-soft); }
.callout.good { border-left-color: var(--good); }
.empty { background: var(--ground-soft); border: 1px solid transparent; border-radius: 12px; padding: 1.5rem; margin: 0 0 2rem; }
.empty > :last-child { margin-bottom: 0; }
.tag { display: inline-block; padding: .0625rem .625rem; border: 1px solid currentColor; border-radius: 4px; font-size: .875rem; font-weight: 700; white-space: nowrap; background: var(--ground); }
.tag.working { color: var(--key); }
.tag.attention { color: var(--attention); background: var(--attention-soft); }
.tag.good { color: var(--good); background: var(--good-soft); }
.tag.bad { color: var(--bad); }
.tag.over { color: var(--text-soft); background: var(--ground-soft); }
.definitions > div { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: 0 1.5rem; padding: .75rem 0; border-bottom: 1px solid var(--line-soft); }
.definitions > div:first-child { border-top: 1px solid var(--line-soft); }
.definitions dt { font-weight: 700; }
.definitions dd { margin: 0; min-width: 0; }
.definitions dd > :last-child { margin-bottom: 0; }
.compact .definitions > div { padding: .25rem 0; line-height: 1.6; grid-template-columns: minmax(9rem, 28rem) 1fr; }
.stepper { list-style: none; padding: 0; display: flex; margin: 1.5rem 0 2rem; counter-reset: step; }
.stepper li { flex: 1; position: relative; text-align: center; padding-top: 2.5rem; font-size: .875rem; color: var(--text-soft); counter-increment: step; }
.stepper li::before { content: counter(step); position: absolute; top: 0; left: calc(50% - 1rem); width: 2rem; height: 2rem; line-height: 1.75rem; border: 2px solid var(--line);
  border-radius: 50%; background: var(--ground); z-index: 1; }
.stepper li + li::after { content: ""; position: absolute; top: 1rem; left: calc(-50% + 1rem); width: calc(100% - 2rem); border-top: 2px solid var(--line); }
.stepper .done { color: var(--text); }
.stepper .done::before { content: "✓" / ""; background: var(--key); border-color: var(--key); color: var(--ground); }
.stepper .done::after, .stepper .current::after { border-color: var(--key); }
.stepper .current { color: var(--key); font-weight: 700; }
.stepper .current::before { border-color: var(--key); box-shadow: inset 0 0 0 2px var(--key); }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; }
caption { text-align: left; font-weight: 700; margin-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .75rem .75rem .75rem 0; border-bottom: 1px solid var(--line-soft); }
td p { margin: 0 0 .25rem; }
thead th { font-size: .875rem; color: var(--text-soft); border-bottom-color: var(--line); white-space: nowrap; }
details { margin: 0 0 1rem; }
summary { cursor: pointer; color: var(--key); padding: .5rem 0; min-height: 2.75rem; }
summary:hover { text-decoration: underline; }
details > :not(summary) { margin-left: 1.125rem; }
details.block { border: 1px solid var(--line-soft); border-radius: 12px; padding: .25rem 1.5rem; }
.timeline { list-style: none; padding: 0 0 0 1.5rem; border-left: 2px solid var(--line-soft); margin-left: .5rem; }
.timeline li { position: relative; padding-bottom: 1.25rem; }
.timeline li::before { content: ""; position: absolute; left: calc(-1.5rem - 7px); top: .5rem; width: .75rem; height: .75rem; border-radius: 50%; background: var(--key); }
.timeline .what { font-weight: 700; }
.timeline .when, .timeline .who { font-size: .875rem; color: var(--text-soft); margin-right: 1rem; }
.timeline p { margin: 0; }
.sections { list-style: none; padding: 0; margin: 0 0 2rem; border-top: 1px solid var(--line-soft); max-width: 52rem; }
.sections li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0 1rem; border-bottom: 1px solid var(--line-soft); }
.sections a { padding: .75rem 0; }
.part-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1rem; }
.status-line { font-size: 1.125rem; max-width: 52rem; }
.status-line .tag { font-size: 1rem; margin-right: .5rem; }
.glance dl { margin: 0 0 1.5rem; }
.tabs { border-bottom: 1px solid var(--line); margin: 2rem 0 1.5rem; }
.tabs ul { display: flex; flex-wrap: wrap; margin: 0; padding: 0; list-style: none; }
.tabs li { margin: 0; }
.tabs a { display: block; padding: .625rem 1rem .5rem; min-height: 2.75rem; color: var(--text); text-decoration: none; border-bottom: 4px solid transparent; }
.tabs a:hover { text-decoration: underline; }
.tabs a[aria-current] { border-bottom-color: var(--key); color: var(--key); font-weight: 700; }
@media print {
  .tabs { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
.pages { margin: 0 0 2rem; }
.pages p { margin: 0 0 .5rem; font-size: .875rem; color: var(--text-soft); }
.pages ul { display: flex; flex-wrap: wrap; gap: .25rem; margin: 0; padding: 0; list-style: none; align-items: center; }
.pages a { display: block; min-width: 2.75rem; min-height: 2.75rem; padding: .5rem .75rem; text-align: center; border-radius: 8px; }
.pages a[aria-current] { border: 2px solid var(--key); font-weight: 700; text-decoration: none; }
pre { font: inherit; white-space: pre-wrap; background: var(--ground-soft); padding: 1rem; border-radius: 8px; }
.part { margin-bottom: 2rem; }
.part > h3 { margin-bottom: .5rem; }
details.part { border-bottom: 1px solid var(--line-soft); margin: 0; }
details.part > :not(summary) { margin-left: 0; }
summary > h3 { display: inline; font-size: 1rem; }
summary > h2 { display: inline; font-size: 1.25rem; }
.box { border: 1px solid var(--line-soft); border-radius: 12px; padding: 1.5rem 1.5rem .5rem; margin: 0 0 1.5rem; }
.box h2 { margin-top: 0; }
.box .button-row { margin: 1.5rem 0 1rem; }
.callout .definitions > div { border: 0; padding: .25rem 0; }
.provision { background: var(--ground-soft); border-radius: 12px; padding: 1.25rem 1.5rem .5rem; margin: 0 0 1.5rem; }
@media (min-width: 48.01rem) {
  table.answers, table.results, table.compared, table.changes, table.exceptions { table-layout: fixed; }
  .answers thead th:first-child, .exceptions thead th:first-child { width: 40%; }
  .exceptions thead th:last-child { width: 10rem; }
  .answers thead th:nth-child(2) { width: 5rem; }
  .results thead th:first-child { width: 38%; }
  .results thead th:nth-child(2) { width: 5rem; }
  .results thead th:nth-child(3) { width: 11rem; }
  .compared thead th { width: 4.5rem; }
  .compared thead th:first-child { width: 38%; }
  .compared thead th:nth-child(4) { width: 7.5rem; }
  .compared thead th:nth-child(5) { width: 10rem; }
  .compared thead th:last-child { width: auto; }
}
@media (max-width: 48rem) {
  .tabs ul { flex-wrap: nowrap; overflow-x: auto; white-space: nowrap; }
  .tabs a { padding: .625rem .75rem .5rem; }
  .definitions > div { grid-template-columns: 1fr; padding: .375rem 0; line-height: 1.6; }
  .definitions dt { font-size: .875rem; }
  .compact .definitions > div { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
  .error-summary, .callout { padding-left: 1rem; padding-right: 1rem; }
  table.cards, table.cards tbody, table.cards tr, table.cards th, table.cards td { display: block; }
  table.cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.cards tr { border: 1px solid var(--line-soft); border-radius: 12px; padding: .75rem 1rem; margin-bottom: 1rem; }
  table.cards th, table.cards td { border: 0; padding: .25rem 0; }
  table.cards td:empty { display: none; }
  table.cards td::before { content: attr(data-label); display: block; font-size: .875rem; color: var(--text-soft); }
}
`;

export type OnlyFor = keyof typeof ONLY_FOR;
/** By name: the choices with which it is shown, as the style sheet selects them. */
const ONLY_FOR = {
  'ask-chief': '[name="choice"][value="ask-chief"]',
  return: '[name="choice"][value="return"]',
  extend: '[name="choice"][value="extend"]',
  'send-back': '[name="choice"][value="send-back"]',
  conditions: '[name="choice"][value="approve-with-conditions"]',
  permit: '[name="choice"]:is([value="approve"], [value="approve-with-conditions"])',
  reason:
    '[name="choice"]:is([value="return"], [value="refuse"], [value="send-back"], [value="approve-with-conditions"])',
  emergency: '[name="emergency:boolean"][value="true"]',
  update: '[name="workKind"][value="update"]',
  transfer: '[name="fileTransfer:boolean"][value="true"]',
  'personal-data': '[name="personalDataAccessed:boolean"][value="true"]',
  'other-reason': 'option[value="other"]',
  'new-contact': '[name="registered"] > option[value=""]',
  find: '[name="choice"][value="find"]',
  dismiss: '[name="choice"][value="dismiss"]',
  issue: '[name="choice"][value="issue"]',
  drop: '[name="choice"][value="drop"]',
  keep: '[name="choice"][value="keep"]',
  dated: '[name="kind"] > option:not([value="cut-off"])',
  partial: '[name="result"][value="partial"]',
  disobeyed: '[name="result"][value="disobeyed"]',
  'new-day': '[name="result"]:is([value="partial"], [value="disobeyed"])',
  suspend: '[name="sanction"][value="suspend"]',
  ends: '[name="sanction"]:is([value="revoke"], [value="suspend"])',
  measure: '[name="sanction"]:is([value="revoke"], [value="suspend"], [value="other"])',
  'other-measure': '[name="sanction"][value="other"]',
} as const;

/** Looks of the decision page: the vendor's claim beside the manager's answer, and what has changed. */
export const DECISION = `
.changes del { background: var(--bad-soft); }
.changes ins { background: var(--good-soft); text-decoration: none; font-weight: 700; }
.progress { margin: 0 0 1rem; }
#answer:focus { outline: none; }
#f-checklist > legend { font-size: 1.125rem; }
.check-row { border: 0; border-top: 1px solid var(--line-soft); margin: 0; padding: .625rem 0 .25rem; min-width: 0; display: grid; grid-template-columns: minmax(0, 4fr) minmax(0, 5fr); gap: 0 2rem; }
.check-row > * { grid-column: 1 / -1; }
.check-row > legend { float: left; width: 100%; padding: 0; font-weight: 700; line-height: 1.6; }
.check-row > .claim { grid-column: 1; }
.check-row > .judge { grid-column: 2; }
.claim p { margin: 0 0 .25rem; line-height: 1.6; }
.judgement { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.judgement label { display: inline-flex; align-items: center; gap: .375rem; min-height: 2.75rem; cursor: pointer; }
.judgement input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--key); }
.own > label { display: block; margin-bottom: .75rem; }
.own > .columns { align-items: end; }
.own .field { margin-bottom: .75rem; }
.check-row:not(.open):not(:has([value="pass"]:checked, [value="fail"]:checked)) .own { display: none; }
${Object.entries(ONLY_FOR)
  .map(
    ([what, choice]) =>
      `form:not(:has(${choice}:checked)) :is(.for-${what}:has(:placeholder-shown):not(:has(.invalid)), .whole.for-${what}:not(:has(.invalid))) { display: none; }`,
  )
  .join('\n')}
.conditions { display: flex; flex-wrap: wrap; align-items: end; gap: 0 1.5rem; margin-bottom: 1.5rem; }
.conditions .field { margin-bottom: 1rem; }
.conditions .button { margin-bottom: 1rem; }
@media (min-width: 48rem) {
  @supports selector(::details-content) {
    .on-small > summary { display: none; }
    .on-small > :not(summary) { margin-left: 0; }
    .on-small::details-content { content-visibility: visible; block-size: auto; }
  }
}
@media print {
  .on-small, .pages { display: none; }
  .day { break-inside: avoid; }
}
.together { border-top: 2px solid var(--text); padding-top: 1rem; }
.among { display: inline-block; min-height: 2.75rem; padding: .5rem .375rem; }
@media screen and (max-width: 48rem) {
  .check-row { grid-template-columns: minmax(0, 1fr); }
  .check-row > .judge { grid-column: 1; }
  .check-row { padding: .25rem 0 0; }
  .check-row > legend { line-height: 1.5; }
  .claim p { font-size: .875rem; line-height: 1.4; margin: 0; }
  .judgement { gap: 0 .5rem; font-size: .875rem; }
}
`;
