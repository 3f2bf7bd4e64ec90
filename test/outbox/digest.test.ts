import { describe, expect, test } from 'vitest';
import { noteDelivery } from '../../core/application/note-delivery.ts';
import { isGathered, listMails, OUTBOX_SHARD } from '../../core/case/outbox-write.ts';
import type { Store } from '../../core/store/ports.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { deliver } from '../../functions/outbox/deliver.ts';
import { noErasure } from '../support/no-erasure.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, OFFICE, type Story, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';

/** Reminders and re-issued requests of a day go to each person in one mail (docs/adr/0047). */

const HANDLE = /\/d\/[\w-]+/;
const subjects = (story: Story, address: string, since: number) =>
  story.mailsTo(address).filter(({ id }) => id > since);
const lastId = (story: Story) => Math.max(0, ...story.mailbox.list().map(({ id }) => id));
const waiting = async (store: Store) =>
  (await store.query({ index: 'due', hash: OUTBOX_SHARD, limit: 100 })).items.filter(isGathered);

/** Three applications whose confirmation nobody has given by the day of the reminder (2026-04-09, a Thursday). */
const threeUnanswered = async () => {
  const story = await createStory();
  const cases = [await story.submit(), await story.submit(), await story.submit()];
  await story.settle();
  expect(subjects(story, TAX, 0).filter(({ text }) => HANDLE.test(text))).toHaveLength(3);
  return { story, cases };
};
/** Until the day on which they are reminded, before the mails have gone out. */
const toTheReminder = async (story: Story, time: string) => {
  for (const day of ['07', '08', '09', '10', '13', '14', '15', '16', '17']) {
    await story.until(`2026-04-${day}T08:35`);
    if ((await waiting(story.store)).length > 0) return story.until(`2026-04-${day}T${time}`);
  }
  throw new Error('nobody was reminded');
};

