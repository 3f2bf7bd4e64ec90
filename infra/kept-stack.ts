import { type App, CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { anchorBucket } from './anchor-bucket.ts';
import { encryptionKey } from './encryption-key.ts';
import { filesBucket } from './files-bucket.ts';
import { type MailService, mailService } from './mail.ts';
import { singleTable } from './single-table.ts';
import type { Stage } from './stage.ts';

/** What the other stack takes from this one. */
export type Kept = {
  readonly stack: Stack;
  readonly key: IKey;
  readonly table: Table;
  readonly anchors: Bucket;
  readonly files: Bucket;
  readonly mail: MailService;
};

/** Of both stacks, which name the stage and stand in the cost report; neither is deleted by mistake. */
export const stackOf = (app: App, name: string, stage: Stage, what: string): Stack => {
  const stack = new Stack(app, name, {
    description: `Remote maintenance permits of ${stage.cityName}: ${what}`,
    env: { region: 'ap-northeast-1' },
    terminationProtection: true,
  });
  Tags.of(stack).add('system', 'remote-maintenance-permits');
  Tags.of(stack).add('stage', stage.name);
  return stack;
};

/**
 * What cannot be made again: the city's key, its record, its files, the anchors, and the names that its mails come from.
 * Nothing here refers to the other stack, and no construct here is renamed: another logical id is another, empty table
 * (docs/adr/0037).
 */
export const keptStack = (app: App, stage: Stage): Kept => {
  const name = `permits-${stage.name}`;
  const stack = stackOf(app, name, stage, 'what is kept');
  const key = encryptionKey(stack, 'Key', `alias/${name}`);
  const table = singleTable(stack, 'Table', key);
  const anchors = anchorBucket(stack, 'Anchors', key, stage.retentionYears);
  const files = filesBucket(stack, 'Files', key, stage.lockFiles);
  const mail = mailService(stack, name, stage);

  new CfnOutput(stack, 'TableName', { value: table.tableName });
  new CfnOutput(stack, 'FilesBucket', { value: files.bucketName });
  new CfnOutput(stack, 'AnchorsBucket', { value: anchors.bucketName });
  return { stack, key, table, anchors, files, mail };
};
