import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { eventViewSchema } from '../../core/application/views.ts';
import { listPermits, registerQuerySchema } from '../../core/permit/list-permits.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import { cityPermitViewSchema, permitViewSchema, registerEntrySchema } from '../../core/permit/views.ts';
import { listEvents } from '../../core/trail/view-trail.ts';
import { accepted } from '../../core/values/errors.ts';
import { type Endpoint, type HttpPorts, read } from '../http/contract.ts';

const instant = z.iso.datetime({
  offset: true,
  error: '「at」は時点（例 2027-04-01T09:00:00+09:00）を指定してください',
});
const verificationSchema = z.object({
  intact: z.boolean(),
  faults: z.array(z.string()),
  anchor: z.object({ date: z.string(), seq: z.int(), hash: z.string() }).optional(),
});

/** Permits: the register, one permit, its trail (第6条–第11条). */
export const permitsApi = (ports: HttpPorts): readonly Endpoint[] => [
  read(
    '/v1/permits',
    'anyone',
    '許可台帳（新しい順、検索条件・続きの位置つき）',
    {
      query: registerQuerySchema,
      response: z.object({ permits: z.array(registerEntrySchema), cursor: z.string().optional() }),
    },
    async ({ caller, query }) => accepted(await listPermits(ports)(caller, registerQuerySchema.parse(query))),
  ),
  read(
    '/v1/permits/{caseId}',
    'anyone',
    '許可の状態・期間・条件・範囲',
    { response: z.discriminatedUnion('audience', [cityPermitViewSchema, permitViewSchema]) },
    ({ caller, params }) => viewPermit(ports)(caller, params['caseId'] ?? ''),
  ),
  read(
    '/v1/permits/{caseId}/events',
    'city',
    '許可の監査証跡（ハッシュ連鎖つきの全事象）と検証の結果。at を指定すると、その時点までの事象と状態',
    {
      query: z.strictObject({ at: instant.optional() }),
      response: z.object({
        events: z.array(eventViewSchema),
        status: z.string().optional(),
        statusLabel: z.string().optional(),
        verification: verificationSchema,
      }),
    },
    ({ caller, params, query }) =>
      listEvents(ports)(
        caller,
        params['caseId'] ?? '',
        query['at'] === undefined ? undefined : Temporal.Instant.from(query['at']),
      ),
  ),
];
