import { z } from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { decisionSchema, itemConfirmationSchema } from '../../core/application/decision.ts';
import { applicationSchema, recordedApplicationSchema } from '../../core/application/inputs.ts';
import { caseViewSchema, cityCaseViewSchema } from '../../core/application/views.ts';
import { caseEventSchema, periodSchema } from '../../core/case/case-event.ts';
import { decisionRequestSchema, questionSchema } from '../../core/case/decision-request.ts';
import { matterSchema } from '../../core/case/matter.ts';
import { openOrderSchema } from '../../core/case/open-orders.ts';
import { sessionInputSchema, workInputSchema } from '../../core/case/records/work-inputs.ts';
import { changeViewSchema } from '../../core/change/list-changes.ts';
import { shorteningViewSchema } from '../../core/change/view-shortening.ts';
import { consultationSchema } from '../../core/directory/consultation.ts';
import { personSchema, roleSchema } from '../../core/directory/directory.ts';
import { settingsSchema } from '../../core/directory/settings.ts';
import { disposalSchema } from '../../core/disposal/disposal.ts';
import { actedSchema } from '../../core/finding/finding-act.ts';
import { instructedSchema } from '../../core/instruction/instruction-act.ts';
import { reportViewSchema } from '../../core/monthly-report/views.ts';
import { logMappingSchema } from '../../core/reconciliation/connection-log-mapping.ts';
import { contactViewSchema } from '../../core/registration/view-contacts.ts';
import { contactSchema, signedSchema } from '../../core/values/signed.ts';
import type { Accepts } from '../../core/values/text.ts';
import type { ApiRoute, Endpoint, Route, Who } from '../../functions/http/contract.ts';
import { proposalSummarySchema } from '../../functions/registration/proposal-api.ts';
import { TEXT_FORMS } from './text-forms.ts';

const WHO: Record<Who, string> = {
  public: 'だれでも',
  anyone: 'サインインした人・APIキー',
  vendor: '保守事業者',
  city: '役職のある市の職員',
  clerk: '担当者、統括部門',
  office: '統括情報セキュリティ管理者とその部門',
};

