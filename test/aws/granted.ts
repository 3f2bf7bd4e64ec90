import { z } from 'zod';

/** What the roles of a synthesised template may do. */

const ref = z.object({ Ref: z.string() });
const many = <S extends z.ZodType>(schema: S) =>
  z.union([schema, z.array(schema)]).transform((value) => (Array.isArray(value) ? value : [value]));
const policySchema = z.object({
  Type: z.literal('AWS::IAM::Policy'),
  Properties: z.object({
    Roles: z.array(ref),
    PolicyDocument: z.object({
      Statement: z.array(z.object({ Action: many(z.string()), Resource: many(z.unknown()) })),
    }),
  }),
});
const functionSchema = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    FunctionName: z.string(),
    Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
  }),
});
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

export type Statement = {
  readonly role: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
};

export const statementsOf = (template: unknown): readonly Statement[] =>
  Object.values(templateSchema.parse(template).Resources).flatMap((resource) => {
    const policy = policySchema.safeParse(resource);
    if (!policy.success) return [];
    const { Roles, PolicyDocument } = policy.data.Properties;
    return Roles.flatMap(({ Ref }) =>
      PolicyDocument.Statement.map(({ Action, Resource }) => ({
        role: Ref,
        actions: Action,
        resources: Resource,
      })),
    );
  });

/** Function name → permissions of its role. */
export const grantedOf = (template: unknown): ReadonlyMap<string, ReadonlySet<string>> => {
  const statements = statementsOf(template);
  return new Map(
    Object.values(templateSchema.parse(template).Resources).flatMap((resource) => {
      const made = functionSchema.safeParse(resource);
      if (!made.success) return [];
      const { FunctionName, Role } = made.data.Properties;
      const own = statements.filter(({ role }) => role === Role['Fn::GetAtt'][0]);
      return [[FunctionName, new Set(own.flatMap(({ actions }) => actions))] as const];
    }),
  );
};
