import { z } from 'zod';
import { STOPPABLE } from '../../core/case/partial-stop.ts';
import { COMPLIANCE, INTENDED, SANCTIONS } from '../../core/case/records/finding-facts.ts';
import { LIFTINGS } from '../../core/finding/inputs.ts';
import type { FindingView } from '../../core/finding/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Content } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import {
  checkBox,
  dateField,
  type FormState,
  fieldGroup,
  radioGroup,
  selectField,
  textArea,
  textField,
} from '../ui/form-controls.ts';
import { dayOffBox, hearingFields, statementAnswers, statementFields } from './hearing-fields.ts';

/**
 * The fields of each answer about a violation (第7条, 第8条).
 * Longer than 300 lines: one table, the fields of every form.
 */

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
  /** Of what cannot be undone: what the vendor receives. It is shown once more before it is recorded. */
  readonly sends?: string;
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
    sends: '是正命令書（文書番号を付けて通知します）',
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
      dayOffBox(state),
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
        hint: `未履行・一部履行と判断できるのは、履行期限（${wareki(view.dueOn ?? '')}）の日が終わった後です（第7条、第8条）。未履行とした後も、取消・停止などを決定するまでは、改めて判断できます`,
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
      fieldGroup(
        state,
        {
          path: 'invitation',
          legend: '未履行とするとき（弁明の機会の付与）',
          hint: '「弁明の機会の付与について（通知）」が、文書番号を付けて保守事業者に通知されます',
        },
        [
          radioGroup(state, {
            path: 'intended',
            label: '予定する措置',
            hint: 'ここで示した措置より重い措置は、決定できません',
            options: INTENDED,
          }),
          dateField(state, {
            path: 'statementDueOn',
            label: '弁明の期限',
            hint: '保守事業者が弁明できる最終日です。この日が終わるまで、取消・停止などを決定できません',
          }),
        ],
      ),
      dayOffBox(state),
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
    lead: '是正命令に応じない許可について、取消・停止などを決定します（第8条）。決定すると、通知書が保守事業者に送られます。措置は、弁明の期限の日が終わった後、又は保守事業者が「以上で弁明を終える」と申し出た後に決定できます。',
    submit: '決定する',
    danger: true,
    sends: '決定の通知書（文書番号を付けて通知します）',
    fields: (state, view) => [
      radioGroup(state, { path: 'sanction', label: '決定', required: true, options: SANCTIONS }),
      textArea(state, { path: 'facts', label: '命令の未履行の事実', required: true, rows: 4 }),
      textArea(state, { path: 'reason', label: '決定の理由', required: true }),
      textArea(state, {
        path: 'weighing',
        label: '考慮した事情',
        hint: '違反の程度、影響、是正の状況、ほかの措置では足りない理由など。取消・停止のときは必ず入力してください',
      }),
      statementAnswers(state, view),
      dateField(state, {
        path: 'effectiveOn',
        label: '効力の生ずる日',
        hint: '通知の日とするときは空欄のままにしてください。後の日とすると、その日の0時から効力を生じます',
      }),
      fieldGroup(state, { path: 'suspension', legend: '停止とするとき' }, [
        selectField(state, {
          path: 'only.value',
          label: '停止の範囲',
          hint: '作業者、端末又は接続元の一つに限って停止するときに選択してください。許可のその他の部分は有効のままとなり、ほかの者の作業は続けられます',
          blank: '許可の全体',
          options: Object.fromEntries(
            (view.stoppable ?? []).map(({ kind, value }) => [
              `${kind}:${value}`,
              `${STOPPABLE[kind]}　${value}`,
            ]),
          ),
        }),
        dateField(state, {
          path: 'until',
          label: '停止の最終日',
          hint: 'この日の終わりに停止は終わります。延長は、その前に改めて決定し、通知したときだけです。期間を定めず、解除するまで停止するときは、空欄のままにしてください',
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
        hint: '取消・停止のとき、保守事業者に求めること。停止の範囲を選択し、この文を変えないときは、その範囲に係る文として記録します',
      }),
      textArea(state, {
        path: 'measures',
        label: 'その他の措置の内容',
        hint: 'その他の措置とするときは必ず入力してください',
      }),
    ],
  },
  lift: {
    title: '停止の解除の判断',
    lead: '停止を解除するか、続けるかを判断してください（第8条）。最終日が定められた停止は、その日の終わりに終わります。延長するときは、最終日が来る前に、新たな最終日を入力してください。停止期間変更通知書が、文書番号を付けて保守事業者に通知されます。',
    submit: '判断を記録する',
    fields: (state) => [
      radioGroup(state, { path: 'choice', label: '判断', required: true, options: LIFTINGS }),
      textArea(state, { path: 'reason', label: '理由', required: true, hint: '保守事業者に伝わります' }),
      dateField(state, {
        path: 'until',
        label: '停止の新たな最終日',
        hint: '停止の期間を変更するときだけ入力してください。空欄のときは、最終日は変わりません',
      }),
    ],
  },
  closing: {
    title: '命令等の終結の判断',
    lead: '許可が終わりましたが、次の違反・命令（第7条、第8条）は終わっていません。同じ事業者に同じシステムの許可がされると、自動でその許可に引き継がれます。引き継ぐ許可がなく、終わらせてよいときは、理由を記して終結としてください。',
    submit: '終結とする',
    danger: true,
    sends: '終結とした旨（命令を発していたとき）',
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
export type OtherForm = 'reply' | 'statement' | 'conditions' | 'withdrawal' | 'extension' | 'hearing';
export const OTHER_FORMS: Readonly<
  Record<
    OtherForm,
    Omit<Form, 'fields'> & { readonly fields: (state: FormState, view: FindingView) => Content }
  >
> = {
  extension: {
    title: '履行期限の変更',
    lead: '是正命令の履行期限を、後の日に変更します（第7条）。変更できるのは、履行期限の日までです。履行期限変更通知書が、文書番号を付けて保守事業者に通知されます。',
    submit: '履行期限を変更する',
    fields: (state) => [
      dateField(state, { path: 'dueOn', label: '変更後の履行期限', required: true }),
      dayOffBox(state),
      textArea(state, {
        path: 'reason',
        label: '変更の理由',
        required: true,
        hint: '保守事業者に伝わります',
      }),
    ],
  },
  hearing: {
    title: '口頭・書面の弁明の記録',
    lead: '画面によらない弁明を受けたときに記録します（第8条）。記録は保守事業者に送られ、内容の確認又は訂正を求めます。確認が得られないときは、その旨が通知書に記載されます。',
    submit: '弁明を記録する',
    fields: hearingFields,
  },
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
    lead: '取消・停止などの決定の前に、弁明を提出できます（第8条）。代理人によることもできます。弁明の期限の日が終わるまで、又は「以上で弁明を終える」と申し出るまで、決定は行われません。',
    submit: '弁明を提出する',
    fields: statementFields,
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
    sends: '命令を撤回した旨と、その理由',
    fields: (state) =>
      textArea(state, {
        path: 'reason',
        label: '撤回の理由',
        required: true,
        hint: '保守事業者に伝わります',
      }),
  },
};
