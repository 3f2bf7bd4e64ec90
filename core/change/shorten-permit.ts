import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { applicationOn } from '../application/revision-store.ts';
import { actAll, type Step } from '../case/case.ts';
import { isSupervised, lastDayHeld, type Supervised } from '../case/case-state.ts';
import { actWrites, listRecords, loadCase, loadRecord } from '../case/case-store.ts';
import type { News } from '../case/outbox.ts';
import { IN_FORCE, STATUSES } from '../case/permit-statuses.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import { OPEN_SHORTENING, SHORTENINGS, type ShorteningHead } from '../case/records/shortening.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import { issueDocument } from '../document/issue-document.ts';
import { deadlineProblems, usualDay } from '../finding/reasonable-time.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { type Done, perform } from '../question/answer.ts';
import { ask, tellManager } from '../question/ask.ts';
import { actInRole, actOnRecord } from '../question/gate.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf, isOfficeHour } from '../values/calendar.ts';
import { invalid, NOT_FOUND, type Problem, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { system } from '../values/identity.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import type {
  ShorteningHearing,
  ShorteningInput,
  ShorteningPaper,
  ShorteningStatement,
} from './shortening-papers.ts';

/**
 * 許可の期間の短縮 (第4条第3項, docs/adr/0062), until it is decided on: the vendor is told what is intended and why, and heard. What is
 * decided then: answer-shortening.ts.
 *
 * Longer than 300 lines: one act from its proposal to the end of its hearing, in its order.
 */

export const shorteningReceiptSchema = z.object({
  caseId: z.string(),
  shorteningId: z.string(),
  status: z.string(),
});
type Receipt = z.infer<typeof shorteningReceiptSchema>;

/** The receipt of an act, and the vendor's mail. */
export const shorteningDone = async (
  ports: Ports,
  state: Supervised,
  shorteningId: string,
  { steps, writes = [], news }: Pick<Done<Receipt>, 'steps' | 'writes'> & { readonly news?: News },
): Promise<Done<Receipt>> => ({
  ok: true,
  steps,
  writes: [...writes, ...(news ? await newsMails(ports, state, news, ports.clock(), shorteningId) : [])],
  value: ({ caseId }, [record]) => ({
    caseId,
    shorteningId,
    status: SHORTENINGS.head.parse(record?.head).status,
  }),
});

/** The manager is asked, with all that has been written, what comes of it. */
const askManager = (
  ports: Ports,
  state: Supervised,
  { shorteningId, papers }: ShorteningHead,
  more: readonly ShorteningPaper[],
  settings: Settings,
) =>
  ask(
    ports,
    state,
    {
      stage: 'shortening',
      about: shorteningId,
      hash: dossierHash('shortening', shorteningId, [
        ...papers,
        ...more.map((paper) => ({ hash: hashOf(paper) })),
      ]),
    },
    settings,
  );

/** When the permit ends without it: with its period, or on an earlier day that the vendor has filed. */
export const endText = (state: Supervised): string => {
  const last = lastDayHeld(state);
  return `${last < state.period.to ? '廃止届による利用の最終日' : '許可の満了日'}（${formatWarekiDay(last)}）`;
};

/** A permit cannot end before it has begun: then it is given up. */
export const beforeBegin = ({ period: { from } }: Supervised, lastDay: string): Problem[] =>
  lastDay < from
    ? [
        {
          pointer: '/lastDay',
          message: `この許可の期間は${formatWarekiDay(from)}に始まるため、「短縮後の許可の期間の末日」は、その日以後の日付を指定してください。始まる前に終わらせるときは、保守事業者に廃止届の提出を求めてください`,
        },
      ]
    : [];

const examine = (
  { lastDay, statementDueOn, dayOff }: ShorteningInput,
  state: Supervised,
  today: Temporal.PlainDate,
  settings: Settings,
): Problem[] => [
  ...(lastDay < today.toString() || lastDay >= lastDayHeld(state)
    ? [
        {
          pointer: '/lastDay',
          message: `「短縮後の許可の期間の末日」は、本日から、${endText(state)}の前日までの日付を指定してください（第4条第3項）`,
        },
      ]
    : beforeBegin(state, lastDay)),
  ...(statementDueOn === undefined
    ? []
    : deadlineProblems('shortening', { pointer: '/statementDueOn', label: '弁明の期限' }, statementDueOn, {
        today,
        settings,
        dayOff,
      })),
  ...((statementDueOn ?? usualDay('shortening', today, settings)) >= lastDayHeld(state)
    ? [
        {
          pointer: '/statementDueOn',
          message: `「弁明の期限」は、${endText(state)}より前の日付を指定してください。それまでに決定できないときは、${state.ending ? '廃止届により許可は終了します' : '期間の満了により許可は失効します'}`,
        },
      ]
    : []),
];

