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

/** Written by scripts/bundle.ts from the contract table. */
const routesSchema = z.array(
  z.object({
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
    path: z.string().startsWith('/'),
    who: z.string(),
    group: z.enum(['public', 'api', 'pages']),
  }),
);
type RouteEntry = z.infer<typeof routesSchema>[number];

/** Requests per second and in one burst, over all callers. Writing is dearer than reading, and public is for all. */
const throttle = ({ method, who }: Pick<RouteEntry, 'method' | 'who'>) => {
  if (method === 'GET') return { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 };
  if (who === 'public') return { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 };
  return { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 };
};

/** Ids, times and outcome. No path and no query: links in mails carry secrets, the route is enough. */
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

/** Every route of the contract table to the function of its group; what is not in it, to the pages' 404. */
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
  const routes = entries.map((entry) => route(`${entry.method} ${entry.path}`, entry.group));
  const rest = route('$default', 'pages');

  const stage = new CfnStage(scope, 'Stage', {
    apiId: api.ref,
    stageName: '$default',
    autoDeploy: true,
    accessLogSettings: { destinationArn: props.log.logGroupArn, format: ACCESS_LOG },
    // No detailed metrics: they are billed per route.
    defaultRouteSettings: { throttlingRateLimit: 10, throttlingBurstLimit: 20 },
    routeSettings: Object.fromEntries(
      entries.map((entry) => [`${entry.method} ${entry.path}`, throttle(entry)]),
    ),
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
