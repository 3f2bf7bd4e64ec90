import type { CaseState } from '../../core/case/case-state.ts';
import { loadRecord } from '../../core/case/case-store.ts';
import { SHORTENINGS } from '../../core/case/records/shortening.ts';
import { worksBeyond } from '../../core/change/earlier-end.ts';
import { type ShorteningPaper, shorteningPapersOf } from '../../core/change/shortening-papers.ts';
import type { Store } from '../../core/store/ports.ts';
import type { FactsOf, RecordMails, Tell } from '../permit/mails.ts';
import { wareki } from '../ui/dates.ts';
import { shorteningLines } from './shortening-lines.ts';

/** What mails about 許可の期間の短縮 say (第4条第3項, docs/adr/0062): the same as the papers. */

const found = async (store: Store, state: CaseState, shorteningId = '') => {
  const record = await loadRecord(store, state.caseId, SHORTENINGS, shorteningId);
  return record && { head: record.head, filed: await shorteningPapersOf(store, state.caseId, record.head) };
};

const rows = (paper: ShorteningPaper | undefined) => (paper ? shorteningLines(paper).rows : []);

/** The last paper of these types is what is told. */
const telling =
  (types: readonly ShorteningPaper['type'][], subject: string, sentences: readonly string[]): Tell =>
  async ({ store }, state, about) => {
    const of = await found(store, state, about);
    const paper = of?.filed.findLast((one) => types.includes(one.paper.type))?.paper;
    return of && paper && { subject, sentences, facts: rows(paper), page: '期間の短縮' };
  };

const shortened: Tell = async (ports, state, about) => {
  const told = await telling(['shortening-approved'], '許可の期間の短縮', [
    '許可の期間を短縮しました。短縮後の末日の終わりに、許可は終了します。その後は接続できません。通知書は、期間の短縮の画面から印刷できます。',
  ])(ports, state, about);
  const of = await found(ports.store, state, about);
  if (!told || !of) return told;
  const works = await worksBeyond(ports.store, state.caseId, of.head.lastDay);
  return {
    ...told,
    facts: [...told.facts, ['効力を失う作業申請', works.map(({ noticeNo }) => noticeNo).join('、')]],
  };
};

/** For the manager and the chief: all that was written. */
const allWritten: FactsOf = async (store, state, question) => {
  const of = await found(store, state, question.about);
  return (of?.filed ?? []).flatMap(({ paper }) => rows(paper).filter(([label]) => label !== SUBMITTED));
};
const SUBMITTED = '弁明の提出先';

export const SHORTENING_MAILS: RecordMails<typeof SHORTENINGS> = {
  news: {
    'shortening-invited': telling(['shortening-proposed'], '弁明の機会の付与（許可の期間の短縮）', [
      '許可の期間を短縮することを予定しています。弁明があるときは、提出期限までに提出してください。提出期限の日が終わるまで、短縮は決定されません。',
    ]),
    'shortening-recorded': telling(['shortening-heard'], '弁明の記録', [
      '許可の期間の短縮についての弁明を、次のとおり記録しました。誤りがあるときは、市の担当課に申し出てください。',
    ]),
    shortened,
    'shortening-dropped': telling(
      ['shortening-dropped', 'shortening-disapproved'],
      '許可の期間の短縮の取りやめ',
      ['予定していた許可の期間の短縮を取りやめました。許可の期間は変わりません。'],
    ),
  },
  cityNews: {
    'shortening-stated': async ({ store }, state, about) => {
      const of = await found(store, state, about);
      const paper = of?.filed.findLast((one) => one.paper.type === 'shortening-stated')?.paper;
      return (
        of &&
        paper && {
          subject: '弁明の提出',
          sentences: [
            `許可の期間の短縮について、弁明が提出されました。弁明の期限（${wareki(of.head.statementDueOn)}）が過ぎたときに、判断をお願いします。`,
          ],
          facts: rows(paper),
        }
      );
    },
  },
  questions: { shortening: allWritten, 'shortening-approval': allWritten },
};
