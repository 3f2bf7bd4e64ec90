import { z } from 'zod';
import { COMPLIANCE, SANCTIONS } from '../../core/finding.ts';
import { LIFTINGS } from '../../core/finding-inputs.ts';
import type { FindingView } from '../../core/finding-views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Content } from './components.ts';
import { wareki } from './dates.ts';
import {
  checkBox,
  dateField,
  type FormState,
  fieldGroup,
  radioGroup,
  selectField,
  textArea,
  textField,
} from './form-controls.ts';

/** The fields of each answer about a violation (第7条, 第8条). */

export type FindingStage =
  | 'candidate'
  | 'receipt'
  | 'order'
  | 'judge'
  | 'noncompliance'
  | 'sanction'
  | 'lift'
  | 'closing';
type Form = {
  readonly title: string;
  readonly lead: string;
  readonly submit: string;
  readonly danger?: boolean;
  readonly fields: (state: FormState, view: FindingView, regulation: Regulation) => Content;
};

/** 第6条の各号, in the words of the rule. */
const clauses = ({ articles, provisions }: Regulation): Record<string, string> =>
  Object.fromEntries(
    (articles[provisions.obligations - 1]?.paragraphs[0]?.items ?? []).map(({ number, text }) => [
      `${number}`,
      `第${provisions.obligations}条第${number}号　${text}`,
    ]),
  );

/** One box for each item of 第6条; ticked are those that were chosen, at first those of the candidate. */
const clauseBoxes = ({ content, problems }: FormState, options: Record<string, string>): Content => {
  const chosen = citedIn(content);
  return Object.entries(options).map(([number, label], index) =>
    checkBox(
      {
        content: { clauses: Object.keys(options).map((each) => (chosen.has(each) ? each : undefined)) },
        problems,
      },
      { path: `clauses.${index}`, type: 'number', label, value: number },
    ),
  );
};
const citedIn = (content: unknown): ReadonlySet<string> => {
  const given = citedSchema.safeParse(content).data ?? {};
  return new Set([...(given.clauses ?? []), given.clause].map(String));
};
const citedSchema = z.object({ clause: z.unknown(), clauses: z.array(z.unknown()).optional() }).partial();

export const pointOutFields = (state: FormState, regulation: Regulation): Content => [
  selectField(state, {
    path: 'clause',
    type: 'number',
    label: '該当すると思われる規定',
    required: true,
    options: clauses(regulation),
  }),
  textArea(state, {
    path: 'facts',
    label: '気付いた事実',
    required: true,
    rows: 4,
    hint: 'いつ、どこで、誰が、何をしたか。何によって気付いたか',
  }),
];

export const foundFields = (state: FormState, regulation: Regulation): Content => [
  fieldGroup(
    state,
    {
      path: 'clauses',
      legend: '違反した規定（必須。あてはまるものすべて）',
      hint: '月次報告や利用管理の不備（第9条・第10条）は、報告の指示に従わないこと（第6条第6号）として扱います',
    },
    clauseBoxes(state, clauses(regulation)),
  ),
  textArea(state, {
    path: 'facts',
    label: '違反の事実',
    required: true,
    rows: 4,
    hint: 'いつ、どこで、誰が、何をしたか',
  }),
  textArea(state, {
    path: 'howFound',
    label: '認知の経緯',
    required: true,
    hint: '例 4月分の接続ログと作業申請の照合による',
  }),
  textArea(state, { path: 'evidence', label: '証拠', hint: '資料の名称と保管場所' }),
  textArea(state, {
    path: 'interimInstruction',
    label: '是正前の指示',
    hint: '命令の前に指示したことがあれば、その内容',
  }),
  textArea(state, {
    path: 'opinion',
    label: '情報セキュリティ管理者の意見',
    required: true,
    hint: '統括情報セキュリティ管理者に報告します',
  }),
];

const remark = (state: FormState): Content =>
  textArea(state, {
    path: 'remark',
    label: '情報セキュリティ管理者への指示・意見',
    hint: 'あれば入力してください。情報セキュリティ管理者に伝わります',
  });

