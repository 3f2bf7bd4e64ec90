import { z } from 'zod';
import { STOPPABLE } from '../../core/case/partial-stop.ts';
import {
  candidateInputSchema,
  closeInputSchema,
  conditionsInputSchema,
  extendInputSchema,
  findInputSchema,
  judgeInputSchema,
  liftInputSchema,
  orderInputSchema,
  pointOutInputSchema,
  receiptInputSchema,
  replyInputSchema,
  sanctionInputSchema,
  withdrawOrderInputSchema,
} from '../../core/finding/inputs.ts';
import type { FindingView } from '../../core/finding/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Content } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { checkBox, type FormState, fieldGroup, onlyFor, wholeFor } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { hearingFields, statementAnswers, statementFields } from './hearing-fields.ts';

/**
 * The fields of each answer about a violation (第7条, 第8条).
 * Longer than 300 lines: one form after the other.
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
  /** It takes longer than a sitting: what was typed can be saved. */
  readonly isLong?: boolean;
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

const pointOutField = fieldsOf(pointOutInputSchema);
export const pointOutFields = (state: FormState, regulation: Regulation): Content => [
  pointOutField(state, 'clause', { label: '該当すると思われる規定', options: clauses(regulation) }),
  pointOutField(state, 'facts', { rows: 4 }),
];

const foundField = fieldsOf(findInputSchema);
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
  foundField(state, 'facts', { rows: 4 }),
  foundField(state, 'howFound'),
  foundField(state, 'evidence'),
  foundField(state, 'interimInstruction'),
  foundField(state, 'opinion'),
];

const candidateField = fieldsOf(candidateInputSchema);
const receiptField = fieldsOf(receiptInputSchema);
const orderField = fieldsOf(orderInputSchema);
const judgeField = fieldsOf(judgeInputSchema);
const sanctionField = fieldsOf(sanctionInputSchema);
const liftField = fieldsOf(liftInputSchema);
const closeField = fieldsOf(closeInputSchema);
const extendField = fieldsOf(extendInputSchema);
const replyField = fieldsOf(replyInputSchema);
const conditionsField = fieldsOf(conditionsInputSchema);
const withdrawField = fieldsOf(withdrawOrderInputSchema);

