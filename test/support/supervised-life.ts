import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';
import { loadRecord } from '../../core/case/case-store.ts';
import { REPORTS } from '../../core/case/records/monthly-report.ts';
import { loadTask } from '../../core/case/task-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import type { Store } from '../../core/store/ports.ts';
import { addBusinessDays } from '../../core/values/calendar.ts';
import { CHIEF, TAX } from './story.ts';
import type { Answer, Client } from './world.ts';

/** Where a life is played: the embedded runtime or the deployed stack. */
export type Stage = {
  readonly store: Store;
  readonly now: () => Temporal.Instant;
  /** Moves the clock; nothing runs by itself on the deployed stack. */
  readonly moveTo: (instant: Temporal.Instant) => Promise<void>;
  readonly as: (address: string) => Promise<Client>;
  readonly vendorApi: Client;
  /** What the schedules start. */
  readonly runDay: (businessDate: Temporal.PlainDate) => Promise<unknown>;
  readonly runMonth: (businessDate: Temporal.PlainDate) => Promise<unknown>;
  /** The task that waits for an answer is run once more, as after a lost answer of its function. */
  readonly again?: (task: string, caseId: string) => Promise<unknown>;
  readonly eventually: <T>(look: () => Promise<T>, check: (found: T) => void) => Promise<T>;
};

type Question = { readonly mine?: boolean; readonly hash: string };
const isMine = ({ mine }: Question): boolean => mine !== false;

/** An application whose permit is in force from a day on, with its worker. */
export const inForceFrom = (day: Temporal.PlainDate) => {
  const from = day.toString();
  const company = '北斗情報システム株式会社';
  return {
    period: { from, to: day.add({ months: 10 }).toString() },
    workers: [
      {
        ...{ name: WORKER, kana: 'サギョウ ハチロウ', company, role: 'システムエンジニア', from },
        ...{ account: 'maint01', secrecyPledgedOn: '2026-04-01' },
      },
    ],
  };
};
/** Its first day is one that this life does not come to. */
export const beginsLater = (day: Temporal.PlainDate) => ({
  period: { from: day.add({ months: 9 }).toString(), to: day.add({ months: 10 }).toString() },
});
const WORKER = '作業 八郎';

