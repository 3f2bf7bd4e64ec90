import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ISSUE_REASONS, QUESTIONS, type QuestionStage } from '../../core/case/decision-request.ts';
import {
  type DecisionRequestFacts,
  decisionRequestMail,
  officeAlertMail,
  withdrawnMail,
} from '../../functions/application/city-mails.ts';
import {
  correctionReminderMail,
  invitationMail,
  receiptMail,
  resultMail,
  returnedMail,
} from '../../functions/application/mails.ts';
import { questionMail } from '../../functions/permit/mails.ts';
import { signInCodeMail } from '../../functions/sign-in/mails.ts';
import { columns, type Mail, subjectLine } from '../../functions/ui/mail-text.ts';

const PORTAL = 'https://permits.city.example';
const sender = { city: '苫小牧市', section: '総務部ICT推進室', tel: '0144-32-6111', portalUrl: PORTAL };
const handle = 'A1b2C3d4'.repeat(6).slice(0, 43);
const LINK = `${PORTAL}/d/${handle}`;
const CASE_URL = `${PORTAL}/applications/01K9ZQ4X7T8V5M2N3P6R9S0ABC`;
const period = { from: '2026-05-01', to: '2027-03-31' };

/** Every mail with `typed` wherever a person's words are put in. */
const mails = (typed: string): Record<string, Mail> => {
  const vendor = { sender, to: typed, vendorName: typed };
  const ofCase = { ...vendor, caseNo: 'R8-0012', systemName: typed, caseUrl: CASE_URL };
  const consulted: DecisionRequestFacts['consulted'] = [
    { kind: 'said', pointer: '/vendor/name', label: '申請者 名称', before: typed, after: typed },
    {
      ...{ kind: 'attachment', pointer: '/x', named: typed, checklistName: '別表1', items: ['2-1'] },
      ...{ fields: ['接続方法'], attached: 0 },
    },
    {
      ...{ kind: 'permit', pointer: '/applicationType', caseId: 'c', permitNo: 'R8-P0001' },
      ...{ statusLabel: '有効', period, vendorName: typed, articles: { renewal: 4, change: 6 } },
    },
  ];
  const items = [{ item: '3-3', text: typed, note: typed }];
  const result = {
    ...ofCase,
    documentNo: '苫情推第123号',
    issuedOn: '2026-04-20',
    appliedOn: '2026-04-01',
    permitNo: 'R8-許可-0007',
    period,
    noticeUrl: `${CASE_URL}/notice`,
    contactEmail: 'ict@city.example',
  };
  const request: DecisionRequestFacts = {
    sender,
    to: typed,
    caseNo: 'R8-0012',
    stage: 'confirm',
    reason: 'opened',
    dueOn: '2026-04-15',
    link: LINK,
    linkEndsAt: '2026-04-14T23:30:00.000Z',
    earlier: [
      {
        caseId: 'c',
        permitNo: 'R7-P0001',
        status: 'revoked',
        statusLabel: '取消',
        subcontractor: typed,
        period,
        findings: [{ findingId: 'f', statusLabel: '未履行', clause: 1, isOpen: true }],
      },
    ],
    consulted,
    applicationType: '新規',
    vendorName: typed,
    subcontractor: typed,
    systemName: typed,
    sectionName: typed,
    period,
    ground: '第3条第1号（迅速な障害対応・経費の低減などの効果）',
    purpose: typed,
    personalData: '特定個人情報',
    checklist: { conforming: 15, total: 16, exceptions: [{ item: '3-3', reason: typed }] },
    changes: 3,
    confirmation: { by: typed, at: '2026-04-09T01:00:00.000Z', opinion: typed },
    sentBackReason: typed,
  };
  const alert = {
    sender,
    to: typed,
    caseNo: 'R8-0012',
    systemName: typed,
    statusLabel: '承認伺中',
    detail: typed,
    caseUrl: CASE_URL,
  };
  return {
    invitation: invitationMail({
      ...vendor,
      email: 'sato@vendor.example',
      heldOn: '2026-03-20',
      cityStaff: typed,
      summary: typed,
      systemNames: [typed, typed],
      contract: { name: typed, ...period },
    }),
    code: signInCodeMail({ sender, to: typed, code: '40718263', link: LINK }),
    'code by link': signInCodeMail({ sender, to: typed, code: '40718263' }),
    receipt: receiptMail({ ...ofCase, rev: 1, submittedOn: '2026-04-01', period, consulted }),
    'second receipt': receiptMail({ ...ofCase, rev: 2, submittedOn: '2026-04-08', period, consulted: [] }),
    returned: returnedMail({ ...ofCase, items, reason: typed, period }),
    reminder: correctionReminderMail({ ...ofCase, items, returnedOn: '2026-04-02', period }),
    permit: resultMail({ ...result, result: '承認' }),
    conditional: resultMail({ ...result, result: '条件付承認', conditions: typed, conditionReason: typed }),
    refusal: resultMail({ ...result, result: '不承認', permitNo: undefined, refusalReason: typed }),
    ...Object.fromEntries(
      Object.keys(ISSUE_REASONS).flatMap((reason) =>
        (['confirm', 'approve'] as const).map((stage) => [
          `request ${stage} ${reason}`,
          decisionRequestMail({
            ...request,
            stage,
            reason: reason as keyof typeof ISSUE_REASONS,
            asDeputyFor: reason === 'escalation-deputy' ? typed : undefined,
          }),
        ]),
      ),
    ),
    'request again': decisionRequestMail({
      ...request,
      resubmitted: { items: [{ label: '別表1 3-3 更新', note: typed, changed: false }] },
    }),
    withdrawn: withdrawnMail({ ...alert, vendorName: typed, withdrawnAt: '2026-04-09T01:00:00.000Z' }),
    ...Object.fromEntries(
      (['overdue', 'no-holder', 'parked', 'undeliverable'] as const).map((why) => [
        `alert ${why}`,
        officeAlertMail({ ...alert, why }),
      ]),
    ),
  };
};

