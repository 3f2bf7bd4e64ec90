import { rmSync, writeFileSync } from 'node:fs';
import type { CaseEvent } from '../../core/case/case-event.ts';
import { type MailRecord, mailRecordSchema } from '../../core/case/outbox-write.ts';
import { addressHash, personWrites } from '../../core/directory/directory-store.ts';
import type { DirectoryEvent } from '../../core/directory/directory-trail.ts';
import type { Item } from '../../core/store/ports.ts';
import { anchorHash, anchorText, parseAnchor } from '../../core/trail/audit.ts';
import { mailHash } from '../../core/trail/mail-list.ts';
import { hashOf, sha256 } from '../../core/values/hash.ts';
import type { BareCity, Copy } from './bare-city.ts';
import { forgeAnchors, forgeCase } from './forge.ts';
import { FILES } from './sample-files.ts';

/** What can be done to the bare database and the bare folders (docs/security.md). */
export type Tampering = {
  /** What was done, in a word for docs/security.md. */
  readonly what: string;
  readonly tamper: (copy: Copy, ids: BareCity['ids']) => void;
  /** Part of one of the faults that name it. */
  readonly found: string;
  /** Everything was made to fit: only what is kept outside shows it. */
  readonly witness?: true;
};

const caseOf = (caseId: string) => `CASE#${caseId}`;
const first = <T>(all: readonly T[]): T => {
  const [one] = all;
  if (one === undefined) throw new Error('there is none');
  return one;
};
const last = <T>(all: readonly T[]): T => first(all.slice(-1));
const without = (row: Item, ...names: readonly string[]): Item => {
  const rest = Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
  return { ...rest, pk: row.pk, sk: row.sk };
};
const stranger = {
  personId: 'p-stranger',
  name: '外部 太郎',
  email: 'stranger@evil.example',
  affiliation: { kind: 'city', sectionId: 'ict' },
} as const;
const appointment = {
  ...{ appointmentId: 'a-forged', role: 'chief', personId: 'p-clerk', kind: 'deputy', title: '室長補佐' },
  from: '2024-04-01',
} as const;
const newestAnchored = (copy: Copy): Item =>
  last(copy.rows('DIRECTORY', 'TRAIL#').filter((row) => (row['event'] as DirectoryEvent).act === 'anchored'));
const mailOf = (copy: Copy, caseId: string): Item & { readonly mail: MailRecord } => {
  const row = first(copy.rows(caseOf(caseId), 'MAIL#'));
  return { ...row, mail: mailRecordSchema.parse(row['mail']) };
};
const listedAs = (copy: Copy, mailId: string): Item => {
  const [row] = copy.database
    .prepare("SELECT json FROM items WHERE pk LIKE 'MAILS#%' AND sk = ?")
    .all(mailId);
  return JSON.parse(String(row?.['json']));
};
const removeCase = (copy: Copy, caseId: string): void => {
  for (const row of copy.rows(caseOf(caseId))) copy.remove(row);
};

