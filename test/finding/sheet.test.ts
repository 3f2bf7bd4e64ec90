import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { FindingPaper, SanctionNotice } from '../../core/case/records/finding-papers.ts';
import type { Signed } from '../../core/values/signed.ts';
import { noticeA4 } from '../../functions/finding/notice-sheet.ts';
import { findingA4, noncomplianceA4 } from '../../functions/finding/sheet.ts';
import { instructionA4 } from '../../functions/instruction/lines.ts';
import { context, regulation } from '../ui/examples.ts';

/** The A4 papers of 第6条–第8条: what stands on them when they lie on a desk without the screen beside them. */

const back = { href: '/permits/1', label: '戻る' };
const text = (page: unknown): string =>
  parseHTML(`${page}`).document.querySelector('.paper')?.textContent.replace(/\s+/g, ' ') ?? '';

const signed: Signed = {
  decidedBy: { personId: 'p-tax', name: '税務 三郎', title: '財政部税務課長' },
  decidedAs: 'principal',
  channel: 'screen',
  decidedAt: '2026-05-11T01:00:00Z',
};
const issued = {
  documentNo: '苫税第2号',
  issuedOn: '2026-04-24',
  issuer: { city: '苫小牧市', title: '財政部税務課長', name: '税務 三郎' },
  addressee: { name: '北斗情報システム株式会社', representative: '代表取締役 北斗 一郎' },
  regulationTitle: regulation.title,
};
const ordered = {
  type: 'order-issued',
  ...issued,
  clause: 1,
  violation: '作業申請をせずに接続した。',
  measures: '手順を定めること。',
  dueOn: '2026-05-08',
  reporting: '是正報告による。',
  consequence: '許可を取り消すことがある。',
  signed,
} as const;
const found = {
  type: 'violation-found',
  clause: 1,
  facts: '作業申請のない接続があった。',
  howFound: 'ログとの照合による。',
  opinion: '是正を命ずる。',
  signed,
} as const;
const chief = { personId: 'p-chief', name: '統括 太郎', title: '総務部ICT推進室長' };
const received = {
  type: 'report-received',
  remark: '急ぐこと',
  signed: { ...signed, decidedBy: chief },
} as const;
const disobeyed = {
  type: 'compliance-judged',
  result: 'disobeyed',
  reason: '報告がない。',
  statementDueOn: '2026-05-22',
  signed,
} as const;
const about = (...papers: FindingPaper[]) => ({
  vendorName: '北斗情報システム株式会社',
  permitNo: 'R8-P0001',
  regulationId: regulation.id,
  clause: 1,
  orderNo: '苫税第2号',
  dueOn: '2026-05-08',
  papers: papers.map((paper, index) => ({ seq: index + 1, at: signed.decidedAt, paper })),
});
const a4 = (content: FindingPaper, ...others: FindingPaper[]) =>
  text(findingA4(context, content, about(...others, content), back));

describe('第7条', () => {
  test('違反報告は、誰が違反したかを述べ、受領されれば、受領した日と者も示す', () => {
    expect(a4(found)).toContain(
      `保守事業者である北斗情報システム株式会社が、リモートメンテナンス（許可番号 R8-P0001）について${regulation.title}第6条の規定に違反したと認めたので、同要領第7条の規定により、下記のとおり報告します。`,
    );
    expect(a4(found)).not.toContain('受領');
    const report = text(findingA4(context, found, about(found, received), back));
    expect(report).toContain('受領令和8年5月11日 総務部ICT推進室長 統括 太郎');
    expect(report).toContain('急ぐこと');
  });

  test('是正報告・履行の判断・弁明は、どの命令についてかを示す', () => {
    const by = { by: '北斗 一郎', at: '2026-05-01T01:00:00Z' };
    const reply = { cause: 'a', measures: 'b', doneOn: '2026-05-01', prevention: 'c' };
    for (const paper of [
      { type: 'order-replied', ...reply, ...by },
      { type: 'statement-made', statement: '人員が足りなかった。', ...by },
      { type: 'compliance-judged', result: 'partial', reason: '一部である。', dueOn: '2026-06-01', signed },
    ] as const)
      expect(a4(paper, ordered), paper.type).toContain('令和8年4月24日付け苫税第2号');
    const judged = a4(disobeyed, ordered);
    for (const word of ['代表取締役 北斗 一郎 様', '未履行', '報告がない。', '令和8年5月22日'])
      expect(judged).toContain(word);
  });

  test('代決の判断も、保守事業者には本来の役職者の名で通知する', () => {
    const deputy = { personId: 'p-deputy', name: '代理 花子', title: '課長補佐' };
    const deputed = {
      ...signed,
      decidedBy: deputy,
      decidedAs: 'deputy',
      principal: signed.decidedBy,
    } as const;
    const judged = a4({ ...disobeyed, signed: deputed }, ordered);
    expect(judged).toContain('税務 三郎');
    expect(judged).not.toContain('代理 花子');
  });

  test('撤回の通知は、撤回した命令を示す', () => {
    const withdrawn = {
      ...issued,
      type: 'order-withdrawn',
      orderNo: '苫税第2号',
      reason: '誤り。',
      signed,
    } as const;
    expect(a4(withdrawn, ordered)).toContain(
      `${regulation.title}第7条の規定により発した命令（許可番号 R8-P0001）を、下記のとおり撤回したので、通知します。`,
    );
  });
});

