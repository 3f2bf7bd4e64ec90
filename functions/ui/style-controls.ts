/** Looks of forms and buttons (form-controls.ts, components.ts). Targets are at least 44px (2.75rem) high. */
export const CONTROLS = `
.field { margin: 0 0 1.75rem; padding: 0; border: 0; min-width: 0; }
.field > label:not(.choice), .field > legend, .group > legend { font-weight: 700; padding: 0; display: block; margin-bottom: .25rem; }
.bare { margin: 0; }
.required { display: inline-block; margin-left: .375rem; font-size: .875rem; font-weight: 400; color: var(--bad); white-space: nowrap; }
.hint, .hint p { margin: 0 0 .375rem; font-size: .875rem; color: var(--text-soft); line-height: 1.6; }
.mistakes p { margin: 0 0 .375rem; color: var(--bad); font-weight: 700; line-height: 1.6; }
.field.invalid { border-left: 4px solid var(--bad); padding-left: 1rem; }
input[type="text"], input[type="password"], select, textarea { font: inherit; line-height: 1.5; color: inherit; background: var(--ground);
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
  .group { padding: 1rem 1rem .25rem; }
  .button-row .button { width: 100%; }
  .button-row form { width: 100%; }
}
`;
