import type { CaseState } from '../../core/case/case-state.ts';
import { noticesOf } from '../../core/finding/notices-of.ts';
import type { Store } from '../../core/store/ports.ts';
import { noticeLines } from '../finding/notice-lines.ts';
import type { Told } from '../permit/mails.ts';

/**
 * The last notice (F9) of a permit, in the words of a sentence for it; the facts are its lines but for the permit's own,
 * which every mail has.
 *
 * @param write `parentPermitNo`: the permit with which it falls or rises (第11条)
 */
export const ofNotice = async (
  store: Store,
  { caseId }: CaseState,
  write: (
    parentPermitNo: string | undefined,
    told: {
      /** Of a 失効: how the vendor's permit ended, where it was not revoked. */
      readonly cause?: 'ended' | 'expired' | undefined;
      /** Only a part of the permit is stopped (docs/adr/0039). */
      readonly isPart: boolean;
    },
  ) => Pick<Told, 'subject' | 'sentences'>,
): Promise<Pick<Told, 'subject' | 'sentences' | 'facts'>> => {
  const notice = (await noticesOf(store, caseId)).at(-1)?.paper;
  // What stands above them in every mail about a permit.
  const own = new Set(['許可番号', '対象システム', '利用する者', '利用していた者']);
  const rows = notice ? noticeLines(notice).rows.filter(([label]) => !own.has(label)) : [];
  return {
    ...write(notice?.parentPermitNo, {
      ...(notice?.type === 'lapse-notice' ? { cause: notice.cause } : {}),
      isPart: notice !== undefined && 'only' in notice && notice.only !== undefined,
    }),
    facts: notice ? [['文書番号', notice.documentNo], ...rows] : [],
  };
};