export const FINDING_FORMS: Readonly<Record<FindingStage, Form>> = {
  candidate: {
    title: '違反の候補の判断',
    lead: '次のことが、要領第6条の違反に当たるかを判断してください。候補は、それだけでは違反ではありません。違反と認めると、統括情報セキュリティ管理者への報告（第7条）が同時に行われます。',
    submit: '判断を記録する',
    fields: (state, _view, regulation) => [
      radioGroup(state, {
        path: 'choice',
        label: '判断',
        required: true,
        options: { find: '違反と認める（統括情報セキュリティ管理者に報告する）', dismiss: '不問とする' },
      }),
      fieldGroup(state, { path: 'found', legend: '違反と認めるとき' }, foundFields(state, regulation)),
      fieldGroup(
        state,
        { path: 'dismissed', legend: '不問とするとき' },
        textArea(state, {
          path: 'reason',
          label: '不問とする理由',
          hint: '不問とするときは必ず入力してください',
        }),
      ),
    ],
  },
  receipt: {
    title: '違反報告の受領',
    lead: '情報セキュリティ管理者から、保守事業者の違反の報告がありました（第7条）。内容を確認し、受領してください。是正命令は情報セキュリティ管理者が行います。',
    submit: '報告を受領する',
    fields: remark,
  },
  order: {
    title: '是正命令の発出',
    lead: '保守事業者に、必要な措置をとることを命じます（第7条）。文書番号は自動で付き、命令書が保守事業者に通知されます。',
    submit: '是正命令を発する',
    fields: (state) => [
      textField(state, {
        path: 'when',
        label: '違反の日時',
        hint: '例 令和8年5月11日 10時05分から12時40分まで。命令書に記します',
      }),
      textArea(state, { path: 'violation', label: '違反の内容', required: true, rows: 4 }),
      textArea(state, {
        path: 'measures',
        label: '命ずる措置',
        required: true,
        rows: 4,
        hint: '何を、どこまで行えば履行となるかが分かるように書いてください',
      }),
      dateField(state, { path: 'dueOn', label: '履行期限', required: true }),
      textArea(state, { path: 'reporting', label: '履行の報告の方法', required: true }),
      textArea(state, { path: 'consequence', label: '命令に応じないときの取扱い', required: true }),
    ],
  },
  judge: {
    title: '是正命令の履行の判断',
    lead: '是正命令が履行されたかを判断してください（第7条）。未履行と判断すると、統括情報セキュリティ管理者に報告され、第8条の手続に進みます。',
    submit: '判断を記録する',
    fields: (state, view) => [
      radioGroup(state, {
        path: 'result',
        label: '判断',
        required: true,
        hint: `未履行と判断できるのは、履行期限（${wareki(view.dueOn ?? '')}）を過ぎた後です（第8条）`,
        options: COMPLIANCE,
      }),
      textArea(state, {
        path: 'reason',
        label: '判断の理由',
        required: true,
        hint: '保守事業者に伝わります',
      }),
      dateField(state, {
        path: 'dueOn',
        label: '新たな履行期限',
        hint: '一部履行とするときは必ず入力してください',
      }),
      dateField(state, {
        path: 'statementDueOn',
        label: '弁明の期限',
        hint: '未履行とするとき、保守事業者が弁明できる最終日です',
      }),
    ],
  },
  noncompliance: {
    title: '未履行報告の受領',
    lead: '是正命令に応じないことの報告です（第8条）。内容を確認し、受領してください。受領の後に、情報セキュリティ管理者が取消・停止などを決定します。',
    submit: '報告を受領する',
    fields: remark,
  },
  sanction: {
    title: '取消・停止等の決定',
    lead: '是正命令に応じない許可について、取消・停止などを決定します（第8条）。決定すると、直ちに効力を生じ、通知書が保守事業者に送られます。',
    submit: '決定する',
    danger: true,
    fields: (state, view) => [
      radioGroup(state, { path: 'sanction', label: '決定', required: true, options: SANCTIONS }),
      textArea(state, { path: 'facts', label: '命令の未履行の事実', required: true, rows: 4 }),
      textArea(state, { path: 'reason', label: '決定の理由', required: true }),
      fieldGroup(state, { path: 'suspension', legend: '停止とするとき' }, [
        dateField(state, {
          path: 'until',
          label: '停止の予定最終日',
          hint: '期間を定めないときは空欄のままにしてください。過ぎても自動では解除されません',
        }),
        textArea(state, {
          path: 'conditions',
          label: '停止を解除する条件',
          hint: '停止のときは必ず入力してください',
        }),
      ]),
      textArea(state, {
        path: 'returns',
        label: '端末の返却・アカウントの停止・データの消去',
        hint: '取消・停止のとき、保守事業者に求めること',
      }),
      textArea(state, {
        path: 'measures',
        label: 'その他の措置の内容',
        hint: 'その他の措置とするときは必ず入力してください',
      }),
      fieldGroup(
        state,
        {
          path: 'heard',
          legend: '口頭又は書面で弁明を受けたとき',
          hint: `画面から提出された弁明は、上に表示しています。弁明の期限は${wareki(view.statementDueOn ?? '')}です。それまでに弁明がないときは、期限の後に決定できます`,
        },
        [
          textArea(state, { path: 'statement', label: '弁明の要旨' }),
          dateField(state, { path: 'statementOn', label: '弁明のあった日' }),
        ],
      ),
    ],
  },
  lift: {
    title: '停止の解除の判断',
    lead: '停止を解除するか、続けるかを判断してください（第8条）。停止は、解除するまで終わりません。',
    submit: '判断を記録する',
    fields: (state) => [
      radioGroup(state, { path: 'choice', label: '判断', required: true, options: LIFTINGS }),
      textArea(state, { path: 'reason', label: '理由', required: true, hint: '保守事業者に伝わります' }),
      dateField(state, {
        path: 'until',
        label: '停止の新たな予定最終日',
        hint: '停止を続けるとき、定めるなら入力してください',
      }),
    ],
  },
  closing: {
    title: '命令等の終結の判断',
    lead: '許可が終わりましたが、次の違反・命令（第7条、第8条）は終わっていません。同じ事業者に同じシステムの許可がされると、自動でその許可に引き継がれます。引き継ぐ許可がなく、終わらせてよいときは、理由を記して終結としてください。',
    submit: '終結とする',
    danger: true,
    fields: (state) =>
      textArea(state, {
        path: 'reason',
        label: '終結とする理由',
        required: true,
        hint: '命令を発していたときは、保守事業者に伝わります',
      }),
  },
};

