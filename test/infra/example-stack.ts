import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { type Kept, keptStack } from '../../infra/kept-stack.ts';
import { permitsStack } from '../../infra/permits-stack.ts';
import { stageSchema } from '../../infra/stage.ts';
import { emptyDist } from './empty-dist.ts';

/** Both stacks as a city would deploy them, and their resources by the names that the code gives them. */

export const stage = stageSchema.parse({
  name: 'test',
  cityName: '苫小牧市',
  mailDomain: 'permits.city.example.jp',
  mailFrom: 'no-reply@permits.city.example.jp',
  operatorAddress: 'ict@city.example.jp',
});

type Resource = { readonly DeletionPolicy?: string; readonly Properties?: Readonly<Record<string, unknown>> };

const exportsSchema = z.looseObject({
  Outputs: z.record(
    z.string(),
    z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }),
  ),
});
const importSchema = z.strictObject({ 'Fn::ImportValue': z.string() });

/** Export name → the value in the template that exports it. */
export const exportsOf = (template: Template): ReadonlyMap<string, unknown> =>
  new Map(
    Object.values(exportsSchema.parse(template.toJSON()).Outputs).flatMap(({ Value, Export }) =>
      Export ? [[Export.Name, Value] as const] : [],
    ),
  );

/** As if it were one stack: what one imports is what the other exports. */
const joined = (kept: Template, running: Template): Template => {
  const exported = exportsOf(kept);
  const resolved: unknown = JSON.parse(JSON.stringify(running.toJSON()), (_key, value: unknown) => {
    const imported = importSchema.safeParse(value);
    return imported.success ? exported.get(imported.data['Fn::ImportValue']) : value;
  });
  const [a, b] = [Object(kept.toJSON()), Object(resolved)];
  return Template.fromJSON({ Resources: { ...a.Resources, ...b.Resources } });
};

export const exampleStack = (of = stage, dist = emptyDist()) => {
  const app = new App();
  const kept: Kept = keptStack(app, of);
  const stack: Stack = permitsStack(app, of, kept, dist);
  const templates = { kept: Template.fromStack(kept.stack), running: Template.fromStack(stack) };
  const template = joined(templates.kept, templates.running);
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
  return { stacks: [kept.stack, stack], templates, template, named, target };
};
