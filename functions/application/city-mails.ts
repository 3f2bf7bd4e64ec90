import { changedWord } from '../../core/application/corrected-items.ts';
import { choiceLabel, type Decision } from '../../core/application/decision.ts';
import type { Difference, EarlierPermit } from '../../core/application/views.ts';
import { type ISSUE_REASONS, STAGES, type Stage } from '../../core/case/decision-request.ts';
import type { Section } from '../../core/directory/directory.ts';
import { jstTimeShort, monthDay, periodText, wareki } from '../ui/dates.ts';
import {
  block,
  fact,
  heading,
  type Mail,
  mail,
  mailAddress,
  quotation,
  type Sender,
  sentence,
} from '../ui/mail-text.ts';
import { consultedFacts } from './check-page.ts';
import { earlierFacts } from './earlier-permits.ts';

/**
 * Mails to the city's people. Dates are ISO; everything else is printed as it comes.
 * Longer than 300 lines: texts.
 */

type ToCity = {
  readonly sender: Sender;
  /** Title and name. */
  readonly to: string;
  readonly caseNo: string;
};

export type Reason = keyof typeof ISSUE_REASONS;

export type DecisionRequestFacts = ToCity & {
  readonly stage: Stage;
  readonly reason: Reason;
  readonly dueOn: string;
  /** With 代決: title and name of the holder on whose behalf. */
  readonly asDeputyFor?: string | undefined;
  /** `${portalUrl}/d/${handle}`. */
  readonly link: string;
  /** Instant at which the link ends. */
  readonly linkEndsAt: string;
  readonly applicationType: string;
  readonly vendorName: string;
  readonly subcontractor?: string | undefined;
  readonly systemName: string;
  readonly sectionName: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly ground: string;
  /** What is on record of the vendor's other permits for the system: stands first. */
  readonly earlier: readonly EarlierPermit[];
  /** Where the application differs from what was consulted and registered. */
  readonly consulted: readonly Difference[];
  readonly purpose: string;
  readonly personalData: string;
  /** The vendor's own answers to 別表1. */
  readonly checklist: {
    readonly conforming: number;
    readonly total: number;
    readonly exceptions: readonly { readonly item: string; readonly reason: string }[];
  };
  /** Number of fields that differ from the revision before; undefined for a first submission. */
  readonly changes: number | undefined;
  /** Stage confirm, of what came back after the manager's return: what was asked for, and whether it has changed. */
  readonly resubmitted?:
    | {
        readonly items: readonly {
          readonly label: string;
          readonly note: string;
          readonly changed: boolean;
        }[];
      }
    | undefined;
  /** Stage approve: the manager's confirmation. */
  readonly confirmation?:
    | { readonly by: string; readonly at: string; readonly opinion?: string | undefined }
    | undefined;
  /** Stage confirm, after the chief sent the dossier back. */
  readonly sentBackReason?: string | undefined;
  /** Stage correction: what was to be corrected, until when. */
  readonly uncorrected?:
    | {
        readonly correctBy: string;
        readonly items: readonly { readonly item: string; readonly text: string; readonly note: string }[];
        readonly reason?: string | undefined;
      }
    | undefined;
};

/** @param act what is asked for: 決定, 回答, 対応 */
export const subjectMark = (reason: Reason, act: string): string => {
  switch (reason) {
    case 'opened':
      return `要${act}`;
    case 'reminder':
      return `要${act}・再通知`;
    case 'added':
      return `要${act}・更新`;
    case 'link-expired':
      return `要${act}・再送`;
    case 'hand-over':
      return `要${act}・引継ぎ`;
    // Short: with the longest question the day must still stand in the subject.
    case 'escalation-deputy':
    case 'escalation-office':
      return '期限超過';
  }
};

export const whyAgain = (reason: Reason, act: string): string | undefined => {
  switch (reason) {
    case 'opened':
      return undefined;
    case 'reminder':
      return '期限が近づいていますので、お知らせします。';
    case 'added':
      return '前回お送りした後に、内容が加わり、又は取り下げられたため、最新の内容をお送りします。';
    case 'link-expired':
      return '前回お送りしたリンクの有効期限が切れたため、新しいリンクをお送りします。';
    case 'hand-over':
      return '役職者の交代により、この依頼をお引き継ぎいただきます。前任者に送ったリンクは無効になりました。';
    case 'escalation-deputy':
      return `期限を過ぎても${act}されていないため、代決者の方にもお送りしています。`;
    case 'escalation-office':
      return `期限を過ぎても${act}されていないため、統括部門にも連絡しました。`;
  }
};

/**
 * Asks for a decision (docs/adr/0003). Everything needed to decide stands in the text; the link opens the page
 * of the decision and decides nothing by itself.
 */
