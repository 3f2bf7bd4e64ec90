import { z } from 'zod';
import { apiKeySchema } from '../../core/directory/api-key.ts';
import { vendorOf } from '../../core/directory/caller.ts';
import { consultationInputSchema, consultationSchema } from '../../core/directory/consultation.ts';
import { appointmentSchema, personSchema, systemSchema } from '../../core/directory/directory.ts';
import {
  listConsultations,
  listSettings,
  listStaff,
  listSystems,
  loadSettings,
} from '../../core/directory/directory-store.ts';
import { settingsSchema, settingsVersionSchema } from '../../core/directory/settings.ts';
import {
  apiKeyInputSchema,
  apiKeyViewSchema,
  createApiKey,
  revokeApiKey,
  viewApiKeys,
} from '../../core/registration/api-keys.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import { recordConsultation } from '../../core/registration/record-consultation.ts';
import { accepted } from '../../core/values/errors.ts';
import { type AppPorts, type Endpoint, post, put, read, remove } from '../http/contract.ts';
import {
  appointmentInputSchema,
  endAppointmentSchema,
  personChangeSchema,
  personInputSchema,
  settingsInputSchema,
} from './bodies.ts';
import { actedAnswer, proposalSummarySchema, proposalsApi } from './proposal-api.ts';
import { contactsApi, listed, registrationsApi, withHash } from './registration-api.ts';

/** 協議, 役職, 設定 (第2条, 第4条第1項, 第12条) and vendors' API keys. */
export const directoryApi = (ports: AppPorts): readonly Endpoint[] => [
  post(
    '/v1/consultations',
    'clerk',
    '事前協議を記録し、事業者の担当者を招待する（第4条第1項）',
    { body: consultationInputSchema, status: 201, response: consultationSchema },
    ({ caller, body }) => recordConsultation(ports)(caller, body),
  ),
  read(
    '/v1/consultations',
    'vendor',
    '自社の事前協議の一覧',
    { response: z.object({ consultations: z.array(consultationSchema) }) },
    async ({ caller }) =>
      accepted({ consultations: await listConsultations(ports.store, vendorOf(caller) ?? '') }),
  ),
  read(
    '/v1/systems',
    'anyone',
    '対象システムの一覧',
    { response: z.object({ systems: z.array(listed(systemSchema.omit({ former: true }))) }) },
    async () => accepted({ systems: (await listSystems(ports.store)).map(withHash) }),
  ),
  ...registrationsApi(ports),
  ...contactsApi(ports),
  ...proposalsApi(ports),
  post(
    '/v1/people',
    'office',
    '職員を登録する',
    { body: personInputSchema, status: 201, response: personSchema },
    async ({ caller, body }) =>
      actedAnswer(ports, await actOnDirectory(ports)(caller, { act: 'register-person', ...body })),
  ),
  read(
    '/v1/people',
    'office',
    '職員の一覧',
    { response: z.object({ people: z.array(listed(personSchema)) }) },
    async () => accepted({ people: (await listStaff(ports.store)).map(withHash) }),
  ),
  put(
    '/v1/people/{personId}',
    'office',
    '職員の氏名・メールアドレス・所属を変更する',
    { body: personChangeSchema, response: personSchema, waiting: proposalSummarySchema },
    async ({ caller, params, body: { reason, ...body } }) => {
      const change = { act: 'change-person', personId: params['personId'] ?? '', ...body } as const;
      return actedAnswer(ports, await actOnDirectory(ports)(caller, change, reason));
    },
  ),
  post(
    '/v1/appointments',
    'office',
    '役職への就任を登録する（未処理の依頼を引き継ぐ）',
    {
      body: appointmentInputSchema,
      status: 201,
      response: appointmentSchema,
      waiting: proposalSummarySchema,
    },
    async ({ caller, body: { reason, ...body } }) =>
      actedAnswer(ports, await actOnDirectory(ports)(caller, { act: 'appoint', ...body }, reason)),
  ),
  post(
    '/v1/appointments/end',
    'office',
    '退任を登録する',
    {
      body: endAppointmentSchema,
      mayAlso: [404],
      response: appointmentSchema,
      waiting: proposalSummarySchema,
    },
    async ({ caller, body: { reason, ...body } }) =>
      actedAnswer(ports, await actOnDirectory(ports)(caller, { act: 'end-appointment', ...body }, reason)),
  ),
  read(
    '/v1/settings',
    'city',
    '設定と変更の履歴（第12条）',
    { response: z.object({ settings: settingsSchema, versions: z.array(settingsVersionSchema) }) },
    async () =>
      accepted({ settings: await loadSettings(ports.store), versions: await listSettings(ports.store) }),
  ),
  put(
    '/v1/settings',
    'office',
    '設定を変更する（第12条）',
    { body: settingsInputSchema, response: settingsVersionSchema, waiting: proposalSummarySchema },
    async ({ caller, body: { reason, ...body } }) =>
      actedAnswer(ports, await actOnDirectory(ports)(caller, { act: 'change-settings', ...body }, reason)),
  ),
  read(
    '/v1/api-keys',
    'vendor',
    'APIキーの一覧（自分のもの。利用管理者には自社のすべて）',
    { response: z.object({ keys: z.array(apiKeyViewSchema) }) },
    async ({ caller }) => accepted({ keys: await viewApiKeys(ports)(caller) }),
  ),
  post(
    '/v1/api-keys',
    'vendor',
    'APIキーを作成する（値は一度だけ返す）',
    { body: apiKeyInputSchema, status: 201, response: z.object({ key: apiKeySchema, secret: z.string() }) },
    ({ caller, body }) => createApiKey(ports)(caller, body),
  ),
  remove(
    '/v1/api-keys/{keyId}',
    'vendor',
    'APIキーを無効にする',
    { response: apiKeySchema },
    ({ caller, params }) => revokeApiKey(ports)(caller, params['keyId'] ?? ''),
  ),
];
