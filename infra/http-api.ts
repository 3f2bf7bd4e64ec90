import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import {
  CfnApi,
  CfnApiMapping,
  CfnDomainName,
  CfnIntegration,
  CfnRoute,
  CfnStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { Group } from '../functions/lambda/groups.ts';
import type { Stage } from './stage.ts';

/** Written by scripts/bundle.ts from the contract table (functions/lambda/groups.ts). */
const routesSchema = z.array(
  z.strictObject({
    key: z.string(),
    group: z.enum(['public', 'api', 'pages']),
    limit: z.enum(['read', 'write', 'public-write']),
  }),
);

/**
 * Requests per second and in one burst, of a route over all callers. Writing is dearer than reading, and public is for
 * all.
 */
const THROTTLE = {
  read: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
  write: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
  'public-write': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
} as const;

/**
 * Ids, times and outcome. No path and no query: links in mails carry secrets. Which entry of the contract table it was,
 * the function logs under the same request id.
 */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  sourceIp: '$context.identity.sourceIp',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
});

export const httpApi = (
  scope: Construct,
  name: string,
  website: Stage['website'],
): { readonly api: CfnApi; readonly baseUrl: string } => {
  const { region, urlSuffix } = Stack.of(scope);
  const api = new CfnApi(scope, 'Api', {
    name,
    protocolType: 'HTTP',
    disableExecuteApiEndpoint: website !== undefined,
  });
  const host = website?.domainName ?? `${api.ref}.execute-api.${region}.${urlSuffix}`;
  return { api, baseUrl: `https://${host}` };
};

/** Every route to the function of its group; what is none, to the pages' 404. */
export const httpRoutes = (
  scope: Construct,
  api: CfnApi,
  props: {
    readonly functions: Readonly<Record<Group, IFunction>>;
    readonly routesFile: string;
    readonly log: ILogGroup;
    readonly website: Stage['website'];
  },
): void => {
  const { account, region, partition } = Stack.of(scope);
  const targetOf = (group: Group): string => {
    const { functionArn } = props.functions[group];
    const integration = new CfnIntegration(scope, `Integration-${group}`, {
      apiId: api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: functionArn,
      payloadFormatVersion: '2.0',
    });
    new CfnPermission(scope, `Permission-${group}`, {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      functionName: functionArn,
      sourceArn: `arn:${partition}:execute-api:${region}:${account}:${api.ref}/*/*`,
    });
    return `integrations/${integration.ref}`;
  };
  const targets = { public: targetOf('public'), api: targetOf('api'), pages: targetOf('pages') };
  const entries = routesSchema.parse(JSON.parse(readFileSync(props.routesFile, 'utf8')));
  const route = (routeKey: string, group: Group) =>
    new CfnRoute(scope, `Route-${routeKey}`, { apiId: api.ref, routeKey, target: targets[group] });
  const routes = entries.map(({ key, group }) => route(key, group));
  const rest = route('$default', 'pages');

  const stage = new CfnStage(scope, 'Stage', {
    apiId: api.ref,
    stageName: '$default',
    autoDeploy: true,
    accessLogSettings: { destinationArn: props.log.logGroupArn, format: ACCESS_LOG },
    // No detailed metrics: they are billed per route.
    defaultRouteSettings: { throttlingRateLimit: 10, throttlingBurstLimit: 20 },
    routeSettings: Object.fromEntries(entries.map(({ key, limit }) => [key, THROTTLE[limit]])),
  });
  for (const each of [...routes, rest]) stage.addResourceDependency(each);

  if (!props.website) return;
  const domain = new CfnDomainName(scope, 'Domain', {
    domainName: props.website.domainName,
    domainNameConfigurations: [
      { certificateArn: props.website.certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' },
    ],
  });
  new CfnApiMapping(scope, 'DomainMapping', { apiId: api.ref, domainName: domain.ref, stage: stage.ref });
};
