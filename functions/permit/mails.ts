import type { CaseState } from '../../core/case/case-state.ts';
import {
  type QUESTIONS,
  type Question,
  type QuestionStage,
  stageLabel,
} from '../../core/case/decision-request.ts';
import type { Store } from '../../core/store/ports.ts';
import { type Reason, subjectMark, whyAgain } from '../application/city-mails.ts';
import type { AppPorts } from '../http/contract.ts';
import { jstTimeShort, monthDay, wareki } from '../ui/dates.ts';
import {
  block,
  fact,
  heading,
  type Mail,
  mail,
  mailAddress,
  type Sender,
  sentence,
} from '../ui/mail-text.ts';

/** Mails about a permit in force: questions to the city's people, news to the vendor. */

/** `address`: one of the city's own, which stays whole (mail-text.ts). */
export type Facts = readonly (readonly [label: string, value: string, kind?: 'address'])[];

/** What a mail about a permit or a record of it says. `page`: where more of it stands; otherwise the page of the permit. */
export type Told = Pick<PermitNews, 'subject' | 'sentences' | 'facts'> &
  Partial<Pick<PermitNews, 'page' | 'permitUrl' | 'dueOn'>>;
/** Made from the record as it is when the mail goes out. Undefined: no longer of use to anybody. */
export type Tell = (
  ports: AppPorts,
  state: CaseState,
  about: string | undefined,
) => Promise<Told | undefined>;
/** What must stand in the mail that asks a question. */
export type FactsOf = (store: Store, state: CaseState, question: Question) => Promise<Facts>;

type Kind = {
  readonly page: string;
  readonly news: Readonly<Record<string, unknown>>;
  readonly cityNews: readonly string[];
};
type StagesAt<P> = {
  [S in QuestionStage]: (typeof QUESTIONS)[S]['page'] extends P ? S : never;
}[QuestionStage];
/** All mails of a kind of record: to the vendor, to the manager, and those that ask. */
export type RecordMails<K extends Kind> = {
  readonly news: Readonly<Record<keyof K['news'] & string, Tell>>;
  readonly cityNews: Readonly<Record<K['cityNews'][number], Tell>>;
  readonly questions: Readonly<Record<StagesAt<K['page']>, FactsOf>>;
};

export type PermitNews = {
  readonly sender: Sender;
  readonly to: string;
  readonly permitNo: string;
  readonly caseNo: string;
  readonly systemName: string;
  /** 再委託者, who uses the permit through the vendor (第11条). */
  readonly subcontractor?: string | undefined;
  readonly subject: string;
  readonly sentences: readonly string[];
  readonly facts: Facts;
  /** By when something must be done; stands in the subject. */
  readonly dueOn?: string | undefined;
  /** Page of the permit in the portal, or of the record that it is about. */
  readonly permitUrl: string;
  /** What that page is of; otherwise the permit. */
  readonly page?: string;
};

/** With a deadline, the day stands before what may be cut off (mail-text.ts). */
const subjectOf = ({ subject, permitNo, dueOn }: PermitNews): string =>
  dueOn === undefined
    ? `【${subject}】リモート接続許可 ${permitNo}`
    : `【${subject}】期限${monthDay(dueOn)} 許可 ${permitNo}`;
const NAMES_A_DAY = /期限|満了日/;

export const permitNewsMail = (news: PermitNews): Mail =>
  mail(news.sender, news.to, subjectOf(news), [
    ...news.sentences.map(sentence),
    block(
      heading('対象の許可'),
      fact('許可番号', news.permitNo),
      fact('対象システム', news.systemName),
      news.subcontractor === undefined ? undefined : fact('利用する者', `${news.subcontractor}（再委託者）`),
      ...news.facts
        .filter(([, value]) => value !== '')
        .map(([label, value, kind]) => (kind === 'address' ? mailAddress : fact)(label, value)),
      news.dueOn === undefined || news.facts.some(([label]) => NAMES_A_DAY.test(label))
        ? undefined
        : fact('期限', wareki(news.dueOn)),
    ),
    block(
      heading(`${news.page ?? '許可'}の画面`),
      sentence(`サインインして、許可番号 ${news.permitNo} の画面をご覧ください。`),
      news.permitUrl,
      sentence('画面が開けないときは、次のトップページからサインインしてください。'),
      news.sender.portalUrl,
    ),
  ]);

