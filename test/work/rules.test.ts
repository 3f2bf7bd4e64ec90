import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { recordedApplicationSchema } from '../../core/application/inputs.ts';
import { isSupervised, type Supervised } from '../../core/case/case-state.ts';
import { UNREPORTED, WORKS } from '../../core/case/records/work.ts';
import { WORK_STATUSES, type WorkHead } from '../../core/case/records/work-facts.ts';
import { sessionInputSchema, workInputSchema } from '../../core/case/records/work-inputs.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import type { PermitScope } from '../../core/permit/permit-scope.ts';
import { whyNotAccepted, whyNoWork } from '../../core/permit/why-no-work.ts';
import { moment } from '../../core/values/fields.ts';
import { judgeSession, type SessionFacts } from '../../core/work/session-rules.ts';
import { workStatusLabel } from '../../core/work/view-work.ts';
import { answerDueOn, firstInTime, judgeNotice } from '../../core/work/work-rules.ts';
import {
  exampleSession,
  exampleWork,
  type SessionPosted,
  type WorkPosted,
} from '../../local/demo/example-work.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { play, WAYS } from '../support/case-facts.ts';

const jst = (time: string) => Temporal.Instant.from(`${time}+09:00`);
const application = recordedApplicationSchema.parse(
  sampleApplication(Temporal.PlainDate.from('2026-04-06'), {
    period: { from: '2026-04-20', to: '2027-03-31' },
  }),
);
const supervised = (way: 'active' | 'upcoming' | 'suspended' | 'expired' | 'revoked'): Supervised => {
  const { state } = play(WAYS[way]);
  if (!state || !isSupervised(state)) throw new Error('no permit');
  return state;
};
const judged = (
  now: string,
  work: Partial<WorkPosted> & { readonly on: string },
  settings = DEFAULT_SETTINGS,
  state = supervised('active'),
) => {
  const { on, ...change } = work;
  const input = workInputSchema.parse(exampleWork(on, { explainedOn: '2026-04-07', ...change }));
  const facts = { now: jst(now), state, application, settings };
  return { ...judgeNotice(input, facts), dueOn: answerDueOn(input, facts).toString() };
};

describe('日時の入力', () => {
  test.each([
    ['2026-05-11T10:00', '2026-05-11T01:00:00Z'],
    ['2026-05-11 10:00', '2026-05-11T01:00:00Z'],
    ['令和8年5月11日 10時00分', '2026-05-11T01:00:00Z'],
    ['Ｒ８．５．１１ １０：００', '2026-05-11T01:00:00Z'],
    ['2026-05-11T01:00:00Z', '2026-05-11T01:00:00Z'],
    ['2026-05-11 24:00', '2026-05-11T15:00:00Z'],
  ])('%s を日本時間として読む', (text, instant) => {
    expect(moment('日時').parse(text)).toBe(instant);
  });
  test.each(['', '2026-05-11', '10:00', '平成40年5月11日 10時', '2026-02-30 10:00', '2026-05-11 25:00'])(
    '「%s」は断る',
    (text) => {
      expect(moment('日時').safeParse(text).error?.issues[0]?.message).toContain('「日時」');
    },
  );
});

