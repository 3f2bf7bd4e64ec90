import { correctedAfterStart } from '../../core/application/application-remarks.ts';
import { type Processing, processingText } from '../../core/application/processing.ts';
import type { Difference } from '../../core/application/views.ts';
import { monthDay, periodText, permitPeriodText, wareki } from '../ui/dates.ts';
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

/** Mails to a vendor's contact. Dates are ISO; everything else is printed as it comes. */

type ToVendor = {
  readonly sender: Sender;
  /** Name of the contact. */
  readonly to: string;
  readonly vendorName: string;
};
type OfCase = ToVendor & {
  readonly caseNo: string;
  readonly systemName: string;
  /** 再委託者, for whom the vendor applies (第11条). */
  readonly subcontractor?: string | undefined;
  /** Page of the case in the portal. */
  readonly caseUrl: string;
};

const salutation = (facts: ToVendor): string =>
  facts.vendorName ? `${facts.vendorName} ${facts.to}` : facts.to;

const usedBy = ({ subcontractor }: OfCase): string | undefined =>
  subcontractor === undefined ? undefined : fact('利用する者', `${subcontractor}（再委託者）`);

const whereToLook = (facts: OfCase, what: string): string =>
  block(
    heading(what),
    sentence(`サインインして、受付番号 ${facts.caseNo} の画面をご覧ください。`),
    facts.caseUrl,
    sentence('画面が開けないときは、次のトップページからサインインしてください。'),
    facts.sender.portalUrl,
  );

export type InvitationFacts = ToVendor & {
  readonly email: string;
  readonly heldOn: string;
  readonly cityStaff: string;
  readonly summary: string;
  readonly systemNames: readonly string[];
  readonly contract: { readonly name: string; readonly from: string; readonly to: string };
};

/** After the consultation (第4条第1項): the contact may now apply. */
export const invitationMail = (facts: InvitationFacts): Mail =>
  mail(facts.sender, salutation(facts), '【ご案内】リモート接続申請の受付について', [
    sentence(
      'リモートメンテナンスの利用について、事前の協議をいただき、ありがとうございました。次の内容で記録しましたので、申請の手続をご案内します。',
    ),
    block(
      heading('協議の記録'),
      fact('協議日', wareki(facts.heldOn)),
      fact('市の担当者', facts.cityStaff),
      fact('対象システム', facts.systemNames.join('、')),
      fact('契約', `${facts.contract.name}（${periodText(facts.contract)}）`),
      fact('協議の概要', facts.summary),
    ),
    block(
      heading('申請の方法'),
      sentence('1. 次のページを開き、このメールが届いたメールアドレスを入力します。'),
      `${facts.sender.portalUrl}/sign-in`,
      mailAddress('メールアドレス', facts.email),
      sentence('2. 同じメールアドレスに届く8桁の確認コードを入力します。パスワードはありません。'),
      sentence(
        '3. 「新しい申請」からこの協議を選び、様式1「リモート接続申請書」に入力します。途中で保存できます。',
      ),
    ),
    sentence('協議の内容が異なる場合や、お心当たりがない場合は、下記までご連絡ください。'),
  ]);

export type ReceiptFacts = OfCase & {
  /** 1 for the first submission, higher after corrections. */
  readonly rev: number;
  readonly submittedOn: string;
  readonly period: { readonly from: string; readonly to: string };
  /** Where the city says how long it usually takes. */
  readonly processing?: Processing | undefined;
  /** Where the application differs from what was consulted and registered. */
  readonly consulted: readonly Difference[];
};

const consultedBlocks = (differences: readonly Difference[]): readonly string[] =>
  consultedFacts(differences).map(({ title, advice, facts }) =>
    block(heading(title), sentence(advice), ...facts.map(([label, text]) => fact(label, text))),
  );

