import { describe, expect, test } from 'vitest';
import { act } from '../../../core/case/case.ts';
import type { CaseFact } from '../../../core/case/case-event.ts';
import { isForChief, QUESTIONS, STAGES } from '../../../core/case/decision-request.ts';
import {
  CLOSED,
  IN_FORCE,
  OVER,
  PERMITTED,
  STATUSES,
  UNDECIDED,
} from '../../../core/case/permit-statuses.ts';
import { createRecordFolder, RECORDS } from '../../../core/case/records.ts';
import { type EventType, TRANSITIONS } from '../../../core/case/transitions.ts';
import { CLAUSE_OF } from '../../../core/regulation/candidate-kinds.ts';
import { AT, BY, factOf, play, WAYS } from '../../support/case-facts.ts';
import { LIFE, STATUS_WORDS } from './application-and-permit.ts';
import { ASKED, CLAUSES, RECORD_LIVES } from './records.ts';

/** The tables of the core against the same tables written once more by hand: neither has a row that the other has not. */

const words = (text: string): string[] => text.split(' ').sort();
const inWords = (statuses: Readonly<Record<string, string>>, list: readonly string[]): string[] =>
  list.map((status) => (status === 'none' ? 'なし' : (statuses[status] ?? status))).sort();
const leadsTo = (statuses: Readonly<Record<string, string>>, to: string | readonly string[]): string[] =>
  to === 'same' ? ['='] : inWords(statuses, typeof to === 'string' ? [to] : to);

const ofRecords = new Set(RECORDS.flatMap(({ transitions }) => Object.keys(transitions)));

describe('第3条〜第12条: 申請と許可の状態遷移を、要領から書き起こした表と突き合わせる', () => {
  test('状態の名は、画面でも書面でもこの語による', () => {
    expect(STATUSES).toEqual(STATUS_WORDS);
  });

  test('事象は、書き起こした表にあるものだけである', () => {
    const own = Object.keys(TRANSITIONS).filter((type) => !ofRecords.has(type));
    expect(own.sort()).toEqual(Object.keys(LIFE).sort());
  });

  test.each(Object.entries(LIFE))('%s', (type, [from, to, who, article]) => {
    const row = TRANSITIONS[type as EventType];
    expect([inWords(STATUSES, row.from), leadsTo(STATUSES, row.to), row.who, row.article]).toEqual([
      words(from),
      words(to),
      who,
      article,
    ]);
  });

  test.each(Object.entries(LIFE))('%s: 行えば、書き起こした状態になる', (type, [from, to]) => {
    const statuses = Object.keys(WAYS) as (keyof typeof WAYS)[];
    const possible = statuses.filter(
      (status) => act(play(WAYS[status]).state, factOf(type as EventType), BY, AT).ok,
    );
    expect(inWords(STATUSES, possible)).toEqual(words(from));
    for (const status of possible) {
      const outcome = act(play(WAYS[status]).state, factOf(type as EventType), BY, AT);
      if (!outcome.ok) throw new Error(outcome.message);
      const after = STATUSES[outcome.value.after.status];
      expect(to === '=' ? [STATUSES[status as keyof typeof STATUSES]] : to.split(' ')).toContain(after);
    }
  });

  test('どの状態が決定前、許可の効力のある間、終わりの後に当たるか', () => {
    expect(inWords(STATUSES, UNDECIDED)).toEqual(words('受付済 補正中 管理者確認中 承認伺中'));
    expect(inWords(STATUSES, IN_FORCE)).toEqual(words('有効（開始前） 有効 停止中'));
    expect(inWords(STATUSES, OVER)).toEqual(words('失効 取消 廃止'));
    expect(inWords(STATUSES, PERMITTED)).toEqual(words('有効（開始前） 有効 停止中 失効 取消 廃止'));
    expect(inWords(STATUSES, CLOSED)).toEqual(words('不承認 取下げ 失効 取消 廃止'));
  });
});

