import { Temporal } from 'temporal-polyfill';
import { type CaseState, isSupervised, type StateOf } from '../../core/case/case-state.ts';
import { renewalsOf } from '../../core/case/case-store.ts';
import type { CityNews, News, PermitCityNews, PermitNewsName } from '../../core/case/outbox.ts';
import { stopsOf } from '../../core/case/stops.ts';
import { loadSection, loadSettings } from '../../core/directory/directory-store.ts';
import { noticesOf } from '../../core/finding/finding-papers-of.ts';
import { lastDayOf } from '../../core/permit/ending.ts';
import { loadEnding } from '../../core/permit/file-ending.ts';
import type { Store } from '../../core/store/ports.ts';
import { businessDaysBetween, dateOf } from '../../core/values/calendar.ts';
import { formatWareki } from '../../core/values/wareki.ts';
import { lapsedWith, noticeLines } from '../finding/notice-sheet.ts';
import type { AppPorts } from '../http/contract.ts';
import { DOCUMENT_NEWS } from '../permit/documents-mails.ts';
import { type PermitNews, permitNewsMail, type Tell, type Told } from '../permit/mails.ts';
import { wareki } from '../ui/dates.ts';
import type { Mail } from '../ui/mail-text.ts';
import { lapsedFacts } from './lapsed-works.ts';
import { RECORD_MAILS } from './record-mails.ts';

/**
 * The last notice (F9) of a permit, in the words of a sentence for it; the facts are its lines but for the permit's own,
 * which every mail has.
 *
 * @param write `parentPermitNo`: the permit with which it falls or rises (第11条)
 */
const ofNotice = async (
  store: Store,
  { caseId }: CaseState,
  write: (
    parentPermitNo: string | undefined,
    told: {
      /** Of a 失効: how the vendor's permit ended, where it was not revoked. */
      readonly cause?: 'ended' | 'expired' | undefined;
      /** Only a part of the permit is stopped (docs/adr/0039). */
      readonly isPart: boolean;
    },
  ) => Pick<Told, 'subject' | 'sentences'>,
): Promise<Pick<Told, 'subject' | 'sentences' | 'facts'>> => {
  const notice = (await noticesOf(store, caseId)).at(-1)?.paper;
  // What stands above them in every mail about a permit.
  const own = new Set(['許可番号', '対象システム', '利用する者', '利用していた者']);
  const rows = notice ? noticeLines(notice).rows.filter(([label]) => !own.has(label)) : [];
  return {
    ...write(notice?.parentPermitNo, {
      ...(notice?.type === 'lapse-notice' ? { cause: notice.cause } : {}),
      isPart: notice !== undefined && 'only' in notice && notice.only !== undefined,
    }),
    facts: notice ? [['文書番号', notice.documentNo], ...rows] : [],
  };
};

/** What is told of the end and of the renewal of a permit: to the vendor, and to the manager. */

const renewalReminder: Tell = async ({ store, clock }, state) => {
  const settings = await loadSettings(store);
  const left = businessDaysBetween(dateOf(clock()), Temporal.PlainDate.from(state.period.to), settings);
  return {
    subject: '期間満了の予告',
    dueOn: state.period.to,
    sentences: [
      `許可の期間は、あと${left}開庁日で満了します。引き続き利用するときは、市の担当課と事前に協議のうえ（第4条第1項）、満了の前に継続の申請をしてください。内容が同じときは、許可の画面の「同じ内容で継続を申請する」から、期間・契約などだけを入力して申請できます。`,
      '継続しないときは、廃止届は要りません（期間の満了により許可は失効します）。残る作業報告と最後の月の利用状況報告は、提出してください（第6条、第10条）。',
    ],
    facts: [['期間の満了日', wareki(state.period.to)]],
  };
};

