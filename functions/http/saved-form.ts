import { type FormOf, loadSavedForm, saveForm, sending } from '../../core/case/saved-form.ts';
import type { Refusal } from '../../core/values/errors.ts';
import { type Saving, savedPath } from '../ui/saved-form.ts';
import type { AppPorts, PageAnswer, PageCall } from './contract.ts';
import { signedIn } from './not-found.ts';

/** `save`, or `save-` with the id of the part of the page whose button was pressed. */
const SAVE = /^save(?:-([a-z][a-z0-9-]{0,40}))?$/;
export const isSave = ({ form }: PageCall): boolean => SAVE.test(form.meta.action);

/**
 * 一時保存 of one form (docs/adr/0051), for its pages.
 *
 * @param form.path as in the contract table, of the page that shows the form
 * @param form.repeats whether the form can be sent again for something else: then only what was saved on this page goes with it
 */
export const savedForm = (
  ports: AppPorts,
  form: { readonly path: string; readonly title: string; readonly repeats: boolean },
) => {
  const of = (call: PageCall): FormOf => ({
    personId: signedIn(call).person.personId,
    path: form.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(call.params[name] ?? '')),
    caseId: call.params['caseId'],
  });
  const load = (call: PageCall) => loadSavedForm(ports, of(call));
  return {
    /** What a form holds that is opened: where it was asked for, what was saved. */
    opened: async (call: PageCall): Promise<{ readonly content?: unknown; readonly saving: Saving }> => {
      const saved = await load(call);
      const { path } = of(call);
      if (!saved) return { saving: { path, version: 0 } };
      const { content, version, savedAt } = saved;
      return call.query['saved'] === undefined
        ? { saving: { path, version: 0, offered: savedAt } }
        : { content, saving: { path, version, savedAt } };
    },
    /** Of a form that is shown again, as it was sent. */
    again: (call: PageCall): Saving => ({ path: of(call).path, version: call.form.meta.version ?? 0 }),
    /** Saved, it leads back to where it was being typed; what could not be saved goes on under what is there now. */
    save: async (
      call: PageCall,
    ): Promise<PageAnswer | { readonly refusal: Refusal; readonly saving: Saving }> => {
      const [, section] = SAVE.exec(call.form.meta.action) ?? [];
      const { path } = of(call);
      const { title } = form;
      const { fields, meta } = call.form;
      const outcome = await saveForm(ports)({ ...of(call), title }, meta.version ?? 0, fields);
      if (outcome.ok)
        return { redirect: `${savedPath(path)}&done=saved${section === undefined ? '' : `#${section}`}` };
      const version = (await load(call))?.version ?? 0;
      return { refusal: outcome, saving: { path, version } };
    },
    /** Ports for the act that the form is sent to. */
    sending: (call: PageCall): AppPorts =>
      sending(ports, of(call), ({ version }) => !form.repeats || version === call.form.meta.version),
  };
};