describe('第6条〜第8条・第10条・第12条: 許可の下の記録も同じく突き合わせる', () => {
  test('記録の種類と、その状態の名', () => {
    const found = RECORDS.map(({ noun, statuses }) => [noun, words(Object.values(statuses).join(' '))]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(RECORD_LIVES).map(([noun, life]) => [noun, words(life.words)])),
    );
  });

  describe.each(RECORDS.map((record) => [record.noun, record] as const))('%s', (noun, record) => {
    const expected = RECORD_LIVES[noun]?.events ?? {};
    const statuses: Readonly<Record<string, string>> = record.statuses;

    test('事象は、書き起こした表にあるものだけである', () => {
      expect(Object.keys(record.transitions).sort()).toEqual(Object.keys(expected).sort());
    });

    test.each(Object.entries(expected))('%s', (type, [from, to, who, article, within]) => {
      const row = record.transitions[
        type as keyof typeof record.transitions
      ] as (typeof TRANSITIONS)[EventType] & {
        readonly within: readonly string[];
      };
      expect([
        inWords(statuses, row.from),
        leadsTo(statuses, row.to),
        row.who,
        row.article,
        inWords(STATUSES, row.within),
      ]).toEqual([words(from), words(to), who, article, words(within)]);
      // The case's own table says the same of the permit's state.
      const ofCase = TRANSITIONS[type as EventType];
      expect([inWords(STATUSES, ofCase.from), ofCase.to, ofCase.who]).toEqual([words(within), 'same', who]);
    });
  });
});

/** Of events that leave more than one way open: which fact leads where. */
const fold = (...steps: readonly (EventType | CaseFact)[]): string => {
  const folder = createRecordFolder();
  const refusal = steps
    .map((step) => (typeof step === 'string' ? factOf(step) : step))
    .map((fact, seq) => folder.add({ seq: seq + 1, at: AT.toString(), by: BY, fact, paper: 'hash' }))
    .find((no) => no !== undefined);
  if (refusal) return refusal.code;
  return String(Object(folder.changes()[0]?.head)['status']);
};
const with_ = (type: EventType, change: object): CaseFact => ({ ...factOf(type), ...change }) as CaseFact;
const without = (type: EventType, field: string): CaseFact => {
  const { [field as 'type']: _, ...rest } = factOf(type);
  return rest as CaseFact;
};
const ORDERED = ['violation-found', 'order-issued'] as const;
const DISOBEYED = [...ORDERED, with_('compliance-judged', { result: 'disobeyed' })] as const;

