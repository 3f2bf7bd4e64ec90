import { isSupervised } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { requestReconfirmation } from '../../core/reconfirmation/list-reconfirmations.ts';
import { commit } from '../../core/store/commit.ts';
import type { ApplicationInput } from '../../local/demo/sample-application.ts';
import type { Story } from './story.ts';

/** An application that has been confirmed, approved and notified: its case is a permit. */
export const permitIn = async (
  story: Story,
  overrides: Partial<ApplicationInput> = {},
): Promise<{ readonly caseId: string; readonly permitNo: string }> => {
  const caseId = await story.submit(overrides);
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.settle();
  const { permitNo } = await story.vendorView(caseId);
  return { caseId, permitNo };
};

/** A subcontractor's permit under another (第11条). */
export const childOf = (
  story: Story,
  parentPermitNo: string,
  overrides: Partial<ApplicationInput> = {},
): Promise<{ readonly caseId: string; readonly permitNo: string }> =>
  permitIn(story, {
    ...overrides,
    subcontracting: { parentPermitNo, company: '再委託システム株式会社', cityConsentNo: '苫情推第9号' },
  });

/** The manager is asked to confirm 別表1 again now, before its day has come. */
export const askToReconfirm = async (
  { ports, store }: Story,
  caseId: string,
  regulationId = 'tomakomai/R5.4.1',
): Promise<string> => {
  const asked = await commit(ports, async () => {
    const state = await loadCase(store, caseId);
    if (!state || !isSupervised(state)) throw new Error('no permit');
    return requestReconfirmation(ports, state, 'yearly', regulationId, await loadSettings(store));
  });
  if (!asked.ok) throw new Error(asked.message);
  const state = await loadCase(store, caseId);
  const questions = state && isSupervised(state) ? state.questions : [];
  return questions.find(({ stage }) => stage === 'reconfirm')?.about ?? '';
};
