/** Looks of the decision page: the vendor's claim beside the manager's answer, and what has changed. */
export const DECISION = `
.changes del { background: var(--bad-soft); }
.changes ins { background: var(--good-soft); text-decoration: none; font-weight: 700; }
.progress { margin: 0 0 1rem; }
#answer:focus { outline: none; }
#f-checklist > legend { font-size: 1.125rem; }
.check-row { border-top: 1px solid var(--line-soft); padding-top: .625rem; }
.check-row > .group { margin: 0; }
.check-row > .group > legend { margin-bottom: .125rem; }
.check-item { display: grid; grid-template-columns: minmax(0, 4fr) minmax(0, 5fr); gap: 0 2rem; clear: both; }
.check-claim p { margin: 0 0 .25rem; line-height: 1.6; }
.check-form .field { margin-bottom: .5rem; }
.check-form > .field > legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.check-form .choices.inline { gap: 0 1.25rem; }
.check-form .columns { align-items: end; }
.check-row:not(.open):not(:has([value="pass"]:checked, [value="fail"]:checked)) .own { display: none; }
.conditions { display: flex; flex-wrap: wrap; align-items: end; gap: 0 1.5rem; margin-bottom: 1.5rem; }
.conditions .field { margin-bottom: 1rem; }
.conditions .button { margin-bottom: 1rem; }
.together { border-top: 2px solid var(--text); padding-top: 1rem; }
.among { display: inline-block; min-height: 2.75rem; padding: .5rem .375rem; }
@media screen and (max-width: 48rem) {
  .check-item { grid-template-columns: minmax(0, 1fr); }
}
`;
