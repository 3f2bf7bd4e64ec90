import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { FindingPaper, SanctionNotice } from '../../core/case/records/finding-papers.ts';
import { noticeA4 } from '../../functions/finding/notice-sheet.ts';
import { findingA4, noncomplianceA4 } from '../../functions/finding/sheet.ts';
import { instructionA4 } from '../../functions/instruction/lines.ts';
import { context } from '../ui/examples.ts';
import { about, DISTINCT, INSTRUCTED, NOTICES } from './distinct-papers.ts';

/**
 * The papers of 第6条–第8条 word for word, as a city hall would write them: number, day, from whom to whom, by which article,
 * and under each label its own text. Everything in the examples is different, so nothing can stand in another's place.
 */

const back = { href: '/permits/1', label: '戻る' };
const text = (page: unknown): string =>
  parseHTML(`${page}`).document.querySelector('.paper')?.textContent.replace(/\s+/g, ' ').trim() ?? '';

const RULE = '苫小牧市リモートメンテナンスの許可等に関する要領';
const ADDRESSEE = '宛先株式会社代表取締役 代表 太郎 様';
const ISSUER = '苫小牧市財政部税務課長発行 者子（公印省略）';
const CONTACT = ' 問合せ先 財政部税務課電話 0144-00-0200メール zeimu@city.example.jp';
type Row = readonly [label: string, text: string];

/** 番号・日付, 宛先, 差出人, 標題, 文, 記 */
const letter = (
  head: string,
  to: string,
  from: string,
  title: string,
  sentence: string,
  rows: readonly Row[],
) =>
  `${head} ${to} ${from} ${title} ${sentence} 記 ${rows.map(([label, is], n) => `${n + 1}${label}${is}`).join('')} 以上`;
/** A numbered paper to the vendor, with whom to ask. */
const numbered = (no: number, day: string, title: string, sentence: string, rows: readonly Row[]) =>
  letter(`苫税第${no}号${day}`, ADDRESSEE, ISSUER, title, sentence, rows) + CONTACT;

const ALL = about(...Object.values(DISTINCT));
const a4 = (paper: FindingPaper) => text(findingA4(context, paper, ALL, back));

describe('第7条', () => {
  test('違反報告: 管理者から統括へ。受領の日と者、その言葉まで', () => {
    expect(a4(DISTINCT.found)).toBe(
      letter(
        '令和8年4月10日',
        '統括情報セキュリティ管理者 様',
        '情報セキュリティ管理者認知課長 認知 一郎',
        '違反報告',
        `保守事業者である違反株式会社が、リモートメンテナンス（許可番号 R8-P0012）について${RULE}第6条の規定に違反したと認めたので、同要領第7条の規定により、下記のとおり報告します。`,
        [
          ['違反した規定', '第6条第4号'],
          ['違反の事実', '事実い'],
          ['認知の経緯', '経緯ろ'],
          ['証拠', '証拠は'],
          ['是正前の指示', '指示に'],
          ['意見', '意見ほ'],
          ['受領', '令和8年4月13日 受領室長 受領 二郎'],
          ['指示・意見', '急ぐこと'],
        ],
      ),
    );
  });

  test('是正命令書: 第7条により命じ、応じないときのことまで', () => {
    expect(a4(DISTINCT.ordered)).toBe(
      numbered(
        21,
        '令和8年4月14日',
        '是正命令書',
        `リモートメンテナンス（許可番号 R8-P0012）について、${RULE}第6条の規定に違反したと認めたので、同要領第7条の規定により、下記のとおり必要な措置をとることを命じます。`,
        [
          ['違反した規定', '第6条第4号'],
          ['違反の内容', '違反へ'],
          ['命ずる措置', '措置と'],
          ['履行期限', '令和8年5月8日'],
          ['報告の方法', '報告ち'],
          ['命令に応じないとき', '結果り'],
        ],
      ),
    );
  });

  test('是正命令撤回通知書', () => {
    expect(a4(DISTINCT.withdrawn)).toBe(
      numbered(
        22,
        '令和8年4月16日',
        '是正命令撤回通知書',
        `${RULE}第7条の規定により発した命令（許可番号 R8-P0012）を、下記のとおり撤回したので、通知します。`,
        [
          ['撤回する命令', '苫税第21号'],
          ['撤回の理由', '誤りれ'],
        ],
      ),
    );
  });

  test('是正報告書: 保守事業者から管理者へ', () => {
    expect(a4(DISTINCT.replied)).toBe(
      letter(
        '令和8年5月7日',
        '情報セキュリティ管理者 様',
        '違反株式会社報告 四郎',
        '是正報告書',
        '令和8年4月14日付け苫税第21号により命じられた措置（許可番号 R8-P0012）を、下記のとおり行いましたので、報告します。',
        [
          ['原因', '原因ぬ'],
          ['講じた措置', '改善る'],
          ['措置の完了日', '令和8年5月1日'],
          ['再発防止策', '防止を'],
          ['確認できる資料', '資料わ'],
          ['提出者', '報告 四郎'],
          ['提出日時', '令和8年5月7日 8時30分'],
        ],
      ),
    );
  });

  test.each([
    [
      DISTINCT.partial,
      '令和8年5月11日',
      '判断 五郎',
      [
        ['判断', '一部履行'],
        ['判断の理由', '不足か'],
        ['新たな履行期限', '令和8年5月20日'],
      ],
    ],
    [
      DISTINCT.disobeyed,
      '令和8年5月21日',
      '判断 六郎',
      [
        ['判断', '未履行'],
        ['判断の理由', '未了よ'],
        ['弁明の期限', '令和8年6月4日'],
      ],
    ],
  ] as const)('履行の判断の通知は、第7条に基づく', (paper, day, name, rows) => {
    expect(a4(paper)).toBe(
      letter(
        day,
        ADDRESSEE,
        `苫小牧市判断課長${name}`,
        '是正命令の履行の判断について（通知）',
        `令和8年4月14日付け苫税第21号による命令（許可番号 R8-P0012）の履行について、${RULE}第7条の規定に基づき、下記のとおり判断したので、通知します。`,
        rows,
      ) + CONTACT,
    );
  });
});

