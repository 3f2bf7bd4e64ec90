import { z } from 'zod';
import { approveDisposal, excludeFromDisposal } from '../../core/disposal/decide-disposal.ts';
import {
  disposalApprovalInputSchema,
  disposalEntrySchema,
  disposalSchema,
  exclusionInputSchema,
  inclusionInputSchema,
} from '../../core/disposal/disposal.ts';
import { prepareDisposal } from '../../core/disposal/prepare-disposal.ts';
import { viewDisposal, viewDisposals } from '../../core/disposal/view-disposal.ts';
import { type AppPorts, api, type Endpoint } from '../http/contract.ts';

const lineSchema = disposalEntrySchema.extend({
  statusLabel: z.string(),
  vendorName: z.string(),
  systemName: z.string(),
  sectionName: z.string(),
});
const viewSchema = disposalSchema.extend({
  hash: z.string(),
  entries: z.array(lineSchema),
  can: z.object({ change: z.boolean(), approve: z.boolean() }),
});

/** 廃棄リスト (第12条): for the chief's office; the chief approves. */
export const disposalsApi = (ports: AppPorts): readonly Endpoint[] => [
  api(
    {
      method: 'GET',
      path: '/v1/disposals',
      who: 'office',
      summary: '廃棄リストの一覧',
      status: 200,
      response: z.object({ disposals: z.array(disposalSchema) }),
    },
    ({ caller }) => viewDisposals(ports)(caller),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/disposals',
      who: 'office',
      summary: '保存期間が満了した案件を廃棄リストにまとめる（何度行っても同じ）',
      status: 200,
      response: disposalSchema,
    },
    ({ caller }) => prepareDisposal(ports)(caller),
  ),
  api(
    {
      method: 'GET',
      path: '/v1/disposals/{disposalId}',
      who: 'office',
      summary: '廃棄リスト',
      status: 200,
      response: viewSchema,
    },
    ({ caller, params }) => viewDisposal(ports)(caller, params['disposalId'] ?? ''),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/disposals/{disposalId}/exclusions',
      who: 'office',
      summary: '案件を廃棄から除外する（理由が必要）',
      body: exclusionInputSchema,
      status: 200,
      response: disposalEntrySchema,
    },
    ({ caller, params, body }) => excludeFromDisposal(ports)(caller, params['disposalId'] ?? '', body),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/disposals/{disposalId}/inclusions',
      who: 'office',
      summary: '除外を取り消す',
      body: inclusionInputSchema,
      status: 200,
      response: disposalEntrySchema,
    },
    ({ caller, params, body }) => excludeFromDisposal(ports)(caller, params['disposalId'] ?? '', body),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/disposals/{disposalId}/approval',
      who: 'office',
      summary: '廃棄を承認する（統括情報セキュリティ管理者。承認すると消去が始まる）',
      body: disposalApprovalInputSchema,
      status: 202,
      response: disposalSchema,
    },
    ({ caller, params, body }) => approveDisposal(ports)(caller, params['disposalId'] ?? '', body),
  ),
];
