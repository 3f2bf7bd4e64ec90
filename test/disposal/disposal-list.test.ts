import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { parkCase, resumeCase } from '../../core/daily/park-case.ts';
import { notifyResult, recordDecision } from '../../core/decision/record-decision.ts';
import { loadNameAt } from '../../core/directory/directory-store.ts';
import { carryOutDisposal } from '../../core/disposal/carry-out-disposal.ts';
import { approveDisposal, excludeFromDisposal } from '../../core/disposal/decide-disposal.ts';
import { disposalHash, listDisposalEntries, loadDisposal } from '../../core/disposal/disposal.ts';
import { prepareDisposal } from '../../core/disposal/prepare-disposal.ts';
import { type City, confirming, createCity, returning } from '../support/city.ts';
import { decree } from '../support/decree.ts';
import { noErasure } from '../support/no-erasure.ts';
import { OTHER_SETTINGS, setSettings } from '../support/other-settings.ts';
import { CHIEF, CLERK, createStory, TAX } from '../support/story.ts';

/** 廃棄リスト (第12条): what comes onto it, what the chief has seen of it, and what stays all the same. */

const YEARS = 22;
/** A city whose retention is not the default, with cases that were withdrawn on 6 April 2026. */
const beginning = async (cases = 1) => {
  const city = await createCity();
  await setSettings(city.store, { ...OTHER_SETTINGS, officeSectionId: 'ict', retentionYears: YEARS });
  const caseIds: string[] = [];
  for (let n = 0; n < cases; n += 1) caseIds.push(await city.confirming());
  const vendor = await city.person('p-vendor');
  const withdraw = async (caseId: string) => {
    const outcome = await withdrawApplication(city.ports)(vendor, caseId);
    if (!outcome.ok) throw new Error(outcome.message);
  };
  return { ...city, caseIds, withdraw };
};
const moveTo = ({ clock }: City, time: string) => clock.moveTo(Temporal.Instant.from(`${time}+09:00`));
const listed = async (city: City) => {
  const outcome = await prepareDisposal(city.ports)(await city.person('p-chief'));
  return outcome.ok ? listDisposalEntries(city.store, outcome.value.disposalId) : outcome.code;
};
const shown = async ({ store }: City, disposalId: string): Promise<string> => {
  const disposal = await loadDisposal(store, disposalId);
  if (!disposal) throw new Error('no list');
  return disposalHash(disposal, await listDisposalEntries(store, disposalId));
};
const prepared = async (city: City): Promise<string> => {
  const outcome = await prepareDisposal(city.ports)(await city.person('p-chief'));
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value.disposalId;
};
const approve = async (city: City, disposalId: string, hash: string) =>
  approveDisposal(city.ports)(await city.person('p-chief'), disposalId, { hash, reason: '満了を確認した' });
const carryOut = (city: City, disposalId: string) =>
  carryOutDisposal({
    ...city.ports,
    files: noErasure.files,
    copies: { forgetMails: async () => {}, scrub: async () => {} },
  })(disposalId);

describe('保存期間（設定は22年。2026年度に終わった案件は2049年3月31日まで）', () => {
  test('最後の日には載らず、翌日の0時（日本時間）に載る', async () => {
    const city = await beginning();
    await city.withdraw(city.caseIds[0] ?? '');
    moveTo(city, '2049-03-31T23:59');
    expect(await listed(city)).toBe('nothing-to-dispose');
    moveTo(city, '2049-04-01T00:00');
    expect(await listed(city)).toMatchObject([{ endedOn: '2026-04-06', keptUntil: '2049-03-31' }]);
  });

  test('処理の中断している案件は、終わっていても載らず、載った後に中断したものは廃棄しない', async () => {
    const city = await beginning(2);
    const [stopped = '', other = ''] = city.caseIds;
    const manager = await city.person('p-tax');
    for (const caseId of city.caseIds) {
      const refused = confirming(await city.hashShown(caseId), city.today().toString(), {
        choice: 'refuse',
        reason: '不可',
      });
      expect(await recordDecision(city.ports)(manager, caseId, refused)).toMatchObject({ ok: true });
      expect(await notifyResult(city.ports)(caseId)).toMatchObject({ ok: true });
    }
    const park = () => parkCase(city.ports)({ caseId: stopped, error: 'Fatal', taskToken: 't' });
    await park();
    moveTo(city, '2049-04-01T09:00');
    const caseIds = async () => {
      const entries = await listed(city);
      return typeof entries === 'string' ? entries : entries.map(({ caseId }) => caseId);
    };
    expect(await caseIds()).toEqual([other]);
    expect(await resumeCase(city.ports)(await city.person('p-clerk'), stopped)).toMatchObject({ ok: true });
    expect(await caseIds()).toEqual([stopped, other]);
    const disposalId = await prepared(city);
    await approve(city, disposalId, await shown(city, disposalId));
    await park();
    await carryOut(city, disposalId);
    expect((await loadCase(city.store, stopped))?.erasedAt).toBeUndefined();
    expect((await loadCase(city.store, other))?.erasedAt).toBeDefined();
    const entries = await listDisposalEntries(city.store, disposalId);
    expect(entries.map(({ spared = false }) => spared)).toEqual([true, false]);
  });
});