describe('第8条', () => {
  test('未履行報告: 第7条の命令に応じないことを、第8条により統括へ', () => {
    const { ordered, replied, disobeyed, noncomplianceReceived } = DISTINCT;
    const paper = noncomplianceA4(context, about(ordered, replied, disobeyed, noncomplianceReceived), back);
    expect(text(paper)).toBe(
      letter(
        '令和8年5月21日',
        '統括情報セキュリティ管理者 様',
        '情報セキュリティ管理者判断課長 判断 六郎',
        '未履行報告',
        `保守事業者である違反株式会社が、リモートメンテナンス（許可番号 R8-P0012）について、${RULE}第7条の規定による命令に応じないと認めたので、同要領第8条の規定により、下記のとおり報告します。`,
        [
          ['是正命令', '苫税第21号（令和8年4月14日）'],
          ['違反した規定', '第6条第4号'],
          ['命じた措置', '措置と'],
          // The deadline of then, of the order itself; that of the violation now is another day.
          ['履行期限', '令和8年5月8日'],
          ['是正報告', '令和8年5月7日に提出'],
          ['命令の未履行の事実', '未了よ'],
          ['弁明の期限', '令和8年6月4日'],
          ['受領', '令和8年5月26日 受領室長 受領 八郎'],
          ['指示・意見', '承知した'],
        ],
      ),
    );
  });

  test('二度判断した命令の未履行報告は、後の判断による', () => {
    const { ordered, partial, disobeyed } = DISTINCT;
    const paper = text(noncomplianceA4(context, about(ordered, partial, disobeyed), back));
    expect(paper).toContain('命令の未履行の事実未了よ');
    expect(noncomplianceA4(context, about(ordered, disobeyed, partial), back)).toBeUndefined();
  });

  test('弁明書: 第8条の取消・停止などについて', () => {
    expect(a4(DISTINCT.stated)).toBe(
      letter(
        '令和8年6月3日',
        '情報セキュリティ管理者 様',
        '違反株式会社弁明 七郎',
        '弁明書',
        `令和8年4月14日付け苫税第21号による命令（許可番号 R8-P0012）に係る${RULE}第8条の規定による利用許可の取消・停止などについて、下記のとおり弁明します。`,
        [
          ['弁明の内容', '弁明た'],
          ['提出者', '弁明 七郎'],
          ['提出日時', '令和8年6月3日 8時30分'],
        ],
      ),
    );
  });

  const BY_ART_8 = `${RULE}第7条の規定による命令に応じないので、同要領第8条の規定により、リモートメンテナンスの利用許可を、下記のとおり`;
  const facts: readonly Row[] = [
    ['是正命令', '苫税第21号（令和8年4月14日）'],
    ['違反した規定', '第6条第4号'],
    ['命令の未履行の事実', '事実そ'],
    ['理由', '理由つ'],
    ['報告', '令和8年5月26日 統括情報セキュリティ管理者が受領'],
    ['効力の生ずる日', '令和8年6月9日'],
  ];
  const ofPermit = (permitNo: string, sanction: string): readonly Row[] => [
    ['許可番号', permitNo],
    ['対象システム', '税務総合システム'],
    ['措置', sanction],
    ...facts,
  ];
  const notice = (title: string, sentence: string, rows: readonly Row[]) =>
    numbered(23, '令和8年6月8日', title, sentence, rows);

  test.each([
    [
      '取消通知書',
      NOTICES.revoked,
      notice('リモートメンテナンス利用許可取消通知書', `${BY_ART_8}取り消しましたので、通知します。`, [
        ...ofPermit('R8-P0012', '取消'),
        ['返却・消去', '返却ね'],
        ['弁明', '令和8年6月3日 弁明 七郎 弁明た'],
        ['ともに取り消す許可', 'R8-P0013、R8-P0014'],
      ]),
    ],
    [
      '停止通知書',
      NOTICES.suspended,
      notice('リモートメンテナンス利用許可停止通知書', `${BY_ART_8}停止しましたので、通知します。`, [
        ...ofPermit('R8-P0012', '停止'),
        ['停止の期間', '令和8年7月31日まで。ただし、同日を過ぎても、解除の通知があるまで停止は続きます'],
        ['停止を解除する条件', '条件な'],
        ['弁明', '令和8年6月3日 弁明 七郎 弁明た'],
        ['ともに停止する許可', 'R8-P0013、R8-P0014'],
      ]),
    ],
    [
      '弁明のない停止通知書',
      NOTICES.unheard,
      notice('リモートメンテナンス利用許可停止通知書', `${BY_ART_8}停止しましたので、通知します。`, [
        ...ofPermit('R8-P0012', '停止'),
        ['停止の期間', '解除されるまで'],
        ['弁明', '期限（令和8年6月4日）までに弁明はなかった。'],
      ]),
    ],
    [
      '第11条: 元請とともに取り消される許可の、以前の版の通知書',
      NOTICES.ofChild,
      notice(
        'リモートメンテナンス利用許可取消通知書',
        `元請の許可（許可番号 R8-P0012）を、${RULE}第7条の規定による命令に応じないことにより取り消したことに伴い、同要領第11条において準用する第8条の規定により、リモートメンテナンスの利用許可を、下記のとおり取り消しましたので、通知します。`,
        [
          ...ofPermit('R8-P0013', '取消'),
          ['返却・消去', '返却ね'],
          ['弁明', '令和8年6月3日 弁明 七郎 弁明た'],
          ['元請の許可', 'R8-P0012'],
        ],
      ),
    ],
    [
      '停止解除通知書',
      NOTICES.lifted,
      numbered(
        24,
        '令和8年7月1日',
        'リモートメンテナンス利用許可停止解除通知書',
        'リモートメンテナンスの利用許可の停止を、下記のとおり解除しましたので、通知します。',
        [
          ['許可番号', 'R8-P0012'],
          ['対象システム', '税務総合システム'],
          ['解除する停止', '苫税第23号による停止'],
          ['解除の日', '令和8年7月2日'],
          ['解除の理由', '理由ら'],
        ],
      ),
    ],
  ])('%s', (_, paper, expected) => {
    expect(text(noticeA4(context, paper, ALL.regulationId, back))).toBe(expected);
  });

  test('第11条: 再委託者の許可が失効するようになってからの取消通知書は「ともに失効する許可」、以前のものは元のまま', () => {
    const now = text(noticeA4(context, { ...NOTICES.revoked, weighing: '事情ゆ' }, ALL.regulationId, back));
    expect(now).toContain('ともに失効する許可R8-P0013、R8-P0014');
    expect(now).not.toContain('ともに取り消す許可');
  });
});

