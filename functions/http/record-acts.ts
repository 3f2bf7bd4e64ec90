import type { z } from 'zod';
import { type ApiAnswer, type ApiCall, type Endpoint, post } from './contract.ts';

/** The act that a record's route stands for: a use case over the permit, the record and the body. */
type Act<B> = (
  caller: ApiCall['caller'],
  caseId: string,
  recordId: string,
  body: B,
  idempotencyKey?: string,
) => Promise<ApiAnswer>;

/**
 * Makes the POST routes below one record of a permit (違反, 指示), one for each act.
 *
 * @param record path of the record, whose last parameter is `id`
 */
export const recordActs =
  (record: string, id: string, response: z.ZodType) =>
  <B extends z.ZodType>(
    name: string,
    who: 'city' | 'vendor',
    summary: string,
    body: B,
    run: Act<z.infer<B>>,
    more: { readonly idempotent?: true } = {},
  ): Endpoint =>
    post(`${record}/${name}`, who, summary, { body, response, ...more }, (call) =>
      run(call.caller, call.params['caseId'] ?? '', call.params[id] ?? '', call.body, call.idempotencyKey),
    );