export const decisionRequestMail = (facts: DecisionRequestFacts): Mail =>
  mail(
    facts.sender,
    facts.to,
    `【${subjectMark(facts.reason, '決定')}${facts.reason === 'opened' && facts.resubmitted ? '・再提出' : ''}】リモート接続申請 ${facts.caseNo}（期限 ${monthDay(facts.dueOn)}）`,
    [
      block(
        sentence(`リモート接続申請について、「${STAGES[facts.stage]}」をお願いします。`),
        optional(whyAgain(facts.reason, '決定'), sentence),
        optional(facts.asDeputyFor, (holder) => sentence(`${holder}の代決者としてお送りしています。`)),
      ),
      optional(facts.uncorrected, ({ correctBy, items, reason }) =>
        block(
          heading('補正されていない事項'),
          fact('補正の期限', wareki(correctBy)),
          ...items.map(({ item, text, note }) => block(fact(`別表1 ${item}`, text), quotation(note))),
          optional(reason, (text) => fact('補正を求めた理由', text)),
          sentence(
            '期限を延ばすか、不承認とするかを判断してください。判断までは、申請者が補正し、又は取り下げることができます。',
          ),
        ),
      ),
      optional(facts.resubmitted, ({ items }) =>
        block(
          heading('補正を求めた事項（再提出）'),
          ...items.map(({ label, note, changed }) =>
            block(fact(label, changedWord({ changed })), note === '' ? undefined : quotation(note)),
          ),
        ),
      ),
      optional(earlierFacts(facts.earlier), ({ title, facts: record }) =>
        block(heading(title), ...record.map(([label, text]) => fact(label, text))),
      ),
      ...consultedFacts(facts.consulted).map(({ title, facts: differences }) =>
        block(heading(title), ...differences.map(([label, text]) => fact(label, text))),
      ),
      block(
        heading('申請の概要'),
        fact('受付番号', `${facts.caseNo}（${facts.applicationType}）`),
        fact('決定の期限', wareki(facts.dueOn)),
        fact('申請者', facts.vendorName),
        optional(facts.subcontractor, (name) => fact('再委託者', name)),
        fact('対象システム', `${facts.systemName}（${facts.sectionName}）`),
        fact('利用期間', periodText(facts.period)),
        fact('申請の根拠', facts.ground),
        fact('利用目的', facts.purpose),
        fact('個人情報の取扱い', facts.personalData),
        optional(facts.changes, (changes) =>
          fact(
            '前回からの変更',
            changes === 0 ? 'ありません' : `${changes}か所（画面に変更の前と後を並べて表示します）`,
          ),
        ),
      ),
      checklistBlock(facts),
      optional(facts.sentBackReason, (reason) =>
        block(heading('統括情報セキュリティ管理者からの差戻しの理由'), quotation(reason)),
      ),
      confirmationBlock(facts),
      block(
        heading('決定の方法'),
        sentence(`次のURLを開いて決定してください（${jstTimeShort(facts.linkEndsAt)}まで有効）。`),
        facts.link,
        sentence(
          'URLを開いただけでは、何も決定されません。ご本人の確認のため、このメールアドレスに送る確認コードを入力していただきます。',
        ),
      ),
      block(
        sentence(
          `URLが開けないとき、期限が切れたときは、次のページからサインインし、「決裁待ち」で受付番号 ${facts.caseNo} を選んでください。`,
        ),
        `${facts.sender.portalUrl}/sign-in`,
      ),
    ],
  );

const checklistBlock = ({ checklist }: DecisionRequestFacts): string =>
  block(
    heading('別表1の適合状況（申請者の回答）'),
    fact('適', `${checklist.conforming}/${checklist.total}`),
    checklist.exceptions.length === 0 ? fact('例外', 'なし') : undefined,
    ...checklist.exceptions.map(({ item, reason }) => fact(`例外 ${item}`, reason)),
  );

const confirmationBlock = ({ confirmation, checklist }: DecisionRequestFacts): string | undefined =>
  optional(confirmation, ({ by, at, opinion }) =>
    block(
      heading('情報セキュリティ管理者の確認'),
      fact('確認', `${checklist.total}項目すべて確認済み（${by}、${jstTimeShort(at)}）`),
      fact('意見', opinion ?? '特になし'),
    ),
  );

const optional = <T>(value: T | undefined, write: (value: T) => string): string | undefined =>
  value === undefined ? undefined : write(value);

export type WithdrawnFacts = ToCity & {
  readonly vendorName: string;
  readonly systemName: string;
  readonly withdrawnAt: string;
  readonly caseUrl: string;
};

export const withdrawnMail = (facts: WithdrawnFacts): Mail =>
  mail(facts.sender, facts.to, `【取下げ】リモート接続申請 ${facts.caseNo}`, [
    sentence(
      '申請者がリモート接続申請を取り下げました。確認や決定は不要です。お送りしたリンクは無効になりました。',
    ),
    block(
      heading('取り下げられた申請'),
      fact('受付番号', facts.caseNo),
      fact('申請者', facts.vendorName),
      fact('対象システム', facts.systemName),
      fact('取下げの日時', jstTimeShort(facts.withdrawnAt)),
    ),
    block(heading('申請の記録'), facts.caseUrl),
  ]);

