import type { App } from 'aws-cdk-lib';
import { z } from 'zod';

/** What one deployment differs in from another: `stages` in cdk.json, chosen by `-c stage=<name>`. */
export const stageSchema = z.strictObject({
  /** Names the stack and its resources, and stands in the cost report. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/),
  cityName: z.string().min(1),
  /** Domain of the sender; its DNS must carry the records that the stack puts out. */
  mailDomain: z.string().min(1),
  mailFrom: z.email(),
  /** Who is written to when an alarm goes off. */
  operatorAddress: z.email(),
  /** How long an anchor of the audit trail cannot be removed by anybody; not shorter than the retention setting. */
  retentionYears: z.int().min(1).max(100).default(10),
  /** A bucket, best of another account, to which every anchor is copied (docs/adr/0030). Its policy must let us write. */
  witnessBucket: z.string().min(3).optional(),
  /** Object Lock on the attachments' bucket, for legal holds. Cannot be switched off again. */
  lockFiles: z.boolean().default(false),
  /** Where people reach the pages, with its certificate in the same region. Without it: API Gateway's own name. */
  website: z
    .strictObject({ domainName: z.string(), certificateArn: z.string().startsWith('arn:') })
    .optional(),
});
export type Stage = z.infer<typeof stageSchema>;

/** @throws {z.ZodError} when cdk.json does not describe the stage */
export const stageOf = (app: App): Stage => {
  const name = z.string().parse(app.node.tryGetContext('stage'));
  const stages = z.record(z.string(), z.unknown()).parse(app.node.tryGetContext('stages'));
  return stageSchema.parse({ name, ...z.record(z.string(), z.unknown()).parse(stages[name]) });
};
