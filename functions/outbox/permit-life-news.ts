import { Temporal } from 'temporal-polyfill';
import { changeAnswerPaperSchema, changePaperSchema } from '../../core/application/change-form.ts';
import { type CaseState, isSupervised } from '../../core/case/case-state.ts';
import { caseKey, loadRecord } from '../../core/case/case-store.ts';
import type { CityNews } from '../../core/case/outbox.ts';
import { loadPaper } from '../../core/case/papers.ts';
import { CHANGE_ASPECTS, CHANGES } from '../../core/case/records/change.ts';
import { loadSection, loadSettings } from '../../core/directory/directory-store.ts';
import { loadEnding } from '../../core/permit/file-ending.ts';
import type { Store } from '../../core/store/ports.ts';
import { businessDaysBetween, dateOf } from '../../core/values/calendar.ts';
import { numbered } from '../finding/lines.ts';
import type { AppPorts } from '../http/contract.ts';
import type { PermitNews } from '../permit/mails.ts';
import { wareki } from '../ui/dates.ts';
import { workAnnounced, workWithdrawn } from './compose-work.ts';
import { candidateCleared, cutOffAnswered } from './order-news.ts';

/** What is told of changes, of the end and of the renewal of a permit: to the vendor, and to the manager. */

type Told = Pick<PermitNews, 'subject' | 'sentences' | 'facts'> &
  Partial<Pick<PermitNews, 'page' | 'permitUrl'>>;
type Tell = (ports: AppPorts, state: CaseState, about: string | undefined) => Promise<Told | undefined>;

const changeOf = async (store: Store, state: CaseState, changeId = '') => {
  const change = await loadRecord(store, state.caseId, CHANGES, changeId);
  const key = caseKey(state.caseId);
  const papers = change?.head.papers ?? {};
  const [filed, ...answers] = await Promise.all([
    loadPaper(store, key, papers['change-filed'], changePaperSchema),
    ...(['change-disapproved', 'change-declined', 'change-approved', 'change-confirmed'] as const).map(
      (type) => loadPaper(store, key, papers[type], changeAnswerPaperSchema),
    ),
  ]);
  return change && filed && { head: change.head, filed, answer: answers.find(Boolean) };
};
const aspectsText = (aspects: readonly (keyof typeof CHANGE_ASPECTS)[]) =>
  aspects.map((aspect) => CHANGE_ASPECTS[aspect]).join('、');

export const changeEffective: Tell = async ({ store }, state, about) => {
  const found = await changeOf(store, state, about);
  return (
    found && {
      subject: '変更を認めました',
      sentences: [
        '届出のあった変更を認めました。下記の「反映の日」から、変更後の内容が許可の範囲となります（第6条第3号）。それより前に、変更後の内容で接続しないでください。通知書は、変更届の画面から印刷できます。',
      ],
      facts: [
        ['変更した事項', aspectsText(found.head.aspects)],
        ['反映の日', wareki(found.head.effectiveOn ?? '')],
        ['許可事項変更通知書', found.answer?.issued ? numbered(found.answer.issued) : ''],
      ],
    }
  );
};

export const changeDeclined: Tell = async ({ store }, state, about) => {
  const found = await changeOf(store, state, about);
  return (
    found && {
      subject: '変更を認めません',
      sentences: [
        '届出のあった変更は認められませんでした。許可の範囲は変わりません。変更後の内容で接続することはできません（第6条第3号）。',
      ],
      facts: [
        ['届け出た事項', aspectsText(found.head.aspects)],
        ['理由', found.answer?.reason ?? ''],
      ],
    }
  );
};

export const renewalReminder: Tell = async ({ store, clock }, state) => {
  const settings = await loadSettings(store);
  const left = businessDaysBetween(dateOf(clock()), Temporal.PlainDate.from(state.period.to), settings);
  return {
    subject: '期間満了の予告',
    sentences: [
      `許可の期間は、あと${left}開庁日で満了します。引き続き利用するときは、市の担当課と事前に協議のうえ（第4条第1項）、満了の前に継続の申請をしてください。内容が同じときは、許可の画面の「同じ内容で継続を申請する」から、期間・契約などだけを入力して申請できます。`,
      '継続しないときは、廃止届は要りません（期間の満了により許可は失効します）。残る作業報告と最後の月の利用状況報告は、提出してください（第6条、第10条）。',
    ],
    facts: [['期間の満了日', wareki(state.period.to)]],
  };
};

/** To the vendor: who answers for the permit, issues its papers and is to be asked from now on (第2条第2号). */
export const sectionChanged: Tell = async ({ store }, state) => {
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
const CITY: Readonly<Record<CityNews, Tell>> = {
  'change-filed': async ({ store }, state, about) => {
    const found = await changeOf(store, state, about);
    return (
      found && {
        subject: '変更届',
        sentences: ['保守事業者から、連絡先などの軽微な変更の届出がありました。回答は不要です。'],
        facts: [
          ['変更日', wareki(found.filed.changedOn)],
          ...found.filed.changes.map(
            ({ label, before, after }) =>
              [label, `${before || '（なし）'} → ${after || '（なし）'}`] as const,
          ),
        ],
      }
    );
  },
  'change-withdrawn': async ({ store }, state, about) => {
    const found = await changeOf(store, state, about);
    return (
      found && {
        subject: '変更届の取下げ',
        sentences: ['保守事業者が変更届を取り下げました。確認は不要です。許可の範囲は変わりません。'],
        facts: [['届け出ていた事項', aspectsText(found.head.aspects)]],
      }
    );
  },
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
  'work-announced': workAnnounced,
  'work-withdrawn': workWithdrawn,
  'cut-off-answered': cutOffAnswered,
  'candidate-cleared': candidateCleared,
};

export const composeCityNews = (
  ports: AppPorts,
  state: CaseState,
  message: { readonly news: CityNews; readonly about?: string | undefined },
): Promise<Told | undefined> => CITY[message.news](ports, state, message.about);
