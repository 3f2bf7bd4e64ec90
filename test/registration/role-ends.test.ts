import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { parkCase, resumeCase } from '../../core/daily/park-case.ts';
import { recordPaperDecision } from '../../core/decision/record-paper-decision.ts';
import { type Caller, makeCaller } from '../../core/directory/caller.ts';
import type { ConsultationInput } from '../../core/directory/consultation.ts';
import type { Appointment } from '../../core/directory/directory.ts';
import { appointmentWrites, loadPerson, loadSettings } from '../../core/directory/directory-store.ts';
import { approveDisposal, excludeFromDisposal } from '../../core/disposal/decide-disposal.ts';
import {
  type Disposal,
  disposalEntryWrite,
  disposalHash,
  disposalWrite,
} from '../../core/disposal/disposal.ts';
import { prepareDisposal } from '../../core/disposal/prepare-disposal.ts';
import { renewRule } from '../../core/reconfirmation/list-reconfirmations.ts';
import { decideProposal } from '../../core/registration/decide-proposal.ts';
import { listOpenProposals, proposalHash } from '../../core/registration/proposal.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import { recordConsultation } from '../../core/registration/record-consultation.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import type { Ports, Store } from '../../core/store/ports.ts';
import type { Outcome } from '../../core/values/errors.ts';
import { type City, confirming, createCity } from '../support/city.ts';
import { decree } from '../support/decree.ts';
import { permitIn } from '../support/permit.ts';
import { createStory } from '../support/story.ts';

/** INV-3: who acts in a role holds it when the act is recorded, not only when it was judged. */

/** The appointments end in the last moment, between the judgement and the transaction; counts what is written after. */
const endingBefore = (ports: Ports, appointments: readonly Appointment[], on: string, passing = 0) => {
  let calls = 0;
  let written = 0;
  const store: Store = {
    ...ports.store,
    transact: async (writes) => {
      calls += 1;
      if (calls === passing + 1)
        await ports.store.transact(appointments.flatMap((held) => appointmentWrites({ ...held, to: on })));
      const result = await ports.store.transact(writes);
      if (result.ok && calls > passing) written += 1;
      return result;
    },
  };
  return { ports: { ...ports, store }, written: () => written };
};

const DISPOSAL: Disposal = {
  disposalId: 'd-1',
  disposalNo: 'R8-D1',
  version: 1,
  status: 'proposed',
  preparedAt: '2026-04-06T00:00:00Z',
  retentionYears: 5,
};
const ENTRY = {
  caseId: 'none',
  caseNo: 'R2-0001',
  status: 'refused',
  vendorId: 'hokuto',
  sectionId: 'tax',
  systemId: 'tax-system',
  endedOn: '2020-04-01',
  keptUntil: '2026-03-31',
  unanswered: 0,
} as const;
const listed = ({ store }: City) =>
  store.transact([disposalWrite(DISPOSAL), disposalEntryWrite('d-1', ENTRY)]);

const CONSULTATION: ConsultationInput = {
  vendorId: 'hokuto',
  systemIds: ['tax-system'],
  contact: { name: '保守 新一', email: 'new@hokuto.example.com' },
  heldOn: '2026-04-06',
  cityStaff: '担当 次郎',
  summary: '協議した。',
  contract: { name: '税', number: '1', from: '2026-04-01', to: '2027-03-31', kind: 'maintenance' },
};