/** 弁明の機会の付与: the manager tells the vendor what is intended, and why; one at a time. */
export const proposeShortening =
  (ports: Ports) => (caller: Caller, caseId: string, input: ShorteningInput, idempotencyKey?: string) => {
    const request = { route: 'shortenings', caseId, input };
    const once = { caller, key: idempotencyKey, request, receipt: shorteningReceiptSchema };
    return replayable(ports, once, async (ports) => {
      const { store, clock, ids } = ports;
      const on = await actInRole(ports, caller, caseId, 'shortening');
      if (!on.ok) return on;
      const { state, settings, signed } = on;
      if (!isSupervised(state) || !IN_FORCE.includes(state.status))
        return refused(
          'conflict',
          'not-in-force',
          `この許可は「${STATUSES[state.status]}」のため、期間を短縮することはできません`,
        );
      const open = await listRecords(store, caseId, SHORTENINGS);
      if (open.some(({ status }) => OPEN_SHORTENING.includes(status)))
        return refused('conflict', 'shortening-open', '期間の短縮について、すでに弁明の機会を付与しています');
      const today = dateOf(clock());
      const problems = examine(input, state, today, settings);
      if (problems.length > 0) return invalid('invalid-shortening', problems);
      const { ground, facts, evidence, lastDay } = input;
      const dueOn = input.statementDueOn ?? usualDay('shortening', today, settings);
      const { contract } = await applicationOn(store, state, today.toString());
      const { issued, write } = await issueDocument(ports, state);
      const shorteningId = ids.next();
      const paper: ShorteningPaper = {
        type: 'shortening-proposed',
        ...issued,
        ...{ ground, facts, evidence, lastDay, dueOn, signed },
        contract: { name: contract.name, number: contract.number, to: contract.to },
        notice: { documentNo: state.notice.documentNo, issuedOn: state.notice.issuedOn },
        formerLastDay: state.period.to,
      };
      const fact = {
        type: 'shortening-proposed',
        ...{ shorteningId, ground, lastDay, documentNo: issued.documentNo, statementDueOn: dueOn },
      } as const;
      const news = 'shortening-invited' as const;
      const steps = [{ fact, paper }];
      const done = await shorteningDone(ports, state, shorteningId, { steps, writes: [write], news });
      return perform(ports, on, done);
    });
  };

/** Each is shown to those who decide: without an end, nobody could. What the one writes takes nothing from the other. */
const MOST_STATEMENTS = 30;
const isFull = ({ papers }: ShorteningHead, type: 'shortening-stated' | 'shortening-heard'): boolean =>
  papers.filter((paper) => paper.type === type).length >= MOST_STATEMENTS;
const TOO_MANY = refused(
  'conflict',
  'too-many-papers',
  `弁明として提出できるのは${MOST_STATEMENTS}件まで、記録できるのは${MOST_STATEMENTS}件までです`,
);

