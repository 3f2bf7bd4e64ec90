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
