import type { Regulation } from '../../core/regulation/regulation.ts';

export type Term = { readonly term: string; readonly meaning: string; readonly source?: string };

/** What the rule defines, in its words, and then what this system calls things. */
export const glossary = ({
  articles,
  roles,
  checklistName,
  checklist,
  provisions,
}: Regulation): readonly Term[] => [
  ...articles.flatMap(({ number, paragraphs }) =>
    paragraphs.flatMap(({ items }) =>
      items.flatMap(({ term, text }) =>
        term === undefined ? [] : [{ term, meaning: text, source: `第${number}条` }],
      ),
    ),
  ),
  {
    term: checklistName,
    meaning: `許可を受けるために、すべてに適合しなければならない${checklist.length}項目の要件です。`,
    source: `第${provisions.application}条`,
  },
  {
    term: '代決',
    meaning: `${roles.chief.title}又は${roles.manager.title}が不在のとき、あらかじめ登録された代決者が、その人に代わって決定することです。本人に知らされ、記録に残ります。`,
  },
  {
    term: '開庁日',
    meaning:
      '土曜日・日曜日・祝日・年末年始と、市独自の休日を除く日です。期限は、特に示すもののほか、開庁日で数えます。',
  },
  {
    term: '補正',
    meaning: '申請の不足や誤りを、決定の前に申請者が直すことです。前の内容も版として残ります。',
  },
  {
    term: '候補',
    meaning: '違反の疑いとして機械又は職員が挙げたものです。違反と認めるかどうかは、人が判断します。',
  },
  {
    term: '照合',
    meaning:
      '接続装置のログを、作業申請・作業報告・許可の範囲と比べ、申請や報告のない接続を見つけることです。',
  },
  {
    term: '接続元・接続先',
    meaning: '接続元は、保守事業者の側の場所・端末・アドレスです。接続先は、市のシステムです。',
  },
  {
    term: '緊急の作業',
    meaning: '障害などのため、承認を待たずに接続する作業です。直ちに申請し、後で承認を受けます。',
  },
  {
    term: '緊急接続停止',
    meaning: `許可を停止し、又は取り消すことなく、接続だけを直ちに止めさせる指示です（第${provisions.obligations}条第6号）。解除されるまで接続できません。`,
  },
  {
    term: '弁明',
    meaning: '取消・停止などの決定の前に、保守事業者が事情を述べることです。書面でも口頭でもできます。',
  },
  {
    term: '停止・取消・失効',
    meaning:
      '停止は、是正命令に応じないときに、期間を定めて、又は解除するまで、利用の全部又は一部を止めることです。取消は、是正命令に応じないときに、市が許可を終わらせることです。失効は、期間の満了、又は再委託者にあっては保守事業者の許可の終了により、許可が効力を失うことです。',
  },
  {
    term: '廃止・取下げ',
    meaning:
      '廃止は、保守事業者の届出により許可を終わらせることです。取下げは、提出した申請・届出を、申請者がやめることです。',
  },
  {
    term: '登録伺い',
    meaning: `役職・権限・設定などの変更の案です。${roles.chief.title}又はその代決者のうち、作成した本人及び変更に関わる本人でない者が確認したときに、反映されます。`,
  },
  {
    term: '監査証跡',
    meaning: 'だれが・いつ・何をしたかの記録です。後から書き換えると、毎日の検査で見つかります。',
  },
  { term: '一時保存', meaning: '入力の途中の内容を保存することです。提出したことにはなりません。' },
];