describe('G5: 申請の期限は作業開始の5開庁日前', () => {
  test('年末年始をまたぐと、12月29日から1月3日までと成人の日は数えない', () => {
    // 2027-01-13（水）の5開庁日前: 12, 8, 7, 6, 5日（11日は成人の日、9・10日は週末）
    expect(judged('2027-01-05T23:59', { on: '2027-01-13' }).flags).toEqual([]);
    expect(judged('2027-01-06T00:00', { on: '2027-01-13' }).flags).toEqual(['late']);
    // 2027-01-05（火）: 4日、12月28日、25日、24日、23日
    expect(judged('2026-12-23T12:00', { on: '2027-01-05' }).leadTimeOk).toBe(true);
    expect(judged('2026-12-24T00:00', { on: '2027-01-05' }).leadTimeOk).toBe(false);
  });
  test('第12条: 日数は設定で変わり、0なら期限はない。市独自の休日も数えない', () => {
    const zero = { ...DEFAULT_SETTINGS, workLeadDays: 0 };
    expect(judged('2026-05-09T23:00', { on: '2026-05-10' }, zero).leadTimeOk).toBe(true);
    const off = { ...DEFAULT_SETTINGS, extraHolidays: ['2026-06-10'] };
    expect(judged('2026-06-08T12:00', { on: '2026-06-15' }).leadTimeOk).toBe(true);
    expect(judged('2026-06-08T12:00', { on: '2026-06-15' }, off).leadTimeOk).toBe(false);
  });
  test('緊急の作業に期限はない', () => {
    const emergency = { emergency: true, emergencyReason: '障害' };
    expect(judged('2026-05-11T10:05', { on: '2026-05-11', ...emergency }).flags).toEqual([]);
  });
});

describe('回答の期限', () => {
  test('5開庁日後か、作業の前の開庁日の早いほう。過ぎていれば当日', () => {
    expect(judged('2026-06-01T10:00', { on: '2026-06-30' }).dueOn).toBe('2026-06-08');
    expect(judged('2026-06-01T10:00', { on: '2026-06-04' }).dueOn).toBe('2026-06-03');
    expect(judged('2026-06-01T08:00', { on: '2026-06-01' }).dueOn).toBe('2026-06-01');
  });
  test('緊急は翌開庁日（金曜の夜なら月曜）', () => {
    const emergency = { emergency: true, emergencyReason: '障害' };
    expect(judged('2026-06-05T23:00', { on: '2026-06-05', ...emergency }).dueOn).toBe('2026-06-08');
  });
});

describe('第6条第3号: 許可の期間・一覧の内', () => {
  const pointers = (now: string, work: Parameters<typeof judged>[1]) =>
    judged(now, work).problems.map(({ pointer }) => pointer);
  test('期間は両端を含み、年度の終わりの24時まで', () => {
    const last = { on: '2027-03-31', plannedStart: '2027-03-31T22:00', plannedEnd: '2027-03-31T24:00' };
    expect(pointers('2027-03-01T10:00', last)).toEqual([]);
    expect(pointers('2027-03-01T10:00', { ...last, plannedEnd: '2027-04-01T00:01' })).toEqual([
      '/plannedStart',
    ]);
    const first = { on: '2026-04-20', plannedStart: '2026-04-20T00:00', plannedEnd: '2026-04-20T01:00' };
    expect(pointers('2026-04-10T10:00', first)).toEqual([]);
    expect(pointers('2026-04-10T10:00', { ...first, plannedStart: '2026-04-19T23:59' })).toContain(
      '/plannedStart',
    );
  });
  test('作業者は従事期間の内', () => {
    const workers = application.workers.map((worker) => ({ ...worker, to: '2026-06-30' }));
    const on = (day: string) =>
      judgeNotice(workInputSchema.parse(exampleWork(day)), {
        now: jst('2026-05-01T10:00'),
        state: supervised('active'),
        application: { ...application, workers },
        settings: DEFAULT_SETTINGS,
      }).problems;
    expect(on('2026-06-30')).toEqual([]);
    expect(on('2026-07-01').map(({ pointer }) => pointer)).toEqual(['/workers/0']);
  });
  test('名前の字体・空白・全角半角の違いは同じ作業者とみなす', () => {
    expect(
      pointers('2026-05-01T10:00', { on: '2026-05-29', workers: ['作業　八郎'], terminals: ['ＨＫ-0001'] }),
    ).toEqual([]);
  });
  test('緊急の申請は、開始から24時間を過ぎると遅れとして示し、断らない', () => {
    const emergency = { on: '2026-05-11', emergency: true, emergencyReason: '障害' };
    expect(pointers('2026-05-12T10:00', emergency)).toEqual([]);
    expect(judged('2026-05-12T10:00', emergency).flags).toEqual([]);
    expect(pointers('2026-05-12T10:01', emergency)).toEqual([]);
    expect(judged('2026-05-12T10:01', emergency).flags).toEqual(['late-emergency']);
  });
  test('更新ありには戻し方、送受信にはファイル、緊急には理由が要る', () => {
    const change = { on: '2026-05-29', workKind: 'update', fileTransfer: true, emergency: true } as const;
    expect(pointers('2026-05-29T10:00', change)).toEqual([
      '/emergencyReason',
      '/fileTransferDetail',
      '/rollback',
    ]);
  });
});

