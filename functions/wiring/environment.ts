import { z } from 'zod';

/**
 * What the stack tells its functions. One schema: the functions read it, and its types bind the construct that
 * sets it (infra/permit-function.ts).
 */

/** Every function. */
export const appEnvironment = z.object({
  TABLE_NAME: z.string().min(1),
  /** Where people reach the pages, without a slash at the end. */
  BASE_URL: z.url().refine((url) => !url.endsWith('/')),
  CITY_NAME: z.string().min(1),
});

/** The functions behind API Gateway. */
export const httpEnvironment = appEnvironment.extend({
  /** Where attachments are sent and kept. */
  FILES_BUCKET: z.string().min(1),
  /** Where the audit trail's heads are written down; read here. */
  ANCHOR_BUCKET: z.string().min(1),
});

/** The function of one Task state. */
export const taskEnvironment = appEnvironment.extend({
  /** Its name in functions/tasks/tasks.ts. */
  TASK: z.string().min(1),
});

/** The only function that reaches outside the table. */
export const outboxEnvironment = appEnvironment.extend({
  MAIL_FROM: z.email(),
  CONFIGURATION_SET: z.string().min(1),
  PERMIT_MACHINE_ARN: z.string().startsWith('arn:'),
  /** Attachments of cases whose retention is over are erased from here. */
  FILES_BUCKET: z.string().min(1),
});

/** The function that writes down the audit trail's heads. */
export const auditEnvironment = appEnvironment.extend({
  ANCHOR_BUCKET: z.string().min(1),
  /** A bucket, best of another account, to which they are copied. */
  WITNESS_BUCKET: z.string().min(1).optional(),
});

export type AppEnvironment = z.infer<typeof appEnvironment>;
export type HttpEnvironment = z.infer<typeof httpEnvironment>;
export type OutboxEnvironment = z.infer<typeof outboxEnvironment>;
