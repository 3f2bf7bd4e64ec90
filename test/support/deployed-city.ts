import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';
import { z } from 'zod';
import { loadRevision, revisionWrite } from '../../core/application/revision-store.ts';
import { act } from '../../core/case/case.ts';
import { actWrites, caseKey, loadEvents } from '../../core/case/case-store.ts';
import { outboxWrite } from '../../core/case/outbox-write.ts';
import { loadTask } from '../../core/case/task-store.ts';
import { parkCase } from '../../core/daily/park-case.ts';
import { queryAll } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { MAIL_TAG, tagOf } from '../../functions/adapters/mailer-ses.ts';
import { createDynamoStore } from '../../functions/adapters/store-dynamodb.ts';
import { createIds } from '../../functions/adapters/system.ts';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { deployToEmulator, EMULATED } from '../../scripts/deploy-emulator.ts';
import { awsEnd, type End, localEnd } from '../../scripts/transfer/ends.ts';
import { exportCity, importCity } from '../../scripts/transfer/transfer.ts';
import { encodeForm } from './encode-form.ts';
import { createStory, DEMO_API_KEY } from './story.ts';
import type { Answer, Client } from './world.ts';

/** The demo city on the deployed stack: people reach it through API Gateway only, with the machine's own clock. */

const mailsSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(z.object({ To: z.array(z.string()), Subject: z.string(), BodyText: z.string() })),
  ),
});