test('G16: 4-1の例外が承認されていれば、更新ありは示さない', () => {
  const state = supervised('active');
  const excepted = { ...state, confirmation: { ...state.confirmation, exceptions: ['4-1'] } };
  const update = { on: '2026-05-29', workKind: 'update', rollback: '戻す' } as const;
  expect(judged('2026-05-01T10:00', update).flags).toEqual(['update-without-exception']);
  expect(judged('2026-05-01T10:00', update, DEFAULT_SETTINGS, excepted).flags).toEqual([]);
});

test('第8条・第6条第6号: 停止中・終了後・緊急接続停止の間は、作業できない', () => {
  expect(whyNoWork(supervised('active'))).toBeUndefined();
  expect(whyNoWork(supervised('upcoming'))).toBeUndefined();
  expect(whyNoWork(supervised('suspended'))?.code).toBe('suspended');
  expect(whyNoWork(supervised('expired'))?.code).toBe('permit-over');
  expect(whyNoWork(supervised('revoked'))?.code).toBe('permit-over');
  expect(whyNoWork({ ...supervised('active'), cutOffs: ['instruction-1'] })?.code).toBe('cut-off');
});

const head = (change: Partial<WorkHead> = {}): WorkHead => ({
  workId: 'work-1',
  status: 'accepted',
  noticeNo: 'R8-W0001',
  emergency: false,
  mode: 'approve',
  workKind: 'read',
  plannedStart: '2026-05-11T01:00:00Z',
  plannedEnd: '2026-05-11T03:00:00Z',
  leadTimeOk: true,
  flags: [],
  announcedAt: '2026-04-21T00:00:00Z',
  announcedBy: 'p-vendor',
  changedAt: '2026-04-21T00:00:00Z',
  answer: { choice: 'accept', at: '2026-04-22T00:00:00Z' },
  papers: {},
  ...change,
});
test.each([
  ['2026-05-11T11:59', {}, 'active', undefined],
  ['2026-05-11T12:00', {}, 'active', 'too-late'],
  ['2026-05-11T12:01', {}, 'active', 'too-late'],
  ['2026-05-11T12:01', { emergency: true, status: 'emergency' }, 'active', undefined],
  ['2026-05-11T09:00', {}, 'suspended', 'suspended'],
  ['2026-05-11T09:00', { emergency: true, status: 'emergency' }, 'suspended', undefined],
  ['2026-05-11T09:00', {}, 'revoked', 'permit-over'],
] as const)('5-1: %s、%j、%s の許可で承認できないわけ: %s', (now, change, way, code) => {
  expect(whyNotAccepted(head({ status: 'submitted', ...change }), supervised(way), jst(now))?.code).toBe(
    code,
  );
});

const scope: PermitScope = {
  period: application.period,
  suspensions: [],
  cutOffs: [],
  workers: application.workers,
  accounts: [],
  terminals: ['HK-0001'],
  originIps: ['192.0.2.10', '198.51.100.0/24'],
  targets: ['tax-db01', '10.1.2.3'],
};
const reported = (change: Partial<SessionPosted> = {}, facts: Partial<SessionFacts> = {}) =>
  judgeSession(sessionInputSchema.parse(exampleSession('2026-05-11', change)), {
    now: jst('2026-05-11T15:00'),
    longHours: 12,
    head: head(),
    notice: {
      kind: 'work-notice',
      noticeNo: 'R8-W0001',
      submittedBy: '保守 五郎',
      ...workInputSchema.parse(exampleWork('2026-05-11')),
    },
    scope,
    application,
    tolerance: 10,
    ...facts,
  });

