import type { InstructionPaper } from '../../core/instruction/papers.ts';
import { dated } from '../finding/hearing-lines.ts';
import { articlesOf, type Back, issuedPaper, paper } from '../finding/order-paper.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { instructionLines } from './lines.ts';

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