const problemSchema = z
  .object({
    type: z.string().meta({ example: 'urn:remote-maintenance-permits:invalid' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: '人に示す日本語の文' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: 'JSON Pointer (RFC 6901)' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document。errors は項目ごとの誤り' });

/** Status → its name in RFC 9110 and when it is answered. The middleware answers most of them for every route alike. */
const REFUSALS: readonly (readonly [
  status: string,
  id: string,
  text: string,
  when: (route: ApiRoute) => boolean,
])[] = [
  [
    '400',
    'BadRequest',
    'JSONとして読めない、同じ名前の項目が二度ある、必要なヘッダがない、cursor が正しくない、又はパスに使えない文字がある',
    ({ body, query, idempotent, path }) => !!body || !!query || !!idempotent || path.includes('{'),
  ],
  ['401', 'Unauthorized', 'サインインもAPIキーもない', ({ who }) => who !== 'public'],
  [
    '403',
    'Forbidden',
    '権限がない、又は X-CSRF-Token が正しくない',
    ({ who, method }) => who !== 'public' || method !== 'GET',
  ],
  ['404', 'NotFound', 'ない、又は自分のものではない（区別できない）', ({ path }) => path.includes('{')],
  [
    '409',
    'Conflict',
    '現在の状態と合わない。だれがいつ先に行ったかを示す',
    ({ method, who, path }) =>
      who !== 'public' && (method !== 'GET' || path.startsWith('/v1/permits/{caseId}')),
  ],
  ['410', 'Gone', '保存期間が満了し、記録は廃棄された', ({ path }) => path.includes('{caseId}')],
  ['413', 'ContentTooLarge', '本文が64KBを超える', ({ body }) => !!body],
  ['415', 'UnsupportedMediaType', '本文が application/json でない', ({ body }) => !!body],
  [
    '422',
    'UnprocessableContent',
    '内容又は検索条件に誤りがある（知らないものを含む）。errors に項目ごとの誤り',
    () => true,
  ],
  ['429', 'TooManyRequests', '回数の上限', ({ who, method }) => who === 'public' && method === 'POST'],
];

/** One answer for all routes that give it: the document names it once. */
const problemAnswer = (id: string, description: string): ZodOpenApiResponseObject => ({
  id,
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const REFUSAL_ANSWERS = REFUSALS.map(([status, id, text, when]) => ({
  status,
  when,
  answer: problemAnswer(id, text),
}));

const OTHER_ANSWER = problemAnswer(
  'Otherwise',
  '405 この宛先では使えない方法（Allow に使えるもの）、500 処理できなかった、503 混み合っている',
);

const operationOf = (route: ApiRoute): ZodOpenApiOperationObject => {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const answer = {
    description: 'OK',
    ...(route.response ? { content: { 'application/json': { schema: route.response } } } : {}),
  };
  const refusals = REFUSAL_ANSWERS.filter(
    ({ status, when }) => when(route) || route.mayAlso?.some((also) => `${also}` === status),
  );
  return {
    summary: route.summary,
    description: `利用できる人: ${WHO[route.who]}`,
    'x-who': route.who,
    tags: [route.path.split('/')[2] ?? ''],
    requestParams: {
      ...(names.length > 0
        ? { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }
        : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(route.idempotent ? { header: z.object({ 'Idempotency-Key': z.string().min(1).max(200) }) } : {}),
    },
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
      : {}),
    responses: {
      [`${route.status}`]: answer,
      ...(route.waiting
        ? {
            202: {
              description:
                '役職・アドレス・設定などに関わるため、ほかの職員の確認（登録伺い）を待っている。まだ何も反映されていない',
              content: { 'application/json': { schema: route.waiting } },
            },
          }
        : {}),
      ...Object.fromEntries(refusals.map(({ status, answer }) => [status, answer])),
      default: OTHER_ANSWER,
    },
    ...(route.who === 'public' ? { security: [] } : {}),
  };
};

const isApi = (route: Route): route is ApiRoute => route.kind === 'api';

const pathsOf = (routes: readonly ApiRoute[]): ZodOpenApiPathsObject => {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const at = paths[route.path] ?? {};
    at[route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'] = operationOf(route);
    paths[route.path] = at;
  }
  return paths;
};

const ROLE_PATTERN = '^(?:chief|(?:manager|clerk):[A-Za-z0-9_-]{1,40})$';
const acceptsSchema = z.object({
  accepts: z
    .object({
      form: z.enum(['Line', 'Paragraph']).optional(),
      pattern: z.string().optional(),
      maxLength: z.int().optional(),
    } satisfies Record<keyof Accepts, z.ZodType>)
    .optional(),
});

/** What zod itself cannot say: a role is checked by a pattern, and what our fields transform becomes text. */
const override: CreateDocumentOptions['override'] = ({ zodSchema, jsonSchema, io }) => {
  // The bounds of every integer in JavaScript say nothing.
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (zodSchema === roleSchema)
    Object.assign(jsonSchema, { type: 'string', pattern: ROLE_PATTERN, example: 'manager:tax' });
  const accepted = acceptsSchema.parse(jsonSchema).accepts;
  delete jsonSchema['accepts'];
  // What is stored may be of an older version, which checked less.
  if (accepted && io === 'input') {
    const { form, ...keywords } = accepted;
    Object.assign(jsonSchema, keywords, form ? { $ref: `#/components/schemas/${form}` } : {});
  }
  if (zodSchema._zod.def.type === 'transform' && io === 'output') jsonSchema.type = 'string';
};

/** What several answers or requests speak of: the document tells each once, a client made of it gets one type of that name. */
const NAMED = {
  Acted: actedSchema,
  Application: applicationSchema,
  Case: caseViewSchema,
  Change: changeViewSchema,
  Shortening: shorteningViewSchema,
  CityCase: cityCaseViewSchema,
  Contact: contactSchema,
  ContactPerson: contactViewSchema,
  Consultation: consultationSchema,
  Decision: decisionSchema,
  DecisionRequest: decisionRequestSchema,
  Disposal: disposalSchema,
  Event: caseEventSchema,
  Instructed: instructedSchema,
  ItemConfirmation: itemConfirmationSchema,
  LogMapping: logMappingSchema,
  Matter: matterSchema,
  MonthlyReport: reportViewSchema,
  OpenOrder: openOrderSchema,
  Period: periodSchema,
  Person: personSchema,
  Proposal: proposalSummarySchema,
  Question: questionSchema,
  RecordedApplication: recordedApplicationSchema,
  Session: sessionInputSchema,
  Settings: settingsSchema,
  Signed: signedSchema,
  WorkPlan: workInputSchema,
};

/** The OpenAPI 3.1 document of the contract table's JSON routes. */
export const openApi = (endpoints: readonly Endpoint[]): string => {
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'リモートメンテナンス許可システム',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        description: [
          '申請から許可までのAPI。画面と同じ規則で判定する。',
          '日付は ISO 8601（2026-04-01）で返す。送るときは和暦（令和8年4月1日）も受け付ける。',
          '知らない項目、サーバが決める項目（状態・決定者など）を送ると 422 を返す。',
          'セッションで書き込むときは、GET /v1/session が返す csrf を X-CSRF-Token に付ける。',
        ].join('\n'),
      },
      security: [{ apiKey: [] }, { session: [] }],
      paths: pathsOf(endpoints.map(({ route }) => route).filter(isApi)),
      components: {
        schemas: {
          ...NAMED,
          ...TEXT_FORMS,
        },
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: '保守事業者のAPIキー（rmp_ で始まる）' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-session',
            description: 'POST /v1/sign-in/code が返す。https でない手元の環境では session',
          },
        },
      },
    },
    { override },
  );
  return `${JSON.stringify(document, undefined, 2)}\n`;
};