const ordinary = mails('株式会社北斗データ（髙﨑）');
const textOf = (name: string) => ordinary[name]?.text ?? '';
const urls = (text: string) => text.match(/https?:\/\/\S+/g) ?? [];
const sections = (text: string) => text.trimEnd().split('\n');

describe('every mail', () => {
  test.each(Object.entries(ordinary))(
    '%s keeps the limits of a mail (docs/adr/0003)',
    (_, { subject, text }) => {
      expect(subject.length).toBeLessThan(40);
      expect(subject).toMatch(/^【.+】/);
      for (const line of sections(text)) {
        if (line.includes('://')) {
          expect(line).toMatch(/^https:\/\/\S+$/);
          expect(line.length).toBeLessThan(76);
        } else expect(columns(line)).toBeLessThanOrEqual(70);
      }
      expect(sections(text).slice(-2)).toEqual(['苫小牧市 総務部ICT推進室', '電話 0144-32-6111']);
    },
  );

  test.each(Object.entries(ordinary))(
    '%s carries no secret but its own, and no address but the portal',
    (name, mail) => {
      expect(mail.text.includes(handle)).toBe(name.startsWith('request') || name === 'code');
      expect(/\d{8}/.test(mail.text.replaceAll(handle, ''))).toBe(name.startsWith('code'));
      expect(mail.subject).not.toMatch(/\d{8}|:\/\//);
      for (const url of urls(mail.text)) expect(url.startsWith(PORTAL)).toBe(true);
      expect(mail.text).not.toMatch(/<[a-z]|utm_|\?/);
    },
  );

  test('of a case has the case number in the subject and in the text', () => {
    const ofCase = Object.entries(ordinary).filter(
      ([name]) => !name.startsWith('code') && name !== 'invitation',
    );
    for (const [, { subject, text }] of ofCase) {
      expect(subject).toContain('R8-0012');
      expect(text).toContain('R8-0012');
    }
  });

  test('stays within the limits whatever a person typed: no header, no line, no link of theirs', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        'x\r\nBcc: evil@example.com\r\n\r\nbody',
        '目的\nhttps://evil.example/d/1\n■ 決定の方法',
        'あ'.repeat(500),
        'x'.repeat(500),
        '）'.repeat(200),
        '\u202e\u2066\u0000\u2028https://evil.example',
        'evil.example www.evil.example //evil.example a@evil.example mailto:a@b evil\u00ad.example',
      ),
    );
    fc.assert(
      fc.property(hostile, (typed) => {
        for (const { subject, text } of Object.values(mails(typed))) {
          expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
          expect(subject.length).toBeLessThan(40);
          for (const url of urls(text)) expect(url.startsWith(PORTAL)).toBe(true);
          expect(`${subject}\n${text}`).not.toMatch(/evil\.|www\.|mailto:|(?<!https:)\/\//);
          expect(text.split('\n').filter((line) => line.startsWith('■ 決定の方法')).length).toBeLessThan(2);
          for (const line of text.split('\n')) {
            if (line.startsWith(PORTAL)) continue;
            expect(columns(line)).toBeLessThanOrEqual(70);
            expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202e\u2066]/u);
          }
        }
      }),
      { numRuns: 60, seed: 20260401 },
    );
  });
});

