import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { applicationPaper } from '../../functions/application/sheet.ts';
import { decisionPaper } from '../../functions/decision/sheet.ts';
import { noticePaper } from '../../functions/document/notice-paper.ts';
import { PAPERS } from '../../functions/ui/style.ts';
import {
  application,
  approval,
  chiefCase,
  confirmation,
  context,
  hostile,
  notice,
  regulation,
} from '../ui/examples.ts';

const back = { href: '/applications/1', label: '戻る' };
const text = (page: unknown): string =>
  parseHTML(`${page}`).document.querySelector('.paper')?.textContent.replace(/\s+/g, ' ') ?? '';
const form = {
  application,
  regulation,
  caseNo: 'R8-0012',
  rev: 2,
  systemName: '介護保険システム',
  sectionName: '介護福祉課',
  consultation: { heldOn: '2026-03-20', cityStaff: '介護福祉課 小林', summary: '接続方式を確認した。' },
  back,
};
/** Every leaf of a value that a person typed. */
const leaves = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];

describe('F4 結果通知書', () => {
  const permit = text(noticePaper(context, notice, regulation, back));

  test('has every field of F2 and F4', () => {
    for (const field of [
      '苫介福第123号',
      '令和8年4月20日',
      '株式会社北斗データ',
      '代表取締役 髙﨑 一郎 様',
      '苫小牧市',
      '介護福祉課長',
      '佐藤 花子',
      '（公印省略）',
      '条件付許可',
      'RM-R8-0007',
      'R8-0012',
      '介護保険システム',
      '南斗テクノ株式会社',
      '令和8年5月1日から令和9年3月31日まで',
      application.purpose,
      '札幌保守センター（札幌市白石区本通1丁目）',
      'HD-0123（Windows 11 Pro）',
      'kaigo-ap01（10.1.2.3 TCP/3389）',
      '2名',
      '1 作業は平日9時から17時までとすること。 2 更新の適用は30日以内とすること。',
      '更新の適用が最大30日遅れる。',
      '令和8年10月1日',
      '0144-32-6111',
      'kaigo@city.example',
    ])
      expect(permit).toContain(field);
  });

  test('第5条: cites the article by which it is sent, in the form of an official letter', () => {
    expect(permit).toContain(
      '令和8年4月1日付けで再委託者である南斗テクノ株式会社から保守事業者である株式会社北斗データを通じて申請のあったリモートメンテナンスの利用については、苫小牧市リモートメンテナンスの許可等に関する要領（以下「要領」という。）第3条第1号に該当すると認め、統括情報セキュリティ管理者の承認を得て条件を付けて許可しましたので、要領第5条の規定により、下記のとおり通知します。',
    );
    expect(permit).toMatch(/記 ?1結果.*以上/);
  });

  test('第12条: where the seal is not omitted, leaves room for it', () => {
    const sealed = text(noticePaper(context, { ...notice, sealOmitted: false }, regulation, back));
    expect(sealed).not.toContain('公印省略');
    expect(sealed).toContain('佐藤 花子印');
  });

  test('of a refusal gives the reason, no permit number, no scope', () => {
    const refusal = {
      ...notice,
      result: '不承認' as const,
      permitNo: undefined,
      refusalReason: '3-4に適合しないため。',
    };
    const paper = text(noticePaper(context, refusal, regulation, back));
    expect(paper).toContain('リモートメンテナンス利用不許可通知書');
    expect(paper).toContain(
      '許可しないこととしましたので、苫小牧市リモートメンテナンスの許可等に関する要領第5条の規定により',
    );
    expect(paper).toContain('結果不許可');
    expect(paper).toContain('許可しない理由3-4に適合しないため。');
    expect(paper).not.toMatch(/承認/);
    expect(paper).not.toMatch(/許可番号|許可の範囲|条件|取消|失効/);
  });

  test('第5条: 通知が期間の初日より後なら、通知より前の日を許可の期間としない', () => {
    const late = { ...notice, fromNotice: true };
    expect(text(noticePaper(context, late, regulation, back))).toMatch(
      /許可の期間通知の日から令和\d+年\d+月\d+日まで/,
    );
  });

  test('第3条第2号: 統括が必要と認めたときは、その号を示す。発信者は役割と職名で示す', () => {
    const paper = text(noticePaper(context, { ...notice, ground: 'chief' }, regulation, back));
    expect(paper).toContain('第3条第2号に該当すると認め');
    expect(paper).toContain(`苫小牧市情報セキュリティ管理者${notice.issuer.title}`);
  });

  test('without conditions and exceptions says so', () => {
    const plain = { ...notice, result: '承認' as const, conditions: undefined, exceptions: [] };
    const paper = text(noticePaper(context, plain, regulation, back));
    expect(paper).toContain('条件なし');
    expect(paper).toContain('例外とする要件なし');
  });
});