const CASES: readonly Tampering[] = [
  {
    what: '許可台帳の索引から案件を外す',
    tamper: (copy, { caseId }) =>
      copy.put(without(copy.get(caseOf(caseId), 'STATE'), 'registerKey', 'registerSort')),
    found: 'STATE is not what the state gives',
  },
  {
    what: '索引の列だけを書き換える',
    tamper: (copy, { caseId }) =>
      copy.database
        .prepare("UPDATE items SET registerKey = NULL WHERE pk = ? AND sk = 'STATE'")
        .run(caseOf(caseId)),
    found: 'registerKey: the column is not what the row says',
  },
  {
    what: '期限の索引から案件を外す',
    tamper: (copy, { asked }) => copy.put(without(copy.get(caseOf(asked), 'STATE'), 'dueShard', 'dueAt')),
    found: 'STATE is not what the state gives',
  },
  {
    what: '案件を他社の一覧に移す',
    tamper: (copy, { caseId }) => copy.put({ ...copy.get(caseOf(caseId), 'STATE'), vendorKey: 'minami' }),
    found: 'STATE is not what the state gives',
  },
  {
    what: '状態を知らない語にする',
    tamper: (copy, { caseId }) =>
      copy.replace(caseOf(caseId), 'STATE', /"status":"\w+"/, '"status":"granted"'),
    found: 'the stored state is not what the events give',
  },
  {
    what: '状態を許可にする',
    tamper: (copy, { withdrawn }) =>
      copy.replace(caseOf(withdrawn), 'STATE', '"status":"withdrawn"', '"status":"received"'),
    found: 'the stored state is not what the events give',
  },
  {
    what: '状態を消す',
    tamper: (copy, { caseId }) => copy.remove(copy.get(caseOf(caseId), 'STATE')),
    found: 'the state is missing',
  },
  {
    what: '事象を一件消す',
    tamper: (copy, { caseId }) => copy.remove(copy.get(caseOf(caseId), 'EVENT#000002')),
    found: 'event 2 does not follow',
  },
  {
    what: '最後の事象を消し、状態を合わせる',
    tamper: (copy, { withdrawn }) => {
      copy.remove(last(copy.rows(caseOf(withdrawn), 'EVENT#')));
      forgeCase(copy, withdrawn, (event) => event);
    },
    found: 'which an anchor knows, is missing',
  },
  {
    what: '事象を差し込む',
    tamper: (copy, { caseId }) =>
      copy.put({ ...copy.get(caseOf(caseId), 'EVENT#000002'), sk: 'EVENT#000002x' }),
    found: 'event 3 does not follow',
  },
  {
    what: '決定した者を書き換え、連鎖を計算し直す',
    tamper: (copy, { caseId }) =>
      forgeCase(copy, caseId, (event) =>
        event.fact.type === 'approved' ? { ...event, at: '2026-04-06T01:00:00.000Z' } : event,
      ),
    found: 'is not the one that an anchor knows',
  },
  {
    what: '封印の前の決定者を、役職のない者にする',
    tamper: (copy, { today }) =>
      forgeCase(copy, today, (event) =>
        event.fact.type === 'confirmed'
          ? { ...event, by: { ...event.by, kind: 'person', personId: 'p-clerk' } as CaseEvent['by'] }
          : event,
      ),
    found: 'p-clerk did not hold manager:tax then',
  },
  {
    what: '申請書の版を書き換える',
    tamper: (copy, { caseId }) => copy.replace(caseOf(caseId), 'REV#0001', '"purpose":"', '"purpose":"別の'),
    found: 'revision 1 is not the one',
  },
  {
    what: '申請書の版を消す',
    tamper: (copy, { caseId }) => copy.remove(copy.get(caseOf(caseId), 'REV#0001')),
    found: 'revision 1 is missing',
  },
  {
    what: '決定を書き換える',
    tamper: (copy, { caseId }) =>
      copy.replace(caseOf(caseId), 'DECISION#approve#0001#001', '"choice":"approve"', '"choice":"refuse"'),
    found: 'no event knows of decision',
  },
  {
    what: '決定を加える',
    tamper: (copy, { asked, caseId }) =>
      copy.put({ ...first(copy.rows(caseOf(caseId), 'DECISION#approve')), pk: caseOf(asked) }),
    found: 'no event knows of decision',
  },
  {
    what: '決定を、別の段階のものとして置き直す',
    tamper: (copy, { caseId }) => {
      const row = first(copy.rows(caseOf(caseId), 'DECISION#approve'));
      copy.remove(row);
      copy.put({ ...row, sk: row.sk.replace('approve', 'correction') });
    },
    found: 'no event knows of decision DECISION#correction',
  },
  {
    what: '決定を、別の回の決定として写す',
    tamper: (copy, { caseId }) => {
      const row = first(copy.rows(caseOf(caseId), 'DECISION#approve'));
      copy.put({ ...row, sk: `${row.sk}9` });
    },
    found: 'no event knows of decision DECISION#approve',
  },
  {
    what: '申請書を、番号の書き方を変えて写す',
    tamper: (copy, { caseId }) => copy.put({ ...first(copy.rows(caseOf(caseId), 'REV#')), sk: 'REV#1' }),
    found: 'no event knows of revision REV#1',
  },
  {
    what: '書面を、その行の照合値とともに書き換える',
    tamper: (copy, { caseId }) => {
      const row = first(copy.rows(caseOf(caseId), 'PAPER#'));
      const content = { ...(row['content'] as object), forged: '偽' };
      copy.put({ ...row, content, hash: hashOf(content) });
    },
    found: 'is not the one that the trail knows',
  },
  {
    what: '書面を消す',
    tamper: (copy, { caseId }) => copy.remove(first(copy.rows(caseOf(caseId), 'PAPER#'))),
    found: 'is missing',
  },
  {
    what: '作業の記録を書き換える',
    tamper: (copy, { caseId, workId }) =>
      copy.replace(
        caseOf(caseId),
        `WORK#${workId}`,
        '"plannedStart":"2026-04-28',
        '"plannedStart":"2026-04-29',
      ),
    found: 'is not the one that the trail knows',
  },
  {
    what: '作業の記録を期限の索引から外す',
    tamper: (copy, { caseId, workId }) =>
      copy.put(without(copy.get(caseOf(caseId), `WORK#${workId}`), 'dueShard', 'dueAt')),
    found: 'is in no index of what is due',
  },
  {
    what: '受信箱から依頼を消す',
    tamper: (copy, { asked }) => copy.remove(first(copy.rows(caseOf(asked), 'REQUEST#'))),
    found: 'is missing',
  },
  {
    what: '依頼を別の役職の受信箱に移す',
    tamper: (copy, { asked }) =>
      copy.put({ ...first(copy.rows(caseOf(asked), 'REQUEST#')), registerKey: 'INBOX#manager:welfare' }),
    found: 'is not what the state gives',
  },
  {
    what: '偽の依頼を受信箱に入れる',
    tamper: (copy, { asked, withdrawn }) =>
      copy.put({ ...first(copy.rows(caseOf(asked), 'REQUEST#')), pk: caseOf(withdrawn) }),
    found: 'the state knows nothing of REQUEST#',
  },
  {
    what: '次の月次報告の行を消す',
    tamper: (copy, { caseId }) => copy.remove(copy.get(caseOf(caseId), 'NEXT-REPORT')),
    found: 'NEXT-REPORT is missing',
  },
  {
    what: '許可台帳の行を消す',
    tamper: (copy, { caseId }) => copy.remove(copy.get(caseOf(caseId), 'PERMIT')),
    found: 'PERMIT is missing',
  },
  {
    what: '再委託者の案件を、元の許可から切り離す',
    tamper: (copy, { caseId, child }) => copy.remove({ pk: caseOf(caseId), sk: `CHILD#${child}` }),
    found: `CHILD#`,
  },
  {
    what: '継続の行を偽造する',
    tamper: (copy, { caseId, asked }) => copy.put({ pk: caseOf(caseId), sk: `RENEWAL#${asked}` }),
    found: 'nothing that is there gives it',
  },
  {
    what: '待っている処理を、運用者待ちに見せる',
    tamper: (copy, { asked }) =>
      copy.put({ ...copy.get(caseOf(asked), 'TASK'), registerKey: 'PARKED', registerSort: asked }),
    found: 'not what the row itself gives',
  },
  {
    what: '案件のメールの本文を書き換える',
    tamper: (copy, { caseId }) => {
      const row = mailOf(copy, caseId);
      copy.put({ ...row, mail: { ...row.mail, text: '別の本文' } });
    },
    found: 'is not the one that was sent',
  },
  {
    what: '案件のメールを消す',
    tamper: (copy, { caseId }) => copy.remove(mailOf(copy, caseId)),
    found: 'is missing',
  },
  {
    what: '案件のメールを偽造する',
    tamper: (copy, { caseId }) => {
      const row = mailOf(copy, caseId);
      copy.put({ ...row, sk: 'MAIL#forged', mail: { ...row.mail, mailId: 'forged' } });
    },
    found: 'is listed as this one',
  },
  {
    what: 'メールを、その日の一覧とともに書き換える',
    tamper: (copy, { caseId }) => {
      const row = mailOf(copy, caseId);
      const mail = { ...row.mail, text: '別の本文' };
      copy.put({ ...row, mail });
      copy.put({ ...listedAs(copy, mail.mailId), hash: mailHash(row.pk, mail) });
    },
    found: 'the list of mails is not the one that an anchor knows',
  },
  {
    what: '案件を丸ごと消す',
    tamper: (copy, { withdrawn }) => removeCase(copy, withdrawn),
    found: 'has vanished, and an anchor knows of it',
  },
  {
    what: '受付番号を別の案件に向ける',
    tamper: (copy, { caseId, withdrawn }) => {
      const { caseNo } = copy.get(caseOf(caseId), 'STATE')['state'] as { caseNo: string };
      copy.put({ pk: `CASENO#${caseNo}`, sk: 'CASE', caseId: withdrawn });
    },
    found: 'CASENO#',
  },
  {
    what: '許可番号を別の案件に向ける',
    tamper: (copy, { permitNo, withdrawn }) =>
      copy.put({ pk: `PERMITNO#${permitNo}`, sk: 'CASE', caseId: withdrawn }),
    found: 'PERMITNO#',
  },
  {
    what: '許可番号を偽造する',
    tamper: (copy, { withdrawn }) => copy.put({ pk: 'PERMITNO#R8-P0099', sk: 'CASE', caseId: withdrawn }),
    found: 'PERMITNO#R8-P0099/CASE: nothing',
  },
  {
    what: '受付番号の番号簿を戻す',
    tamper: (copy) => copy.put({ pk: 'COUNTER#case', sk: 'R8', version: 2 }),
    found: 'COUNTER#case/R8: stands at 2',
  },
  {
    what: '許可番号の番号簿を進める',
    tamper: (copy) => copy.put({ pk: 'COUNTER#permit', sk: 'R8', version: 9 }),
    found: 'COUNTER#permit/R8: stands at 9',
  },
  {
    what: '文書番号の番号簿を消す',
    tamper: (copy) => copy.remove({ pk: 'COUNTER#document-tax', sk: 'R8' }),
    found: 'COUNTER#document-tax/R8: stands at 0',
  },
];

