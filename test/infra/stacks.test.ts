import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../functions/http/contract.ts';
import { edgeRoutes } from '../../functions/lambda/groups.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { createStory } from '../support/story.ts';
import { emptyDist } from './empty-dist.ts';
import { exampleStack, exportsOf, stage } from './example-stack.ts';

/** Two stacks: what is kept, under ids that may never change, and what runs, with room for what is still to come. */

let made: ReturnType<typeof exampleStack>;
beforeAll(() => {
  made = exampleStack();
});

type Entry = Pick<Route, 'method' | 'path' | 'who' | 'kind'>;

const typesOf = (template: Template): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(Object(template.toJSON()['Resources'])).map(([id, resource]) => [
      id,
      String(Object(resource).Type),
    ]),
  );

describe('what is kept', () => {
  test('key, table, buckets and sender have these ids for ever: another id is another, empty one', () => {
    expect(typesOf(made.templates.kept)).toEqual({
      Key961B73FD: 'AWS::KMS::Key',
      KeyAlias910D852D: 'AWS::KMS::Alias',
      TableCD117FA1: 'AWS::DynamoDB::Table',
      AnchorsE78985FD: 'AWS::S3::Bucket',
      AnchorsPolicy43B31F47: 'AWS::S3::BucketPolicy',
      Files8E6940B8: 'AWS::S3::Bucket',
      FilesPolicyCFAB4773: 'AWS::S3::BucketPolicy',
      MailSet8EF42B26: 'AWS::SES::ConfigurationSet',
      MailIdentity4365A1C5: 'AWS::SES::EmailIdentity',
    });
  });

  test('nothing of them changes for which CloudFormation would make another one: names, the table’s key', () => {
    const [table] = Object.values(made.named('AWS::DynamoDB::Table')).map(({ Properties }) => Properties);
    expect(table).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
    const { named } = made;
    for (const { Properties } of [...Object.values(named('AWS::S3::Bucket')), { Properties: table }])
      for (const name of ['TableName', 'BucketName', 'LocalSecondaryIndexes'])
        expect(Properties).not.toHaveProperty(name);
    expect(named('AWS::SES::EmailIdentity')['MailIdentity']?.Properties?.['EmailIdentity']).toBe(
      stage.mailDomain,
    );
    expect(named('AWS::SES::ConfigurationSet')['MailSet']?.Properties?.['Name']).toBe('permits-test');
    expect(named('AWS::KMS::Alias')['KeyAlias']?.Properties?.['AliasName']).toBe('alias/permits-test');
  });

  test('in the stack of the stage’s name, where the versions before have them too', () => {
    expect(made.stacks.map(({ stackName }) => stackName)).toEqual(['permits-test', 'permits-test-app']);
  });

  test('nothing of the kind is anywhere else', () => {
    const kinds = new Set(Object.values(typesOf(made.templates.kept)));
    expect(Object.values(typesOf(made.templates.running)).filter((type) => kinds.has(type))).toEqual([]);
  });

  test('what runs knows what is kept, and never the other way round; neither goes by mistake', () => {
    const [kept, running] = made.stacks;
    expect(running?.dependencies).toEqual([kept]);
    expect(kept?.dependencies).toEqual([]);
    expect(made.stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([true, true]);
  });

  // One that goes while the other stack still has it stops the deployment: take the use away in one, the export in the next.
  test('what the other stack takes of it, named one by one', () => {
    // By exports, which CloudFormation lets nobody remove or replace while they are taken.
    expect(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).toContain(
      '"@aws-cdk/core:defaultCrossStackReferences": "strong"',
    );
    const values = [...exportsOf(made.templates.kept).values()].map(made.target).map(String);
    expect(values.sort()).toEqual(
      [
        ...[
          'Key.Arn',
          'Table',
          'Table.Arn',
          'Table.StreamArn',
          'Anchors',
          'Anchors.Arn',
          'Files',
          'Files.Arn',
        ],
        ...['MailSet', 'MailIdentity'],
      ].sort(),
    );
  });
});

describe('room', () => {
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
  const ROUTES = 300;
  /** Half of https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
  const RESOURCES = 250;
  /** The same page; the CDK uploads templates, so it is the larger of the two. */
  const BYTES = 1_000_000;

  const sizesOf = ({ templates }: ReturnType<typeof exampleStack>) =>
    Object.values(templates).map((template) => ({
      resources: Object.keys(typesOf(template)).length,
      routes: Object.keys(template.findResources('AWS::ApiGatewayV2::Route')).length,
      bytes: Buffer.byteLength(JSON.stringify(template.toJSON())),
    }));
  const fits = (of: ReturnType<typeof exampleStack>): void => {
    for (const { resources, routes, bytes } of sizesOf(of)) {
      expect(resources).toBeLessThanOrEqual(RESOURCES);
      expect(routes).toBeLessThan(ROUTES / 4);
      expect(bytes).toBeLessThan(BYTES / 2);
    }
  };

  test('as it is', () => {
    fits(made);
    expect(sizesOf(made)[0]?.routes).toBe(0);
  });

  test('with 600 entries of the contract table, all methods below all paths, and a custom domain', async () => {
    const { ports } = await createStory();
    const today: readonly Entry[] = endpoints(ports).map(({ route }) => route);
    const more = Array.from({ length: 600 - today.length }, (_, n): Entry => {
      const method = (['GET', 'POST', 'PUT', 'DELETE'] as const)[n % 4] ?? 'GET';
      const below = ['/v1/', '/permits/{caseId}/', '/applications/{caseId}/', '/'][Math.floor(n / 4) % 4];
      return {
        method,
        who: 'city',
        kind: below === '/v1/' ? 'api' : 'page',
        path: `${below}room-${n}/{id}`,
      };
    });
    const entries = [...today, ...more];
    expect(entries).toHaveLength(600);
    const website = {
      domainName: 'permits.city.example.jp',
      certificateArn: 'arn:aws:acm:ap-northeast-1:123456789012:certificate/x',
    };
    fits(exampleStack({ ...stage, website, witnessBucket: 'city-witness' }, emptyDist(edgeRoutes(entries))));
  });
});
