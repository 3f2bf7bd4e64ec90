import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../core/store/ports.ts';
import { PATIENCE } from '../adapters/aws-errors.ts';
import { createDynamoStore } from '../adapters/store-dynamodb.ts';
import { createIds } from '../adapters/system.ts';
import type { AppPorts } from '../http/contract.ts';
import type { AppEnvironment } from './environment.ts';

/** Environment → ports, once per container. */

const clock: Clock = () => Temporal.Now.instant();

export const appPorts = ({ TABLE_NAME, BASE_URL, CITY_NAME }: AppEnvironment): AppPorts => ({
  store: createDynamoStore({ client: new DynamoDBClient(PATIENCE), tableName: TABLE_NAME }),
  clock,
  ids: createIds(clock),
  config: { baseUrl: BASE_URL, cityName: CITY_NAME },
});
