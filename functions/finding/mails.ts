import { loadRecord } from '../../core/case/case-store.ts';
import { FINDINGS } from '../../core/case/records/finding.ts';
import type { FindingHead } from '../../core/case/records/finding-facts.ts';
import type { FindingPaper } from '../../core/case/records/finding-papers.ts';
import { affectedBy } from '../../core/finding/affected-permits.ts';
import {
  aboutOrder,
  type Filed,
  findingPapersOf,
  lastPaper,
  orderBefore,
  reasonsGiven,
} from '../../core/finding/finding-papers-of.ts';
import { isOrdered } from '../../core/finding/views.ts';
import type { Facts, FactsOf, RecordMails, Tell, Told } from '../permit/mails.ts';
import { wareki } from '../ui/dates.ts';
import { SUBMITTED_TO } from './hearing-lines.ts';
import { findingLines, type Lines, numbered, reasonLabel } from './lines.ts';

/**
 * What mails about orders and what follows say (第7条, 第8条): to the vendor, and to manager and chief all that was written.
 *
 * Longer than 300 lines: it is texts, from the violation to its closing.
 */

/** All that was written, paper by paper. */
export const allWritten = (papers: readonly Lines[]): Facts =>
  papers.flatMap(({ title, rows }) =>
    rows.map(([label, text]): [string, string] => [`${title}・${label}`, text]),
  );

/** What machines have noticed may be much: a mail tells the first of it; the page has it all. */
const NOTICED: ReadonlySet<string> = new Set(['candidate-raised', 'evidence-added', 'finding-reassessed']);
const MOST_LINES = 20;
const shortened = (facts: Lines['rows']): Lines['rows'] =>
  facts.map(([label, text]) => {
    const lines = text.split('\n');
    return lines.length > MOST_LINES
      ? [
          label,
          [...lines.slice(0, MOST_LINES), `ほか${lines.length - MOST_LINES}件は、画面に示しています`].join(
            '\n',
          ),
        ]
      : [label, text];
  });

/** The numbered papers that go with a judgement: another deadline, or the invitation to a statement. */
const followedBy = (filed: readonly Filed[], paper: FindingPaper): readonly FindingPaper[] =>
  paper.type === 'compliance-judged'
    ? filed
        .slice(filed.findIndex((one) => one.paper === paper) + 1)
        .map((one) => one.paper)
        .filter(({ type }) => type === 'due-extended' || type === 'statement-invited')
    : [];

/** As on the paper; where a statement is sent to stands as an address by itself, or it would be broken as typed text is. */
const mailRows = (paper: FindingPaper): Told['facts'] => {
  const { rows } = findingLines(paper, 'vendor');
  const contact = paper.type === 'statement-invited' ? paper.contact : undefined;
  if (!contact) return rows;
  const { section, tel, email } = contact;
  return rows.flatMap(([label, text]): Told['facts'] =>
    label === SUBMITTED_TO
      ? [
          [label, `${section}（電話　${tel}）`],
          [`${label}（メール）`, email, 'address'],
        ]
      : [[label, text]],
  );
};

const WITHDRAWN = '撤回した是正命令';

/** News of one paper of a violation. Undefined: there is none. */
const ofFinding =
  <T extends FindingPaper['type']>(
    type: T,
    tell: (
      paper: Extract<FindingPaper, { type: T }>,
      orderNo: string,
      head: FindingHead,
      stands: boolean,
    ) => Pick<Told, 'subject' | 'sentences' | 'dueOn'>,
  ): Tell =>
  async ({ store, config }, { caseId }, findingId = '') => {
    const finding = await loadRecord(store, caseId, FINDINGS, findingId);
    const filed = finding ? await findingPapersOf(store, caseId, finding.head) : [];
    const paper = lastPaper(filed, type);
    if (!finding || !paper) return undefined;
    const { orderNo = '' } = finding.head;
    // The order that the paper is about, whatever has followed; or one that was withdrawn before (docs/adr/0058).
    const order = orderBefore(filed, paper);
    const before = filed.findIndex((one) => one.paper === paper);
    const stands = lastPaper(aboutOrder(filed.slice(0, before)), 'order-issued') !== undefined;
    const rows = [...findingLines(paper, 'vendor').rows, ...followedBy(filed, paper).flatMap(mailRows)];
    return {
      ...tell(paper, orderNo, finding.head, stands),
      facts: [
        ...(type === 'order-issued'
          ? []
          : [[stands ? '是正命令' : WITHDRAWN, order ? numbered(order) : orderNo] as const]),
        ...rows,
      ],
      page: '是正命令',
      permitUrl: `${config.baseUrl}/permits/${caseId}/findings/${findingId}`,
    };
  };

