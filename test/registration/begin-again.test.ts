import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { bootstrapCity } from '../../core/registration/bootstrap-city.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { APPOINTMENTS } from '../../local/seed.ts';
import { callerIn, decree } from '../support/decree.ts';
import { setSettings } from '../support/other-settings.ts';
import { CHIEF, createStory, OFFICE, type Story, TAX, VENDOR } from '../support/story.ts';

/** 第2条: everybody who could register others has left. The operator begins the office anew, on the command line. */

const NEW = {
  name: '新任 一子',
  email: 'shinnin@city.example.jp',
  title: '総務部ICT推進室長',
  section: '総務部ICT推進室',
};
const leave = async (story: Story, on: string, which: (role: string) => boolean) => {
  const of = { ports: story.ports, person: callerIn(story.ports) };
  for (const { role, appointmentId } of APPOINTMENTS)
    if (which(role)) await decree(of, { act: 'end-appointment', role, appointmentId, on });
  await story.settle();
};
const begin = async (story: Story, input = NEW) => {
  const outcome = await bootstrapCity(story.ports)(input);
  await story.settle();
  return outcome;
};
const faults = async (story: Story) => (await verifyAudit(story.place())()).faults;
const OFFICE_ROLES = (role: string) => role === 'chief' || role === 'clerk:ict';

describe('登録できる人がいなくなったとき', () => {
  test('最後の人の退任の日から、新しい統括情報セキュリティ管理者を登録でき、その人が職員を登録する', async () => {
    const story = await createStory();
    await leave(story, '2026-05-11', OFFICE_ROLES);
    await story.until('2026-05-10T23:00');
    expect(await begin(story)).toMatchObject({ ok: false, code: 'has-chief' });
    await story.until('2026-05-11T00:10');
    expect(await begin(story)).toMatchObject({ ok: true });
    const chief = await story.as(NEW.email);
    expect((await chief('GET', '/v1/session')).json.roles).toEqual(
      expect.arrayContaining([expect.stringContaining('chief')]),
    );
    const clerk = { name: '担当 新子', email: 'tanto2@city.example.jp', sectionId: 'ict' };
    expect([201, 202]).toContain((await chief('POST', '/v1/people', clerk)).status);
    expect(story.subjectsTo(OFFICE).some((subject) => subject.includes('最初の登録'))).toBe(true);
    expect(await faults(story)).toEqual([]);
    expect(await begin(story)).toMatchObject({ ok: false, code: 'has-chief' });
  });

  test('担当者が残っていれば、その人が登録する', async () => {
    const story = await createStory();
    await leave(story, '2026-05-11', (role) => role === 'chief');
    await story.until('2026-05-12T09:00');
    expect(await begin(story)).toMatchObject({ ok: false, code: 'has-chief' });
  });

  test('後の日から就く人が登録されていれば、その日を待つ', async () => {
    const story = await createStory();
    await leave(story, '2026-05-11', OFFICE_ROLES);
    const of = { ports: story.ports, person: callerIn(story.ports) };
    const title = '総務部ICT推進室長';
    await decree(of, {
      act: 'appoint',
      role: 'chief',
      personId: 'p-care',
      kind: 'principal',
      title,
      from: '2026-06-01',
    });
    await story.until('2026-05-12T09:00');
    expect(await begin(story)).toMatchObject({ ok: false, code: 'has-chief' });
  });

  test('市のものでないアドレスは、設定により断る', async () => {
    const story = await createStory();
    await leave(story, '2026-05-11', OFFICE_ROLES);
    await story.until('2026-05-12T09:00');
    await setSettings(story.store, { ...DEFAULT_SETTINGS, staffDomains: ['city.example.jp'] });
    const outside = await begin(story, { ...NEW, email: 'x@elsewhere.example' });
    expect(outside).toMatchObject({ ok: false, code: 'foreign-domain' });
    expect(await begin(story)).toMatchObject({ ok: true });
  });

  test('登録されている職員は、その人のまま就く。事業者の担当者は断る', async () => {
    const story = await createStory();
    await leave(story, '2026-05-11', OFFICE_ROLES);
    await story.until('2026-05-12T09:00');
    expect(await begin(story, { ...NEW, email: VENDOR })).toMatchObject({ ok: false, code: 'address-taken' });
    const known = await begin(story, { ...NEW, email: TAX });
    expect(known).toMatchObject({ ok: true, value: { person: { name: '税務 三郎' } } });
    expect(await faults(story)).toEqual([]);
  });

  test('二人同時: 一人だけが就く', async () => {
    const story = await createStory();
    await leave(story, '2026-05-11', OFFICE_ROLES);
    await story.until('2026-05-12T09:00');
    const both = await Promise.all([begin(story), begin(story, { ...NEW, email: 'other@city.example.jp' })]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await faults(story)).toEqual([]);
  });

  test('前任の統括は、退任の後、サインインしても何も決定できない', async () => {
    const story = await createStory();
    await leave(story, '2026-05-11', OFFICE_ROLES);
    await story.until('2026-05-12T09:00');
    const former = await story.as(CHIEF);
    expect((await former('PUT', '/v1/settings', {})).status).toBeGreaterThanOrEqual(400);
  });
});