const ATTACHMENTS: readonly Tampering[] = [
  {
    what: '添付資料の行の照合値を書き換える',
    tamper: (copy, { fileId }) =>
      copy.replace(`FILE#${fileId}`, 'FILE', /"sha256":"\w+"/, `"sha256":"${'0'.repeat(64)}"`),
    found: `is not what`,
  },
  {
    what: '添付資料の行を消す',
    tamper: (copy, { fileId }) => copy.remove({ pk: `FILE#${fileId}`, sk: 'FILE' }),
    found: 'the row of the attachment',
  },
  {
    what: '提出した添付資料を、未提出（削除できる）に見せる',
    tamper: (copy, { fileId }) =>
      copy.replace(`FILE#${fileId}`, 'FILE', '"submitted":true', '"submitted":false'),
    found: `is not what`,
  },
  {
    what: '添付資料を他社のものにする',
    tamper: (copy, { fileId }) =>
      copy.replace(`FILE#${fileId}`, 'FILE', '"vendorId":"hokuto"', '"vendorId":"minami"'),
    found: 'is not what',
  },
  {
    what: '未提出の添付資料を、提出したものに見せる',
    tamper: (copy, { idle }) =>
      copy.put(
        without(
          {
            ...copy.get(`FILE#${idle}`, 'FILE'),
            file: { ...(copy.get(`FILE#${idle}`, 'FILE')['file'] as object), submitted: true },
          },
          'vendorKey',
          'vendorSort',
        ),
      ),
    found: 'no application names it',
  },
  {
    what: '添付資料を一覧から外す',
    tamper: (copy, { idle }) =>
      copy.put(without(copy.get(`FILE#${idle}`, 'FILE'), 'vendorKey', 'vendorSort')),
    found: 'is not what the rows that it follows from give',
  },
  {
    what: '添付資料の内容を差し替える',
    tamper: (copy, { fileId }) => writeFileSync(copy.file(fileId), FILES.png),
    found: 'the contents are not what was sent',
  },
  {
    what: '添付資料の内容を消す',
    tamper: (copy, { fileId }) => rmSync(copy.file(fileId)),
    found: 'the contents are missing',
  },
  {
    what: '添付資料の内容を加える',
    tamper: (copy) => writeFileSync(copy.file('01ARZ3NDEKTSV4RRFFQ69G5FAV'), FILES.png),
    found: 'no row knows of it',
  },
];

