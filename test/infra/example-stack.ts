import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { permitsStack } from '../../infra/permits-stack.ts';
import { stageSchema } from '../../infra/stage.ts';
import { emptyDist } from './empty-dist.ts';

/** The stack as a city would deploy it, and its resources by the name that the code gives them. */

export const stage = stageSchema.parse({
  name: 'test',
  cityName: '苫小牧市',
  mailDomain: 'permits.city.example.jp',
  mailFrom: 'no-reply@permits.city.example.jp',
  operatorAddress: 'ict@city.example.jp',
});

type Resource = { readonly DeletionPolicy?: string; readonly Properties?: Readonly<Record<string, unknown>> };

export const exampleStack = (of = stage) => {
  const stack = permitsStack(new App(), of, emptyDist());
  const template = Template.fromStack(stack);
  /** Logical ids end in eight characters of CDK's own. */
  const nameOf = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');
  const named = (type: string): Readonly<Record<string, Resource>> =>
    Object.fromEntries(
      Object.entries(template.findResources(type)).map(([id, resource]) => [
        nameOf(id),
        resource as Resource,
      ]),
    );
  /** A reference within the template, by the same names: `Ref` gives the name, `GetAtt` name and attribute. */
  const target = (value: unknown): unknown => {
    const { Ref, 'Fn::GetAtt': attribute } = Object(value) as {
      readonly Ref?: string;
      readonly 'Fn::GetAtt'?: readonly [string, string];
    };
    if (Ref !== undefined) return nameOf(Ref);
    return attribute ? `${nameOf(attribute[0])}.${attribute[1]}` : value;
  };
  return { stack, template, named, target };
};
