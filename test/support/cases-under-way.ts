import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';
import { SHARDS } from '../../core/case/case-store.ts';
import { openReportsDue } from '../../core/monthly-report/open-monthly-reports.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { browse } from './browse.ts';
import { createOrders } from './orders.ts';
import { askToReconfirm } from './permit.ts';
import { FILES, sendFile } from './sample-files.ts';
import { type Story, VENDOR } from './story.ts';
import { worksOf } from './work-story.ts';

/** Cases in the middle of everything; path of the contract table → ids that are there. */
export const casesUnderWay = async (story: Story): Promise<Record<string, Record<string, string>>> => {
  const vendor = story.vendorApi;
  const { json: file } = await vendor('POST', '/v1/files', { name: 'a.pdf', size: FILES.pdf.length });
  await sendFile(story, file.upload, 'a.pdf', FILES.pdf);
  await vendor('POST', `/v1/files/${file.fileId}/completion`, {});
  const application = await story.submit({ attachments: [{ fileId: file.fileId, kind: 'diagram' }] });
  const permit = await story.submit();
  await story.confirm(permit);
  await story.approve(permit);
  const orders = createOrders(story);
  const ids: Record<string, string> = {
    fileId: file.fileId,
    findingId: await orders.ordered(permit),
    instructionId: (await orders.instruct(permit)).json.instructionId,
    workId: await worksOf(story, permit).announced('2026-05-11', { explainedOn: '2026-04-06' }),
    yearMonth: '2026-04',
    disposalId: 'none',
    sectionId: 'tax',
    systemId: 'tax-system',
    vendorId: 'hokuto',
    personId: 'p-tax2',
  };
  for (const shard of SHARDS)
    await openReportsDue(story.ports)({ businessDate: Temporal.PlainDate.from('2026-05-01'), shard });
  await story.settle();
  const change = {
    changedOn: '2026-12-01',
    reason: '端末の更新',
    after: { terminals: [{ assetNo: 'PC-900', os: 'Windows 11', antivirus: '最新', dedicated: true }] },
  };
  const key = { 'idempotency-key': 'change' };
  ids['changeId'] = (await vendor('POST', `/v1/permits/${permit}/changes`, change, key)).json.changeId;
  ids['reconfirmationId'] = await askToReconfirm(story, permit);
  const { headers } = await (await browse(story, VENDOR))('/drafts', { consultationId: 'c-hokuto' });
  ids['draftId'] = headers['location']?.split('/').at(-1) ?? '';
  ids['section'] = 'work';
  // Not the key that the requests are made with.
  ids['keyId'] = (await (await story.as(VENDOR))('POST', '/v1/api-keys', { label: '予備' })).json.key.keyId;
  expect(Object.values(ids).every((id) => id.length > 0)).toBe(true);
  return Object.fromEntries(
    endpoints(story.ports).map(({ route: { path } }) => {
      const caseId = path.includes('/permits/') ? permit : application;
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      return [
        path,
        Object.fromEntries(names.map((name) => [name, name === 'caseId' ? caseId : (ids[name] ?? '')])),
      ];
    }),
  );
};
