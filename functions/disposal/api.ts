import { z } from 'zod';
import { approveDisposal, excludeFromDisposal } from '../../core/disposal/decide-disposal.ts';
import {
  disposalApprovalInputSchema,
  disposalEntrySchema,
  disposalSchema,
  exclusionInputSchema,
  inclusionInputSchema,
} from '../../core/disposal/disposal.ts';
import { prepareDisposal, viewDisposal, viewDisposals } from '../../core/disposal/prepare-disposal.ts';
import { type AppPorts, type Endpoint, post, read } from '../http/contract.ts';

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
  read(
    '/v1/disposals',
    'office',
    '廃棄リストの一覧',
    { response: z.object({ disposals: z.array(disposalSchema) }) },
    ({ caller }) => viewDisposals(ports)(caller),
  ),
  post(
    '/v1/disposals',
    'office',
    '保存期間が満了した案件を廃棄リストにまとめる（何度行っても同じ）',
    { response: disposalSchema },
    ({ caller }) => prepareDisposal(ports)(caller),
  ),
  read('/v1/disposals/{disposalId}', 'office', '廃棄リスト', { response: viewSchema }, ({ caller, params }) =>
    viewDisposal(ports)(caller, params['disposalId'] ?? ''),
  ),
  post(
    '/v1/disposals/{disposalId}/exclusions',
    'office',
    '案件を廃棄から除外する（理由が必要）',
    { body: exclusionInputSchema, response: disposalEntrySchema },
    ({ caller, params, body }) => excludeFromDisposal(ports)(caller, params['disposalId'] ?? '', body),
  ),
  post(
    '/v1/disposals/{disposalId}/inclusions',
    'office',
    '除外を取り消す',
    { body: inclusionInputSchema, response: disposalEntrySchema },
    ({ caller, params, body }) => excludeFromDisposal(ports)(caller, params['disposalId'] ?? '', body),
  ),
  post(
    '/v1/disposals/{disposalId}/approval',
    'office',
    '廃棄を承認する（統括情報セキュリティ管理者。承認すると消去が始まる）',
    { body: disposalApprovalInputSchema, status: 202, response: disposalSchema },
    ({ caller, params, body }) => approveDisposal(ports)(caller, params['disposalId'] ?? '', body),
  ),
];
