import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseEvent } from '../../core/case/case-event.ts';
import { TRANSITIONS } from '../../core/case/transitions.ts';
import { CARE, CHIEF, createStory, type Story, TAX, VENDOR } from '../support/story.ts';

/** INV-12: what the API says of a point in time is what the trail says up to then. */

let story: Story;
let caseId = '';
let events: readonly CaseEvent[] = [];
const eventsAt = async (at?: string, by = CHIEF) =>
  (await story.as(by))(
    'GET',
    `/v1/permits/${caseId}/events${at === undefined ? '' : `?at=${encodeURIComponent(at)}`}`,
  );

beforeAll(async () => {
  story = await createStory();
  caseId = await story.submit();
  await story.until('2026-04-07T10:00');
  await story.returnItems(caseId);
  await story.until('2026-04-08T10:00');
  await story.resubmit(caseId);
  await story.until('2026-04-09T10:00');
  await story.confirm(caseId);
  await story.until('2026-04-10T10:00');
  await story.approve(caseId);
  await story.until('2026-05-02T10:00');
  events = (await eventsAt()).json.events;
});

/** An oracle of its own: the table of transitions alone, without the fold. */
const statusAfter = (some: readonly CaseEvent[]): string | undefined =>
  some.reduce<string | undefined>((status, { fact }) => {
    const { to } = TRANSITIONS[fact.type];
    return typeof to === 'string' && to !== 'same' ? to : status;
  }, undefined);

describe('監査証跡', () => {
  test('INV-12: どの時点の状態も、その時点までの事象から決まる', async () => {
    const moments = events.flatMap(({ at }) => {
      const instant = Temporal.Instant.from(at);
      return [instant.subtract({ milliseconds: 1 }), instant, instant.add({ milliseconds: 1 })];
    });
    for (const moment of moments) {
      const upTo = events.filter(({ at }) => Temporal.Instant.compare(at, moment) <= 0);
      const { status, json } = await eventsAt(moment.toString());
      expect(status).toBe(200);
      expect(json.events).toHaveLength(upTo.length);
      expect(json.status, moment.toString()).toBe(statusAfter(upTo));
    }
    const seen = new Set(events.map((_, index) => statusAfter(events.slice(0, index + 1))));
    expect([...seen]).toEqual(
      expect.arrayContaining(['received', 'confirming', 'returned', 'approving', 'upcoming', 'active']),
    );
  });

  test('日本時間で指定した時点も、時点でないものの断りも', async () => {
    expect((await eventsAt('2026-04-21T23:59:59+09:00')).json.statusLabel).toBe('有効（開始前）');
    expect((await eventsAt('2026-04-22T00:00:00+09:00')).json.statusLabel).toBe('有効');
    expect((await eventsAt('2026-04-05T00:00:00+09:00')).json).toMatchObject({ events: [] });
    for (const at of ['2026-04-20', 'x', '2026-13-01T00:00:00Z'])
      expect((await eventsAt(at)).status, at).toBe(422);
  });

  test('検証の結果と、最後の封印が分かる', async () => {
    const { json } = await eventsAt();
    expect(json.verification).toMatchObject({ intact: true, faults: [], anchor: { date: '2026-05-02' } });
    const page = await (await story.as(TAX))('GET', `/permits/${caseId}/events`);
    expect(page.text).toContain('検証の結果：改ざんは検出されませんでした');
    expect(page.text).toContain('令和8年5月2日の封印');
  });

  test('書面が書き換えられれば、そう示す', async () => {
    const row = await story.row(caseId, 'REV#0002');
    if (!row) throw new Error('no revision');
    const revision = row['revision'] as { submittedBy: string };
    await story.behind.transact([{ put: { ...row, revision: { ...revision, submittedBy: 'p-other' } } }]);
    const { json } = await eventsAt();
    expect(json.verification).toMatchObject({
      intact: false,
      faults: ['revision 2 is not the one that the trail knows'],
    });
    const page = await (await story.as(TAX))('GET', `/permits/${caseId}/events`);
    expect(page.text).toContain('検証の結果：記録が一致しません');
    await story.behind.transact([{ put: row }]);
    expect((await eventsAt()).json.verification.intact).toBe(true);
  });

  test('事業者と他課には、見つからない', async () => {
    expect((await eventsAt(undefined, VENDOR)).status).toBe(403);
    expect((await eventsAt(undefined, CARE)).status).toBe(404);
  });
});