/** To the vendor: who answers for the permit, issues its papers and is to be asked from now on (第2条第2号). */
const sectionChanged: Tell = async ({ store }, state) => {
  const section = await loadSection(store, state.sectionId);
  return (
    section && {
      subject: '所管課の変更',
      sentences: [
        '対象システムの所管が変わり、この許可の管理・監督（第6条）は、次の課の情報セキュリティ管理者に引き継がれました。許可の内容と期間は変わりません。今後の通知は、次の課から行います。',
      ],
      facts: [
        ['新しい所管課', section.name],
        ['電話', section.tel],
        ['メール', section.email],
      ],
    }
  );
};

/** To the manager; none of these asks for an answer. */
const CITY_NEWS_OF_PERMIT: Readonly<Record<PermitCityNews, Tell>> = {
  'ending-filed': async ({ store }, state) => {
    const ending = isSupervised(state) ? await loadEnding(store, state) : undefined;
    return (
      ending && {
        subject: '廃止届',
        sentences: [
          '保守事業者から廃止届が出ました。利用の最終日の翌日0時に、許可は終了します。回答は不要です。端末・アカウントの返却とデータの消去を確認してください。',
        ],
        facts: [
          ['利用の最終日', wareki(ending.lastDay)],
          ['廃止の理由', ending.reason],
          ['返却・消去', ending.returnAndErasure],
          ['同時に終了する許可', ending.cascade.join('、')],
        ],
      }
    );
  },
  'ending-withdrawn': async (_ports, state) => ({
    subject: '廃止届の取下げ',
    sentences: ['保守事業者が廃止届を取り下げました。許可は、期間の満了まで続きます。'],
    facts: [['許可の期間の満了日', wareki(state.period.to)]],
  }),
  'section-changed': async () => ({
    subject: '所管の変更',
    sentences: [
      '対象システムの所管が変わったため、この許可の管理・監督（第6条）は、貴課に引き継がれました。回答を待っている依頼があるときは、別のメールでお送りします。',
    ],
    facts: [],
  }),
};

/** What a vendor is told of a permit, by kind of news. Undefined: no longer of use. */

const PRINT = '通知書は画面から印刷できます。';
/** What the rule asks for, and what is a request (docs/adr/0064). */
const remaining =
  '実施済みの作業の報告と、最後の月の利用状況報告が残っているときは、引き続き提出してください（第6条、第10条）。アカウントの停止、専用端末の返却又は処分、データの消去を終え、最後の月の利用状況報告で知らせてください（お願い）。';

const RESUMED =
  '許可の範囲で利用を再開できます。ただし、許可の期間外、又は緊急接続停止指示があるときは、接続できません。';
const resumed = (state: CaseState): string =>
  stopsOf(state).length === 0
    ? RESUMED
    : `${RESUMED}ほかに許可の一部の停止があるため、その停止の範囲に当たる接続はできません。許可の状態を画面で確認してください。`;
const NOT_RESUMED = '引き続き接続できません。許可の状態を画面で確認してください。';
const lastDay = ({ suspension }: StateOf<'suspended'>): string =>
  suspension.until === undefined || suspension.ends
    ? ''
    : '停止の予定最終日を過ぎても、自動では解除されません。';

/** Another permit goes on where this one ends, of which the vendor has the notice (第5条): nothing is left to tell. */
const isContinued = async (store: Store, { caseId, period: { to } }: CaseState): Promise<boolean> => {
  const dayAfter = Temporal.PlainDate.from(to).add({ days: 1 }).toString();
  return (await renewalsOf(store, caseId)).some(
    ({ status, period }) => (status === 'upcoming' || status === 'active') && period.from <= dayAfter,
  );
};

