import { loadCorrection, loadReissue } from '../../core/permit/documents.ts';
import { wareki } from '../ui/dates.ts';
import type { Tell } from './mails.ts';

/** What the vendor is told of a paper that was corrected, or issued again (docs/adr/0063). */

const corrected: Tell = async ({ store }, { caseId }, about) => {
  const paper = await loadCorrection(store, caseId, Number(about));
  return (
    paper && {
      subject: '文書の訂正',
      sentences: [
        '文書の記載に誤りがあったため、次のとおり訂正しました。決定の内容は変わりません。訂正通知書は、許可の画面の「文書の一覧」から印刷できます。',
      ],
      facts: [
        ['文書番号', paper.documentNo],
        [
          '訂正する文書',
          `${paper.title}　${paper.corrected.documentNo}（${wareki(paper.corrected.issuedOn)}）`,
        ],
        ['訂正する箇所', paper.place],
        ['誤', paper.wrong],
        ['正', paper.right],
        ['訂正の理由', paper.reason],
      ],
    }
  );
};

const reissued: Tell = async ({ store }, { caseId }, about) => {
  const paper = await loadReissue(store, caseId, Number(about));
  return (
    paper && {
      subject: '文書の再交付',
      sentences: [
        '次の文書を再交付しました。内容と文書番号は、元の文書と同じです。許可の画面の「文書の一覧」から印刷できます。',
      ],
      facts: [
        ['文書', `${paper.title}　${paper.documentNo}`],
        ['再交付の日', wareki(paper.reissuedOn)],
      ],
    }
  );
};

export const DOCUMENT_NEWS = { 'paper-corrected': corrected, 'paper-reissued': reissued };