describe('いくつかの状態に至り得る事象は、内容によって決まる', () => {
  test.each([
    ['第7条: 履行', [...ORDERED, with_('compliance-judged', { result: 'fulfilled' })], 'fulfilled'],
    [
      '第7条: 一部履行は命令中のまま',
      [...ORDERED, with_('compliance-judged', { result: 'partial', dueOn: '2026-06-01' })],
      'ordered',
    ],
    ['第7条: 未履行', DISOBEYED, 'disobeyed'],
    ['第8条: 統括が受けて初めて決定を求めることができる', [...DISOBEYED, 'sanction-decided'], 'wrong-state'],
    ['第8条: 未履行の判断なしに統括への報告はない', [...ORDERED, 'noncompliance-received'], 'wrong-state'],
    [
      '第8条: 履行とした命令から取消・停止には至らない',
      [...ORDERED, with_('compliance-judged', { result: 'fulfilled' }), 'noncompliance-received'],
      'wrong-state',
    ],
    [
      '第8条: 一部履行からも至らない',
      [...ORDERED, with_('compliance-judged', { result: 'partial' }), 'noncompliance-received'],
      'wrong-state',
    ],
    [
      '第8条: 撤回した命令からも至らない',
      [...DISOBEYED, 'order-withdrawn', 'noncompliance-received'],
      'wrong-state',
    ],
    [
      '第7条: 不問とした候補には命令できない',
      ['candidate-raised', 'finding-dismissed', 'order-issued'],
      'wrong-state',
    ],
    [
      '第7条: 再照合で取り下げた候補には命令できない',
      ['candidate-raised', 'finding-reassessed', 'order-issued'],
      'wrong-state',
    ],
    [
      '第7条: 再照合で該当しなくなっても、命令は撤回されるまで続く',
      [...ORDERED, 'finding-reassessed'],
      'ordered',
    ],
    ['第7条: 候補のままでは命令できない', ['candidate-raised', 'order-issued'], 'wrong-state'],
    ['第7条: 遅れて受けた報告は、命令中を統括報告済に戻さない', [...ORDERED, 'report-received'], 'ordered'],
    [
      '第6条第6号: 従った',
      ['instruction-issued', with_('instruction-judged', { result: 'followed' })],
      'followed',
    ],
    [
      '第6条第6号: 従わない',
      ['instruction-issued', with_('instruction-judged', { result: 'not-followed' })],
      'not-followed',
    ],
    ['G18: 案のうちに報告が出れば見送り', ['instruction-prepared', 'instruction-met'], 'dropped'],
    ['G18: 発した後に出れば履行', ['instruction-issued', 'instruction-met'], 'followed'],
    ['第6条第1号: 承認を要する作業は提出', ['work-announced'], 'submitted'],
    ['第6条第1号: 届出で足りる作業は承認', [without('work-announced', 'request')], 'accepted'],
    ['第6条第1号: 緊急は事後承認待ち', [with_('work-announced', { emergency: true })], 'emergency'],
    ['別表1 5-1: 認める', ['work-announced', with_('work-answered', { choice: 'accept' })], 'accepted'],
    ['別表1 5-1: 差し戻す', ['work-announced', with_('work-answered', { choice: 'return' })], 'returned'],
    [
      '別表1 5-1: 緊急を認めない',
      [with_('work-announced', { emergency: true }), with_('work-answered', { choice: 'decline' })],
      'declined',
    ],
    [
      '別表1 5-1: 報告済の緊急は、認めた後も報告済',
      [
        with_('work-announced', { emergency: true }),
        'session-reported',
        with_('work-answered', { choice: 'accept' }),
      ],
      'reported',
    ],
    [
      '別表1 5-2: 報告を確認する',
      ['work-announced', 'session-reported', with_('session-reviewed', { choice: 'confirm' })],
      'confirmed',
    ],
    [
      '別表1 5-2: 報告を差し戻す',
      ['work-announced', 'session-reported', with_('session-reviewed', { choice: 'return' })],
      'report-returned',
    ],
    [
      '別表1 5-2: 差戻しの後に出し直し、もう一度差し戻す',
      ['work-announced', 'session-reported', 'session-reviewed', 'session-reported', 'session-reviewed'],
      'report-returned',
    ],
    ['第10条: 督促', ['report-requested', 'report-dunned'], 'dunned'],
    [
      '第10条: 差戻しの後の督促は差戻しのまま',
      ['report-requested', 'report-submitted', 'report-returned', 'report-dunned'],
      'returned',
    ],
    [
      '第10条: 二度目の差戻し',
      ['report-requested', 'report-submitted', 'report-returned', 'report-submitted', 'report-returned'],
      'returned',
    ],
    ['第12条: 軽微な変更は届出の日に反映', [with_('change-filed', { kind: 'minor' })], 'effective'],
    ['第12条: 重要な変更は確認を待つ', ['change-filed'], 'filed'],
    [
      '第12条: 統括の承認を要しない変更は、確認により反映',
      ['change-filed', without('change-confirmed', 'request')],
      'effective',
    ],
    ['第6条第7号: 不適のない再確認', ['reconfirmation-requested', 'reconfirmed'], 'conforming'],
    [
      '第6条第7号: 不適のある再確認',
      ['reconfirmation-requested', with_('reconfirmed', { nonconforming: ['3-1'] })],
      'nonconforming',
    ],
  ] as const)('%s', (_, steps, status) => {
    expect(fold(...steps)).toBe(status);
  });
});

describe('だれが', () => {
  test('第4条第2項・第7条・第8条: 承認と報告の受領は統括、ほかは管理者に問う', () => {
    const stages = [...Object.keys(STAGES), ...Object.keys(QUESTIONS)] as (keyof typeof STAGES)[];
    const found = stages.map((stage) => [stage, isForChief(stage) ? 'chief' : 'manager']);
    expect(Object.fromEntries(found)).toEqual(ASKED);
  });

  test('第6条各号: 候補の種類ごとに、当たる号が決まっている', () => {
    expect(CLAUSE_OF).toEqual(CLAUSES);
  });
});
