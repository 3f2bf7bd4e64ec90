import { FOLLOWED, INSTRUCTION_KINDS } from '../../core/case/records/instruction.ts';
import type { InstructionPaper } from '../../core/instruction/papers.ts';
import { day, type Lines, linesFor, numbered } from '../finding/lines.ts';

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
