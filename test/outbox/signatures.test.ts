import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { createOrders } from '../support/orders.ts';
import { setSettings } from '../support/other-settings.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, type Story, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/**
 * Who signs a mail: to a vendor the section that answers for the matter, to the city's own people and sections 統括部門 as set.
 * Sign-in codes come from the office to everybody.
 */

const STAFF = /@city\.example\.jp$/;
const SYSTEM_MAIL = /確認コード|担当者の登録|登録メールアドレス/;
const signatureOf = (text: string): string => text.trimEnd().split('\n').slice(-2).join(' ');

/** An application, its permit, works, an order, an instruction, months that do not come, and what is gathered in digests. */
const played = async (officeSectionId?: string): Promise<Story> => {
  const story = await createStory();
  if (officeSectionId !== undefined) await setSettings(story.store, { ...DEFAULT_SETTINGS, officeSectionId });
  const acts = createOrders(story);
  const returned = await story.submit();
  await story.returnItems(returned);
  const { caseId } = await permitIn(story);
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, caseId);
  const workId = await works.announced('2026-04-28');
  await works.answer(workId, { choice: 'accept' });
  await acts.ordered(caseId);
  await acts.instruct(caseId, { dueOn: acts.inDays(7) });
  for (const day of ['2026-05-01', '2026-05-12', '2026-05-14', '2026-05-20', '2026-06-10'])
    await story.until(`${day}T10:00`);
  return story;
};

test.each([
  [undefined, '苫小牧市 総務部ICT推進室'],
  ['welfare', '苫小牧市 福祉部介護福祉課'],
])('職員へのメールは統括部門（%s）が、保守事業者へのメールは所管課が署名する', async (office, signature) => {
  const story = await played(office);
  const mails = story.mailbox
    .list()
    .flatMap(({ to, subject, text }) =>
      [to].flat().map((address) => ({ address, subject, signed: signatureOf(text ?? '') })),
    );
  const toStaff = mails.filter(({ address }) => STAFF.test(address));
  const kinds = new Set(toStaff.map(({ subject }) => /【.*?】/.exec(subject)?.[0]));
  expect(toStaff.length).toBeGreaterThan(10);
  for (const kind of ['【要決定】', '【要回答】']) expect([...kinds]).toContain(kind);
  expect(toStaff.filter(({ signed }) => !signed.startsWith(`${signature} 電話 `))).toEqual([]);
  const toVendor = mails.filter(({ address, subject }) => address === VENDOR && !SYSTEM_MAIL.test(subject));
  expect(toVendor.length).toBeGreaterThan(5);
  expect(
    toVendor.filter(({ signed }) => !signed.startsWith('苫小牧市 財政部税務課 電話 0144-00-0200')),
  ).toEqual([]);
});
