import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type DecisionRequest, dueDateOf, dueStep, linkEndsAt } from '../../core/case/decision-request.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../core/directory/settings.ts';
import { exampleRequest } from '../support/case-facts.ts';

/** Opened on Monday 6 April 2026 at 9:00: due on the 13th, reminder on the 10th, deputy on the 14th, office on the 16th. */
const ask = (
  on: string,
  request: Partial<DecisionRequest> = {},
  { addressees = ['p-tax'], hasDeputy = true, settings = {} as Partial<Settings> } = {},
) => {
  const all = { ...DEFAULT_SETTINGS, ...settings };
  const today = Temporal.PlainDate.from(on);
  return dueStep(exampleRequest('confirm', request), {
    today,
    now: Temporal.Instant.from(`${on}T08:30+09:00`),
    addressees,
    hasDeputy,
    settings: all,
    calendar: all,
  });
};

describe('G6: 決定の依頼に、いつ何をするか', () => {
  test.each<[string, string | undefined, string]>([
    ['2026-04-07', undefined, '目標日まで日がある'],
    ['2026-04-09', undefined, '目標日の2営業日前'],
    ['2026-04-10', 'reminder', '目標日の1営業日前'],
    ['2026-04-13', 'reminder', '目標日。前日の点検がなかったとき'],
    ['2026-04-14', 'escalation-deputy', '目標日の1営業日後'],
    ['2026-04-15', 'escalation-deputy', '目標日の2営業日後。前日の点検がなかったとき'],
    ['2026-04-16', 'escalation-office', '目標日の3営業日後'],
    ['2026-06-30', 'escalation-office', '長く点検がなかったとき'],
  ])('%s → %s（%s）', (on, step) => {
    expect(ask(on)).toBe(step);
  });

  test('催促は一度だけ。代決者に回した後は催促しない', () => {
    expect(ask('2026-04-13', { remindersSent: 1, issuedAt: '2026-04-10T08:30:00+09:00' })).toBeUndefined();
    const escalated = {
      remindersSent: 1,
      escalation: 'deputy',
      issuedAt: '2026-04-14T08:30:00+09:00',
    } as const;
    expect(ask('2026-04-15', escalated)).toBeUndefined();
    expect(ask('2026-04-16', escalated)).toBe('escalation-office');
    expect(
      ask('2026-04-17', { ...escalated, escalation: 'office', issuedAt: '2026-04-16T08:30:00+09:00' }),
    ).toBeUndefined();
  });

  test('代決者がいなければ、代決者への回付はしない', () => {
    expect(ask('2026-04-14', { remindersSent: 1 }, { hasDeputy: false })).toBe('link-expired');
    expect(ask('2026-04-16', {}, { hasDeputy: false })).toBe('escalation-office');
  });

  test('担当者の交代が何より先。順序だけの違いは交代ではない', () => {
    expect(ask('2026-04-16', {}, { addressees: ['p-new'] })).toBe('hand-over');
    expect(ask('2026-04-07', {}, { addressees: [] })).toBe('hand-over');
    const both = { issuedTo: ['p-tax', 'p-tax2'] };
    expect(ask('2026-04-07', both, { addressees: ['p-tax2', 'p-tax'] })).toBeUndefined();
  });

  test('同じ日に二度は送らない（点検が二重に動いたとき）', () => {
    expect(ask('2026-04-10', { issuedAt: '2026-04-10T00:10:00+09:00' })).toBeUndefined();
    expect(ask('2026-04-14', { remindersSent: 1, issuedAt: '2026-04-14T08:30:00+09:00' })).toBeUndefined();
    // Whoever is new gets the link on the same day nevertheless.
    expect(ask('2026-04-10', { issuedAt: '2026-04-10T08:30:00+09:00' }, { addressees: ['p-new'] })).toBe(
      'hand-over',
    );
  });

  test('リンクの期限切れは、催促を済ませていても再発行する。催促の代わりにはならない', () => {
    expect(ask('2026-04-13', { remindersSent: 1, issuedAt: '2026-04-06T08:30:00+09:00' })).toBe(
      'link-expired',
    );
    expect(ask('2026-04-13', { remindersSent: 1, issuedAt: '2026-04-06T08:31:00+09:00' })).toBeUndefined();
    expect(ask('2026-04-10', { issuedAt: '2026-04-02T08:30:00+09:00' })).toBe('reminder');
  });

  test.each([
    ['2026-04-06', '2026-04-13', '週末を除く'],
    ['2026-04-28', '2026-05-11', '4/29と5/3〜5/6の連休を除く'],
    ['2026-12-25', '2027-01-07', '12/29〜1/3を除く'],
    ['2026-12-28', '2027-01-08', '12/29〜1/3を除く'],
    ['2026-09-18', '2026-09-30', '敬老の日・国民の休日・秋分の日を除く'],
  ])('5営業日: %s に開いた依頼の目標日は %s（%s）', (opened, due) => {
    const openedOn = Temporal.PlainDate.from(opened);
    expect(dueDateOf(openedOn, DEFAULT_SETTINGS, DEFAULT_SETTINGS).toString()).toBe(due);
  });

  test('リンクは、発行から日数×24時間で終わる', () => {
    const request = exampleRequest('confirm', { issuedAt: '2026-04-06T09:00:00+09:00' });
    expect(linkEndsAt(request, DEFAULT_SETTINGS).toString()).toBe('2026-04-13T00:00:00Z');
  });
});
