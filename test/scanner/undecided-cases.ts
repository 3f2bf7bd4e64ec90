import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { openDatabase } from '../../local/database.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { type Client, createWorld, type World } from '../support/world.ts';

/** A city with cases in every undecided state, and mails about all of them in the mailboxes. */

export const VENDOR = 'hoshu@hokuto.example.com';
export const MANAGER = 'tax-manager@city.example.jp';
export const CARE_MANAGER = 'care-manager@city.example.jp';
export const CHIEF = 'chief@city.example.jp';

const vendorOfCare = {
  consultationId: 'c-minami',
  systemId: 'care-system',
  vendor: {
    name: '南星ソフトウェア株式会社',
    kana: 'ナンセイソフトウェアカブシキガイシャ',
    corporateNumber: '8000020130001',
    postalCode: '980-0001',
    address: '宮城県仙台市青葉区中央99丁目2番地',
    representative: { title: '代表取締役', name: '南 さくら' },
  },
};

export const decideAs = async (
  world: World,
  client: Client,
  caseId: string,
  choice: 'ask-chief' | 'return' | 'approve' | 'refuse',
) => {
  const { json } = await client('GET', `/v1/applications/${caseId}`);
  const answer = await client('POST', `/v1/applications/${caseId}/decisions`, {
    stage: json.request.stage,
    choice,
    hash: json.request.hash,
    reason: choice === 'approve' ? undefined : '確認のため',
    ...(json.request.stage === 'approve'
      ? {}
      : {
          opinion: '適当と認める。',
          checklist: tomakomaiR50401.checklist.map(({ id }) =>
            choice === 'return' && id === '2-1'
              ? { item: id, result: 'fail', note: '図面を添付してください' }
              : { item: id, result: 'pass', method: 'document', confirmedOn: world.today().toString() },
          ),
        }),
  });
  if (answer.status !== 200) throw new Error(`${choice}: ${answer.status} ${answer.text}`);
  await world.settle();
};

export const createUndecidedCases = async () => {
  const database = openDatabase(':memory:');
  const world = await createWorld({ database });
  const submit = async (key: string) => {
    const answer = await world.vendorApi(
      'POST',
      '/v1/applications',
      sampleApplication(world.today(), { purpose: `目的 ${key}` }),
      { 'idempotency-key': key },
    );
    if (answer.status !== 201) throw new Error(answer.text);
    return String(answer.json.caseId);
  };
  const received = await submit('received');
  // 受付済 is over in a moment; without its start the case stays there, as when Step Functions is down for days.
  const rows = await world.store.query({ hash: `CASE#${received}`, prefix: 'OUTBOX#' });
  for (const { pk, sk, message } of rows.items)
    if (JSON.stringify(message).includes('start-case'))
      await world.store.transact([{ delete: { pk, sk }, when: { equals: { dueShard: 'OUTBOX' } } }]);

  const confirming = [
    await submit('confirming-1'),
    await submit('confirming-2'),
    await submit('confirming-3'),
  ];
  const approving = [await submit('approving-1'), await submit('approving-2')];
  const returned = await submit('returned');
  const other = await world.signIn('support@minami.example.com');
  const foreign = await other('POST', '/v1/applications', sampleApplication(world.today(), vendorOfCare), {
    'idempotency-key': 'care',
  });
  if (foreign.status !== 201) throw new Error(foreign.text);
  await world.settle();
  const manager = await world.signIn(MANAGER);
  for (const caseId of approving) await decideAs(world, manager, caseId, 'ask-chief');
  await decideAs(world, manager, returned, 'return');
  return {
    world,
    database,
    cases: { received, confirming, approving, returned, care: String(foreign.json.caseId) },
  };
};

/** Every row of every case but its mails and its outbox: what a visit must leave as it was. */
export const caseRows = (database: DatabaseSync): string =>
  database
    .prepare(
      "SELECT pk || '/' || sk || ' ' || json AS row FROM items WHERE pk LIKE 'CASE#%' AND sk NOT LIKE 'MAIL#%' AND sk NOT LIKE 'OUTBOX#%' ORDER BY pk, sk",
    )
    .all()
    .map(({ row }) => String(row))
    .join('\n');

/** Every row there is, and every mail. */
export const allRows = (database: DatabaseSync): string =>
  [
    ...database.prepare("SELECT pk || '/' || sk || ' ' || json AS row FROM items ORDER BY pk, sk").all(),
    ...database.prepare("SELECT key || ' ' || text AS row FROM mailbox ORDER BY id").all(),
  ]
    .map(({ row }) => String(row))
    .join('\n');

/** The addresses in a mail, as paths of our site. */
export const linksIn = (text: string): string[] =>
  [...text.matchAll(/https?:\/\/[^\s]+/g)].map(([link]) => new URL(link).pathname + new URL(link).search);

const mailSchema = z.object({
  id: z.int(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: z.string(),
});

/** Mails newer than an id, oldest first. */
export const mailsAfter = (database: DatabaseSync, id: number) =>
  z
    .array(mailSchema)
    .parse(
      database
        .prepare('SELECT id, "to", subject, text, sentAt FROM mailbox WHERE id > ? ORDER BY id')
        .all(id),
    );
export const lastMailOf = (database: DatabaseSync): number =>
  Number(database.prepare('SELECT max(id) AS id FROM mailbox').get()?.['id'] ?? 0);