const DIRECTORY: readonly Tampering[] = [
  {
    what: '就任した者を書き換える',
    tamper: (copy) =>
      copy.replace('ROLE#chief', 'APPOINTMENT#a-chief', '"personId":"p-chief"', '"personId":"p-clerk"'),
    found: 'ROLE#chief/APPOINTMENT#a-chief: is not what event',
  },
  {
    what: '就任を偽造する',
    tamper: (copy) => {
      copy.put({ pk: 'ROLE#chief', sk: 'APPOINTMENT#a-forged', until: '', appointment });
      copy.put({ pk: 'PERSON#p-clerk', sk: 'APPOINTMENT#a-forged', appointment });
    },
    found: "ROLE#chief/APPOINTMENT#a-forged: no event of the directory's trail",
  },
  {
    what: '就任を消す',
    tamper: (copy) => copy.remove({ pk: 'ROLE#manager:tax', sk: 'APPOINTMENT#a-tax' }),
    found: 'ROLE#manager:tax/APPOINTMENT#a-tax: is missing',
  },
  {
    what: '保守事業者の名称を書き換える',
    tamper: (copy) => copy.replace('CATALOG', 'VENDOR#minami', '"name":"', '"name":"偽'),
    found: 'CATALOG/VENDOR#minami: is not what event',
  },
  {
    what: '保守事業者を消す',
    tamper: (copy) => copy.remove({ pk: 'CATALOG', sk: 'VENDOR#minami' }),
    found: 'CATALOG/VENDOR#minami: is missing',
  },
  {
    what: '保守事業者を偽造する',
    tamper: (copy) => copy.put({ ...copy.get('CATALOG', 'VENDOR#minami'), sk: 'VENDOR#forged' }),
    found: 'CATALOG/VENDOR#forged: no event',
  },
  {
    what: '協議の契約期間を書き換える',
    tamper: (copy) =>
      copy.replace(
        'VENDOR#hokuto',
        'CONSULTATION#c-hokuto',
        '"number":"R8-保守-15"',
        '"number":"R8-保守-99"',
      ),
    found: 'CONSULTATION#c-hokuto: is not what event',
  },
  {
    what: '協議を偽造する',
    tamper: (copy) =>
      copy.put({ ...copy.get('VENDOR#hokuto', 'CONSULTATION#c-hokuto'), sk: 'CONSULTATION#c-forged' }),
    found: 'CONSULTATION#c-forged: no event',
  },
  {
    what: '設定を書き換える',
    tamper: (copy) =>
      copy.replace('SETTINGS', 'V#000001', '"selfApproval":"forbid"', '"selfApproval":"allow"'),
    found: 'SETTINGS/V#000001: is not what event',
  },
  {
    what: '新しい設定を加える',
    tamper: (copy) => copy.put({ ...copy.get('SETTINGS', 'V#000001'), sk: 'V#000002' }),
    found: 'SETTINGS/V#000002: no event',
  },
  {
    what: '設定を前の版に戻す',
    tamper: (copy) => copy.remove({ pk: 'SETTINGS', sk: 'V#000001' }),
    found: 'SETTINGS/V#000001: is missing',
  },
  {
    what: '統括のアドレスを、索引とともに書き換える',
    tamper: (copy) => {
      copy.replace('PERSON#p-chief', 'PROFILE', 'chief@city.example.jp', 'stranger@evil.example');
      copy.remove({ pk: `ADDRESS#${addressHash('chief@city.example.jp')}`, sk: 'PERSON' });
      copy.put({ pk: `ADDRESS#${addressHash('stranger@evil.example')}`, sk: 'PERSON', personId: 'p-chief' });
    },
    found: 'PERSON#p-chief/PROFILE: is not what event',
  },
  {
    what: '別のアドレスを統括に向ける',
    tamper: (copy) =>
      copy.put({ pk: `ADDRESS#${addressHash('stranger@evil.example')}`, sk: 'PERSON', personId: 'p-chief' }),
    found: 'nothing that is there gives it',
  },
  {
    what: '職員を偽造する',
    tamper: (copy) => {
      for (const write of personWrites(stranger)) if ('put' in write) copy.put(write.put);
    },
    found: 'PERSON#p-stranger/PROFILE: no event',
  },
  {
    what: '職員を一覧から外す',
    tamper: (copy) => copy.remove({ pk: 'STAFF', sk: 'PERSON#p-clerk' }),
    found: 'STAFF/PERSON#p-clerk is missing',
  },
  {
    what: '保守事業者の担当者を偽造する',
    tamper: (copy) => copy.put({ pk: 'VENDOR#hokuto', sk: 'CONTACT#p-other' }),
    found: 'VENDOR#hokuto/CONTACT#p-other: nothing',
  },
  {
    what: 'APIキーの持ち主を書き換える',
    tamper: (copy) =>
      copy.replace('VENDOR#hokuto', 'APIKEY#k-demo', '"personId":"p-vendor"', '"personId":"p-other"'),
    found: 'APIKEY#k-demo: is not what event',
  },
  {
    what: 'APIキーを偽造する',
    tamper: (copy) =>
      copy.put({ pk: `APIKEY#${sha256('rmp_forged')}`, sk: 'KEY', vendorId: 'hokuto', keyId: 'k-demo' }),
    found: "/KEY: no event of the directory's trail",
  },
  {
    what: 'APIキーの行を加える',
    tamper: (copy) => copy.put({ ...copy.get('VENDOR#hokuto', 'APIKEY#k-demo'), sk: 'APIKEY#k-forged' }),
    found: 'APIKEY#k-forged: no event',
  },
  {
    what: '課の文書記号を書き換える',
    tamper: (copy) => copy.replace('CATALOG', 'SECTION#tax', '"documentPrefix":"', '"documentPrefix":"偽'),
    found: 'CATALOG/SECTION#tax: is not what event',
  },
  {
    what: 'システムの事前手続を軽くする',
    tamper: (copy) =>
      copy.replace('CATALOG', 'SYSTEM#tax-system', /"priorWorkMode":"\w+"/, '"priorWorkMode":"forged"'),
    found: 'CATALOG/SYSTEM#tax-system: is not what event',
  },
  {
    what: '市の始まりの印を消す',
    tamper: (copy) => copy.remove({ pk: 'CATALOG', sk: 'SEEDED' }),
    found: 'CATALOG/SEEDED: is missing',
  },
  {
    what: '理由を書き換える',
    tamper: (copy) => {
      const row = first(copy.rows('DIRECTORY', 'REASON#'));
      copy.put({ ...row, reason: '別の理由' });
    },
    found: 'DIRECTORY/REASON#',
  },
  {
    what: '廃棄リストを偽造する',
    tamper: (copy) =>
      copy.put({
        pk: 'DISPOSALS',
        sk: 'LIST#forged',
        version: 1,
        disposal: {
          disposalId: 'forged',
          disposalNo: 'R8-D1',
          version: 1,
          status: 'approved',
          preparedAt: '2026-04-07T00:00:00Z',
          retentionYears: 5,
        },
      }),
    found: 'DISPOSALS/LIST#forged: no event',
  },
  {
    what: '登録の証跡の最後を消す',
    tamper: (copy) => {
      for (const row of copy.rows('DIRECTORY', 'TRAIL#').slice(-4)) copy.remove(row);
    },
    found: 'directory: event',
  },
  {
    what: '登録の証跡の途中を書き換える',
    tamper: (copy) => copy.replace('DIRECTORY', 'TRAIL#000001', '"by":"operator"', '"by":"p-clerk"'),
    found: 'directory: event 1 does not follow',
  },
  {
    what: '登録の証跡の途中を消す',
    tamper: (copy) => copy.remove({ pk: 'DIRECTORY', sk: 'TRAIL#000002' }),
    found: 'directory: event 2 does not follow',
  },
  {
    what: '登録の証跡を計算し直す（封印はそのまま）',
    tamper: (copy) => {
      let previousHash = '';
      for (const row of copy.rows('DIRECTORY', 'TRAIL#')) {
        const { hash: _, ...body } = { ...(row['event'] as DirectoryEvent), by: 'p-clerk', previousHash };
        previousHash = hashOf(body);
        copy.put({ ...row, event: { ...body, hash: previousHash } });
      }
    },
    found: 'directory: event 2 is not the one that an anchor knows',
  },
];