export type QuestionMailFacts = {
  readonly sender: Sender;
  /** Title and name. */
  readonly to: string;
  readonly stage: QuestionStage;
  readonly reason: Reason;
  readonly asDeputyFor: string | undefined;
  readonly permitNo: string;
  readonly vendorName: string;
  readonly subcontractor: string | undefined;
  readonly systemName: string;
  readonly sectionName: string;
  readonly dueOn: string;
  readonly facts: Facts;
  /** `${portalUrl}/d/${handle}`. */
  readonly link: string;
  /** Instant at which the link ends. */
  readonly linkEndsAt: string;
};

/** Asks for something about a permit. Everything needed stands in the text; the link answers nothing by itself. */
export const questionMail = (facts: QuestionMailFacts): Mail => {
  // Of all that is asked only a work waits for an answer; the rest is to be confirmed, judged, issued.
  const act = facts.stage === 'work' ? '回答' : '対応';
  const why = whyAgain(facts.reason, act);
  return mail(
    facts.sender,
    facts.to,
    `【${subjectMark(facts.reason, act)}】${stageLabel(facts.stage)} ${facts.permitNo}（期限${monthDay(facts.dueOn)}）`,
    [
      block(
        sentence(`許可番号 ${facts.permitNo} について、「${stageLabel(facts.stage)}」をお願いします。`),
        why === undefined ? undefined : sentence(why),
        facts.asDeputyFor === undefined
          ? undefined
          : sentence(`${facts.asDeputyFor}の代決者としてお送りしています。`),
      ),
      block(
        heading('内容'),
        fact('許可番号', facts.permitNo),
        fact('期限', wareki(facts.dueOn)),
        fact('保守事業者', facts.vendorName),
        facts.subcontractor === undefined ? undefined : fact('再委託者', facts.subcontractor),
        fact('対象システム', `${facts.systemName}（${facts.sectionName}）`),
        ...facts.facts.map(([label, value]) => fact(label, value)),
      ),
      block(
        heading(`${act}の方法`),
        sentence(`次のURLを開いて${act}してください（${jstTimeShort(facts.linkEndsAt)}まで有効）。`),
        facts.link,
        sentence(
          'URLを開いただけでは、何も決定されません。ご本人の確認のため、このメールアドレスに送る確認コードを入力していただきます。',
        ),
      ),
      block(
        sentence(
          `URLが開けないとき、期限が切れたときは、次のページからサインインし、「決裁待ち」で許可番号 ${facts.permitNo} を選んでください。`,
        ),
        `${facts.sender.portalUrl}/sign-in`,
      ),
    ],
  );
};

export type QuestionAlertFacts = {
  readonly sender: Sender;
  readonly to: string;
  readonly why: 'overdue' | 'no-holder';
  readonly permitNo: string;
  readonly systemName: string;
  readonly sectionName: string;
  /** e.g. 月次利用状況報告の確認（令和8年4月分）. */
  readonly name: string;
  readonly dueOn: string;
  /** Word for the role that is asked. */
  readonly role: string;
  readonly permitUrl: string;
};

const ALERTS = {
  overdue: {
    subject: '回答期限を過ぎています',
    sentence: '回答の期限を過ぎても、回答がありません。回答者に状況を確認してください。',
  },
  'no-holder': {
    subject: '回答者がいません',
    sentence:
      '回答を依頼する役職に、在任中の職員がいません。「役職・システム」の画面で、就任を登録してください。登録すると、依頼を自動で送ります。',
  },
} as const;

/** To the chief's office: a question about a permit stands still (docs/adr/0003, 第6条–第10条). */
export const questionAlertMail = (facts: QuestionAlertFacts): Mail =>
  mail(facts.sender, facts.to, `【要対応】${facts.permitNo} ${ALERTS[facts.why].subject}`, [
    sentence(ALERTS[facts.why].sentence),
    block(
      heading('対象の許可'),
      fact('許可番号', facts.permitNo),
      fact('依頼の内容', facts.name),
      fact('期限', wareki(facts.dueOn)),
      fact('回答する役職', facts.role),
      fact('対象システム', `${facts.systemName}（${facts.sectionName}）`),
    ),
    block(
      heading('許可の画面'),
      sentence(`サインインして、許可番号 ${facts.permitNo} の画面をご覧ください。`),
      facts.permitUrl,
    ),
  ]);