describe('第6条第4号: 時間の超過', () => {
  const variance = { varianceReason: '調査' };
  test.each([
    ['2026-05-11T12:10', []],
    ['2026-05-11T12:11', ['overrun']],
  ])('許容差10分: 切断 %s', (disconnectedAt, flags) => {
    expect(reported({ disconnectedAt, ...variance }).flags).toEqual(flags);
  });
  test('予定より早い接続も、許容差を超えれば示す', () => {
    expect(reported({ connectedAt: '2026-05-11T09:50' }).flags).toEqual([]);
    expect(reported({ connectedAt: '2026-05-11T09:49' }).flags).toEqual(['overrun']);
  });
  test('1分でも過ぎたら理由が要る。ちょうどなら要らない', () => {
    expect(reported({ disconnectedAt: '2026-05-11T12:00' }).problems).toEqual([]);
    expect(reported({ disconnectedAt: '2026-05-11T12:01' }).problems).toMatchObject([
      { pointer: '/varianceReason' },
    ]);
  });
});

describe('別表1 5-1: 承認を受けた接続か', () => {
  const flags = (change: Partial<WorkHead>) => reported({}, { head: head(change) }).flags;
  test.each([
    ['承認の後', {}, []],
    ['承認の前', { answer: { choice: 'accept', at: '2026-05-11T02:00:00Z' } }, ['unapproved']],
    ['接続と同じ分の承認', { answer: { choice: 'accept', at: '2026-05-11T01:05:40Z' } }, []],
    ['回答なし', { status: 'submitted', answer: undefined }, ['unapproved']],
    [
      '差戻し',
      { status: 'returned', answer: { choice: 'return', at: '2026-04-22T00:00:00Z' } },
      ['unapproved'],
    ],
    ['届出制', { mode: 'notice', answer: undefined }, []],
    ['緊急・回答前', { status: 'emergency', emergency: true, answer: undefined }, []],
    [
      '緊急・不承認の前の接続',
      { emergency: true, answer: { choice: 'decline', at: '2026-05-12T00:00:00Z' } },
      [],
    ],
    [
      '緊急・不承認の後の接続',
      { emergency: true, answer: { choice: 'decline', at: '2026-05-11T00:30:00Z' } },
      ['unapproved'],
    ],
  ] as const)('%s', (_, change, expected) => {
    expect(flags(change)).toEqual(expected);
  });
});

describe('第6条第3号・第5号: 許可・申請との違いは断らず、候補とする', () => {
  test('候補の証拠には、番号と何がどう違うかがある', () => {
    const { noticed, problems } = reported({ originIp: '203.0.113.1', origin: '自宅', log: undefined });
    expect(problems).toEqual([]);
    const of = { by: 'report', workId: 'work-1', subject: '作業 R8-W0001', at: '2026-05-11T01:05:00Z' };
    expect(noticed).toMatchObject([
      {
        ...of,
        kind: 'outside-origin',
        text: '許可していない接続元「203.0.113.1」、許可していない作業場所「自宅」',
      },
      { ...of, kind: 'no-log', text: '操作ログの所在が報告されていない' },
    ]);
  });
  test('停止中・期間外の接続', () => {
    const suspensions = [{ from: '2026-05-11T02:00:00Z', to: '2026-05-12T00:00:00Z' }];
    expect(reported({}, { scope: { ...scope, suspensions } }).flags).toEqual(['outside-period']);
    const period = { from: '2026-04-20', to: '2026-05-10' };
    expect(reported({}, { scope: { ...scope, period } }).noticed).toMatchObject([{ kind: 'outside-period' }]);
  });
  test('許可の内で申請と異なるものは、示すが候補にしない', () => {
    expect(reported({ account: 'maint02' })).toMatchObject({
      flags: ['other-than-announced', 'outside-account'],
      noticed: [],
    });
    expect(reported({ targets: ['10.1.2.3'] }).flags).toEqual(['other-than-announced']);
    expect(reported({ originIp: '198.51.100.7' }).flags).toEqual([]);
  });
  test('報告に要るもの: 先の日時でない、切断が後、その他・個人情報・ログの説明', () => {
    const pointers = (change: Partial<SessionPosted>, facts: Partial<SessionFacts> = {}) =>
      reported(change, facts).problems.map(({ pointer }) => pointer);
    expect(pointers({ disconnectedAt: '2026-05-11T10:05' })).toEqual(['/disconnectedAt']);
    expect(pointers({}, { now: jst('2026-05-11T11:00') })).toEqual(['/disconnectedAt']);
    expect(pointers({ reasonCode: 'other', personalDataAccessed: true })).toEqual([
      '/reasonText',
      '/personalDataDetail',
    ]);
    expect(pointers({ dataErasedOn: '2026-05-12' })).toEqual(['/dataErasedOn']);
    const log = {
      place: 'a',
      name: 'b',
      from: '2026-05-11T11:00',
      to: '2026-05-11T10:00',
      sha256: 'A'.repeat(64),
    };
    expect(pointers({ log })).toEqual(['/log/to']);
    const parsed = sessionInputSchema.safeParse(
      exampleSession('2026-05-11', { log: { ...log, sha256: 'xyz' } }),
    );
    expect(parsed.error?.issues[0]?.path).toEqual(['log', 'sha256']);
  });
});