export type PaperDecisionFacts = ToCity & {
  readonly vendorName: string;
  readonly systemName: string;
  readonly decision: Decision & { readonly paper: NonNullable<Decision['paper']> };
  /** The chief's office: whom to tell if it is wrong. */
  readonly office: Pick<Section, 'name' | 'tel' | 'email'> | undefined;
  readonly caseUrl: string;
};

/** To the holder in whose name a clerk entered a decision: an invented one must come to light. */
export const paperDecisionMail = (facts: PaperDecisionFacts): Mail => {
  const { decision, office } = facts;
  const { paper, decidedBy, principal } = decision;
  return mail(facts.sender, facts.to, `【要確認】紙による決定を記録しました ${facts.caseNo}`, [
    block(
      sentence('紙による決定を、担当者が次のとおり記録しました。原本と相違ないことをご確認ください。'),
      sentence(
        '心当たりがないとき、内容が異なるときは、直ちに次の統括部門へ、電話又は直接お知らせください。',
      ),
      optional(office, ({ name, tel, email }) =>
        block(fact('統括部門', name), fact('電話', tel), mailAddress('メール', email)),
      ),
    ),
    block(
      heading('記録した内容'),
      fact('受付番号', facts.caseNo),
      fact('申請者', facts.vendorName),
      fact('対象システム', facts.systemName),
      fact('決定', `${choiceLabel(decision)}（${STAGES[decision.stage]}）`),
      fact('決定日', wareki(paper.decidedOn)),
      fact(
        '決定者',
        `${decidedBy.title} ${decidedBy.name}${principal ? `（${principal.title} ${principal.name}の代決）` : ''}`,
      ),
      optional(decision.opinion, (text) => fact('意見', text)),
      optional(decision.conditions, (text) => fact('条件', text)),
      optional(decision.necessity, (text) => fact('必要と認める理由', text)),
      optional(decision.reason, (text) => fact('理由', text)),
      fact('原本の文書番号・保管場所', paper.original),
      fact('記録した担当者', `${paper.recordedBy.title} ${paper.recordedBy.name}`),
      fact('記録した日時', jstTimeShort(decision.decidedAt)),
    ),
    block(heading('申請の画面'), facts.caseUrl),
  ]);
};

export type OfficeAlertFacts = ToCity & {
  readonly why: keyof typeof ALERTS;
  readonly systemName: string;
  /** Word for the case's status. */
  readonly statusLabel: string;
  /** e.g. the role without a holder, the address that bounced, the name of the error. */
  readonly detail?: string | undefined;
  readonly caseUrl: string;
};

const ALERTS = {
  overdue: {
    subject: '決定期限を過ぎています',
    sentence: '決定の期限を過ぎても、決定されていません。決定者に状況を確認してください。',
    detail: '期限・決定者',
  },
  'no-holder': {
    subject: '決定者がいません',
    sentence:
      '決定を依頼する役職に、在任中の職員がいません。「役職・システム」の画面で、就任を登録してください。登録すると、依頼を自動で送ります。',
    detail: '役職',
  },
  parked: {
    subject: '処理が中断しています',
    sentence:
      '自動処理が中断しました。運用担当者による確認と再開の操作が必要です。申請の内容は失われていません。',
    detail: '原因',
  },
  undeliverable: {
    subject: 'メールが届いていません',
    sentence:
      'メールを送り届けることができませんでした。メールアドレスを確認し、電話などで相手に連絡してください。',
    detail: '宛先・内容',
  },
  'no-contact': {
    subject: '事業者に担当者がいません',
    sentence:
      '保守事業者の担当者の登録がすべて終了しているため、この件のメールを送れませんでした。電話などで事業者に連絡し、後任の担当者を登録してください。',
    detail: '内容',
  },
  'paper-held': {
    subject: '通知を保留しています',
    sentence:
      '通知書の発信者となる情報セキュリティ管理者が在任していないため、通知を保留しています。「役職・システム」の画面で、就任を登録してください。登録すると、自動で発信します。',
    detail: '発信する課',
  },
} as const;

/** A task for a person of the chief's office: something stands still (docs/adr/0003). */
export const officeAlertMail = (facts: OfficeAlertFacts): Mail =>
  mail(facts.sender, facts.to, `【要対応】${facts.caseNo} ${ALERTS[facts.why].subject}`, [
    sentence(ALERTS[facts.why].sentence),
    block(
      heading('対象の申請'),
      fact('受付番号', facts.caseNo),
      fact('対象システム', facts.systemName),
      fact('状態', facts.statusLabel),
      optional(facts.detail, (detail) => mailAddress(ALERTS[facts.why].detail, detail)),
    ),
    block(
      heading('申請の画面'),
      sentence(`サインインして、受付番号 ${facts.caseNo} をご覧ください。`),
      facts.caseUrl,
    ),
  ]);
