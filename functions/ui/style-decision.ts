/** Looks of the decision page: the vendor's claim beside the manager's answer, and what has changed. */
export const DECISION = `
.changes del { background: var(--bad-soft); }
.changes ins { background: var(--good-soft); text-decoration: none; font-weight: 700; }
.progress { margin: 0 0 1.5rem; padding: .75rem 1.25rem; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; }
.progress p { margin: 0; }
.progress a { display: inline-block; min-width: 2.75rem; line-height: 2.75rem; text-align: center; }
.check-form .field > label, .check-form .field > legend { margin-bottom: .125rem; }
#answer:focus { outline: none; }
.check-item { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 2rem; clear: both; }
#f-checklist { border: 0; padding: 0; }
.check-claim { align-self: start; background: var(--ground-soft); border-radius: 8px; padding: .75rem 1rem; margin-bottom: 1.5rem; }
.check-claim .definitions > div { grid-template-columns: 7rem 1fr; }
.check-title { margin: 0 0 .5rem; font-weight: 700; }
.check-form .columns { align-items: end; }
.check-form .field { margin-bottom: 1rem; }
@media screen and (max-width: 48rem) {
  .check-item, .check-claim .definitions > div { grid-template-columns: minmax(0, 1fr); }
}
`;