/** The vendor's forms, and the withdrawal of an order. */
export type OtherForm = 'reply' | 'statement' | 'conditions' | 'withdrawal';
export const OTHER_FORMS: Readonly<
  Record<OtherForm, Omit<Form, 'fields'> & { readonly fields: (state: FormState) => Content }>
> = {
  reply: {
    title: '是正報告の提出',
    lead: '是正命令に対して行った措置を報告してください（第7条）。情報セキュリティ管理者が履行を判断し、結果をお知らせします。',
    submit: '是正報告を提出する',
    fields: (state) => [
      textArea(state, { path: 'cause', label: '原因', required: true }),
      textArea(state, { path: 'measures', label: '講じた措置', required: true, rows: 4 }),
      dateField(state, { path: 'doneOn', label: '措置の完了日', required: true }),
      textArea(state, { path: 'prevention', label: '再発防止策', required: true }),
      textArea(state, {
        path: 'evidence',
        label: '確認できる資料',
        hint: '資料の名称、市への提出の方法など',
      }),
    ],
  },
  statement: {
    title: '弁明の提出',
    lead: '取消・停止などの決定の前に、弁明を提出できます（第8条）。弁明の期限の後は、決定が行われることがあります。',
    submit: '弁明を提出する',
    fields: (state) => textArea(state, { path: 'statement', label: '弁明の内容', required: true, rows: 8 }),
  },
  conditions: {
    title: '解除条件の充足の報告',
    lead: '停止を解除する条件について、行ったことを報告してください（第8条）。解除の通知があるまで、接続はできません。',
    submit: '報告する',
    fields: (state) => [
      textArea(state, { path: 'done', label: '解除条件について行ったこと', required: true, rows: 4 }),
      dateField(state, { path: 'doneOn', label: '完了日', required: true }),
    ],
  },
  withdrawal: {
    title: '是正命令の撤回',
    lead: '誤って発した命令を撤回します。命令の文書番号は欠番とせず、撤回したことが記録に残ります。',
    submit: '命令を撤回する',
    danger: true,
    fields: (state) =>
      textArea(state, {
        path: 'reason',
        label: '撤回の理由',
        required: true,
        hint: '保守事業者に伝わります',
      }),
  },
};