const ANCHORS: readonly Tampering[] = [
  {
    what: '最新の封印を消す',
    tamper: ({ anchors }) => anchors.remove(last(anchors.names())),
    found: 'is missing, and event',
  },
  {
    what: 'すべての封印を消す',
    tamper: ({ anchors }) => anchors.names().forEach(anchors.remove),
    found: 'is missing, and event',
  },
  {
    what: '途中の封印を消す',
    tamper: ({ anchors }) => anchors.remove('2026-04-09'),
    found: 'does not follow from the one before',
  },
  {
    what: '途中の封印を書き換える',
    tamper: ({ anchors }) => anchors.write('2026-04-09', anchors.read('2026-04-09').replace(/ \d+ /, ' 1 ')),
    found: 'anchor 2026-04-09: is not the one that event',
  },
  {
    what: '最新の封印を空にする',
    tamper: ({ anchors }) => anchors.write(last(anchors.names()), ''),
    found: 'not readable',
  },
  {
    what: '先の日付の封印を加える',
    tamper: ({ anchors }) => {
      const names = anchors.names();
      const text = anchors.read(last(names));
      const anchor = parseAnchor(text);
      if (!anchor) throw new Error('no anchor');
      const next = { ...anchor, previousHash: anchorHash(text), previousDate: last(names) };
      anchors.write('2026-04-20', anchorText({ ...next, date: '2026-04-20', heads: [] }));
    },
    found: 'has lost',
  },
  {
    what: '封印から案件を外し、その後の封印をつなぎ直す',
    tamper: ({ anchors }, { withdrawn }) => {
      let previousHash = '';
      for (const date of anchors.names()) {
        const anchor = parseAnchor(anchors.read(date));
        if (!anchor) throw new Error('no anchor');
        const heads = anchor.heads.filter(({ caseId }) => caseId !== withdrawn);
        anchors.write(date, anchorText({ ...anchor, heads, previousHash }));
        previousHash = anchorHash(anchors.read(date));
      }
    },
    found: 'is not the one that event',
  },
];

