import { z } from 'zod';
import { sectionSchema, systemSchema, vendorSchema } from '../../core/directory/directory.ts';
import { listSections, listVendors } from '../../core/directory/directory-store.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import { accepted } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
import { type AppPorts, type Endpoint, post, put, read } from '../http/contract.ts';
import {
  sectionChangeSchema,
  sectionInputSchema,
  systemChangeSchema,
  systemInputSchema,
  vendorChangeSchema,
  vendorInputSchema,
} from './bodies.ts';
import { actedAnswer, proposalSummarySchema } from './proposal-api.ts';

/** An entry with the hash to send back with a change, so that nobody undoes what another has changed. */
export const listed = <S extends z.ZodRawShape>(entry: z.ZodObject<S>) => entry.extend({ hash: z.string() });
export const withHash = <E extends object>(entry: E) => ({ ...entry, hash: hashOf(entry) });

/** As they are sent back when they are changed: what they were before is the server's. */
const sectionAnswer = sectionSchema.omit({ formerPrefixes: true, former: true });
const systemAnswer = systemSchema.omit({ former: true });
const vendorAnswer = vendorSchema.omit({ former: true });

/** 課, システム, 保守事業者 (第2条): registered and changed by the chief's office. */
export const registrationsApi = (ports: AppPorts): readonly Endpoint[] => {
  const act = actOnDirectory(ports);
  return [
    read(
      '/v1/sections',
      'city',
      '課の一覧',
      { response: z.object({ sections: z.array(listed(sectionAnswer)) }) },
      async () => accepted({ sections: (await listSections(ports.store)).map(withHash) }),
    ),
    post(
      '/v1/sections',
      'office',
      '課を登録する',
      { body: sectionInputSchema, status: 201, response: sectionAnswer, waiting: proposalSummarySchema },
      async ({ caller, body }) => actedAnswer(ports, await act(caller, { act: 'register-section', ...body })),
    ),
    put(
      '/v1/sections/{sectionId}',
      'office',
      '課の登録内容を変更する',
      { body: sectionChangeSchema, response: sectionAnswer, waiting: proposalSummarySchema },
      async ({ caller, params, body: { reason, ...body } }) =>
        actedAnswer(
          ports,
          await act(caller, { act: 'change-section', sectionId: params['sectionId'] ?? '', ...body }, reason),
        ),
    ),
    post(
      '/v1/systems',
      'office',
      'システムを登録する',
      { body: systemInputSchema, status: 201, response: systemAnswer, waiting: proposalSummarySchema },
      async ({ caller, body }) => actedAnswer(ports, await act(caller, { act: 'register-system', ...body })),
    ),
    put(
      '/v1/systems/{systemId}',
      'office',
      'システムの所管課・事前手続などを変更する（当日から）',
      { body: systemChangeSchema, response: systemAnswer, waiting: proposalSummarySchema },
      async ({ caller, params, body: { reason, ...body } }) =>
        actedAnswer(
          ports,
          await act(caller, { act: 'change-system', systemId: params['systemId'] ?? '', ...body }, reason),
        ),
    ),
    read(
      '/v1/vendors',
      'city',
      '保守事業者の一覧',
      { response: z.object({ vendors: z.array(listed(vendorAnswer)) }) },
      async () => accepted({ vendors: (await listVendors(ports.store)).map(withHash) }),
    ),
    post(
      '/v1/vendors',
      'office',
      '保守事業者を登録する',
      { body: vendorInputSchema, status: 201, response: vendorAnswer, waiting: proposalSummarySchema },
      async ({ caller, body }) => actedAnswer(ports, await act(caller, { act: 'register-vendor', ...body })),
    ),
    put(
      '/v1/vendors/{vendorId}',
      'office',
      '保守事業者の登録内容を変更する',
      { body: vendorChangeSchema, response: vendorAnswer, waiting: proposalSummarySchema },
      async ({ caller, params, body: { reason, ...body } }) =>
        actedAnswer(
          ports,
          await act(caller, { act: 'change-vendor', vendorId: params['vendorId'] ?? '', ...body }, reason),
        ),
    ),
  ];
};
