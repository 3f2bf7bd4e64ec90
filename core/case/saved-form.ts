import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Caller, canSee } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { commit } from '../store/commit.ts';
import { type Item, type Key, type Ports, queryAll, type Write } from '../store/ports.ts';
import { NOT_FOUND, type Outcome, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { caseKey, loadCase, stillAt } from './case-store.ts';

/**
 * 一時保存 (docs/adr/0051): what a person has typed into a form so far, as typed, unjudged. One for a person, a form and what it
 * is about; it is nobody else's, whoever follows in the office. It lies with its case and is erased with it, goes when the
 * form is sent, and ends by itself.
 */
const savedFormSchema = z.object({
  personId: z.string(),
  /** Address of the form, which says what it is about. */
  path: z.string(),
  caseId: z.string().optional(),
  /** What the form is called. */
  title: z.string(),
  version: z.int(),
  /** Version of what the page showed, where it has one: what was typed was typed over that. */
  shown: z.int().optional(),
  content: z.record(z.string(), z.json()),
  savedAt: z.string(),
  /** When this person has sent the same form since, for something else. */
  sentSince: z.string().optional(),
});
export type SavedForm = z.infer<typeof savedFormSchema>;

/** Which form of whom. Without a case: one about the directory. */
export type FormOf = Pick<SavedForm, 'personId' | 'path' | 'caseId'>;

/** Counted from the last time that it was saved. */
export const SAVED_FORM_DAYS = 30;
/** Bytes of JSON; a row may have 400 KB. */
const MAX_BYTES = 200_000;

const keyOf = ({ personId, path, caseId }: FormOf): Key => ({
  pk: caseId === undefined ? `PERSON#${personId}` : caseKey(caseId),
  sk: `SAVED-FORM#${personId}#${path}`,
});
const listKey = (personId: string): string => `SAVED-FORMS#${personId}`;
const endOf = ({ savedAt }: Pick<SavedForm, 'savedAt'>): Temporal.Instant =>
  Temporal.Instant.from(savedAt).add({ hours: 24 * SAVED_FORM_DAYS });

const rowOf = (saved: SavedForm): Item => ({
  ...keyOf(saved),
  version: saved.version,
  expiresAt: Math.ceil(endOf(saved).epochMilliseconds / 1000),
  registerKey: listKey(saved.personId),
  registerSort: saved.savedAt,
  saved,
});
const savedIn = (row: Item | undefined, now: Temporal.Instant): SavedForm | undefined => {
  const saved = row && savedFormSchema.parse(row['saved']);
  return saved && Temporal.Instant.compare(now, endOf(saved)) < 0 ? saved : undefined;
};

/** What its columns of indexes must say, and whether it lies where it belongs. @throws when it cannot be read */
export const examineSavedForm = (row: Item) => {
  const saved = savedFormSchema.parse(row['saved']);
  const { pk, sk, registerKey, registerSort } = rowOf(saved);
  return {
    columns: { registerKey, registerSort },
    fault: row.pk === pk && row.sk === sk ? undefined : 'is of another form',
  };
};

/**
 * A version that never comes back, though the row goes with every sending: a window of before must not take what was saved
 * since for what it knows. Nine digits (functions/ui/form.ts) last until 2057.
 */
const versionAfter = (row: Item | undefined, now: Temporal.Instant): number =>
  Math.max(row?.version ?? 0, Math.floor((now.epochMilliseconds - VERSIONS_FROM) / 1000)) + 1;
const VERSIONS_FROM = Temporal.Instant.from('2026-01-01T00:00:00Z').epochMilliseconds;

type Reading = Pick<Ports, 'store' | 'clock'>;

export const loadSavedForm = async (
  { store, clock }: Reading,
  form: FormOf,
): Promise<SavedForm | undefined> => savedIn(await store.get(keyOf(form)), clock());

/**
 * @param version of what was shown; 0: nothing that was saved. Another one that is there is not written over: whoever has it
 *   in another window is told
 */
export const saveForm =
  ({ store, clock }: Reading) =>
  (
    form: FormOf & Pick<SavedForm, 'title' | 'shown'>,
    version: number,
    content: SavedForm['content'],
  ): Promise<Outcome<undefined>> =>
    commit<undefined>({ store }, async ({ store }) => {
      if (Buffer.byteLength(JSON.stringify(content)) > MAX_BYTES)
        return refused('conflict', 'too-large', '入力した内容が多すぎるため、一時保存できません');
      const row = await store.get(keyOf(form));
      const earlier = savedIn(row, clock());
      if (earlier && hashOf(earlier.content) === hashOf(content))
        return { ok: true, value: undefined, writes: [] };
      if ((earlier?.version ?? 0) !== version)
        return refused(
          'conflict',
          'draft-changed',
          earlier
            ? 'この様式には、別の画面で一時保存した入力があります。入力した内容はこの画面に残っています。もう一度「一時保存」を押すと、この画面の内容に置き換わります'
            : '一時保存した入力は、提出、削除又は保存の期間の経過により、なくなっています。入力した内容はこの画面に残っています。もう一度「一時保存」を押すと、この画面の内容を保存します',
        );
      const state = form.caseId === undefined ? undefined : await loadCase(store, form.caseId);
      if (form.caseId !== undefined && (!state || state.erasedAt !== undefined)) return NOT_FOUND;
      const put = rowOf({
        ...form,
        version: versionAfter(row, clock()),
        content,
        savedAt: clock().toString(),
      });
      const when = row?.version === undefined ? { absent: true as const } : { version: row.version };
      return { ok: true, value: undefined, writes: [{ put, when }, ...(state ? [stillAt(state)] : [])] };
    });

/**
 * What was sent when the session had ended (docs/adr/0038): the form as it was posted, kept for whose session it was. It is a
 * saved form under the one-time value of its page, so that the same form is kept once.
 */
const keptSchema = z.object({ action: z.string(), pairs: z.array(z.tuple([z.string(), z.string()])) });
export type KeptForm = z.infer<typeof keptSchema>;
const keptPath = (once: string): string => `/kept-forms/${once}`;
/** Of one person; who has more sends nothing any more. */
const MAX_KEPT = 20;

/** Where it is kept; undefined: it is not, and stands in the page alone. */
export const keepForm =
  (ports: Reading) =>
  async (
    caller: Caller,
    { once, caseId, title }: { readonly once: string } & Pick<SavedForm, 'caseId' | 'title'>,
    kept: KeptForm,
  ): Promise<string | undefined> => {
    const path = keptPath(once);
    const form = { personId: caller.person.personId, path, caseId };
    const state = caseId === undefined ? undefined : await loadCase(ports.store, caseId);
    const settings = await loadSettings(ports.store);
    if (caseId !== undefined && !(state && canSee(caller, state, settings))) return undefined;
    const isFull = async () =>
      (await listSavedForms(ports)(caller)).filter(
        (one) => one.path !== path && one.path.startsWith(keptPath('')),
      ).length >= MAX_KEPT;
    if (await isFull()) return undefined;
    const version = (await loadSavedForm(ports, form))?.version ?? 0;
    if (!(await saveForm(ports)({ ...form, title }, version, kept)).ok) return undefined;
    if (!(await isFull())) return path;
    // Many at once: whoever sees that there are too many takes his own away, so that never more than those stay.
    await discardForm(ports, form, (await loadSavedForm(ports, form))?.version);
    return undefined;
  };

/** What was kept for this person, and for nobody else. */
export const loadKeptForm =
  (ports: Reading) =>
  async (caller: Caller, once: string): Promise<(SavedForm & { readonly kept: KeptForm }) | undefined> => {
    const path = keptPath(once);
    const listed = (await listSavedForms(ports)(caller)).find((one) => one.path === path);
    const saved = listed && (await loadSavedForm(ports, listed));
    return saved && { ...saved, kept: keptSchema.parse(saved.content) };
  };

/** Sent after all, it goes. */
export const forgetKept = async (
  { store, clock }: Reading,
  caller: Caller,
  { once, caseId }: { readonly once: string; readonly caseId: string | undefined },
): Promise<void> => {
  const form = { personId: caller.person.personId, path: keptPath(once), caseId };
  const saved = await loadSavedForm({ store, clock }, form);
  if (saved) await discardForm({ store }, form, saved.version);
};

/** @param version of what was shown: another one, saved since in another window, stays */
export const discardForm = (
  { store }: Pick<Ports, 'store'>,
  form: FormOf,
  version: number | undefined,
): Promise<Outcome<undefined>> =>
  commit<undefined>({ store }, async ({ store }) => {
    const row = await store.get(keyOf(form));
    if (!row) return NOT_FOUND;
    return version === undefined || row.version !== version
      ? refused(
          'conflict',
          'draft-changed',
          'この画面を表示した後に、別の画面で一時保存した入力があるため、削除しませんでした。',
        )
      : { ok: true, value: undefined, writes: [{ delete: keyOf(form), when: { version } }] };
  });

/**
 * Ports for the act by which the form is sent: what was saved of it goes in the same transaction.
 *
 * @param isSent whether what is there now is what was sent; a form of which there may be several leaves another one, and says on
 *   it since when one was sent
 */
export const sending = <P extends Reading>(
  ports: P,
  form: FormOf,
  isSent: (saved: Pick<SavedForm, 'version' | 'content'>) => boolean,
): P => ({
  ...ports,
  store: {
    ...ports.store,
    transact: async (writes) => {
      const row = await ports.store.get(keyOf(form));
      const { version } = row ?? {};
      if (!row || version === undefined) return ports.store.transact(writes);
      const saved = savedFormSchema.parse(row['saved']);
      const since: Item = { ...row, saved: { ...saved, sentSince: ports.clock().toString() } };
      const write: Write = isSent(saved)
        ? { delete: keyOf(form), when: { version } }
        : { put: since, when: { version } };
      return ports.store.transact([...writes, write]);
    },
  },
});

/** A person's own, the newest first, as far as the case is still theirs to see. */
export const listSavedForms =
  ({ store, clock }: Reading) =>
  async (caller: Caller): Promise<readonly (Omit<SavedForm, 'content'> & { readonly no?: string })[]> => {
    const { personId } = caller.person;
    const rows = await queryAll(store, { index: 'register', hash: listKey(personId), descending: true });
    const settings = await loadSettings(store);
    const found = rows.map(async (row) => {
      const saved = savedIn(row, clock());
      if (!saved) return [];
      const { content: _, ...listed } = saved;
      if (saved.caseId === undefined) return [listed];
      const state = await loadCase(store, saved.caseId);
      if (!state || state.erasedAt !== undefined || canSee(caller, state, settings) === undefined) return [];
      return [{ ...listed, no: 'permitNo' in state ? state.permitNo : state.caseNo }];
    });
    return (await Promise.all(found)).flat();
  };