describe('第8条', () => {
  const report = (...papers: FindingPaper[]) => text(noncomplianceA4(context, about(...papers), back));

  test('未履行報告は、命令・期限・是正報告の有無・判断の理由を示し、受領されればそれも示す', () => {
    const written = report(ordered, disobeyed);
    for (const word of ['苫税第2号（令和8年4月24日）', '令和8年5月8日', '提出されていない', '報告がない。'])
      expect(written).toContain(word);
    const receipt = { ...received, type: 'noncompliance-received' } as const;
    expect(report(ordered, disobeyed, receipt)).toContain('受領令和8年5月11日 総務部ICT推進室長 統括 太郎');
  });

  test('未履行と判断していなければ、未履行報告はない', () => {
    expect(noncomplianceA4(context, about(ordered), back)).toBeUndefined();
    const fulfilled = { ...disobeyed, result: 'fulfilled' } as const;
    expect(noncomplianceA4(context, about(ordered, fulfilled), back)).toBeUndefined();
  });

  const notice: SanctionNotice = {
    type: 'sanction-notice',
    sanction: 'suspend',
    ...{ ...issued, documentNo: '苫税第5号' },
    permitNo: 'R8-P0001',
    systemName: '税務システム',
    orderNo: '苫税第2号',
    orderedOn: '2026-04-24',
    clause: 1,
    facts: '報告がない。',
    reason: '命令に応じないため。',
    reportedOn: '2026-05-12',
    effectiveFrom: '2026-06-01',
    until: '2026-07-31',
    heard: { kind: 'none', dueOn: '2026-05-22' },
    cascade: [],
  };

  test('停止の期間が過ぎても、解除の通知があるまで停止は続くと示す', () => {
    expect(text(noticeA4(context, notice, regulation.id, back))).toContain(
      '令和8年7月31日まで。ただし、同日を過ぎても、解除の通知があるまで停止は続きます',
    );
  });

  test('第11条: 元請とともに停止・取消となる許可には、元請への命令によることを示す', () => {
    const own = text(noticeA4(context, notice, regulation.id, back));
    expect(own).toContain(`${regulation.title}第7条の規定による命令に応じないので、同要領第8条の規定により`);
    const fallen = {
      ...notice,
      ...{ permitNo: 'R8-P0002', parentPermitNo: 'R8-P0001', subcontractor: '再委託システム株式会社' },
    };
    expect(text(noticeA4(context, fallen, regulation.id, back))).toContain(
      `保守事業者の許可（許可番号 R8-P0001）を、${regulation.title}第7条の規定による命令に応じないことにより停止したことに伴い、同要領第11条において準用する第8条の規定により、リモートメンテナンスの利用許可を、下記のとおり停止しましたので、通知します。`,
    );
  });

  test('第12条: 公印を省略しない設定のもとで発した書面には、公印の場所を空ける', () => {
    expect(text(noticeA4(context, notice, regulation.id, back))).toContain('（公印省略）');
    const sealed = text(noticeA4(context, { ...notice, sealOmitted: false }, regulation.id, back));
    expect(sealed).not.toContain('公印省略');
    expect(sealed).toContain('税務 三郎印');
  });
});

const ON = { permitNo: 'R8-P0001', regulationId: regulation.id };

test('第6条第6号: 指示の解除の通知は、解除する指示の番号・日付・件名を示す', () => {
  const lifted = {
    documentNo: '苫税第3号',
    issuedOn: '2026-05-01',
    kind: 'report',
    title: '4月分の報告',
  } as const;
  const paper = { type: 'instruction-lifted', ...issued, lifted, reason: '提出があった。', signed } as const;
  const notice = text(instructionA4(context, paper, ON, back));
  for (const word of ['指示解除通知書', '苫税第3号（令和8年5月1日）', '4月分の報告'])
    expect(notice).toContain(word);
  const cutOff = { ...paper, lifted: { ...lifted, kind: 'cut-off' } } as const;
  expect(text(instructionA4(context, cutOff, ON, back))).toContain('緊急接続停止指示解除通知書');
  // Written before the notice named it.
  const { lifted: _, ...earlier } = paper;
  expect(text(instructionA4(context, earlier, ON, back))).toContain('提出があった。');
});