test.each([
  ['2026-05-11T09:59', { status: 'accepted' }, '承認'],
  ['2026-05-11T09:59', { status: 'accepted', mode: 'acknowledge' }, '受理'],
  ['2026-05-11T09:59', { status: 'accepted', mode: 'notice' }, '届出済'],
  ['2026-05-11T10:00', { status: 'accepted' }, '実施中'],
  ['2026-05-11T12:00', { status: 'accepted' }, '報告待ち'],
  ['2026-05-11T09:00', { status: 'submitted' }, '回答待ち'],
  ['2026-05-11T12:00', { status: 'submitted' }, '回答待ち（予定の日時を経過）'],
  ['2026-05-11T12:00', { status: 'emergency', emergency: true }, '緊急（事後承認待ち）・報告待ち'],
  ['2026-05-11T12:00', { status: 'confirmed' }, '確認済'],
] as const)('実施中・報告待ちは時計から導く: %s %o', (now, change, label) => {
  expect(workStatusLabel(head(change), jst(now))).toBe(label);
});

test('報告を待つ作業だけが、予定の終了の翌日から、日次の処理に現れる。最後の催促の後も、管理者に知らせるまで', () => {
  for (const status of Object.keys(WORK_STATUSES) as WorkHead['status'][]) {
    const waits = UNREPORTED.includes(status) || status === 'report-returned';
    expect(WORKS.dueAt(head({ status })) !== undefined, status).toBe(waits);
  }
  expect(WORKS.dueAt(head())).toBe('2026-05-11T15:00:00Z');
  const reminders = { sent: 1, at: '2026-05-14T00:00:00Z', last: false };
  expect(WORKS.dueAt(head({ reminders }))).toBe('2026-05-14T15:00:00Z');
  expect(WORKS.dueAt(head({ reminders: { ...reminders, last: true } }))).toBe('2026-05-14T15:00:00Z');
});

test.each([
  // The third business day before Saturday, 25 April is Wednesday, 22 April.
  ['水曜日', '2026-04-22', 3, '2026-04-25'],
  // 29 April is a holiday: the third business day before Saturday, 2 May is Tuesday, 28 April.
  ['連休の前', '2026-04-28', 3, '2026-05-02'],
  ['土曜日', '2026-04-25', 1, '2026-04-28'],
])(
  'G5: %s（%s）に申請するとき、%d開庁日前までに間に合うのは%sからの作業',
  (_name, today, workLeadDays, expected) => {
    const settings = { ...DEFAULT_SETTINGS, workLeadDays };
    expect(firstInTime(Temporal.PlainDate.from(today), settings).toString()).toBe(expected);
  },
);