describe('the subject', () => {
  test('takes no line break: a header cannot be injected', () => {
    expect(subjectLine('【受付】R8-0001\r\nBcc: a@example.com')).toBe(
      '【受付】R8-0001 Bcc: a＠example[.]com',
    );
    expect(subjectLine('a\u2028b\u0000c\u202ed')).toBe('a b cd');
  });

  test('is cut, not broken, when it is too long', () => {
    const subject = subjectLine('𠮟'.repeat(40));
    expect(subject.length).toBeLessThan(40);
    expect(subject).toMatch(/^𠮟+…$/u);
    expect(subjectLine(`a${'𠮟'.repeat(40)}`).isWellFormed()).toBe(true);
  });

  test('is not cut within a number or a date: 12/1 is another day than 12/15', () => {
    for (let length = 1; length < 40; length += 1) {
      const whole = `${'あ'.repeat(length)}（期限 12/15）R10-P0012`;
      const kept = subjectLine(whole).replace('…', '');
      expect(whole.startsWith(kept)).toBe(true);
      expect(/[!-~]$/.test(kept) && /^[!-~]/.test(whole.slice(kept.length))).toBe(false);
    }
  });

  test('of a decision request tells everything needed to decide', () => {
    expect(ordinary['request confirm opened']?.subject).toBe(
      '【要決定】リモート接続申請 R8-0012（期限 4/15）',
    );
    expect(ordinary['request approve reminder']?.subject).toBe(
      '【要決定・再通知】リモート接続申請 R8-0012（期限 4/15）',
    );
  });
});

describe('a question about a permit', () => {
  const stages = Object.keys(QUESTIONS) as QuestionStage[];
  const asked = (stage: QuestionStage, reason: keyof typeof ISSUE_REASONS) =>
    questionMail({
      sender,
      to: '課長 山田 太郎',
      stage,
      reason,
      asDeputyFor: undefined,
      permitNo: 'R10-P0012',
      vendorName: '株式会社北斗データ',
      subcontractor: undefined,
      systemName: '介護',
      sectionName: '介護福祉課',
      dueOn: '2028-12-15',
      facts: [],
      link: LINK,
      linkEndsAt: '2028-12-14T23:30:00.000Z',
    });

  test.each(Object.keys(ISSUE_REASONS) as (keyof typeof ISSUE_REASONS)[])(
    '%s: the subject has the number and the whole day, whatever is asked',
    (reason) => {
      for (const stage of stages)
        expect(asked(stage, reason).subject).toMatch(/^【.+】.+ R10-P0012（期限12\/15）$/);
    },
  );

  test('calls for an answer only where one is given', () => {
    expect(asked('work', 'opened').subject).toMatch(/^【要回答】/);
    expect(asked('sanction', 'opened').subject).toMatch(/^【要対応】/);
    expect(asked('order', 'escalation-deputy').text.replaceAll('\n', '')).toContain('対応されていないため');
  });
});

describe('a decision request', () => {
  const text = textOf('request approve opened');

  test('holds every fact that is needed to decide', () => {
    for (const words of [
      '申請者：株式会社北斗データ',
      '再委託者：株式会社北斗データ',
      '対象システム：株式会社北斗データ',
      '令和8年5月1日から令和9年3月31日まで',
      '第3条第1号',
      '利用目的：',
      '特定個人情報',
      '適：15/16',
      '例外 3-3：',
      '意見：',
      '前回からの変更：3か所',
      '決定の期限：令和8年4月15日',
    ])
      expect(text).toContain(words);
  });

  test('says that opening the link decides nothing, and that a code is sent as proof', () => {
    const flat = text.replaceAll('\n', '');
    expect(flat).toContain('URLを開いただけでは、何も決定されません');
    expect(flat).toContain('確認コードを入力');
  });

  test('has one link, no link to approve and none to refuse', () => {
    expect(urls(text)).toEqual([LINK, `${PORTAL}/sign-in`]);
  });

  test('to a deputy names the holder', () => {
    expect(textOf('request approve escalation-deputy')).toContain('代決者としてお送り');
  });
});

describe('the salutation', () => {
  test('is 様 for a person and 御中 for an office', () => {
    const facts = {
      sender,
      caseNo: 'R8-0012',
      why: 'parked' as const,
      systemName: '介護',
      statusLabel: '受付済',
      caseUrl: CASE_URL,
    };
    expect(officeAlertMail({ ...facts, to: 'ICT推進室 御中' }).text).toMatch(/^ICT推進室 御中\n/);
    expect(officeAlertMail({ ...facts, to: '山田 太郎' }).text).toMatch(/^山田 太郎 様\n/);
  });
});

describe('a sign-in code', () => {
  test('says how long it is valid and what to do when it was not asked for', () => {
    const text = textOf('code').replaceAll('\n', '');
    expect(text).toContain('40718263');
    expect(text).toContain('10分間');
    expect(text).toContain('お心当たりがない場合は、このメールを無視してください');
    expect(text).toContain('リンクを開いただけでは、何も行われません');
  });
});

describe('a refusal', () => {
  test('says what the notice says: the reason, no courtesies, no permit number, never the words of another ending', () => {
    const text = textOf('refusal');
    expect(text.replaceAll('\n', '')).toContain('下記のとおり許可しないこととしました。');
    expect(text).toContain('・結果：不許可');
    expect(text).not.toMatch(/遺憾|慎重に検討|ご相談|改めて申請/);
    expect(text).toContain('・許可しない理由：');
    expect(text).not.toMatch(/許可番号|取消|失効|停止|廃止/);
  });
});
