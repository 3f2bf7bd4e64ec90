import { Temporal } from 'temporal-polyfill';
import { changeAnswerPaperSchema, changePaperSchema } from '../../core/application/change-form.ts';
import { type CaseState, isSupervised } from '../../core/case/case-state.ts';
import { caseKey, loadRecord } from '../../core/case/case-store.ts';
import { loadPaper } from '../../core/case/papers.ts';
import { CHANGE_ASPECTS, CHANGES } from '../../core/case/records/change.ts';
import { endUnder, numbersOf, worksBeyond } from '../../core/change/earlier-end.ts';
import type { Store } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { numbered } from '../finding/lines.ts';
import type { FactsOf, RecordMails, Tell } from '../permit/mails.ts';
import { wareki } from '../ui/dates.ts';

/** What mails about a 変更届 say (F10): to the vendor what became of it; to manager and chief what it was and is to be. */
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

const changeEffective: Tell = async ({ store }, state, about) => {
  const found = await changeOf(store, state, about);
  const lastDay = found?.answer?.lastDay;
  const lapsing = lastDay === undefined ? [] : await worksBeyond(store, state.caseId, lastDay);
  return (
    found && {
      subject: '変更を認めました',
      sentences: [
        '届出のあった変更を認めました。下記の「反映の日」から、変更後の内容が許可の範囲となります（第6条第3号）。それより前に、変更後の内容で接続しないでください。通知書は、変更届の画面から印刷できます。',
      ],
      facts: [
        ['変更した事項', aspectsText(found.head.aspects)],
        ['反映の日', wareki(found.head.effectiveOn ?? '')],
        ['許可の期間の末日', found.answer?.lastDay ? wareki(found.answer.lastDay) : ''],
        ['ともに失効する再委託者の許可', found.answer?.cascade?.join('、') ?? ''],
        ['効力を失う作業申請', lapsing.map(({ noticeNo }) => noticeNo).join('、')],
        ['許可事項変更通知書', found.answer?.issued ? numbered(found.answer.issued) : ''],
      ],
    }
  );
};

const changeDeclined: Tell = async ({ store }, state, about) => {
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

/** Leaves of a 変更届 that stand in the mail itself; the rest is on the page. */
const MOST = 12;

/** 変更届, for the manager and for the chief: what it was, what it is to be. */
const changeFacts: FactsOf = async (store, state, question) => {
  const change = await loadRecord(store, state.caseId, CHANGES, question.about ?? '');
  const papers = change?.head.papers ?? {};
  const key = caseKey(state.caseId);
  const filed = await loadPaper(store, key, papers['change-filed'], changePaperSchema);
  const confirmed = await loadPaper(store, key, papers['change-confirmed'], changeAnswerPaperSchema);
  if (!filed) return [];
  const { changes } = filed;
  const asked = dateOf(Temporal.Instant.from(question.issuedAt)).toString();
  const end = isSupervised(state) ? await endUnder(store, state, filed.after, asked) : undefined;
  return [
    ...(end
      ? ([
          [
            '許可の期間の末日',
            `変更を認めると、契約の期間により、この許可は、${
              end.lastDay === asked ? '認めた日' : wareki(end.lastDay)
            }の終わりに終わります（第4条第3項）。`,
          ],
          ['ともに失効する再委託者の許可', numbersOf(end.cascade).join('、')],
          ['効力を失う作業申請', end.works.join('、')],
        ] as const)
      : []),
    ['届出日', wareki(filed.filedOn)],
    ['変更日', wareki(filed.changedOn)],
    ['変更する事項', filed.aspects.map((aspect) => CHANGE_ASPECTS[aspect]).join('、')],
    ['変更の理由', filed.reason],
    ...(filed.remarks ?? []).map(({ message }) => ['確認を要する点', message] as const),
    ...changes
      .slice(0, MOST)
      .map(
        ({ label, before, after }) => [label, `${before || '（なし）'} → ${after || '（なし）'}`] as const,
      ),
    ...(changes.length > MOST
      ? [['ほか', `${changes.length - MOST}項目（画面で確認してください）`] as const]
      : []),
    ...(confirmed
      ? [
          [
            '管理者の確認',
            `${confirmed.signed.decidedBy.title} ${confirmed.signed.decidedBy.name}　${confirmed.opinion ?? ''}`,
          ] as const,
        ]
      : []),
  ];
};

export const CHANGE_MAILS: RecordMails<typeof CHANGES> = {
  news: { 'change-effective': changeEffective, 'change-declined': changeDeclined },
  // To the manager; none of these asks for an answer.
  cityNews: {
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
  },
  questions: { change: changeFacts, 'change-approval': changeFacts },
};