/** 弁明, until the day that was named; with 「以上で弁明を終える」 the manager is asked at once. */
export const stateOnShortening =
  (ports: Ports) =>
  (
    caller: Caller,
    caseId: string,
    shorteningId: string,
    input: ShorteningStatement,
    idempotencyKey?: string,
  ) => {
    const request = { route: 'shortening-statement', caseId, shorteningId, input };
    const once = { caller, key: idempotencyKey, request, receipt: shorteningReceiptSchema };
    return replayable(ports, once, async (ports) => {
      const { store, clock } = ports;
      const state = await loadCase(store, caseId);
      if (!state || !isSupervised(state) || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
      const record = await loadRecord(store, caseId, SHORTENINGS, shorteningId);
      if (!record) return NOT_FOUND;
      const { head } = record;
      const { statement, closing = false } = input;
      if (statement === undefined && !closing)
        return invalid('invalid-shortening', [
          { pointer: '/statement', message: '「弁明の内容」を入力してください' },
        ]);
      const now = clock();
      if (dateOf(now).toString() > head.statementDueOn)
        return refused(
          'conflict',
          'statement-too-late',
          `弁明の期限（${formatWarekiDay(head.statementDueOn)}）を過ぎています。期限の後に申し出ることがあるときは、所管課に連絡してください`,
        );
      // That nothing more is said can always be said.
      if (statement !== undefined && isFull(head, 'shortening-stated')) return TOO_MANY;
      const settings = await loadSettings(store);
      const paper: ShorteningPaper = {
        type: 'shortening-stated',
        ...(statement === undefined ? {} : { statement }),
        ...(closing ? { closing } : {}),
        by: caller.person.name,
        at: now.toString({ smallestUnit: 'millisecond' }),
      };
      const onward = closing ? await askManager(ports, state, head, [paper], settings) : undefined;
      const fact: Step['fact'] = {
        type: 'shortening-stated',
        shorteningId,
        ...(onward ? { closing, request: onward.request } : {}),
      };
      const mails =
        onward?.mails ?? (await tellManager(ports, state, 'shortening-stated', shorteningId, settings));
      const done = await shorteningDone(ports, state, shorteningId, {
        steps: [{ fact, paper }],
        writes: mails,
      });
      return perform(ports, { state, by: actorOf(caller), record }, done);
    });
  };

/** 口頭・書面の弁明の記録, told to the vendor at once; whoever is asked already is asked again with it. */
export const recordShorteningHearing =
  (ports: Ports) => (caller: Caller, caseId: string, shorteningId: string, input: ShorteningHearing) => {
    const request = { route: 'shortening-hearing', caseId, shorteningId, input };
    return replayable(ports, { caller, request, receipt: shorteningReceiptSchema }, async (ports) => {
      const on = await actOnRecord(ports, caller, caseId, {
        stage: 'shortening',
        kind: SHORTENINGS,
        id: shorteningId,
      });
      if (!on.ok) return on;
      const { state, settings, signed, record } = on;
      const { head } = record;
      if (isFull(head, 'shortening-heard')) return TOO_MANY;
      const from = dateOf(Temporal.Instant.from(head.proposedAt)).toString();
      if (input.heardOn < from || input.heardOn > dateOf(ports.clock()).toString())
        return invalid('invalid-shortening', [
          {
            pointer: '/heardOn',
            message: '「弁明のあった日」に、弁明の機会を付与した日から本日までの日付を入力してください',
          },
        ]);
      const paper: ShorteningPaper = { type: 'shortening-heard', ...input, signed };
      const again =
        head.status === 'weighing' ? await askManager(ports, state, head, [paper], settings) : undefined;
      const fact = {
        type: 'shortening-heard',
        shorteningId,
        ...(again ? { request: again.request } : {}),
      } as const;
      const done = await shorteningDone(ports, state, shorteningId, {
        steps: [{ fact, paper }],
        writes: again?.mails ?? [],
        news: 'shortening-recorded',
      });
      return perform(ports, on, done);
    });
  };

/** The day of the statement has ended: the manager is asked (office hours only: people are written to). */
export const attendShortening =
  (ports: Ports) =>
  async (caseId: string, shorteningId: string, businessDate: Temporal.PlainDate): Promise<boolean> =>
    carriedOut(
      await commit<boolean>(ports, async (ports) => {
        const { store, clock } = ports;
        const nothing = { ok: true, value: false, writes: [] } as const;
        const state = await loadCase(store, caseId);
        const record = await loadRecord(store, caseId, SHORTENINGS, shorteningId);
        if (!state || !isSupervised(state) || !record || !IN_FORCE.includes(state.status)) return nothing;
        const settings = await loadSettings(store);
        const { head } = record;
        const today = dateOf(clock()).toString();
        if (head.status !== 'hearing' || head.statementDueOn >= today) return nothing;
        if (!isOfficeHour(clock(), businessDate, settings)) return nothing;
        const { request, mails } = await askManager(ports, state, head, [], settings);
        const fact = { type: 'shortening-asked', shorteningId, request } as const;
        const done = actAll(state, [{ fact }], system('daily'), clock(), [record]);
        if (!done.ok) return done;
        return { ok: true, value: true, writes: [...actWrites(done.value), ...mails] };
      }),
    );