describe('督促・再送は一日一通', () => {
  test('初めの依頼は1件ずつ直ちに。同じ日の催促は1通にまとまり、リンクは「決裁待ち」一つで、1件ごとの鍵はない', async () => {
    const { story, cases } = await threeUnanswered();
    const before = lastId(story);
    await toTheReminder(story, '08:35');
    expect(subjects(story, TAX, before)).toEqual([]);
    await story.until(`${story.today()}T09:00`);
    const [mail, ...more] = subjects(story, TAX, before);
    expect(more).toEqual([]);
    expect(mail?.subject).toMatch(/3件（次の期限/);
    expect(mail?.text).toContain('http://127.0.0.1:3000/inbox');
    expect(mail?.text).not.toMatch(HANDLE);
    const { text } = mail ?? { text: '' };
    for (const caseId of cases) expect(text).toContain((await story.vendorView(caseId)).caseNo);
    // Each case keeps what it says of it, and of no other.
    for (const caseId of cases) {
      const kept = (await listMails(story.store, caseId)).filter(({ template }) => template === 'digest');
      expect(kept).toHaveLength(1);
      const named = await Promise.all(
        cases.map(async (id) => kept[0]?.text.includes((await story.vendorView(id)).caseNo)),
      );
      expect(named).toEqual(cases.map((id) => id === caseId));
    }
    expect((await verifyAudit(story.place())()).faults).toEqual([]);
  });

  test('同じ日の点検が繰り返されても2通目はなく、答えられた件は載らず、1件だけなら鍵の付いた1通になる', async () => {
    const { story, cases } = await threeUnanswered();
    const before = lastId(story);
    await toTheReminder(story, '08:35');
    const [first = '', second = ''] = cases;
    await story.withdraw(first);
    await story.withdraw(second);
    await story.settle();
    const known = lastId(story);
    await story.workflows.startExecution('daily', 'daily-again', {});
    await story.until(`${story.today()}T12:00`);
    const mails = subjects(story, TAX, Math.max(before, known));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toMatch(HANDLE);
  });

  test('まとめる途中・送る途中で倒れても、失われず、2通にならない', async () => {
    const { story, cases } = await threeUnanswered();
    await toTheReminder(story, '08:35');
    story.clock.moveTo(story.clock.now().add({ minutes: 10 }));
    const rows = await waiting(story.store);
    expect(rows).toHaveLength(3);
    const sent: string[] = [];
    let acts = 0;
    const dying = (left: number): Store => ({
      ...story.store,
      transact: async (writes) => {
        acts += 1;
        if (acts > left) throw new Error('killed');
        return story.store.transact(writes);
      },
    });
    const go = async (store: Store) => {
      acts = 0;
      for (const row of await waiting(story.store))
        await deliver({
          ...story.ports,
          store,
          workflows: story.workflows,
          mailer: {
            send: async ({ key }) => {
              sent.push(key);
              return { messageId: key };
            },
          },
          ...noErasure,
        })(row).catch(() => {});
    };
    await go(dying(0));
    expect(sent).toEqual([]);
    // Gathered, and begun; killed before it is put down that it was sent.
    await go(dying(1));
    await go(dying(1));
    await go(story.store);
    await go(story.store);
    expect(new Set(sent).size).toBe(1);
    expect(await waiting(story.store)).toEqual([]);
    for (const caseId of cases) {
      const kept = (await listMails(story.store, caseId)).filter(({ template }) => template === 'digest');
      expect(kept.map(({ result }) => result)).toEqual(['sent']);
    }
  });

  test('書けない1件があっても、ほかの件は待たない。その件だけが残り、直れば1通で届く', async () => {
    const { story, cases } = await threeUnanswered();
    await toTheReminder(story, '08:35');
    const [broken = '', ...others] = cases;
    const key = { pk: `CASE#${broken}`, sk: 'STATE' };
    const { caseNo } = await story.vendorView(broken);
    story.clock.moveTo(story.clock.now().add({ minutes: 10 }));
    const gatheredAt = story.clock.now().toString({ smallestUnit: 'millisecond' });
    const sent: { readonly subject: string; readonly text: string }[] = [];
    const unreadable: Store = {
      ...story.store,
      get: async (wanted) => {
        if (wanted.pk === key.pk && wanted.sk === key.sk) throw new Error('a row that nobody can read');
        return story.store.get(wanted);
      },
    };
    const deliverAll = async (store: Store) => {
      const { items } = await story.store.query({ index: 'due', hash: OUTBOX_SHARD, limit: 100 });
      const mailer = {
        send: async (mail: { readonly key: string; readonly subject: string; readonly text: string }) => {
          sent.push(mail);
          return { messageId: mail.key };
        },
      };
      const ports = { ...story.ports, store, workflows: story.workflows, mailer, ...noErasure };
      for (const row of items) await deliver(ports)(row).catch(() => {});
      return (await story.store.query({ index: 'due', hash: OUTBOX_SHARD, limit: 100 })).items;
    };
    for (let round = 0; round < 3; round += 1) await deliverAll(unreadable);
    const [mail, ...more] = sent;
    expect(more).toEqual([]);
    expect(mail?.subject).toMatch(/2件（次の期限/);
    for (const caseId of others) expect(mail?.text).toContain((await story.vendorView(caseId)).caseNo);
    expect(mail?.text).not.toContain(caseNo);
    // It stays, as old as the mail of all of them: the alarm tells of it.
    story.clock.moveTo(story.clock.now().add({ minutes: 30 }));
    const left = await deliverAll(unreadable);
    expect(left.map(({ pk }) => pk)).toEqual([key.pk]);
    expect((left[0]?.dueAt ?? '').split('#')[0]).toBe(gatheredAt);
    expect(await deliverAll(story.store)).toEqual([]);
    const [, late, ...none] = sent;
    expect(none).toEqual([]);
    expect(late?.text).toContain(caseNo);
    expect(late?.text).toMatch(HANDLE);
  });

  test('戻ってきたまとめは、どの件の記録でも不達となり、統括部門に知らせる', async () => {
    const { story, cases } = await threeUnanswered();
    await toTheReminder(story, '09:00');
    const records = await Promise.all(
      cases.map(async (caseId) =>
        (await listMails(story.store, caseId)).find(({ template }) => template === 'digest'),
      ),
    );
    const index = records.findIndex((record) => record?.copies !== undefined);
    const before = lastId(story);
    await noteDelivery(story.ports)(`CASE#${cases[index]}`, records[index]?.mailId ?? '', {
      result: 'undeliverable',
      why: 'Permanent/NoEmail',
    });
    await story.settle();
    for (const caseId of cases) {
      const kept = (await listMails(story.store, caseId)).find(({ template }) => template === 'digest');
      expect(kept?.result).toBe('undeliverable');
    }
    expect(subjects(story, OFFICE, before)).toHaveLength(1);
    expect((await verifyAudit(story.place())()).faults).toEqual([]);
  });

  test('第10条: 月初の依頼は、許可が3件でも事業者の1人に1通。件名に件数と期限が立つ', async () => {
    const story = await createStory();
    for (const _ of [1, 2, 3]) await permitIn(story, { period: { from: '2026-04-10', to: '2027-03-31' } });
    await story.until('2026-04-30T12:00');
    const before = lastId(story);
    await story.until('2026-05-01T12:00');
    const mails = subjects(story, VENDOR, before);
    expect(mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^【まとめてお知らせ】3件（次の期限/),
    ]);
    expect(mails[0]?.text.match(/月次報告のお願い/g)).toHaveLength(3);
  });
});

test.each([false, true])(
  '代決の知らせの配送が遅れる間に退任した人（%s）には、案件のことを送らない',
  async (leaves) => {
    let down = false;
    const story: Story = await createStory({
      mailer: {
        send: async (mail) => {
          if (down && mail.to === TAX) throw new Error('the mail server is silent');
          return story.mailbox.send(mail);
        },
      },
    });
    const caseId = await story.submit();
    down = true;
    expect((await story.confirm(caseId, TAX_DEPUTY)).status).toBe(200);
    await story.gathered();
    if (leaves) {
      const end = { role: 'manager:tax', appointmentId: 'a-tax', on: '2026-04-07', reason: '退職' };
      expect((await story.decree('POST', '/v1/appointments/end', end)).status).toBeLessThan(300);
    }
    await story.until('2026-04-07T10:00');
    down = false;
    await story.until('2026-04-08T12:00');
    await story.gathered();
    const told = story
      .mailsTo(TAX)
      .filter(({ text, subject }) => /代決/.test(subject + text) && !subject.includes('登録伺い'));
    expect(told.length > 0).toBe(!leaves);
  },
);