type Call = {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly form?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const logsSchema = z.object({ events: z.array(z.object({ message: z.string() })) });

/** What a look finds, as soon as it finds it. The looks are HTTP requests: not more than a few a second. */
export const eventually = <T>(look: () => Promise<T>, check: (found: T) => void): Promise<T> =>
  expect
    .poll(
      async () => {
        const found = await look();
        check(found);
        return { found };
      },
      { timeout: 120_000, interval: 300 },
    )
    .toBeTruthy()
    .then(look);

type Moved = { readonly confirming: string; readonly approving: string; readonly parked: string };

/**
 * The demo city comes from a data directory of the embedded runtime, with cases under way: one waits for its
 * manager, one for the chief, one for an operator.
 */
const moveIn = async (to: End): Promise<Moved> => {
  const folder = mkdtempSync(join(tmpdir(), 'move-in-'));
  const database = openDatabase(join(folder, 'permits.sqlite'));
  const story = await createStory({ database, clock: createStandingClock(Temporal.Now.instant()) });
  const moved = {
    confirming: await story.submit(),
    approving: await story.submit(),
    parked: await story.submit(),
  };
  await story.confirm(moved.approving);
  const { store, clock, ids } = story.ports;
  await parkCase({ store, clock, ids })({ caseId: moved.parked, error: 'Fatal', taskToken: 'left behind' });
  await story.settle();
  database.close();
  const from = localEnd(folder);
  await exportCity(from, join(folder, 'archive'));
  from.close();
  await importCity(to, join(folder, 'archive'));
  rmSync(folder, { recursive: true });
  return moved;
};

export const openDeployedCity = async () => {
  const deployed = await deployToEmulator();
  const { endpoint, apiUrl, outputs } = deployed;
  const aws = { endpoint, region: EMULATED.region, credentials: EMULATED.credentials };
  const dynamo = new DynamoDBClient(aws);
  const sfn = new SFNClient(aws);
  const store = createDynamoStore({ client: dynamo, tableName: outputs.TableName });
  const today = dateOf(Temporal.Now.instant());
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: EMULATED.region,
    AWS_ACCESS_KEY_ID: EMULATED.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMULATED.credentials.secretAccessKey,
  });
  const end = awsEnd({
    tableName: outputs.TableName,
    machineArn: outputs.PermitMachineArn,
    bucket: outputs.FilesBucket,
    anchors: outputs.AnchorsBucket,
  });
  const moved = await moveIn(end);

  const send = async ({ method, path, body, form, headers = {} }: Call): Promise<Answer> => {
    const content = form ?? (body === undefined ? undefined : JSON.stringify(body));
    const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
    const response = await fetch(apiUrl + path, {
      method,
      headers: { ...(content === undefined ? {} : { 'content-type': type }), ...headers },
      ...(content === undefined ? {} : { body: content }),
      redirect: 'manual',
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      cookies: response.headers.getSetCookie(),
      text,
      json: parse(text),
    };
  };

  /** Newest first. */
  const mailsTo = async (address: string) => {
    const answer: unknown = await (await fetch(`${endpoint}/_ministack/ses/messages`)).json();
    return Object.values(mailsSchema.parse(answer).messages)
      .flat()
      .filter(({ To }) => To.includes(address))
      .map(({ Subject, BodyText }) => ({ subject: Subject, text: BodyText.replaceAll('\r\n', '\n') }))
      .toReversed();
  };
  const mailAbout = async (address: string, subject: string, count = 1) => {
    const found = async () => (await mailsTo(address)).filter((mail) => mail.subject.includes(subject));
    const [mail] = await eventually(found, (mails) => expect(mails.length).toBeGreaterThanOrEqual(count));
    if (!mail) throw new Error('unreachable: the mail was there');
    return mail;
  };

  type Session = { readonly cookie: string; readonly csrf: string };
  const sessions = new Map<string, Session>();
  const signIn = async (address: string): Promise<Session> => {
    const codes = (await mailsTo(address)).filter(({ subject }) => subject.includes('確認コード')).length;
    const { json } = await send({ method: 'POST', path: '/v1/sign-in', body: { address } });
    const { text } = await mailAbout(address, '確認コード', codes + 1);
    const code = /\b\d{8}\b/.exec(text)?.[0];
    const { cookies } = await send({
      method: 'POST',
      path: '/v1/sign-in/code',
      body: { attemptId: json.attemptId, code },
    });
    const cookie = cookies[0]?.split(';')[0] ?? '';
    const session = await send({ method: 'GET', path: '/v1/session', headers: { cookie } });
    return { cookie, csrf: session.json.csrf };
  };
  const sessionOf = async (address: string): Promise<Session> => {
    const session = sessions.get(address) ?? (await signIn(address));
    sessions.set(address, session);
    return session;
  };
  const as = async (address: string): Promise<Client> => {
    const { cookie, csrf } = await sessionOf(address);
    return (method, path, body, headers = {}) =>
      send({
        method,
        path,
        ...(method === 'GET' ? {} : { body: body ?? {} }),
        headers: { cookie, ...(method === 'GET' ? {} : { 'x-csrf-token': csrf }), ...headers },
      });
  };
  /** A page's form, as a browser posts it. */
  const postForm = async (
    address: string,
    path: string,
    fields: Parameters<typeof encodeForm>[0],
    action = '',
  ): Promise<Answer> => {
    const { cookie, csrf } = await sessionOf(address);
    return send({
      method: 'POST',
      path,
      form: encodeForm(fields, { _csrf: csrf, _action: action }),
      headers: { cookie },
    });
  };

  const vendorApi: Client = (method, path, body, headers = {}) =>
    send({
      method,
      path,
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${DEMO_API_KEY}`, ...headers },
    });

  const lambda = new LambdaClient(aws);
  let ahead = 0;
  const now = () => Temporal.Now.instant().add({ milliseconds: ahead });
  /** The functions' clock; people sign in anew. */
  const moveTo = async (instant: Temporal.Instant): Promise<void> => {
    ahead = Math.max(ahead, instant.epochMilliseconds - Temporal.Now.instant().epochMilliseconds);
    await deployed.setClockAhead(ahead);
    sessions.clear();
  };
  /** What may go with others has waited for them, and the sweep of every five minutes comes by (docs/adr/0047). */
  const gathered = async (): Promise<void> => {
    await moveTo(now().add({ minutes: 13 }));
    await invoke('outbox', { sweep: true });
  };
  /** Mails that tell somebody of it, alone or among others. */
  const toldOf = async (address: string, about: string) =>
    (await mailsTo(address)).filter(({ subject, text }) => subject.includes(about) || text.includes(about));
  /** As soon as there are so many; the stream hands on what has been gathered. */
  const isTold = async (address: string, about: string, count: number): Promise<void> => {
    await eventually(
      () => toldOf(address, about),
      (mails) => expect(mails.length).toBeGreaterThanOrEqual(count),
    );
  };
  const ids = createIds(now);
  const rowsOf = (caseId: string, prefix: string) => queryAll(store, { hash: caseKey(caseId), prefix });

  const invoke = async (functionName: string, event: object): Promise<unknown> => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: `permits-demo-app-${functionName}`, Payload: JSON.stringify(event) }),
    );
    const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
    if (FunctionError !== undefined) throw new Error(JSON.stringify(answer));
    return answer;
  };

  /**
   * As streams and callbacks may: a record whose row was delivered before comes again, and the workflow is told
   * twice more where the record stands.
   */
  const repeatMessages = async (caseId: string): Promise<void> => {
    const mailed = (await rowsOf(caseId, 'MAIL#')).map(({ sk }) => sk.replace('MAIL#', 'OUTBOX#'));
    const Records = mailed.map((sk, n) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: String(n), NewImage: marshall({ pk: caseKey(caseId), sk }) },
    }));
    expect(await invoke('outbox', { Records })).toEqual({ batchItemFailures: [] });
    const again = () =>
      outboxWrite(caseKey(caseId), ids.next(), now(), { kind: 'continue-case', caseId } as const);
    await store.transact([again(), again()]);
    await eventually(
      () => rowsOf(caseId, 'OUTBOX#'),
      (rows) => expect(rows).toEqual([]),
    );
  };

  /** As SNS hands on what SES tells: the last mail of a case came back. */
  const bounce = async (caseId: string): Promise<void> => {
    const [mail] = (await rowsOf(caseId, 'MAIL#')).toReversed();
    const Message = JSON.stringify({
      eventType: 'Bounce',
      mail: { tags: { [MAIL_TAG]: [tagOf(`${mail?.pk}/${mail?.sk.slice('MAIL#'.length)}`)] } },
      bounce: { bounceType: 'Permanent', bounceSubType: 'NoEmail' },
    });
    await invoke('mail-events', { Records: [{ Sns: { Message } }] });
  };

  /** A case as a defect might leave it; `mend` puts what is missing. */
  const insertBrokenCase = async (likeCaseId: string) => {
    const [first] = await loadEvents(store, likeCaseId);
    const revision = await loadRevision(store, likeCaseId, 1);
    if (first?.fact.type !== 'submitted' || !revision) throw new Error('no such case');
    const caseId = ids.next();
    const made = act(undefined, { ...first.fact, caseId, caseNo: 'R8-9999' }, first.by, now());
    if (!made.ok) throw new Error(made.message);
    const start = { kind: 'start-case', caseId } as const;
    await store.transact([...actWrites(made.value), outboxWrite(caseKey(caseId), ids.next(), now(), start)]);
    return { caseId, caseNo: 'R8-9999', mend: () => store.transact([revisionWrite(caseId, revision)]) };
  };

  const statusOf = async (executionArn: string) =>
    (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;

  /** The log of a function. */
  const linesOf = async (functionName: string): Promise<readonly string[]> => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${EMULATED.region}/logs/aws4_request`,
      },
      body: JSON.stringify({ logGroupName: `/aws/lambda/permits-demo-app-${functionName}` }),
    });
    return logsSchema.parse(await answer.json()).events.map(({ message }) => message);
  };
  /** What a function could not do, from its log. */
  const complaintsOf = async (functionName: string): Promise<readonly string[]> =>
    (await linesOf(functionName)).filter((message) => message.includes('request-failed'));

  const run = async (stateMachineArn: string, input: object) => {
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return eventually(
      () => statusOf(executionArn),
      (status) => expect(status).not.toBe('RUNNING'),
    );
  };

  return {
    ...deployed,
    end,
    moved,
    aws,
    dynamo,
    store,
    today,
    send,
    as,
    postForm,
    mailsTo,
    mailAbout,
    vendorApi,
    repeatMessages,
    bounce,
    insertBrokenCase,
    now,
    moveTo,
    gathered,
    toldOf,
    isTold,
    linesOf,
    complaintsOf,
    again: async (task: string, caseId: string) => {
      const waiting = await loadTask(store, caseId);
      return invoke(task, { caseId, taskToken: waiting?.taskToken });
    },
    application: (changes = {}) => sampleApplication(dateOf(now()), changes),
    /** The daily run for a business date, to its end. */
    runDay: (businessDate: Temporal.PlainDate) =>
      run(outputs.DailyMachineArn, { businessDate: businessDate.toString() }),
    /** The monthly run for a business date, to its end. */
    runMonth: (businessDate: Temporal.PlainDate) =>
      run(outputs.MonthlyReportsMachineArn, { businessDate: businessDate.toString() }),
    runAudit: () => run(outputs.AuditMachineArn, {}),
    /** What the schedule asks for every five minutes. */
    sweep: () => invoke('outbox', { sweep: true }),
    executionsOf: async (caseId: string) => {
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn: outputs.PermitMachineArn }),
      );
      return executions
        .filter(({ name }) => name?.includes(caseId))
        .map(({ name, status }) => ({ name, status }));
    },
    close: async () => {
      dynamo.destroy();
      sfn.destroy();
      lambda.destroy();
      await deployed.stop();
    },
  };
};
export type DeployedCity = Awaited<ReturnType<typeof openDeployedCity>>;