export const receiptMail = (facts: ReceiptFacts): Mail =>
  mail(facts.sender, salutation(facts), `【受付】リモート接続申請 ${facts.caseNo}`, [
    sentence(
      facts.rev === 1
        ? 'リモート接続申請を受け付けました。担当課が内容を確認します。'
        : 'リモート接続申請の補正を受け付けました。担当課が改めて内容を確認します。',
    ),
    block(
      heading('受け付けた申請'),
      fact('受付番号', facts.caseNo),
      fact('受付日', wareki(facts.submittedOn)),
      fact('対象システム', facts.systemName),
      usedBy(facts),
      fact('利用期間', periodText(facts.period)),
    ),
    ...consultedBlocks(facts.consulted),
    sentence(
      `結果は、決定の後に通知します。許可の通知を受けるまでは、接続できません。${facts.processing ? processingText(facts.processing) : ''}`,
    ),
    whereToLook(facts, '状況の確認・取下げ'),
  ]);

export type ReturnedFacts = OfCase & {
  readonly items: readonly { readonly item: string; readonly text: string; readonly note: string }[];
  readonly reason?: string | undefined;
  /** 補正の期限; none of what a version before has sent back. */
  readonly correctBy?: string | undefined;
  /** The period that was applied for. */
  readonly period: { readonly from: string };
};

const until = ({ correctBy }: ReturnedFacts): string =>
  correctBy === undefined ? '' : `（期限 ${monthDay(correctBy)}）`;
const lastDay = ({ correctBy }: ReturnedFacts): string | undefined =>
  correctBy === undefined ? undefined : fact('補正の期限', wareki(correctBy));
const tooLate = ({ correctBy, period }: ReturnedFacts): string | undefined => {
  const told = correctedAfterStart(correctBy, period);
  return told === undefined ? undefined : sentence(told);
};
const AFTERWARDS =
  '期限までに補正されないときは、利用を許可しないことがあります。期限までに補正できない事情があるときは、期限の前に担当課へご連絡ください。申請を取りやめる場合は、画面から取下げができます。';

const whatToCorrect = (facts: ReturnedFacts): string =>
  block(
    heading('補正をお願いする事項'),
    ...facts.items.map(({ item, text, note }) => block(fact(`別表1 ${item}`, text), note && quotation(note))),
    facts.reason === undefined ? undefined : fact('理由', facts.reason),
  );

export const returnedMail = (facts: ReturnedFacts): Mail =>
  mail(facts.sender, salutation(facts), `【補正のお願い】リモート接続申請 ${facts.caseNo}${until(facts)}`, [
    sentence(
      `${facts.systemName}のリモート接続申請について、次の事項の補正をお願いします。前回の内容は残っていますので、該当する箇所を直して再度提出してください。`,
    ),
    block(fact('受付番号', facts.caseNo), lastDay(facts)),
    whatToCorrect(facts),
    tooLate(facts),
    facts.correctBy === undefined ? undefined : sentence(AFTERWARDS),
    whereToLook(facts, '補正の方法'),
  ]);

export type CorrectionReminderFacts = ReturnedFacts & {
  readonly returnedOn: string;
  /** The day is over, or was put off; absent: it is still to come. */
  readonly why?: 'lapsed' | 'extended' | undefined;
};

/** What has become of the day for the correction. */
const correctionSubject = (facts: CorrectionReminderFacts): string => {
  const { why, caseNo } = facts;
  if (why === 'lapsed') return `【補正の期限の経過】リモート接続申請 ${caseNo}`;
  return `【補正の${why === 'extended' ? '期限の延長' : '再度のお願い'}】リモート接続申請 ${caseNo}${until(facts)}`;
};
const correctionStands = ({ why, returnedOn, systemName, correctBy }: CorrectionReminderFacts): string => {
  const asked = `${wareki(returnedOn)}に補正をお願いしたリモート接続申請（${systemName}）`;
  if (why === 'lapsed')
    return `${asked}は、補正の期限を過ぎても提出されていません。期限を延ばすか、利用を許可しないこととするかは、情報セキュリティ管理者が判断します。その判断までは、画面から補正又は取下げができます。`;
  if (why === 'extended') return `${asked}について、補正の期限を次のとおり延ばしました。`;
  return `${asked}が、まだ提出されていません。手続を進めるため、補正をお願いします。${correctBy === undefined ? '申請を取りやめる場合は、画面から取下げができます。' : ''}`;
};