describe('第11条: 保守事業者の許可とともに停止される許可', () => {
  test('出されていない命令ではなく、停止の原因（保守事業者の許可の番号、停止の通知書の番号と日付）を示す', () => {
    const { revoked } = NOTICES;
    const paper: SanctionNotice = {
      ...{ ...revoked, sanction: 'suspend', weighing: '事情ゆ', ends: true, until: '2026-07-31' },
      ...{ permitNo: 'R8-P0013', parentPermitNo: 'R8-P0012', subcontractor: '再委託へ' },
      ...{ effectiveFrom: revoked.issuedOn, cascade: [] },
      suspendedBy: { documentNo: '苫税第90号', issuedOn: '2026-06-04' },
    };
    const printed = text(noticeA4(context, paper, ALL.regulationId, back));
    expect(printed).toContain(
      `保守事業者の許可（許可番号 R8-P0012）が停止されたことに伴い、${RULE}第11条において準用する第8条の規定により、リモートメンテナンスの利用許可を、下記のとおり停止しましたので、通知します。`,
    );
    expect(printed).toContain(
      '停止の原因令和8年6月4日付け苫税第90号による保守事業者の許可（許可番号 R8-P0012）の停止',
    );
    expect(printed).toContain('停止の期間令和8年7月31日まで。');
    expect(printed).toContain('利用する者再委託へ（再委託者）');
    expect(printed).toContain('保守事業者の許可の停止が解除されたときは、この許可の停止もともに解除します。');
    for (const foreign of [
      paper.orderNo,
      paper.facts,
      paper.reason,
      '事情ゆ',
      '違反した規定',
      '命令',
      '弁明',
    ])
      expect(printed).not.toContain(foreign);
  });
});

