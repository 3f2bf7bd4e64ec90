import { changeAnswerPaperSchema, changePaperSchema } from '../../core/application/change-form.ts';
import { lastResults } from '../../core/application/last-results.ts';
import type { CaseState } from '../../core/case/case-state.ts';
import { caseKey, loadRecord } from '../../core/case/case-store.ts';
import type { Question } from '../../core/case/decision-request.ts';
import { loadPaper } from '../../core/case/papers.ts';
import { CHANGE_ASPECTS, CHANGES } from '../../core/case/records/change.ts';
import { RECONFIRM_REASONS, RECONFIRMATIONS } from '../../core/case/records/reconfirmation.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Store } from '../../core/store/ports.ts';
import { jstDay, wareki } from '../ui/dates.ts';

type Facts = readonly (readonly [label: string, value: string])[];

/** Leaves of a 変更届 that stand in the mail itself; the rest is on the page. */
const MOST = 12;

/** 変更届, for the manager and for the chief: what it was, what it is to be. */
export const changeFacts = async (store: Store, state: CaseState, question: Question): Promise<Facts> => {
  const change = await loadRecord(store, state.caseId, CHANGES, question.about ?? '');
  const papers = change?.head.papers ?? {};
  const key = caseKey(state.caseId);
  const filed = await loadPaper(store, key, papers['change-filed'], changePaperSchema);
  const confirmed = await loadPaper(store, key, papers['change-confirmed'], changeAnswerPaperSchema);
  if (!filed) return [];
  const { changes } = filed;
  return [
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

/** 別表1の再確認: why now, and how it was the last time. */
export const reconfirmFacts = async (store: Store, state: CaseState, question: Question): Promise<Facts> => {
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