const OTHERS: readonly Tampering[] = [
  {
    what: 'サインインを偽造する（長く続くもの）',
    tamper: (copy) =>
      copy.put({
        pk: `SESSION#${sha256('forged')}`,
        sk: 'SESSION',
        personId: 'p-chief',
        address: addressHash('chief@city.example.jp'),
        idleKey: 'x',
        endsAt: '2027-01-01T00:00:00Z',
        channel: 'screen',
        expiresAt: 1_800_000_000,
      }),
    found: 'lasts longer than any session',
  },
  {
    what: '期限のないリンクを偽造する',
    tamper: (copy, { asked }) =>
      copy.put({
        pk: `HANDLE#${sha256('forged')}`,
        sk: 'LINK',
        caseId: asked,
        requestId: 'x',
        generation: 1,
        personId: 'p-tax',
      }),
    found: 'would never expire',
  },
  {
    what: '別の案件の送信待ちを偽造する',
    tamper: (copy, { asked, withdrawn }) =>
      copy.put({
        pk: caseOf(withdrawn),
        sk: 'OUTBOX#forged',
        dueShard: 'OUTBOX',
        dueAt: '2026-04-13T00:00:00.000Z#forged',
        message: { kind: 'continue-case', caseId: asked },
      }),
    found: 'is no message of this partition',
  },
  {
    what: '送信待ちを索引から外す',
    tamper: (copy, { asked }) =>
      copy.put({
        pk: caseOf(asked),
        sk: 'OUTBOX#held',
        dueAt: '2026-04-13T00:00:00.000Z#held',
        message: { kind: 'continue-case', caseId: asked },
      }),
    found: 'dueShard: not what the row itself gives',
  },
  {
    what: 'いない者への送信待ちを偽造する',
    tamper: (copy, { asked }) =>
      copy.put({
        pk: caseOf(asked),
        sk: 'OUTBOX#forged',
        dueShard: 'OUTBOX',
        dueAt: '2026-04-13T00:00:00.000Z#forged',
        message: { kind: 'mail', mail: { template: 'result', personId: 'p-stranger', caseId: asked } },
      }),
    found: 'there is no p-stranger',
  },
  {
    what: '知らない種類の行を置く',
    tamper: (copy) => copy.put({ pk: 'BACKDOOR', sk: 'KEY' }),
    found: 'nobody knows what this is',
  },
  {
    what: '行を読めなくする',
    tamper: (copy, { caseId }) =>
      copy.database
        .prepare("UPDATE items SET json = '{' WHERE pk = ? AND sk = 'EVENT#000003'")
        .run(caseOf(caseId)),
    found: 'is not readable',
  },
  {
    what: '下書きを他社の一覧に移す',
    tamper: (copy) =>
      copy.put({
        pk: 'DRAFT#x',
        sk: 'DRAFT',
        version: 1,
        vendorKey: 'DRAFTS#minami',
        vendorSort: 'x',
        draft: { draftId: 'x', vendorId: 'hokuto', version: 1, content: {}, savedAt: '2026-04-07T00:00:00Z' },
      }),
    found: 'vendorKey: not what the row itself gives',
  },
  {
    what: '案件のない行を案件の下に置く',
    tamper: (copy, { caseId }) =>
      copy.put({ ...mailOf(copy, caseId), pk: caseOf('01ARZ3NDEKTSV4RRFFQ69G5FAV') }),
    found: 'there are rows, and no trail',
  },
];