const ordered = ofFinding('order-issued', ({ documentNo }, _orderNo, { dueOn }) => ({
  subject: `是正命令 ${documentNo}`,
  dueOn,
  sentences: [
    '要領第6条の規定に違反したと認めたため、第7条により、必要な措置をとることを命じます。履行期限までに措置を終え、画面から是正報告を提出してください。',
    '命令書は画面から印刷できます。',
  ],
}));
const orderDue: Tell = async (ports, state, findingId) => {
  const finding = await loadRecord(ports.store, state.caseId, FINDINGS, findingId ?? '');
  return finding?.head.status === 'ordered' && finding.head.repliedAt === undefined
    ? ofFinding('order-issued', ({ documentNo }, _orderNo, { dueOn }) => ({
        subject: `履行期限の予告 是正命令 ${documentNo}`,
        dueOn,
        sentences: [
          '是正命令の履行期限が近づいています。まだ是正報告が提出されていません。履行期限までに措置を終え、画面から是正報告を提出してください（第7条）。',
        ],
      }))(ports, state, findingId)
    : undefined;
};
const orderWithdrawn = ofFinding('order-withdrawn', ({ orderNo, again }) => ({
  subject: '是正命令の撤回',
  sentences: [
    `是正命令 ${orderNo} を撤回しました。この命令について、手続は必要ありません。${again ? '同じ違反について、改めて命令します。' : ''}`,
  ],
}));
const replyReceived = ofFinding('order-replied', () => ({
  subject: '是正報告の受付',
  sentences: ['是正報告を受け付けました。情報セキュリティ管理者が履行を判断し、結果をお知らせします。'],
}));
const judged = ofFinding('compliance-judged', ({ result }, _orderNo, { dueOn, statementDueOn }) => ({
  dueOn: { fulfilled: undefined, partial: dueOn, disobeyed: statementDueOn }[result],
  subject:
    result === 'fulfilled'
      ? '是正命令の履行の確認'
      : result === 'partial'
        ? '是正命令の一部履行'
        : '是正命令の未履行',
  sentences: {
    fulfilled: ['是正命令が履行されたと判断しました。この命令についての手続は終わりです。'],
    partial: [
      '是正命令は一部だけ履行されたと判断しました。新たな履行期限までに残る措置を終え、改めて是正報告を提出してください。',
    ],
    disobeyed: [
      '是正命令に応じていないと判断しました。統括情報セキュリティ管理者に報告したうえで、利用許可の取消・停止などを決定することがあります（第8条）。',
      '決定の前に、提出期限まで、書面（画面からの提出を含む。）又は口頭で弁明することができます。措置がまだのときは、決定までに措置を終えて是正報告を提出すると、履行を改めて判断します。',
      '弁明の機会の付与について（通知）は、画面から印刷できます。',
    ],
  }[result],
}));
const dueExtended = ofFinding('due-extended', (_paper, _orderNo, { dueOn }) => ({
  dueOn,
  subject: '是正命令の履行期限の変更',
  sentences: [
    '是正命令の履行期限を、次のとおり変更しました。変更後の履行期限までに措置を終え、画面から是正報告を提出してください。',
    '履行期限変更通知書は、画面から印刷できます。',
  ],
}));
const statementRecorded = ofFinding('statement-heard', (_paper, _orderNo, { statementDueOn }) => ({
  dueOn: statementDueOn,
  subject: '弁明の記録の確認（お願い）',
  sentences: [
    '市が口頭又は書面で受けた弁明を、次のとおり記録しました。画面で内容を確認し、記録のとおりであるか、訂正することがあるかを回答してください（第8条）。',
    '回答がないときは、確認が得られていないものとして、決定の通知書に記載します。',
  ],
}));
const statementReceived = ofFinding('statement-made', () => ({
  subject: '弁明の受付',
  sentences: ['弁明を受け付けました。取消・停止などの決定の前に確認します。'],
}));
const measureTaken = ofFinding('sanction-decided', ({ sanction }) =>
  sanction === 'none'
    ? {
        subject: '措置をとらないことの決定',
        sentences: [
          '是正命令について、取消・停止などの措置をとらないことを決定しました（第8条）。この命令についての手続は終わりです。',
        ],
      }
    : {
        subject: '措置の決定',
        sentences: [
          '是正命令に応じないため、次の措置を決定しました（第8条）。許可は取消・停止されていません。',
          '通知書は画面から印刷できます。',
        ],
      },
);
const conditionsReceived = ofFinding('conditions-reported', () => ({
  subject: '解除条件の報告の受付',
  sentences: ['停止の解除条件についての報告を受け付けました。解除の通知があるまで、接続しないでください。'],
}));
const liftingDeclined = ofFinding('lifting-declined', () => ({
  subject: '停止の継続',
  sentences: [
    'リモートメンテナンスの利用許可の停止を続けます。停止の最終日が定められているときはその日の終わりまで、定められていないときは解除の通知があるまで、接続しないでください。',
  ],
}));

