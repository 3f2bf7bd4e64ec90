import { z } from 'zod';
import { attachmentSchema } from '../attachment/attachments.ts';
import type { Regulation } from '../regulation/regulation.ts';
import type { Store } from '../store/ports.ts';
import type { Problem } from '../values/errors.ts';
import { canonicalJson } from '../values/hash.ts';
import { compareRevisions } from './compare-revisions.ts';
import type { Decision } from './decision.ts';
import { type Application, applicationSchema, type RecordedApplication } from './inputs.ts';
import { mayShow } from './missing-attachments.ts';
import { loadRevision } from './revision-store.ts';
import type { CityCaseView } from './views.ts';

/**
 * 補正 (第4条第2項): whether what was to be corrected has changed. A hint and no more, as the remarks are: what the city meant
 * nobody can tell, so whatever an item can be shown by counts as a change of it.
 */

type Given = Readonly<Record<string, unknown>>;
type Rule = Pick<Regulation, 'checklist' | 'checklistName'>;
const { shape } = applicationSchema;

/** Where 様式1 tells of the items of a group of 別表1, beside their answers and the files. */
const TOLD_IN: Readonly<Record<number, readonly (keyof Application)[]>> = {
  1: ['originSites', 'expectedEffect', 'trackRecord'],
  2: ['originSites'],
  3: ['terminals'],
  4: ['targetHosts', 'originIps', 'lineType', 'connectionMethod', 'authMethod'],
  5: ['emergencyCutOff', 'atEnd', 'workers', 'plannedWork'],
};

/** As it will be kept; what cannot be read yet as it was typed. */
const fieldText = (content: Given, field: keyof Application): string =>
  canonicalJson(shape[field].safeParse(content[field]).data ?? content[field]);

const answersSchema = z.array(z.looseObject({ item: z.string() })).catch([]);
const answerText = (content: Given, item: string): string => {
  const answer = answersSchema.parse(content['checklist']).find((entry) => entry.item === item);
  return canonicalJson(shape.checklist.element.safeParse(answer).data ?? answer);
};

const filesSchema = z.array(z.object(attachmentSchema.shape)).catch([]);
const addedFiles = (before: Given, after: Given) => {
  const known = filesSchema.parse(before['attachments']).map(canonicalJson);
  return filesSchema.parse(after['attachments']).filter((file) => !known.includes(canonicalJson(file)));
};

/** @param after as it was sent again, or as it stands in a draft */
export const isCorrected = (
  item: string,
  before: RecordedApplication,
  after: Given,
  { checklist }: Pick<Regulation, 'checklist'>,
): boolean => {
  const group = checklist.find(({ id }) => id === item)?.group.number;
  const told = group === undefined ? [] : (TOLD_IN[group] ?? []);
  return (
    answerText(before, item) !== answerText(after, item) ||
    told.some((field) => fieldText(before, field) !== fieldText(after, field)) ||
    addedFiles(before, after).some(({ kind }) => mayShow(kind, group))
  );
};

/** Written anew with every revision. */
const ANEW: ReadonlySet<string> = new Set(['formVersion', 'appliedOn', 'pledge']);
const isAnother = (before: RecordedApplication, after: RecordedApplication): boolean =>
  compareRevisions(before, after).some(({ pointer }) => !ANEW.has(pointer.split('/')[1] ?? ''));

/**
 * What of that which was asked for is as it was: an item each; the whole, where a reason alone was given.
 *
 * @param recorded undefined: it cannot be sent yet
 */
export const uncorrectedIn = (
  items: readonly string[],
  before: RecordedApplication,
  { content, recorded }: { readonly content: Given; readonly recorded: RecordedApplication | undefined },
  rule: Rule,
): readonly Problem[] => {
  if (items.length > 0)
    return items
      .filter((item) => !isCorrected(item, before, content, rule))
      .map((item) => ({
        pointer: `/checklist/${rule.checklist.findIndex(({ id }) => id === item)}`,
        message: `${rule.checklistName} ${item} は、前回から変わっていません`,
      }));
  return recorded === undefined || isAnother(before, recorded)
    ? []
    : [{ pointer: '', message: '申請の内容は、前回から変わっていません' }];
};

type Correction = CityCaseView['corrections'][number];
export const changedWord = ({ changed }: { readonly changed: boolean }): string =>
  changed ? '変更あり' : '変更なし';

/** What became of each return of a manager in the revision that was sent after it, the first one first. */
export const correctionsMade = async (
  store: Store,
  { caseId, rev }: { readonly caseId: string; readonly rev: number },
  decisions: readonly Decision[],
  rule: Pick<Regulation, 'checklist'>,
): Promise<Correction[]> => {
  const returns = decisions.filter((decision) => decision.choice === 'return' && decision.rev < rev);
  const made = returns.map(async (decision): Promise<Correction[]> => {
    const [before, after] = await Promise.all(
      [decision.rev, rev].map((each) => loadRevision(store, caseId, each)),
    );
    if (!before || !after) return [];
    const items = decision.checklist.filter(({ result }) => result === 'fail').map(({ item }) => item);
    return items.length === 0
      ? [{ rev: decision.rev, changed: isAnother(before.application, after.application) }]
      : items.map((item) => ({
          ...{ rev: decision.rev, item },
          changed: isCorrected(item, before.application, after.application, rule),
        }));
  });
  return (await Promise.all(made)).flat();
};