/** By whoever holds the whole machine. */
const BY_THE_HOLDER: readonly Tampering[] = [
  {
    what: '設定を書き換え、登録の証跡と封印をすべて計算し直す',
    tamper: (copy) => {
      copy.replace('SETTINGS', 'V#000001', '"selfApproval":"forbid"', '"selfApproval":"allow"');
      forgeAnchors(copy);
    },
    found: 'anchor 2026-04-',
    witness: true,
  },
  {
    what: '就任した者を書き換え、登録の証跡と封印をすべて計算し直す',
    tamper: (copy) => {
      for (const pk of ['ROLE#chief', 'PERSON#p-deputy'])
        copy.replace(pk, 'APPOINTMENT#a-deputy', '"title":"', '"title":"偽');
      forgeAnchors(copy);
    },
    found: 'anchor 2026-04-',
    witness: true,
  },
  {
    what: '事象の日時を書き換え、状態と封印をすべて計算し直す',
    tamper: (copy, { withdrawn }) => {
      forgeCase(copy, withdrawn, (event) =>
        event.fact.type === 'withdrawn' ? { ...event, at: '2026-04-06T00:30:00.000Z' } : event,
      );
      forgeAnchors(copy);
    },
    found: 'anchor 2026-04-',
    witness: true,
  },
  {
    what: '案件を丸ごと消し、番号簿・メールの一覧・封印をすべて計算し直す',
    tamper: (copy, { asked, today }) => {
      // The last that came in, so that no number is missing.
      for (const caseId of [today, asked]) {
        const { caseNo } = copy.get(caseOf(caseId), 'STATE')['state'] as { caseNo: string };
        for (const { sk } of copy.rows(caseOf(caseId), 'MAIL#'))
          copy.remove(listedAs(copy, sk.slice('MAIL#'.length)));
        removeCase(copy, caseId);
        copy.remove({ pk: `CASENO#${caseNo}`, sk: 'CASE' });
        const counter = copy.get('COUNTER#case', 'R8');
        copy.put({ ...counter, version: (counter.version ?? 0) - 1 });
      }
      relistMails(copy);
      forgeAnchors(copy);
    },
    found: 'anchor 2026-04-',
    witness: true,
  },
  {
    what: '最新の封印を、それを告げる事象とともに消す',
    tamper: (copy) => {
      const { sk } = newestAnchored(copy);
      for (const row of copy.rows('DIRECTORY', 'TRAIL#')) if (row.sk >= sk) copy.remove(row);
      copy.anchors.remove(last(copy.anchors.names()));
    },
    found: 'anchor 2026-04-13',
    witness: true,
  },
];

/** The lines of mails in every anchor made to fit the lists as they stand. */
const relistMails = (copy: Copy): void => {
  for (const date of copy.anchors.names()) {
    const anchor = parseAnchor(copy.anchors.read(date));
    if (!anchor) throw new Error('no anchor');
    const mails = (anchor.mails ?? []).flatMap((day) => {
      const list = copy
        .rows(`MAILS#${day.date}`)
        .map(({ sk, caseId, hash }) => ({ mailId: sk, caseId, hash }));
      return list.length === 0 ? [] : [{ date: day.date, count: list.length, hash: hashOf(list) }];
    });
    copy.anchors.write(date, anchorText({ ...anchor, mails }));
  }
};

export const TAMPERINGS: readonly Tampering[] = [
  ...CASES,
  ...ATTACHMENTS,
  ...DIRECTORY,
  ...ANCHORS,
  ...OTHERS,
  ...BY_THE_HOLDER,
];