type Act = (ports: Ports, caller: Caller, caseId: string) => Promise<Outcome<unknown>>;
const ACTS: readonly (readonly [
  what: string,
  who: string,
  act: Act,
  before?: (city: City, caseId: string) => unknown,
])[] = [
  [
    '役職への就任を登録する',
    'p-chief',
    (ports, caller) =>
      actOnDirectory(ports)(caller, {
        act: 'appoint',
        role: 'manager:tax',
        personId: 'p-tax2',
        kind: 'principal',
        title: '課長',
        from: '2026-04-06',
      }),
  ],
  [
    '役職からの退任を登録する',
    'p-clerk',
    (ports, caller) =>
      actOnDirectory(ports)(caller, {
        act: 'end-appointment',
        role: 'manager:tax',
        appointmentId: 'a-tax',
        on: '2026-04-06',
      }),
  ],
  [
    '設定を変更する',
    'p-chief',
    async (ports, caller) =>
      actOnDirectory(ports)(caller, { act: 'change-settings', settings: await loadSettings(ports.store) }),
  ],
  [
    '登録伺いを確認する',
    'p-chief',
    async (ports, caller) => {
      const [proposal] = await listOpenProposals(ports.store);
      if (!proposal) throw new Error('no proposal');
      const { proposalId } = proposal;
      return decideProposal(ports)(caller, proposalId, { choice: 'confirm', hash: proposalHash(proposal) });
    },
    async ({ ports, person }) =>
      actOnDirectory(ports)(await person('p-clerk'), {
        act: 'change-settings',
        settings: await loadSettings(ports.store),
      }),
  ],
  [
    '課を登録する',
    'p-clerk',
    (ports, caller) =>
      actOnDirectory(ports)(caller, {
        act: 'register-section',
        sectionId: 'new',
        name: '新課',
        headTitle: '新課長',
        documentPrefix: '苫新',
        email: 'new@city.example.jp',
        tel: '0144-00-0000',
      }),
  ],
  [
    'システムの所管を変更する',
    'p-clerk',
    (ports, caller) =>
      actOnDirectory(ports)(caller, {
        act: 'change-system',
        systemId: 'tax-system',
        name: '税務システム',
        sectionId: 'welfare',
        priorWorkMode: 'approve',
      }),
  ],
  [
    '職員を登録する',
    'p-clerk',
    (ports, caller) =>
      actOnDirectory(ports)(caller, {
        act: 'register-person',
        name: '新人',
        email: 'new@city.example.jp',
        sectionId: 'tax',
      }),
  ],
  ['事前協議を記録する', 'p-clerk', (ports, caller) => recordConsultation(ports)(caller, CONSULTATION)],
  [
    '紙による決定を記録する',
    'p-clerk',
    async (ports, caller, caseId) => {
      const state = await loadCase(ports.store, caseId);
      const hash = state?.status === 'confirming' ? (state.request?.hash ?? '') : '';
      return recordPaperDecision(ports)(caller, caseId, {
        ...confirming(hash, '2026-04-06'),
        paper: { decidedBy: 'p-tax', decidedOn: '2026-04-06', original: '文書庫' },
      });
    },
  ],
  [
    '中断した処理を再開する',
    'p-chief',
    (ports, caller, caseId) => resumeCase(ports)(caller, caseId),
    ({ ports }, caseId) => parkCase(ports)({ caseId, error: 'States.Timeout', taskToken: 't' }),
  ],
  [
    '廃棄リストを作成する',
    'p-chief',
    (ports, caller) => prepareDisposal(ports)(caller),
    async ({ ports, person, clock }, caseId) => {
      await withdrawApplication(ports)(await person('p-vendor'), caseId);
      clock.moveTo(Temporal.Instant.from('2033-04-06T09:00+09:00'));
    },
  ],
  [
    '廃棄リストから除外する',
    'p-clerk',
    (ports, caller) => excludeFromDisposal(ports)(caller, 'd-1', { caseId: 'none', reason: '訴訟' }),
    listed,
  ],
  [
    '廃棄を承認する',
    'p-chief',
    (ports, caller) =>
      approveDisposal(ports)(caller, 'd-1', { hash: disposalHash(DISPOSAL, [ENTRY]), reason: '適当' }),
    listed,
  ],
  [
    '改正後の要領による再確認を決める',
    'p-chief',
    (ports, caller) =>
      renewRule(ports, [tomakomaiR50401, { ...tomakomaiR50401, id: 'old', effectiveFrom: '2020-09-01' }])(
        caller,
        { from: 'old', reason: '改正' },
      ),
  ],
];

describe('INV-3: 判断してから記録するまでの間に退任した者の行為は、記録しない', () => {
  const acts = ACTS.map(([what, who, act, before]) => ({ what, who, act, before }));
  test.each(acts)('$what', async ({ who, act, before }) => {
    const city = await createCity();
    const caseId = await city.confirming();
    await before?.(city, caseId);
    const caller = await city.person(who);
    const today = city.today().toString();
    const ended = endingBefore(city.ports, caller.appointments, today);
    const refused = await act(ended.ports, caller, caseId);
    expect(refused).toMatchObject({ ok: false });
    expect(ended.written()).toBe(0);
    await city.store.transact(caller.appointments.flatMap((held) => appointmentWrites(held)));
    expect(await act(city.ports, caller, caseId)).toMatchObject({ ok: true });
  });
});

test('INV-3: 再確認の依頼の途中で統括を退けば、残りの許可には依頼しない', async () => {
  const story = await createStory();
  await permitIn(story);
  const person = await loadPerson(story.store, 'p-chief');
  if (!person) throw new Error('no chief');
  const caller = await makeCaller(story.store, person, story.today(), 'screen');
  const ended = endingBefore(story.ports, caller.appointments, story.today().toString(), 1);
  const amended = { ...tomakomaiR50401, id: 'new', effectiveFrom: story.today().toString() };
  const input = { from: tomakomaiR50401.id, reason: '改正' };
  const versions = [amended, tomakomaiR50401];
  expect(await renewRule(ended.ports, versions)(caller, input)).toMatchObject({
    ok: false,
    code: 'not-chief',
  });
  expect(ended.written()).toBe(0);
  await story.store.transact(caller.appointments.flatMap((held) => appointmentWrites(held)));
  expect(await renewRule(story.ports, versions)(caller, input)).toMatchObject({
    value: { asked: 1, left: 0 },
  });
});

test('人事異動: 後任の確認は、退任する本人にもできる。担当者は自分の退任を登録でき、その時から何もできない', async () => {
  const city = await createCity();
  const [chief, clerk] = [await city.person('p-chief'), await city.person('p-clerk')];
  const on = city.today().toString();
  await decree(city, {
    ...{ act: 'appoint', role: 'chief', personId: 'p-tax', kind: 'principal', title: '室長' },
    from: on,
  });
  const act = actOnDirectory(city.ports);
  const mine = { act: 'end-appointment', role: 'clerk:ict', appointmentId: 'a-clerk', on } as const;
  expect(await act(clerk, mine)).toMatchObject({ ok: true });
  // From this moment on neither of them acts any more, whatever their session says.
  expect(await act(clerk, mine)).toMatchObject({ ok: false, code: 'not-office' });
  expect(await act(chief, mine)).toMatchObject({ ok: false, code: 'not-office' });
});