describe('第11条: 発行した通知書は、発行したときの言葉で印刷する', () => {
  const now = (notice: SanctionNotice) =>
    text(
      noticeA4(context, { ...notice, subcontractor: '再委託へ' } as SanctionNotice, ALL.regulationId, back),
    );
  const before = (notice: SanctionNotice) => text(noticeA4(context, notice, ALL.regulationId, back));
  test.each([
    ['取消', { ...NOTICES.ofChild }],
    ['停止', { ...NOTICES.ofChild, sanction: 'suspend' as const }],
    ['解除', { ...NOTICES.lifted, parentPermitNo: 'R8-P0012' }],
  ])('%s: 以前の版のものは「元請の許可」、今のものは「保守事業者の許可」', (_, notice) => {
    expect(before(notice)).toContain('元請の許可R8-P0012');
    expect(before(notice)).not.toContain('保守事業者の許可');
    expect(now(notice)).toContain('保守事業者の許可R8-P0012');
    expect(now(notice)).not.toContain('元請');
  });
});

describe('第6条第6号', () => {
  const BY_ART_6 = `リモートメンテナンス（許可番号 R8-P0099）について、${RULE}第6条第6号の規定により、下記のとおり指示します。`;
  test.each([
    [
      '指示書',
      INSTRUCTED.issued,
      numbered(25, '令和8年8月3日', '指示書', BY_ART_6, [
        ['種類', '報告の指示'],
        ['件名', '件名む'],
        ['指示の内容', '内容う'],
        ['指示の理由', '理由ゐ'],
        ['期限', '令和8年8月21日'],
      ]),
    ],
    [
      '緊急接続停止指示は、直ちに',
      INSTRUCTED.cutOff,
      numbered(26, '令和8年8月4日', '指示書', BY_ART_6, [
        ['種類', '緊急接続停止指示'],
        ['件名', '件名の'],
        ['指示の内容', '内容お'],
        ['指示の理由', '理由く'],
        ['期限', '直ちに'],
      ]),
    ],
    [
      '解除通知書',
      INSTRUCTED.lifted,
      numbered(
        27,
        '令和8年8月6日',
        '緊急接続停止指示解除通知書',
        `リモートメンテナンス（許可番号 R8-P0099）についての${RULE}第6条第6号の規定による指示（令和8年8月4日付け苫税第26号）を、下記のとおり解除したので、通知します。`,
        [
          ['解除する指示', '苫税第26号（令和8年8月4日）'],
          ['件名', '件名の'],
          ['解除の理由', '理由や'],
        ],
      ),
    ],
  ])('%s', (_, paper, expected) => {
    expect(text(instructionA4(context, paper, { ...ALL, permitNo: 'R8-P0099' }, back))).toBe(expected);
  });
});