const OF_PERMIT: Readonly<Record<PermitNewsName, Tell>> = {
  'renewal-reminder': renewalReminder,
  'section-changed': sectionChanged,
  suspended: async ({ store }, state) =>
    state.status === 'suspended'
      ? ofNotice(store, state, (parentPermitNo) => ({
          subject: '許可の停止',
          sentences: [
            parentPermitNo === undefined
              ? 'リモートメンテナンスの利用許可を停止しました（第8条）。'
              : `保守事業者の許可 ${parentPermitNo} を停止したため、その下にあるこの許可も停止しました（第8条、第11条）。`,
            `${state.suspension.ends ? '停止の期間が終わるまで、又は' : ''}解除の通知を受けるまで、接続しないでください。${PRINT}`,
            parentPermitNo === undefined
              ? `停止を解除する条件を満たしたときは、是正命令の画面から「解除条件の充足」を報告してください。${lastDay(state)}`
              : '保守事業者の許可の停止が解除されたときは、この許可の停止もともに解除します。',
          ],
        }))
      : undefined,
  'partly-suspended': async ({ store }, state) =>
    ofNotice(store, state, () => ({
      subject: '許可の一部の停止',
      sentences: [
        'リモートメンテナンスの利用許可を、次の「停止の範囲」に限り停止しました（第8条）。停止していない作業者・端末・接続元による利用は、許可の範囲で続けることができます。',
        `停止の期間が終わるまで、又は解除の通知を受けるまで、停止の範囲に当たる接続をしないでください。${PRINT}`,
        '停止を解除する条件を満たしたときは、是正命令の画面から「解除条件の充足」を報告してください。',
      ],
    })),
  'partial-stop-ended': async (_ports, _state) => ({
    subject: '許可の一部の停止の期間の満了',
    sentences: [
      'リモートメンテナンスの利用許可の一部の停止の期間が満了しました（第8条）。ほかに停止があるときは、その停止は続きます。許可の状態を画面で確認してください。',
    ],
    facts: [],
  }),
  revoked: async ({ store }, state) =>
    state.status === 'revoked'
      ? ofNotice(store, state, (parentPermitNo) => ({
          subject: '許可の取消',
          sentences: [
            parentPermitNo === undefined
              ? 'リモートメンテナンスの利用許可を取り消しました（第8条）。'
              : `保守事業者の許可 ${parentPermitNo} を取り消したため、その下にあるこの許可も取り消しました（第8条、第11条）。`,
            `接続はできません。専用端末・アカウントの返却とデータの消去を行ってください。${PRINT}${remaining}`,
          ],
        }))
      : undefined,
  'sanction-notified': async ({ store }, state) =>
    ofNotice(store, state, (parentPermitNo, { isPart }) => ({
      subject: isPart ? '許可の一部の停止の通知' : '許可の取消・停止の通知',
      sentences: [
        parentPermitNo === undefined
          ? isPart
            ? 'リモートメンテナンスの利用許可について、次のとおり一部の停止を決定しました（第8条）。停止の範囲に当たらない利用は、許可の範囲で続けることができます。'
            : 'リモートメンテナンスの利用許可について、次のとおり取消し又は停止を決定しました（第8条）。'
          : `保守事業者の許可 ${parentPermitNo} の取消し又は停止に伴い、その下にあるこの許可も、次のとおりとなります（第8条、第11条）。`,
        `効力は、次の「効力の生ずる日」の0時に生じます。現に停止中のときは、接続できません。${PRINT}`,
      ],
    })),
  'suspension-extended': async ({ store }, state) =>
    stopsOf(state).length > 0
      ? ofNotice(store, state, (_parentPermitNo, { isPart }) => ({
          subject: isPart ? '許可の一部の停止の期間の変更' : '停止の期間の変更',
          sentences: [
            `リモートメンテナンスの利用許可${isPart ? 'の一部' : ''}の停止の期間を、次のとおり変更しました（第8条）。停止の期間が終わるまで、又は解除の通知を受けるまで、${isPart ? '停止の範囲に当たる接続をしないでください' : '接続しないでください'}。${PRINT}`,
          ],
        }))
      : undefined,
  lapsed: async ({ store }, state) =>
    ofNotice(store, state, (parentPermitNo = '', { cause }) => ({
      subject: '許可の失効',
      sentences: [
        `${lapsedWith({ cause }, `保守事業者の許可 ${parentPermitNo} `)}、再委託者のこの許可は効力を失いました（第11条、第12条）。${cause === undefined ? 'この許可についての是正命令によるものではありません。' : ''}`,
        `接続はできません。専用端末・アカウントの返却とデータの消去を行ってください。${PRINT}${remaining}`,
      ],
    })),
  // Delivered late, it must not tell anybody to go on who may not.
  'suspension-ended': async (_ports, state) => ({
    subject: '停止の期間の満了',
    sentences: [
      'リモートメンテナンスの利用許可の停止の期間が満了しました（第8条）。',
      state.status === 'active' || state.status === 'upcoming' ? resumed(state) : NOT_RESUMED,
    ],
    facts: [],
  }),
  lifted: async ({ store }, state) =>
    state.status === 'active' || state.status === 'upcoming' || state.status === 'suspended'
      ? ofNotice(store, state, (parentPermitNo, { isPart }) => ({
          subject: isPart ? '許可の一部の停止の解除' : '停止の解除',
          sentences: [
            parentPermitNo === undefined
              ? `リモートメンテナンスの利用許可${isPart ? 'の一部' : ''}の停止を解除しました。`
              : `保守事業者の許可 ${parentPermitNo} の停止を解除したため、この許可の停止もともに解除しました（第11条）。`,
            `${state.status === 'suspended' ? NOT_RESUMED : resumed(state)}${PRINT}`,
          ],
        }))
      : undefined,
  expired: async ({ store }, state) => {
    if (await isContinued(store, state)) return undefined;
    const sentences = [`許可の期間が満了し、許可は失効しました。接続はできません。${remaining}`];
    return { subject: '期間満了', sentences, facts: [['満了日', wareki(state.period.to)]] };
  },
  ...DOCUMENT_NEWS,
  ended: async (_ports, state) => ({
    subject: '廃止',
    sentences: [`廃止の届出により、許可は終了しました。接続はできません。${remaining}`],
    facts: [['利用の最終日', state.status === 'ended' ? formatWareki(lastDayOf(state)) : '']],
  }),
};