/** What people do to a permit (第6条〜第8条), wherever it is played. */
export const supervise = (stage: Stage, caseId: string) => {
  const permit = `/v1/permits/${caseId}`;
  let keys = 0;
  const done = (answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
    return answer;
  };
  const city = async (address: string, method: 'GET' | 'POST', path: string, body?: object, key = '') =>
    done(
      await (await stage.as(address))(
        method,
        `${permit}${path}`,
        body,
        key === '' ? {} : { 'idempotency-key': key },
      ),
    );
  const vendor = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
    keys += 1;
    return done(
      await stage.vendorApi(method, `${permit}${path}`, body, {
        'idempotency-key': `life-${caseId}-${keys}`,
      }),
    );
  };
  /** The hash of what this person is asked about the record, as soon as it is asked. */
  const asked = async (address: string, path: string): Promise<string> => {
    const view = await stage.eventually(
      async () => (await city(address, 'GET', path)).json,
      ({ questions }) => expect(questions.some(isMine)).toBe(true),
    );
    return view.questions.find(isMine).hash;
  };
  const answer = async (address: string, path: string, verb: string, body: object): Promise<Answer> =>
    city(address, 'POST', `${path}/${verb}`, { hash: await asked(address, path), ...body });
  const today = (): Temporal.PlainDate => stage.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const at = (minutes: number): string =>
    stage
      .now()
      .add({ minutes })
      .toZonedDateTimeISO('Asia/Tokyo')
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' });
  /** In the morning of a day, when the daily run has been there. */
  const morning = async (day: Temporal.PlainDate): Promise<void> => {
    await stage.moveTo(
      day
        .toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: Temporal.PlainTime.from('09:00') })
        .toInstant(),
    );
    await stage.runDay(day);
  };
  const statusIs = (status: string) =>
    stage.eventually(
      async () => (await city(TAX, 'GET', '')).json,
      (view) => expect(view.status).toBe(status),
    );

  return {
    statusIs,
    morning,
    today,
    /** An emergency that is over: announced, approved after the fact, reported, reviewed. */
    work: async (): Promise<void> => {
      const { json } = await vendor('POST', '/works', {
        ...{ emergency: true, emergencyReason: '夜間の障害', plannedStart: at(-20), plannedEnd: at(30) },
        ...{ workers: [WORKER], workLeader: WORKER, purpose: '障害対応', workContent: '再起動する。' },
        ...{ workKind: 'read', targets: ['tax-db01'], terminals: ['HK-0001'], accounts: ['maint01'] },
        ...{ impact: 'なし', serviceStop: false, personalData: false, fileTransfer: false },
        attendance: 'phone',
      });
      const path = `/works/${json.workId}`;
      await answer(TAX, path, 'answer', { choice: 'accept' });
      await vendor('POST', `${path}/report`, {
        ...{ connectedAt: at(-15), disconnectedAt: at(-5), reasonCode: 'fault', workers: [WORKER] },
        ...{ account: 'maint01', terminal: 'HK-0001', origin: '札幌保守センター', originIp: '192.0.2.10' },
        ...{ targets: ['tax-db01'], detail: { request: '応答がない', action: '再起動した。' } },
        ...{ result: 'done', personalDataAccessed: false },
        log: { place: 'bastion01', name: 'a.log', from: at(-15), to: at(-5), sha256: 'a'.repeat(64) },
      });
      await answer(TAX, path, 'review', { choice: 'confirm' });
      const seen = (await city(TAX, 'GET', path)).json;
      expect(seen).toMatchObject({ status: 'confirmed', differences: [] });
    },

    /** The month is over; the run asks for its report, and the vendor does not answer until an instruction is due. */
    lateMonth: async (): Promise<void> => {
      const month = today().toPlainYearMonth();
      const first = month.add({ months: 1 }).toPlainDate({ day: 1 });
      await morning(first);
      await stage.runMonth(first);
      const report = await stage.eventually(
        () => loadRecord(stage.store, caseId, REPORTS, month.toString()),
        (loaded) => expect(loaded?.head.status).toBe('requested'),
      );
      const { dunOn = [], instructOn } = report?.head ?? {};
      expect(dunOn.length).toBeGreaterThan(0);
      for (const day of dunOn) await morning(Temporal.PlainDate.from(day));
      await morning(Temporal.PlainDate.from(instructOn ?? ''));
    },

    /** The prepared instruction is given, and not followed; what comes of it is a candidate, and the manager finds. */
    ignoredInstruction: async (): Promise<string> => {
      const listed = await stage.eventually(
        async () => (await city(TAX, 'GET', '/instructions')).json.instructions,
        (all) => expect(all).toHaveLength(1),
      );
      const path = `/instructions/${listed[0].instructionId}`;
      const dueOn = today().add({ days: 7 });
      await answer(TAX, path, 'answer', {
        ...{ choice: 'issue', kind: 'report', title: '月次報告の提出', dueOn: dueOn.toString() },
        ...{ text: '期限までに提出すること。', ground: '督促をしても提出されないため。' },
      });
      await morning(addBusinessDays(dueOn, 1, DEFAULT_SETTINGS));
      const { findings } = await stage.eventually(
        async () => (await city(TAX, 'GET', '/findings')).json,
        (all) => expect(all.findings).toHaveLength(1),
      );
      const [{ findingId }] = findings;
      await answer(TAX, `/findings/${findingId}`, 'judgement', {
        ...{ choice: 'find', clause: 6, facts: '指示に従わなかった。', howFound: '報告がない。' },
        opinion: '是正を命ずる必要がある。',
      });
      return findingId;
    },

    /** The manager's own entry. */
    find: async (): Promise<string> => {
      keys += 1;
      const body = {
        ...{ clause: 1, facts: '通知のない接続があった。', howFound: '接続ログ' },
        opinion: '悪質である。',
      };
      return (await city(TAX, 'POST', '/findings', body, `find-${caseId}-${keys}`)).json.findingId;
    },

    /** 統括への報告 → 是正命令 → 期限の経過 → 未履行 → 統括への報告 (第7条, 第8条). */
    disobeyedOrder: async (findingId: string): Promise<void> => {
      const path = `/findings/${findingId}`;
      await answer(CHIEF, path, 'receipt', {});
      const dueOn = addBusinessDays(today(), 5, DEFAULT_SETTINGS);
      await answer(TAX, path, 'order', {
        ...{ violation: '第6条の違反', measures: '報告すること。', dueOn: dueOn.toString() },
        ...{ reporting: '書面による。', consequence: '応じないときは許可を取り消すことがある。' },
      });
      // The workflow waits for what the vendor does, before its time is over: on a slow machine it would skip that state.
      await stage.eventually(
        () => loadTask(stage.store, caseId),
        (waiting) => expect(waiting?.task).toBe('order'),
      );
      await morning(addBusinessDays(dueOn, 1, DEFAULT_SETTINGS));
      await asked(TAX, path);
      await stage.again?.('JudgeCompliance', caseId);
      await answer(TAX, path, 'compliance', { result: 'disobeyed', reason: '是正報告がない。' });
      await asked(CHIEF, path);
      await stage.again?.('ReportToChief', caseId);
      await answer(CHIEF, path, 'noncompliance-receipt', {});
    },

    sanction: async (findingId: string, sanction: 'suspend' | 'revoke'): Promise<void> => {
      const path = `/findings/${findingId}`;
      await asked(TAX, path);
      // The vendor has nothing to say, and says so: its day need not be waited for.
      await vendor('POST', `${path}/statement`, { statement: '弁明はありません。', closing: true });
      const [ref] = (await city(TAX, 'GET', path)).json.statementRefs;
      await stage.again?.('DecideSanction', caseId);
      await answer(TAX, path, 'sanction', {
        ...{ sanction, facts: '命令に応じない。', reason: '第8条による。', weighing: '改善の見込みがない。' },
        ...(sanction === 'suspend' ? { conditions: '報告書の提出' } : { returns: '端末の返却' }),
        answers: [{ ...ref, answer: '措置の必要は変わらない。' }],
      });
    },

    lift: async (findingId: string): Promise<void> => {
      const path = `/findings/${findingId}`;
      await vendor('POST', `${path}/conditions`, { done: '提出した。', doneOn: today().toString() });
      const { liftingHash } = (await city(TAX, 'GET', path)).json;
      await city(TAX, 'POST', `${path}/lifting`, {
        ...{ hash: liftingHash, choice: 'lift', reason: '条件を満たした。' },
      });
    },
  };
};
