import { FOLLOWED, INSTRUCTION_KINDS } from '../../core/case/records/instruction.ts';
import type { InstructionPaper } from '../../core/instruction/papers.ts';
import { dated } from '../finding/hearing-lines.ts';
import { day, type Lines, linesFor, numbered } from '../finding/lines.ts';
import { articlesOf, type Back, issuedPaper, paper } from '../finding/notice-sheet.ts';
import type { Html, PageContext } from '../ui/layout.ts';

/** What is written in a paper of an instruction (第6条第6号), as labels and texts. */
const instructionRows = (paper: InstructionPaper): Lines => {
  switch (paper.type) {
    case 'instruction-prepared':
    case 'instruction-issued':
      return {
        title: paper.type === 'instruction-prepared' ? '指示の案' : '指示書',
        rows: [
          ['文書番号', paper.type === 'instruction-issued' ? numbered(paper) : ''],
          ['種類', INSTRUCTION_KINDS[paper.kind]],
          ['件名', paper.title],
          ['指示の内容', paper.text],
          ['指示の理由', paper.ground],
          paper.type === 'instruction-issued' && paper.timing === 'at-once'
            ? ['実施の時期', '直ちに']
            : paper.type === 'instruction-prepared' && paper.kind !== 'cut-off'
              ? ['期限', '指示する日から数えて定めます']
              : ['期限', paper.kind === 'cut-off' ? '直ちに' : day(paper.dueOn)],
        ],
      };
    case 'instruction-dropped':
      return { title: '指示の見送り', rows: [['理由', paper.reason]] };
    case 'instruction-acknowledged':
      return { title: '指示の受領', rows: [['連絡事項', paper.note ?? '特になし']] };
    case 'instruction-answered':
      return {
        title: '指示への報告',
        rows: [
          ['行ったこと', paper.done],
          ['行った日', day(paper.doneOn)],
        ],
      };
    case 'instruction-judged':
      return {
        title: '指示の履行の確認',
        rows: [
          ['結果', FOLLOWED[paper.result]],
          ['理由', paper.reason],
        ],
      };
    case 'instruction-lifted':
      return {
        title: paper.lifted?.kind === 'cut-off' ? '緊急接続停止指示解除通知書' : '指示解除通知書',
        rows: [
          ['文書番号', numbered(paper)],
          ['解除する指示', paper.lifted ? numbered(paper.lifted) : ''],
          ['件名', paper.lifted?.title ?? ''],
          ['解除の理由', paper.reason],
        ],
      };
  }
};

export const instructionLines = (paper: InstructionPaper, audience: 'vendor' | 'city'): Lines =>
  linesFor(audience, paper, instructionRows(paper));

/** The A4 papers of an instruction (第6条第6号): 指示書, 緊急接続停止指示書, and what lifts them. */

export const instructionA4 = (
  context: PageContext,
  content: InstructionPaper,
  { permitNo, regulationId }: { readonly permitNo: string; readonly regulationId: string },
  back: Back,
): Html | undefined => {
  if (content.type !== 'instruction-issued' && content.type !== 'instruction-lifted') return undefined;
  const lines = instructionLines(content, 'vendor');
  const art = articlesOf(regulationId);
  return paper(
    context,
    issuedPaper(lines, content, (title) =>
      content.type === 'instruction-issued'
        ? `リモートメンテナンス（許可番号 ${permitNo}）について、${title}${art.obligations}第6号の規定により、下記のとおり指示します。`
        : content.lifted
          ? `リモートメンテナンス（許可番号 ${permitNo}）についての${title}${art.obligations}第6号の規定による指示（${dated(content.lifted.documentNo, content.lifted.issuedOn)}）を、下記のとおり解除したので、通知します。`
          : `リモートメンテナンス（許可番号 ${permitNo}）についての指示を、下記のとおり解除しましたので、通知します。`,
    ),
    back,
  );
};
