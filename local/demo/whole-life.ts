import { playDisposal } from './full-disposal.ts';
import { playLateMonth } from './full-late-month.ts';
import { playMonths, reportAll } from './full-months.ts';
import { playPermit } from './full-permit.ts';
import { playReconfirmation } from './full-reconfirmation.ts';
import { playRevocation } from './full-revocation.ts';
import { playSuspension } from './full-suspension.ts';
import { playWork } from './full-work.ts';
import { gather, type Life, mustBe } from './people.ts';
import { playProposal } from './proposal.ts';
import type { Stage } from './stage.ts';

/**
 * `npm run demo -- --full`: 登録伺い → 申請 → 許可 → 作業 → 月次報告 → 遅れた月と指示 → 違反 → 是正命令 → 停止 → 解除 → 再確認 → 取消 → 廃棄, with
 * the clock moved through the years.
 */
export const playWholeLife = async (stage: Stage): Promise<void> => {
  await playProposal(stage);
  const people = gather(stage);
  const life: Life = { stage, people, ...(await playPermit(stage, people)) };
  await playWork(life);
  await playMonths(life);
  const findingId = await playLateMonth(life);
  await playSuspension(life, findingId);
  await playReconfirmation(life);
  await reportAll(life, '2027-05');
  await playRevocation(life);
  await playDisposal(life);
  mustBe('failures behind the scenes', stage.failures, []);
};
