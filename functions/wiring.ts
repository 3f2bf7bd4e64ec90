import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../core/ports.ts';
import { createSesMailer } from './adapters/mailer-ses.ts';
import { createDynamoStore } from './adapters/store-dynamodb.ts';
import { createIds } from './adapters/system.ts';
import { createSfnWorkflows } from './adapters/workflows-sfn.ts';
import type { AppPorts } from './contract.ts';
import type { AppEnvironment, OutboxEnvironment } from './environment.ts';
import type { OutboxPorts } from './outbox/deliver.ts';

/** Environment → ports, once per container. */

const clock: Clock = () => Temporal.Now.instant();

export const appPorts = ({ TABLE_NAME, BASE_URL, CITY_NAME }: AppEnvironment): AppPorts => ({
  store: createDynamoStore({ client: new DynamoDBClient(), tableName: TABLE_NAME }),
  clock,
  ids: createIds(clock),
  config: { baseUrl: BASE_URL, cityName: CITY_NAME },
});

export const outboxPorts = (environment: OutboxEnvironment): OutboxPorts => ({
  ...appPorts(environment),
  workflows: createSfnWorkflows({
    client: new SFNClient(),
    machineArns: { permit: environment.PERMIT_MACHINE_ARN },
  }),
  mailer: createSesMailer({
    client: new SESClient(),
    from: environment.MAIL_FROM,
    fromName: environment.CITY_NAME,
    configurationSet: environment.CONFIGURATION_SET,
  }),
});