describe('様式1 リモート接続申請書', () => {
  const paper = text(applicationPaper(context, form));

  test('prints everything that was applied for', () => {
    const { consultationId, systemId, checklist, ...rest } = application;
    const words = [
      'new',
      'specific',
      'tcp',
      'ip-vpn',
      'effect',
      'maintenance',
      'true',
      application.pledge.ruleVersion,
    ];
    for (const leaf of leaves(rest).filter(
      (value) => !words.includes(value) && !/^\d{4}-\d\d-\d\d$/.test(value),
    ))
      expect(paper).toContain(leaf.replace(/\s+/g, ' '));
    for (const word of [
      '新規',
      '特定個人情報',
      'TCP',
      'IP-VPN',
      '第3条第1号',
      '保守運用業務',
      '令和8年4月1日',
    ])
      expect(paper).toContain(word);
  });

  test('prints all 16 items of 別表1, verbatim, each with its answer', () => {
    for (const item of regulation.checklist) expect(paper).toContain(`${item.id}${item.text}`);
    expect(paper).toContain('例外の理由：業務アプリケーション');
    expect(paper).toContain('例外の見直し日：令和8年10月1日');
  });

  test('keeps the order of F1', () => {
    const labels = [
      '申請区分',
      '申請日',
      // 第11条: who uses, before the vendor through whom it is applied for.
      '利用する者',
      '保守事業者の名称',
      '法人番号',
      '保守責任者',
      '事前協議',
      '対象システム',
      '専用端末',
      '作業者',
      '申請の根拠',
      '利用期間',
      '契約名',
      '再委託者南斗テクノ株式会社',
      '再委託承諾の文書番号',
      '別表1（適合状況）',
      '誓約',
      '備考',
    ];
    const table = paper.slice(paper.indexOf('申請区分'));
    const places = labels.map((label) => table.indexOf(label));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});

describe('F3 承認伺・決定', () => {
  const decided = { ...chiefCase, decisions: [confirmation, approval] };
  const paper = text(decisionPaper(context, decided, regulation));

  test('names drafter, what was shown, the 16 confirmations, opinion and decision', () => {
    for (const field of [
      '介護福祉課長 佐藤 花子',
      '令和8年4月9日 10時00分',
      'sha256-of-what-the-manager-saw',
      '適 16/16',
      '例外を適当と認める',
      '条件付承認',
      '平日9時から17時まで',
      '別表1 3-3に例外があるため。',
      '令和8年4月10日 10時12分',
      'メールリンク',
      '画面',
    ])
      expect(paper).toContain(field);
    expect(paper.match(/書面令和8年4月8日/g)).toHaveLength(16);
  });

  test('代決: both names stand on the record', () => {
    expect(paper).toContain('総務部ICT推進室主幹 伊藤 五郎（代決） 本来の決裁者 総務部ICT推進室長 山田 太郎');
  });

  test('after the chief sent it back shows the earlier decisions, and none as the present one', () => {
    const sentBack = { ...approval, choice: 'send-back' as const };
    const again = { ...confirmation, round: 2 };
    const record = text(
      decisionPaper(context, { ...chiefCase, decisions: [confirmation, sentBack, again] }, regulation),
    );
    expect(record).toContain('状態未決定');
    expect(record).toContain('これまでの判断');
    expect(record).toContain('差戻し');
  });
});

describe('every paper', () => {
  const papers = {
    notice: noticePaper(context, { ...notice, purpose: hostile, conditions: hostile }, regulation, back),
    application: applicationPaper(context, {
      ...form,
      application: { ...application, purpose: hostile, remarks: hostile },
    }),
    decision: decisionPaper(
      context,
      { ...chiefCase, vendorName: hostile, decisions: [{ ...confirmation, opinion: hostile }] },
      regulation,
    ),
  };

  test.each(Object.entries(papers))('%s escapes what people typed and has one h1', (_, paper) => {
    const { document } = parseHTML(`${paper}`);
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    expect(document.querySelectorAll('[style]')).toHaveLength(0);
    expect(document.body.textContent).toContain(hostile);
  });

  test('is printed on A4, without navigation', () => {
    expect(PAPERS).toContain('@page { size: A4;');
    expect(PAPERS).toMatch(
      /@media print \{\s+body:has\(\.paper\) > :not\(main\), \.paper-bar \{ display: none/,
    );
  });
});
