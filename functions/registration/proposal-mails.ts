import type { ProposalNews } from '../../core/case/outbox.ts';
import type { Section } from '../../core/directory/directory.ts';
import type { ProposalSummary } from '../../core/registration/view-proposal.ts';
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

/** Mails about a 登録伺い (docs/adr/0029). All facts stand in the text: who is told can judge without signing in. */

export type ProposalFacts = Omit<ProposalSummary, 'status'> & {
  readonly sender: Sender;
  readonly office: Pick<Section, 'name' | 'tel' | 'email'> | undefined;
  readonly to: string;
  readonly reason: string;
  /** What concerns the reader comes first. */
  readonly changes: readonly {
    readonly no: number;
    readonly label: string;
    readonly lines: readonly (readonly [string, string])[];
    /** Why it could not take effect. */
    readonly failed?: string | undefined;
  }[];
  /** Nobody of the city may confirm: the operator does. */
  readonly isNobodyEntitled: boolean;
  readonly confirmedBy?: string | undefined;
  readonly closedBy?: string | undefined;
  readonly closedReason?: string | undefined;
};

/** Changes that stand in a mail; a longer list is on the page. */
const MOST = 40;

const optional = (text: string | undefined, label: string): string | undefined =>
  text === undefined || text === '' ? undefined : fact(label, text);

const summary = (facts: ProposalFacts): string =>
  block(
    heading('登録伺い'),
    fact('番号', facts.proposalNo),
    fact('件名', facts.title),
    fact('作成', `${facts.preparedBy}（${jstTimeShort(facts.preparedAt)}）`),
    optional(facts.reason, '理由'),
  );

const changes = (facts: ProposalFacts): readonly string[] => [
  ...facts.changes
    .slice(0, MOST)
    .map(({ no, label, lines }) =>
      block(
        heading(facts.changes.length === 1 ? label : `${no} ${label}`),
        ...lines.map(([name, text]) => fact(name, text)),
      ),
    ),
  ...(facts.changes.length > MOST
    ? [sentence(`ほか${facts.changes.length - MOST}件（画面で確認してください）`)]
    : []),
];

const pageBlock = ({ proposalId, proposalNo, sender }: ProposalFacts): string =>
  block(
    heading('登録伺いの画面（サインインが必要です）'),
    sentence(`URLが開けないときは、サインインして「登録伺い」で番号 ${proposalNo} を選んでください。`),
    `${sender.portalUrl}/proposals/${proposalId}`,
  );

/** To those who may confirm. */
export const proposalRequestMail = (
  facts: ProposalFacts & {
    readonly news: ProposalNews;
    /** With 代決: title and name of the holder on whose behalf. */
    readonly asDeputyFor?: string | undefined;
    readonly link: string;
    readonly linkEndsAt: string;
  },
): Mail =>
  mail(
    facts.sender,
    facts.to,
    `【要確認${facts.news === 'reminded' ? '・再通知' : ''}】登録伺い ${facts.proposalNo}（期限 ${monthDay(facts.dueOn)}）`,
    [
      block(
        sentence(
          `統括部門が次の変更を準備しました。内容をご確認ください（第12条）。確認されるまで、何も反映されません。`,
        ),
        facts.asDeputyFor === undefined
          ? undefined
          : sentence(`${facts.asDeputyFor}の代決者としてお送りしています。`),
      ),
      summary(facts),
      ...changes(facts),
      block(
        heading('確認の方法'),
        fact('確認の期限', wareki(facts.dueOn)),
        fact('有効期間', `${wareki(facts.lapsesOn)}の前日まで`),
        sentence(`次のURLを開いて確認してください（${jstTimeShort(facts.linkEndsAt)}まで有効）。`),
        facts.link,
        sentence(
          'URLを開いただけでは、何も確認されません。ご本人の確認のため、このメールアドレスに送る確認コードを入力していただきます。心当たりがないときは、同じ画面で差し止めることができます。',
        ),
      ),
      block(
        sentence(
          `URLが開けないとき、期限が切れたときは、次のページからサインインし、「決裁待ち」で番号 ${facts.proposalNo} を選んでください。`,
        ),
        `${facts.sender.portalUrl}/sign-in`,
      ),
    ],
  );

const SUBJECTS: Readonly<Record<ProposalNews, string>> = {
  proposed: 'お知らせ】登録伺い',
  reminded: '要対応】登録伺い',
  applied: '反映済み】登録伺い',
  stopped: '差止め】登録伺い',
  withdrawn: '取下げ】登録伺い',
  lapsed: '期限切れ】登録伺い',
};

const opening = (facts: ProposalFacts, news: ProposalNews): string => {
  const failed = facts.changes.filter((change) => change.failed !== undefined).length;
  switch (news) {
    case 'proposed':
      return '役職・メールアドレス・設定などについて、次の変更が準備されました。統括情報セキュリティ管理者又は代決者の確認の後に反映されます。';
    case 'reminded':
      return '次の登録伺いが、確認を待っています。';
    case 'applied':
      return failed === 0
        ? '次の変更が確認され、反映されました。'
        : `次の変更が確認されましたが、${failed}件は反映できませんでした。内容を確かめ、必要なときは改めて登録伺いを作成してください。`;
    case 'stopped':
      return '次の登録伺いは差し止められました。何も反映されていません。';
    case 'withdrawn':
      return '次の登録伺いは、作成した職員が取り下げました。何も反映されていません。';
    case 'lapsed':
      return '次の登録伺いは、確認されないまま有効期間を過ぎました。何も反映されていません。必要なときは、改めて作成してください。';
  }
};

/** To whom it concerns, the holders of the roles, the office, and an address that is given up. */
export const proposalNewsMail = (facts: ProposalFacts & { readonly news: ProposalNews }): Mail => {
  const { news, office } = facts;
  const asks = news === 'proposed' || news === 'reminded';
  const failed = facts.changes.flatMap((change) =>
    change.failed === undefined ? [] : [fact(`${change.no} ${change.label}`, change.failed)],
  );
  const mark = news === 'applied' && failed.length > 0 ? `【要対応】登録伺い` : `【${SUBJECTS[news]}`;
  return mail(facts.sender, facts.to, `${mark} ${facts.proposalNo}`, [
    block(
      sentence(opening(facts, news)),
      asks && facts.isNobodyEntitled
        ? sentence(
            '現在、確認できる統括情報セキュリティ管理者・代決者がいません（作成した本人と、変更に関わる本人は確認できません）。運用担当者に、コマンドによる確認を依頼してください。',
          )
        : undefined,
    ),
    summary(facts),
    failed.length === 0 ? undefined : block(heading('反映できなかった変更'), ...failed),
    ...changes(facts),
    facts.confirmedBy === undefined && facts.closedBy === undefined
      ? undefined
      : block(
          heading('経過'),
          optional(facts.confirmedBy, '確認した者'),
          optional(facts.closedBy, '判断した者'),
          optional(facts.closedReason, '判断の理由'),
        ),
    asks || news === 'applied'
      ? block(
          heading('心当たりがないとき'),
          sentence(
            asks
              ? '心当たりがないときは、画面で「差し止める」を押すか、直ちに次の統括部門へ、電話又は直接お知らせください。'
              : '心当たりがないときは、直ちに次の統括部門へ、電話又は直接お知らせください。',
          ),
          office &&
            block(
              fact('統括部門', office.name),
              fact('電話', office.tel),
              mailAddress('メール', office.email),
            ),
        )
      : undefined,
    pageBlock(facts),
  ]);
};
