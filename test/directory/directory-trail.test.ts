import { expect, test } from 'vitest';
import {
  coverDirectory,
  isCovered,
  keyText,
  listDirectoryEvents,
  openDirectoryTrail,
  rowHash,
} from '../../core/directory/directory-trail.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { createApiKey, revokeApiKey } from '../../core/registration/api-keys.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import { type Item, queryAll } from '../../core/store/ports.ts';
import { hashOf } from '../../core/values/hash.ts';
import { createCity } from '../support/city.ts';
import { decree } from '../support/decree.ts';

test('第2条・第12条: 役職・設定・APIキーの操作は、連鎖した証跡に、だれが何をしたかを残す', async () => {
  const city = await createCity();
  const { personId } = await decree(city, {
    act: 'register-person',
    name: '主事 一郎',
    email: 'shuji@city.example.jp',
    sectionId: 'tax',
  });
  await decree(
    city,
    {
      ...{ act: 'appoint', role: 'clerk:tax', personId, kind: 'principal', title: '主事' },
      from: '2026-04-06',
    },
    { reason: '人事異動' },
  );
  await decree(
    city,
    { act: 'change-settings', settings: { ...DEFAULT_SETTINGS, orderDays: 12 } },
    { reason: '見直し' },
  );
  const key = await createApiKey(city.ports)(await city.person('p-vendor'), { label: '連携' });
  if (!key.ok) throw new Error(key.message);
  await revokeApiKey(city.ports)(await city.person('p-vendor'), key.value.key.keyId);

  const events = await listDirectoryEvents(city.store);
  expect(events.map(({ seq, act, by }) => [seq, act, by])).toEqual([
    [1, 'bootstrap', 'operator'],
    [2, 'register-person', 'p-clerk'],
    [3, 'appoint', 'p-clerk'],
    [4, 'propose', 'p-clerk'],
    [5, 'confirm', 'p-chief'],
    [6, 'change-settings', 'p-clerk'],
    [7, 'create-api-key', 'p-vendor'],
    [8, 'revoke-api-key', 'p-vendor'],
  ]);
  expect(events[5]).toMatchObject({ confirmedBy: 'p-chief', proposal: events[4]?.proposal });
  let previousHash = '';
  for (const { hash, ...body } of events) {
    expect(body.previousHash).toBe(previousHash);
    expect(hashOf(body)).toBe(hash);
    previousHash = hash;
  }
  const profile = await city.store.get({ pk: `PERSON#${personId}`, sk: 'PROFILE' });
  expect(events[1]?.rows).toContainEqual({
    key: `PERSON#${personId}/PROFILE`,
    hash: profile && rowHash(profile),
  });
  // What people wrote is not in the chain: it can be erased.
  expect(JSON.stringify(events)).not.toMatch(/主事|shuji|人事異動|見直し|連携/);
});

test('INV-19: 同じ内容でも、行ごとの塩が違うので、証跡の照合値から内容を推し量れない', async () => {
  const city = await createCity();
  const trail = await openDirectoryTrail(city.store);
  const row = { pk: 'PERSON#p-x', sk: 'PROFILE', person: { name: '同姓 同名' } };
  const at = city.clock.now();
  const write = () =>
    trail.record({ ids: city.ports.ids, at }, { act: 'register-person', subject: 'p-x', by: 'p-clerk' }, [
      { put: row },
    ]);
  const hashes = [write(), write()].flatMap(([first]) =>
    first && 'put' in first ? [rowHash(first.put)] : [],
  );
  expect(hashes).toHaveLength(2);
  expect(hashes[0]).not.toBe(hashes[1]);
});

test('二つの登録が同時でも、証跡は一本につながる', async () => {
  const city = await createCity();
  const clerk = await city.person('p-clerk');
  const names = Array.from({ length: 20 }, (_, n) => n);
  const outcomes = await Promise.all(
    names.map((n) =>
      actOnDirectory(city.ports)(clerk, {
        act: 'register-person',
        name: `職員 ${n}`,
        email: `s${n}@city.example.jp`,
        sectionId: 'tax',
      }),
    ),
  );
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  const events = await listDirectoryEvents(city.store);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
});

test('証跡の前の版の登録内容は、一度だけ証跡に入る。その後に裏から書き加えた行は入らない', async () => {
  const city = await createCity();
  const old: Item[] = Array.from({ length: 200 }, (_, n) => ({
    pk: `PERSON#p-old-${n}`,
    sk: 'PROFILE',
    person: { personId: `p-old-${n}` },
  }));
  const trail = await queryAll(city.store, { hash: 'DIRECTORY' });
  await city.store.transact(trail.map(({ pk, sk }) => ({ delete: { pk, sk } })));
  await city.store.transact(old.slice(0, 100).map((put) => ({ put })));
  await city.store.transact(old.slice(100).map((put) => ({ put })));
  await coverDirectory(city.ports, old);
  const events = await listDirectoryEvents(city.store);
  expect(events.map(({ act }) => act)).toEqual(['covered', 'covered', 'covered', 'covered-all']);
  expect(new Set(events.flatMap(({ rows }) => rows.map(({ key }) => key)))).toEqual(
    new Set(old.map(keyText)),
  );
  const forged = { pk: 'ROLE#chief', sk: 'APPOINTMENT#a-forged' };
  expect(isCovered(forged)).toBe(true);
  await coverDirectory(city.ports, [...old, forged]);
  expect(await listDirectoryEvents(city.store)).toEqual(events);
});
