import { z } from 'zod';
import { accepted } from '../../core/errors.ts';
import { cityPermitViewSchema, permitViewSchema, registerEntrySchema } from '../../core/permit-views.ts';
import { listPermits } from '../../core/use-cases/list-permits.ts';
import { viewPermit } from '../../core/use-cases/view-permit.ts';
import { listEvents } from '../../core/use-cases/view-trail.ts';
import { eventViewSchema } from '../../core/views.ts';
import { type AppPorts, api, type Endpoint } from '../contract.ts';

/** Permits: the register, one permit, its trail (第6条–第11条). */
export const permitsApi = (ports: AppPorts): readonly Endpoint[] => [
  api(
    {
      method: 'GET',
      path: '/v1/permits',
      who: 'anyone',
      summary: '許可の一覧（新しい順）',
      status: 200,
      response: z.object({ permits: z.array(registerEntrySchema) }),
    },
    async ({ caller }) => accepted(await listPermits(ports)(caller)),
  ),
  api(
    {
      method: 'GET',
      path: '/v1/permits/{caseId}',
      who: 'anyone',
      summary: '許可の状態・期間・条件・範囲',
      status: 200,
      response: z.discriminatedUnion('audience', [cityPermitViewSchema, permitViewSchema]),
    },
    ({ caller, params }) => viewPermit(ports)(caller, params['caseId'] ?? ''),
  ),
  api(
    {
      method: 'GET',
      path: '/v1/permits/{caseId}/events',
      who: 'city',
      summary: '許可の監査証跡（ハッシュ連鎖つきの全事象）',
      status: 200,
      response: z.object({ events: z.array(eventViewSchema) }),
    },
    ({ caller, params }) => listEvents(ports)(caller, params['caseId'] ?? ''),
  ),
];