/** What a vendor is told, by kind of news; of records, in their rooms. */
const TOLD: Readonly<Record<News, Tell>> = Object.assign(
  {},
  OF_PERMIT,
  ...Object.values(RECORD_MAILS).map(({ news }) => news),
);

/** What the manager is told without being asked, likewise. */
const CITY: Readonly<Record<CityNews, Tell>> = Object.assign(
  {},
  CITY_NEWS_OF_PERMIT,
  ...Object.values(RECORD_MAILS).map(({ cityNews }) => cityNews),
);

export const composeCityNews = (
  ports: AppPorts,
  state: CaseState,
  message: { readonly news: CityNews; readonly about?: string | undefined },
): Promise<Told | undefined> => CITY[message.news](ports, state, message.about);

export const tellNews = (
  ports: AppPorts,
  state: CaseState,
  message: { readonly news: News; readonly about?: string | undefined },
): Promise<Told | undefined> => TOLD[message.news](ports, state, message.about);

/** With these, works that were announced allow nothing any more. */
const STOPS: ReadonlySet<News> = new Set(['suspended', 'revoked', 'lapsed', 'expired', 'ended']);

/** @param common what every such mail says */
export const composeNews = async (
  ports: AppPorts,
  state: CaseState,
  message: { readonly news: News; readonly about?: string | undefined },
  common: Omit<PermitNews, 'subject' | 'sentences' | 'facts'>,
): Promise<Mail | undefined> => {
  const told = await tellNews(ports, state, message);
  if (!told) return undefined;
  const part = message.news === 'partly-suspended';
  const lapsed = part || STOPS.has(message.news) ? await lapsedFacts(ports, state, part) : [];
  return permitNewsMail({ ...common, ...told, facts: [...told.facts, ...lapsed] });
};