const orderTakenOver = ofFinding('order-issued', ({ documentNo }, _orderNo, { status, dueOn }) => ({
  dueOn: status === 'ordered' ? dueOn : undefined,
  subject: `是正命令 ${documentNo} の引継ぎ`,
  sentences: [
    '前の許可は終わりましたが、その許可についての是正命令は終わっていません。この許可に引き継がれ、手続はこの許可について続きます（第7条、第8条）。命じた措置と期限は変わりません。',
  ],
}));
const orderClosed = ofFinding('finding-closed', (_paper, orderNo, _head, stands) =>
  stands
    ? {
        subject: '是正命令の終結',
        sentences: [
          `許可が終わったため、是正命令 ${orderNo} を終結としました。この命令について、手続は必要ありません。`,
        ],
      }
    : {
        subject: '違反についての手続の終結',
        sentences: [
          `許可が終わったため、撤回した是正命令 ${orderNo} に代わる命令は行いません。この違反について、手続は必要ありません。`,
        ],
      },
);

/** To the manager: a candidate that nothing is left of, after logs or reports were corrected; its question is gone. */
const candidateCleared: Tell = async ({ store, config }, { caseId }, findingId = '') => {
  const finding = await loadRecord(store, caseId, FINDINGS, findingId);
  const paper =
    finding && lastPaper(await findingPapersOf(store, caseId, finding.head), 'finding-reassessed');
  return (
    paper && {
      subject: '違反の候補の取下げ',
      sentences: [
        '照合・報告の訂正により、違反の候補に該当する接続・作業がなくなったため、候補を取り下げました。判断の依頼は終わりました。回答は不要です。',
      ],
      facts: shortened(findingLines(paper, 'city').rows),
      page: '違反の記録',
      permitUrl: `${config.baseUrl}/permits/${caseId}/findings/${findingId}`,
    }
  );
};
const findingFacts: FactsOf = async (store, state, { about = '', stage }) => {
  const finding = await loadRecord(store, state.caseId, FINDINGS, about);
  if (!finding) return [];
  const { orderNo, dueOn, overdue, repliedAt } = finding.head;
  const filed = await findingPapersOf(store, state.caseId, finding.head);
  const cascade = stage === 'sanction' || stage === 'lift' ? await affectedBy(store, state, stage) : [];
  return [
    ...(orderNo === undefined
      ? []
      : ([[isOrdered(finding.head) ? '是正命令' : WITHDRAWN, orderNo]] as const)),
    ...(overdue && repliedAt === undefined
      ? ([['是正報告', `履行期限（${wareki(dueOn ?? '')}）までに報告がありません`]] as const)
      : []),
    ...allWritten(
      filed.map(({ paper }) => {
        const lines = findingLines(paper, 'city');
        return NOTICED.has(paper.type) ? { ...lines, rows: shortened(lines.rows) } : lines;
      }),
    ),
    ...(await reasonsGiven(store, state.caseId, finding.head)).map(
      (one) => [reasonLabel(one), one.reason] as const,
    ),
    ...(cascade.length === 0
      ? []
      : ([
          [
            stage === 'lift' ? 'ともに解除される再委託者の許可' : 'ともに失効・停止となる再委託者の許可',
            cascade.map(({ permitNo, subcontractor }) => `${permitNo}（${subcontractor}）`).join('、'),
          ],
        ] as const)),
  ];
};

export const FINDING_MAILS: RecordMails<typeof FINDINGS> = {
  news: {
    ordered,
    'order-due': orderDue,
    'order-withdrawn': orderWithdrawn,
    'reply-received': replyReceived,
    judged,
    'due-extended': dueExtended,
    'statement-recorded': statementRecorded,
    'statement-received': statementReceived,
    'measure-taken': measureTaken,
    'conditions-received': conditionsReceived,
    'lifting-declined': liftingDeclined,
    'order-taken-over': orderTakenOver,
    'order-closed': orderClosed,
  },
  cityNews: { 'candidate-cleared': candidateCleared },
  questions: {
    candidate: findingFacts,
    receipt: findingFacts,
    order: findingFacts,
    judge: findingFacts,
    noncompliance: findingFacts,
    sanction: findingFacts,
    lift: findingFacts,
    closing: findingFacts,
  },
};