export const correctionReminderMail = (facts: CorrectionReminderFacts): Mail =>
  mail(facts.sender, salutation(facts), correctionSubject(facts), [
    sentence(correctionStands(facts)),
    block(fact('受付番号', facts.caseNo), lastDay(facts)),
    whatToCorrect(facts),
    facts.why === 'lapsed' ? undefined : tooLate(facts),
    facts.correctBy === undefined || facts.why === 'lapsed' ? undefined : sentence(AFTERWARDS),
    whereToLook(facts, '補正・取下げの方法'),
  ]);

export type ResultFacts = OfCase & {
  readonly result: '承認' | '条件付承認' | '不承認';
  readonly documentNo: string;
  readonly issuedOn: string;
  readonly appliedOn: string;
  readonly permitNo?: string | undefined;
  readonly period: { readonly from: string; readonly to: string };
  /** The period had begun before the notice. */
  readonly fromNotice?: boolean | undefined;
  readonly conditions?: string | undefined;
  /** 第3条第2号: why the chief deems it necessary. */
  readonly necessity?: string | undefined;
  /** As the notice gives them: none of a permit without conditions. */
  readonly conditionReason?: string | undefined;
  readonly refusalReason?: string | undefined;
  /** With a refusal: what it is for, and the items of 別表1 that it names. */
  readonly purpose?: string | undefined;
  readonly lacking?: readonly string[] | undefined;
  /** 疑義の申出. */
  readonly doubts?: string | undefined;
  /** Page with the printable notice (F4). */
  readonly noticeUrl: string;
  readonly contactEmail: string;
};

const OPENING = {
  承認: '下記のとおり許可しました。',
  条件付承認: '下記のとおり条件を付けて許可しました。',
  不承認: '下記のとおり許可しないこととしました。',
} as const;
const SUBJECT = { 承認: '許可', 条件付承認: '条件付許可', 不承認: '不許可' } as const;

/** Tells that the notice of art. 5 has been issued, and everything that stands in it that counts. */
export const resultMail = (facts: ResultFacts): Mail => {
  const permitted = facts.result !== '不承認';
  return mail(
    facts.sender,
    salutation(facts),
    `【結果通知】${SUBJECT[facts.result]} リモート接続申請 ${facts.caseNo}`,
    [
      sentence(
        `${wareki(facts.appliedOn)}付けで申請のあった${facts.systemName}のリモートメンテナンスの利用について、${OPENING[facts.result]}`,
      ),
      block(
        heading('結果'),
        fact('結果', SUBJECT[facts.result]),
        fact('文書番号', `${facts.documentNo}（${wareki(facts.issuedOn)}）`),
        fact('受付番号', facts.caseNo),
        facts.permitNo === undefined ? undefined : fact('許可番号', facts.permitNo),
        fact('対象システム', facts.systemName),
        usedBy(facts),
        permitted
          ? fact('許可の期間', permitPeriodText(facts))
          : fact('申請のあった利用期間', periodText(facts.period)),
        permitted || facts.purpose === undefined ? undefined : fact('利用目的', facts.purpose),
        facts.conditions === undefined ? undefined : fact('条件', facts.conditions),
        facts.conditionReason === undefined ? undefined : fact('条件を付す理由', facts.conditionReason),
        facts.necessity === undefined ? undefined : fact('必要と認める理由（第3条第2号）', facts.necessity),
        facts.refusalReason === undefined ? undefined : fact('許可しない理由', facts.refusalReason),
        ...(facts.lacking ?? []).map((item) => fact('適合しない要件', item)),
      ),
      permitted
        ? sentence(
            `利用は、${facts.fromNotice ? '通知の日' : wareki(facts.period.from)}から、許可の範囲に限ります。遵守事項を守り、作業のたびに事前の申請と事後の報告を、また、毎月の利用状況の報告を行ってください。`,
          )
        : undefined,
      facts.doubts === undefined ? undefined : sentence(facts.doubts),
      block(
        heading('通知書の印刷'),
        sentence(`サインインして、次の画面から通知書を印刷できます（受付番号 ${facts.caseNo}）。`),
        facts.noticeUrl,
        sentence('画面が開けないときは、次のトップページからサインインしてください。'),
        facts.sender.portalUrl,
      ),
      block(
        heading('お問合せ先'),
        fact('担当', facts.sender.section),
        mailAddress('メール', facts.contactEmail),
      ),
    ],
  );
};
