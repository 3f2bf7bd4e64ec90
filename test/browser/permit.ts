import { z } from 'zod';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { caseIn, signIn, withApiKey } from '../../local/demo/client.ts';
import { type ApplicationInput, sampleApplication } from '../../local/demo/sample-application.ts';
import type { Site } from './browser.ts';

/** A permit for this period, by the public API. */
export const permitOn = async (
  site: Site,
  period: { from: string; to: string },
  overrides: Partial<ApplicationInput> = {},
): Promise<string> => {
  const today = dateOf(site.runtime.ports.clock());
  const vendor = withApiKey(site.url, `rmp_${'A'.repeat(43)}`);
  const application = sampleApplication(today, { period, ...overrides });
  const receipt = await vendor.post('/v1/applications', application, {
    'idempotency-key': `browser-${period.from}`,
  });
  const { caseId } = z.object({ caseId: z.string() }).parse(receipt);
  const manager = await signIn(site.url, 'tax-manager@city.example.jp');
  await manager.post(`/v1/applications/${caseId}/decisions`, {
    stage: 'confirm',
    choice: 'ask-chief',
    hash: (await caseIn(manager, caseId, 'confirming')).request?.hash,
    checklist: tomakomaiR50401.checklist.map(({ id }) => ({
      item: id,
      result: 'pass',
      method: 'document',
      confirmedOn: today.toString(),
    })),
    opinion: '適当と認める。',
  });
  const chief = await signIn(site.url, 'chief@city.example.jp');
  const asked = await caseIn(chief, caseId, 'approving');
  await chief.post(`/v1/applications/${caseId}/decisions`, {
    stage: 'approve',
    choice: 'approve',
    hash: asked.request?.hash,
  });
  await site.runtime.settle();
  return caseId;
};