describe('統括が見たリスト', () => {
  test('除外の理由が変わったリストは、見たリストではない', async () => {
    const city = await beginning(2);
    for (const caseId of city.caseIds) await city.withdraw(caseId);
    moveTo(city, '2049-04-01T09:00');
    const disposalId = await prepared(city);
    const clerk = await city.person('p-clerk');
    const exclude = (reason: string) =>
      excludeFromDisposal(city.ports)(clerk, disposalId, { caseId: city.caseIds[0] ?? '', reason });
    expect(await exclude('訴訟係属中')).toMatchObject({ ok: true });
    const seen = await shown(city, disposalId);
    expect(await exclude('監査中')).toMatchObject({ ok: true });
    expect(await approve(city, disposalId, seen)).toMatchObject({ ok: false, code: 'changed-since-shown' });
    // Back to the very reason that was shown: it is the list that was seen.
    expect(await exclude('訴訟係属中')).toMatchObject({ ok: true });
    expect(await approve(city, disposalId, seen)).toMatchObject({
      ok: true,
      value: { approval: { count: 1, excluded: 1 } },
    });
  });

  test('案件の増えたリストも、保存の最後の日の違うリストも、見たリストではない', async () => {
    const city = await beginning(2);
    const [first = '', second = ''] = city.caseIds;
    await city.withdraw(first);
    moveTo(city, '2027-04-01T09:00');
    await city.withdraw(second);
    moveTo(city, '2049-04-01T09:00');
    const disposalId = await prepared(city);
    const seen = await shown(city, disposalId);
    const entries = await listDisposalEntries(city.store, disposalId);
    const disposal = await loadDisposal(city.store, disposalId);
    if (!disposal) throw new Error('no list');
    for (const field of ['caseId', 'endedOn', 'keptUntil'] as const)
      expect(
        disposalHash(
          disposal,
          entries.map((entry) => ({ ...entry, [field]: 'x' })),
        ),
        field,
      ).not.toBe(seen);
    moveTo(city, '2050-04-01T09:00');
    expect(await prepared(city)).toBe(disposalId);
    expect(await approve(city, disposalId, seen)).toMatchObject({ ok: false, code: 'changed-since-shown' });
  });
});

describe('廃棄のときに残すもの', () => {
  test('除外した案件と、リストの後に保存期間の延びた案件は残る', async () => {
    const city = await beginning(3);
    for (const caseId of city.caseIds) await city.withdraw(caseId);
    moveTo(city, '2049-04-01T09:00');
    const disposalId = await prepared(city);
    const [excluded = '', ,] = city.caseIds;
    const clerk = await city.person('p-clerk');
    await excludeFromDisposal(city.ports)(clerk, disposalId, { caseId: excluded, reason: '訴訟係属中' });
    await approve(city, disposalId, await shown(city, disposalId));
    await carryOut(city, disposalId);
    const erased = await Promise.all(
      city.caseIds.map(async (caseId) => (await loadCase(city.store, caseId))?.erasedAt !== undefined),
    );
    expect(erased).toEqual([false, true, true]);
  });

  test('残る案件の記録に名のある職員は、退任から保存期間を過ぎても消さない', async () => {
    const city = await beginning(2);
    const { personId } = await decree(city, {
      ...{ act: 'register-person', name: '退職 前太', email: 'left@city.example.jp', sectionId: 'tax' },
    });
    const until = { from: '2026-04-06', to: '2027-04-01' };
    await decree(city, {
      ...{ act: 'appoint', role: 'manager:tax', personId, kind: 'deputy', title: '主幹', ...until },
    });
    // One case bears the deputy's name and goes on for ever; the other is withdrawn.
    const [kept = '', gone = ''] = city.caseIds;
    const returned = returning(await city.hashShown(kept), city.today().toString());
    expect(await recordDecision(city.ports)(await city.person(personId), kept, returned)).toMatchObject({
      ok: true,
    });
    await city.withdraw(gone);
    moveTo(city, '2050-04-01T09:00');
    const disposalId = await prepared(city);
    await approve(city, disposalId, await shown(city, disposalId));
    await carryOut(city, disposalId);
    expect((await loadCase(city.store, gone))?.erasedAt).toBeDefined();
    expect(await loadNameAt(city.store, personId, '2026-04-06T01:00:00Z')).toBe('退職 前太');
  });
});

test('承認を待っている廃棄リストは、承認されるまで統括部門のトップページに出る。ほかの課には出ない', async () => {
  const story = await createStory();
  await setSettings(story.store, { ...OTHER_SETTINGS, officeSectionId: 'ict', retentionYears: 1 });
  const caseId = await story.submit();
  await story.withdraw(caseId);
  const homeOf = async (address: string) => (await (await story.as(address))('GET', '/home')).text;
  // Ended in the fiscal year 2026, kept until 31 March 2028; the list is made by the daily run.
  await story.until('2028-03-31T10:00');
  expect(await homeOf(CHIEF)).not.toContain('承認を待っている廃棄リスト');
  await story.until('2028-04-04T10:00');
  expect(await homeOf(CHIEF)).toContain('承認を待っている廃棄リスト（1件）');
  expect(await homeOf(CLERK)).toContain('承認を待っている廃棄リスト（1件）');
  expect(await homeOf(TAX)).not.toContain('承認を待っている廃棄リスト');
  const chief = await story.as(CHIEF);
  const [{ disposalId }] = (await chief('GET', '/v1/disposals')).json.disposals;
  const { hash } = (await chief('GET', `/v1/disposals/${disposalId}`)).json;
  const approved = await chief('POST', `/v1/disposals/${disposalId}/approval`, {
    hash,
    reason: '満了を確認した',
  });
  expect(approved.status, approved.text).toBe(202);
  expect(await homeOf(CHIEF)).not.toContain('承認を待っている廃棄リスト');
});
