import { lastResults } from '../../core/application/last-results.ts';
import { loadRecord } from '../../core/case/case-store.ts';
import { RECONFIRM_REASONS, RECONFIRMATIONS } from '../../core/case/records/reconfirmation.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { FactsOf, RecordMails } from '../permit/mails.ts';
import { jstDay, wareki } from '../ui/dates.ts';

/** 別表1の再確認: why now, and how it was the last time. */
const reconfirmFacts: FactsOf = async (store, state, question) => {
  const record = await loadRecord(store, state.caseId, RECONFIRMATIONS, question.about ?? '');
  if (!record) return [];
  const regulation = regulationById(record.head.regulationId);
  const last = await lastResults(store, state);
  return [
    ['確認する要件', `${regulation.checklistName}の${regulation.checklist.length}項目`],
    ['依頼の理由', RECONFIRM_REASONS[record.head.why]],
    ['要領の版', `${regulation.title}（${wareki(regulation.effectiveFrom)}施行）`],
    ['前回の確認', last ? `${jstDay(last.at)}　${last.by}` : ''],
  ];
};

export const RECONFIRMATION_MAILS: RecordMails<typeof RECONFIRMATIONS> = {
  news: {},
  cityNews: {},
  questions: { reconfirm: reconfirmFacts },
};
