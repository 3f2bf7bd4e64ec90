import { Temporal } from 'temporal-polyfill';
import { isSupervised } from '../../core/case/case-state.ts';
import type { PermitCityNews } from '../../core/case/outbox.ts';
import { loadSection, loadSettings } from '../../core/directory/directory-store.ts';
import { loadEnding } from '../../core/permit/file-ending.ts';
import { businessDaysBetween, dateOf } from '../../core/values/calendar.ts';
import type { Tell } from '../permit/mails.ts';
import { wareki } from '../ui/dates.ts';

/** What is told of the end and of the renewal of a permit: to the vendor, and to the manager. */

export const renewalReminder: Tell = async ({ store, clock }, state) => {
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
export const CITY_NEWS_OF_PERMIT: Readonly<Record<PermitCityNews, Tell>> = {
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
