import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Temporal } from 'temporal-polyfill';
import type { Anchors, Files, Item, Store } from '../../core/store/ports.ts';
import { createS3Anchors } from '../../functions/adapters/anchors-s3.ts';
import { createS3Files, makeS3Client } from '../../functions/adapters/files-s3.ts';
import { createDynamoStore } from '../../functions/adapters/store-dynamodb.ts';
import { createSfnWorkflows } from '../../functions/adapters/workflows-sfn.ts';
import { createFileAnchors } from '../../local/anchors.ts';
import { createRunningClock } from '../../local/clock.ts';
import { databaseIn, openDataDirectory, takeWriterLock } from '../../local/data-directory.ts';
import { openDatabase } from '../../local/database.ts';
import { createRuntime } from '../../local/runtime.ts';
import { type Running, runningOf } from './archive.ts';

/** A place where a city's data can be: a data directory of the embedded runtime, or a deployed stack. */
export type End = {
  readonly store: Store;
  readonly files: Files;
  readonly anchors: Anchors;
  readonly rows: () => AsyncIterable<Item>;
  readonly running: () => Promise<Running[]>;
  /** Start the case's workflow; its first state reads the record and goes to where the case stands. */
  readonly start: (next: Running) => Promise<unknown>;
  readonly close: () => void;
};

const isRunning = (running: Running | undefined): running is Running => running !== undefined;
const start = ({ caseId, generation }: Running) =>
  ['permit', `permit-${caseId}-${generation}`, { caseId, generation, next: 'read' }] as const;

/**
 * The server must not run: nothing may change while it is copied.
 *
 * @throws {Unusable} when it does
 */
export const localEnd = (dataDir: string, { create = false } = {}): End => {
  if (!create && !existsSync(databaseIn(dataDir))) throw new Error(`no data in ${dataDir}`);
  openDataDirectory(dataDir);
  const lock = takeWriterLock(dataDir);
  const database = openDatabase(databaseIn(dataDir));
  const clock = createRunningClock(database);
  const config = { baseUrl: 'http://127.0.0.1', cityName: '' };
  const anchors = createFileAnchors(join(dataDir, 'anchors'));
  const runtime = createRuntime({ database, clock, config, anchors, filesFolder: join(dataDir, 'files') });
  return {
    store: runtime.store,
    files: runtime.ports.files,
    anchors,
    rows: async function* () {
      for (const row of database.prepare('SELECT json FROM items ORDER BY pk, sk').iterate())
        yield JSON.parse(String(row['json']));
    },
    running: async () =>
      latestOf(
        runtime.machines
          .listExecutions('permit', 'RUNNING')
          .map(({ name }) => runningOf(name))
          .filter(isRunning),
      ),
    start: (next) => runtime.workflows.startExecution(...start(next)),
    close: () => {
      database.close();
      lock.release();
    },
  };
};

/** Of each case the latest generation: an earlier one may still be ending. */
const latestOf = (all: readonly Running[]): Running[] => {
  const latest = new Map<string, Running>();
  for (const each of all)
    if (each.generation > (latest.get(each.caseId)?.generation ?? 0)) latest.set(each.caseId, each);
  return [...latest.values()];
};

/** The permit machine of a deployed stack. Credentials, region and endpoint come from the usual AWS environment. */
const awsWorkflows = (machineArn: string): Pick<End, 'running' | 'start' | 'close'> => {
  const client = new SFNClient();
  const workflows = createSfnWorkflows({ client, machineArns: { permit: machineArn } });
  return {
    running: async () => {
      const found: Running[] = [];
      const pages = paginateListExecutions(
        { client },
        { stateMachineArn: machineArn, statusFilter: 'RUNNING' },
      );
      for await (const page of pages)
        found.push(...(page.executions ?? []).map(({ name }) => runningOf(name ?? '')).filter(isRunning));
      return latestOf(found);
    },
    start: (next) => workflows.startExecution(...start(next)),
    close: () => client.destroy(),
  };
};

/** Credentials, region and endpoint come from the usual AWS environment. */
export const awsEnd = (place: {
  tableName: string;
  machineArn: string;
  bucket: string;
  anchors: string;
}): End => {
  const { tableName, machineArn, bucket } = place;
  const dynamo = new DynamoDBClient();
  const workflows = awsWorkflows(machineArn);
  return {
    store: createDynamoStore({ client: dynamo, tableName }),
    files: createS3Files({ client: makeS3Client(), bucket, clock: () => Temporal.Now.instant() }),
    anchors: createS3Anchors({ client: makeS3Client(), bucket: place.anchors }),
    rows: async function* () {
      const pages = paginateScan({ client: dynamo }, { TableName: tableName, ConsistentRead: true });
      for await (const page of pages) for (const row of page.Items ?? []) yield unmarshall(row) as Item;
    },
    running: workflows.running,
    start: workflows.start,
    close: () => {
      dynamo.destroy();
      workflows.close();
    },
  };
};