export const FINDING_FORMS: Readonly<Record<FindingStage, Form>> = {
  candidate: {
    title: '違反の候補の判断',
    lead: '次のことが、要領第6条の違反に当たるかを判断してください。候補は、それだけでは違反ではありません。違反と認めると、統括情報セキュリティ管理者への報告（第7条）が同時に行われます。',
    submit: '判断を記録する',
    fields: (state, _view, regulation) => [
      candidateField(state, 'choice', {
        label: '判断',
        options: { find: '違反と認める（統括情報セキュリティ管理者に報告する）', dismiss: '不問とする' },
      }),
      wholeFor(
        'find',
        fieldGroup(state, { path: 'found', legend: '違反と認めるとき' }, foundFields(state, regulation)),
      ),
      wholeFor(
        'dismiss',
        fieldGroup(
          state,
          { path: 'dismissed', legend: '不問とするとき' },
          candidateField(state, 'reason', { required: false }),
        ),
      ),
    ],
  },
  receipt: {
    title: '違反報告の受領',
    lead: '情報セキュリティ管理者から、保守事業者の違反の報告がありました（第7条）。内容を確認し、受領してください。是正命令は情報セキュリティ管理者が行います。',
    submit: '報告を受領する',
    fields: (state) => receiptField(state, 'remark'),
  },
  order: {
    title: '是正命令の発出',
    lead: '保守事業者に、必要な措置をとることを命じます（第7条）。文書番号は自動で付き、命令書が保守事業者に通知されます。',
    submit: '是正命令を発する',
    sends: '是正命令書（文書番号を付けて通知します）',
    isLong: true,
    fields: (state) => [
      orderField(state, 'when'),
      orderField(state, 'violation', { rows: 4 }),
      orderField(state, 'measures', { rows: 4 }),
      orderField(state, 'dueOn'),
      orderField(state, 'dayOff'),
      orderField(state, 'reporting'),
      orderField(state, 'consequence'),
    ],
  },
  judge: {
    title: '是正命令の履行の判断',
    lead: '是正命令が履行されたかを判断してください（第7条）。未履行と判断すると、統括情報セキュリティ管理者に報告され、第8条の手続に進みます。',
    submit: '判断を記録する',
    fields: (state, view) => [
      judgeField(state, 'result', {
        label: '判断',
        hint: `未履行・一部履行と判断できるのは、履行期限（${wareki(view.dueOn ?? '')}）の日が終わった後です（第7条、第8条）。未履行とした後も、取消・停止などを決定するまでは、改めて判断できます`,
      }),
      judgeField(state, 'reason'),
      onlyFor('partial', judgeField(state, 'dueOn', { watched: true })),
      wholeFor(
        'disobeyed',
        fieldGroup(
          state,
          {
            path: 'invitation',
            legend: '未履行とするとき（弁明の機会の付与）',
            hint: '「弁明の機会の付与について（通知）」が、文書番号を付けて保守事業者に通知されます',
          },
          [judgeField(state, 'intended'), judgeField(state, 'statementDueOn')],
        ),
      ),
      wholeFor('new-day', judgeField(state, 'dayOff')),
    ],
  },
  noncompliance: {
    title: '未履行報告の受領',
    lead: '是正命令に応じないことの報告です（第8条）。内容を確認し、受領してください。受領の後に、情報セキュリティ管理者が取消・停止などを決定します。',
    submit: '報告を受領する',
    fields: (state) => receiptField(state, 'remark'),
  },
  sanction: {
    title: '取消・停止等の決定',
    lead: '是正命令に応じない許可について、取消・停止などを決定します（第8条）。決定すると、通知書が保守事業者に送られます。措置は、弁明の期限の日が終わった後、又は保守事業者が「以上で弁明を終える」と申し出た後に決定できます。',
    submit: '決定する',
    danger: true,
    sends: '決定の通知書（文書番号を付けて通知します）',
    isLong: true,
    fields: (state, view) => [
      sanctionField(state, 'sanction'),
      sanctionField(state, 'facts', { rows: 4 }),
      sanctionField(state, 'reason'),
      onlyFor('measure', sanctionField(state, 'weighing', { watched: true })),
      wholeFor('measure', statementAnswers(state, view)),
      onlyFor('measure', sanctionField(state, 'effectiveOn', { watched: true })),
      wholeFor(
        'suspend',
        fieldGroup(state, { path: 'suspension', legend: '停止とするとき' }, [
          sanctionField(state, 'only.value', {
            ...{ as: 'select', label: '停止の範囲', required: false, blank: '許可の全体' },
            options: Object.fromEntries(
              (view.stoppable ?? []).map(({ kind, value }) => [
                `${kind}:${value}`,
                `${STOPPABLE[kind]}　${value}`,
              ]),
            ),
          }),
          sanctionField(state, 'until'),
          sanctionField(state, 'conditions'),
        ]),
      ),
      wholeFor('ends', sanctionField(state, 'returns')),
      onlyFor('other-measure', sanctionField(state, 'measures', { watched: true })),
    ],
  },
  lift: {
    title: '停止の解除の判断',
    lead: '停止を解除するか、続けるかを判断してください（第8条）。最終日が定められた停止は、その日の終わりに終わります。延長するときは、最終日が来る前に、新たな最終日を入力してください。停止期間変更通知書が、文書番号を付けて保守事業者に通知されます。',
    submit: '判断を記録する',
    fields: (state) => [
      liftField(state, 'choice'),
      liftField(state, 'reason'),
      onlyFor('keep', liftField(state, 'until', { watched: true })),
    ],
  },
  closing: {
    title: '命令等の終結の判断',
    lead: '許可が終わりましたが、次の違反・命令（第7条、第8条）は終わっていません。同じ事業者に同じシステムの許可がされると、自動でその許可に引き継がれます。引き継ぐ許可がなく、終わらせてよいときは、理由を記して終結としてください。',
    submit: '終結とする',
    danger: true,
    sends: '終結とした旨（命令を発していたとき）',
    fields: (state) => closeField(state, 'reason'),
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
      extendField(state, 'dueOn'),
      extendField(state, 'dayOff'),
      extendField(state, 'reason'),
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
      replyField(state, 'cause'),
      replyField(state, 'measures', { rows: 4 }),
      replyField(state, 'doneOn'),
      replyField(state, 'prevention'),
      replyField(state, 'evidence'),
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
    fields: (state) => [conditionsField(state, 'done', { rows: 4 }), conditionsField(state, 'doneOn')],
  },
  withdrawal: {
    title: '是正命令の撤回',
    lead: '誤って発した命令を撤回します。命令の文書番号は欠番とせず、撤回したことが記録に残ります。「同じ違反について、改めて命令する」を選ばないときは、この違反についての手続は終わります。',
    submit: '命令を撤回する',
    danger: true,
    sends: '命令を撤回した旨と、その理由',
    fields: (state) => [withdrawField(state, 'reason'), withdrawField(state, 'again')],
  },
};
