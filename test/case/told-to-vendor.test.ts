import { expect, test } from 'vitest';
import { isTold, toldEvents } from '../../core/case/told-to-vendor.ts';
import { type EventType, TRANSITIONS } from '../../core/case/transitions.ts';
import { AT, BY, factOf } from '../support/case-facts.ts';

/** Which steps are the city's own matter; every other event is told to the vendor. */

const OWN = [
  ...['request-reissued', 'sent-back', 'parked', 'resumed', 'erased', 'log-reconciled', 'report-overdue'],
  ...['evidence-added', 'finding-reassessed'],
  ...['candidate-raised', 'finding-dismissed', 'violation-found', 'report-received', 'judgement-requested'],
  ...['noncompliance-reported', 'noncompliance-received', 'sanction-requested', 'lifting-requested'],
  ...['instruction-prepared', 'instruction-dropped', 'paper-held', 'paper-released'],
  ...['finding-taken-over', 'finding-handed-on', 'closing-requested'],
  ...['shortening-asked', 'shortening-weighed'],
];
const types = Object.keys(TRANSITIONS) as EventType[];
const eventOf = (type: EventType, index: number) => ({
  ...{ seq: index + 1, at: AT.toString(), by: BY, fact: factOf(type) },
  ...{ previousHash: '', hash: '' },
});
const told = (...chosen: EventType[]) => toldEvents(chosen.map(eventOf)).map(({ fact }) => fact.type);

test('第7条: すべての事象について、保守事業者に知らせるかどうかが決まっている', () => {
  const hidden = types.filter((type) => !isTold({ type }) && type !== 'sanction-decided');
  expect(hidden.toSorted()).toEqual(OWN.toSorted());
  expect(told(...types)).toEqual(types.filter((type) => !OWN.includes(type) && isTold(factOf(type))));
});

test('第8条: 取消・停止の決定は通知書により知らせ、その他の措置の決定はそのまま知らせる', () => {
  for (const [sanction, shown] of [
    ['revoke', false],
    ['suspend', false],
    ['other', true],
  ] as const)
    expect(isTold({ type: 'sanction-decided', sanction }), sanction).toBe(shown);
});

test('第7条: 命令の終結は知らせる。命令とならなかった違反の終結は知らせない', () => {
  expect(told('violation-found', 'finding-closed')).toEqual([]);
  expect(told('order-issued', 'finding-closed')).toEqual(['order-issued', 'finding-closed']);
});

test('G18: 指示の案のまま不要となったことは知らせず、発した指示が報告の提出により済んだことは知らせる', () => {
  expect(told('instruction-prepared', 'instruction-met')).toEqual([]);
  expect(told('instruction-issued', 'instruction-met')).toEqual(['instruction-issued', 'instruction-met']);
});
