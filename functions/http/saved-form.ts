import type { z } from 'zod';
import { type FormOf, loadSavedForm, type SavedForm, saveForm, sending } from '../../core/case/saved-form.ts';
import { type Refusal, refused } from '../../core/values/errors.ts';
import { type Saving, savedPath } from '../ui/saved-form.ts';
import { type AppPorts, type PageAnswer, type PageCall, signedIn } from './contract.ts';
import { differingRows } from './openapi.ts';

/** `save`, or `save-` with the id of the part of the page whose button was pressed. */
const SAVE = /^save(?:-([a-z][a-z0-9-]{0,40}))?$/;
/** 一時保存 was pressed. */
export const isSave = ({ form }: PageCall): boolean => SAVE.test(form.meta.action);

/** Typed over something else than what the page shows. */
const isStale = (content: SavedForm['content'], hash: string | undefined): boolean =>
  hash !== undefined && content['hash'] !== hash;
const CHANGED =
  'この画面を表示した後に、内容が変わりました。現在の内容を確認してください。もう一度「一時保存」を押すと、入力した内容を保存します';

/** All that was typed there has been sent, on this page or on another one: it is the same, filed beside it. */
const isWithin = (saved: unknown, sent: unknown): boolean => {
  if (typeof saved !== 'object' || saved === null) return saved === '' || saved === sent;
  const has = typeof sent === 'object' && sent !== null ? new Map(Object.entries(sent)) : undefined;
  return Object.entries(saved).every(([name, value]) => isWithin(value, has?.get(name)));
};

/**
 * 一時保存 of one form (docs/adr/0051), for its pages.
 *
 * @param form.path as in the contract table, of the page that shows the form
 * @param form.query what of its query says what it is about, if anything does
 * @param form.repeats whether the form can be sent again for something else: then only what was saved on this page goes with it
 */
export const savedForm = (
  ports: AppPorts,
  form: {
    readonly path: string;
    readonly query?: (call: PageCall) => string;
    readonly title: string;
    readonly repeats?: boolean;
  },
) => {
  const pathOf = (call: PageCall): string => {
    const path = form.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(call.params[name] ?? ''),
    );
    const query = form.query?.(call) ?? '';
    return query === '' ? path : `${path}?${query}`;
  };
  const of = (call: PageCall): FormOf => ({
    personId: signedIn(call).person.personId,
    path: pathOf(call),
    caseId: call.params['caseId'],
  });
  return {
    /**
     * What a form holds that is opened: where it was asked for, what was saved.
     *
     * @param hash of what the page shows, if it posts one: what was typed over something else is not filled in (INV-4)
     */
    opened: async (
      call: PageCall,
      hash?: string,
    ): Promise<{ readonly content?: SavedForm['content']; readonly saving: Saving }> => {
      const saved = await loadSavedForm(ports, of(call));
      const path = pathOf(call);
      if (!saved) return { saving: { path, version: 0 } };
      const { content, version, savedAt, shown, sentSince } = saved;
      if (isStale(content, hash)) return { saving: { path, version, outdated: savedAt } };
      return call.query['saved'] === undefined
        ? { saving: { path, version: 0, offered: { savedAt, version, sentSince } } }
        : { content, saving: { path, version, savedAt, shown, sentSince } };
    },
    /** Of a form that is shown again, as it was sent. */
    again: (call: PageCall): Saving => ({ path: pathOf(call), version: call.form.meta.saved ?? 0 }),
    /**
     * Saved, it leads back to where it was being typed.
     *
     * @param again shows why it could not be saved; it goes on under what is there now
     * @param given.schema of what is typed, by which it is said what another window has saved
     * @param given.ticked name of the box by which it is sent, which is never saved
     */
    save: async (
      call: PageCall,
      again: (refusal: Refusal, saving: Saving) => PageAnswer | Promise<PageAnswer>,
      {
        hash,
        schema,
        ticked = '',
      }: {
        readonly hash?: string | undefined;
        readonly schema?: z.ZodType | undefined;
        readonly ticked?: string | undefined;
      } = {},
    ): Promise<PageAnswer> => {
      const { fields, meta } = call.form;
      const { [ticked]: _, ...content } = fields;
      const { action, saved = 0, version: shown } = meta;
      const [, section] = SAVE.exec(action) ?? [];
      const path = pathOf(call);
      const outcome = isStale(fields, hash)
        ? refused('conflict', 'changed-since-shown', CHANGED)
        : await saveForm(ports)({ ...of(call), title: form.title, shown }, saved, content);
      if (outcome.ok)
        return {
          redirect: `${savedPath(path)}&done=saved${section === undefined ? '' : `#saved-${section}`}`,
        };
      const stored = await loadSavedForm(ports, of(call));
      const differs =
        schema && stored && outcome.code === 'draft-changed'
          ? differingRows(schema, stored.content, content)
          : undefined;
      return outcome.kind === 'conflict'
        ? again(outcome, { path, version: stored?.version ?? 0, shown, differs })
        : outcome;
    },
    /** Ports for the act that the form is sent to. */
    sending: (call: PageCall): AppPorts =>
      sending(
        ports,
        of(call),
        ({ version, content }) =>
          !form.repeats || version === call.form.meta.saved || isWithin(content, call.form.fields),
      ),
  };
};
