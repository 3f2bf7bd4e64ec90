import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** The state machines of statemachines/, read for tests that walk through them. */
export const machineNames: readonly string[] = readdirSync(new URL('../../statemachines/', import.meta.url))
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => file.replace('.asl.json', ''));

/** `${Name}` stands for the Lambda of that name, as on the embedded runtime. */
export const definitionText = (machine: string): string =>
  readFileSync(new URL(`../../statemachines/${machine}.asl.json`, import.meta.url), 'utf8').replace(
    /\$\{(\w+)\}/g,
    '$1',
  );

const errors = z.array(z.string());
const stateSchema = z.object({
  Type: z.enum(['Task', 'Choice', 'Pass', 'Succeed', 'Fail', 'Map']),
  Resource: z.string().optional(),
  Arguments: z.object({ FunctionName: z.string().optional(), Payload: z.unknown().optional() }).optional(),
  TimeoutSeconds: z.number().optional(),
  Retry: z.array(z.looseObject({ ErrorEquals: errors, MaxAttempts: z.number() })).optional(),
  Catch: z.array(z.object({ ErrorEquals: errors, Next: z.string() })).optional(),
  Choices: z.array(z.object({ Condition: z.string(), Next: z.string() })).optional(),
  Default: z.string().optional(),
  Next: z.string().optional(),
});
const scopeSchema = z.object({ StartAt: z.string(), States: z.record(z.string(), z.looseObject({})) });

export type State = z.infer<typeof stateSchema> & {
  readonly name: string;
  /** Inside a Map. */
  readonly isInner: boolean;
  readonly isStart: boolean;
  /** Where the state can lead, the inside of a Map included. */
  readonly targets: readonly string[];
};

const statesIn = (scope: unknown, isInner = false): State[] => {
  const { StartAt, States } = scopeSchema.parse(scope);
  return Object.entries(States).flatMap(([name, raw]) => {
    const state = stateSchema.parse(raw);
    const inner = raw['ItemProcessor'] === undefined ? [] : statesIn(raw['ItemProcessor'], true);
    const targets = [
      ...(state.Choices ?? []).map(({ Next }) => Next),
      ...(state.Catch ?? []).map(({ Next }) => Next),
      ...[state.Default, state.Next].filter((next) => next !== undefined),
    ];
    return [{ ...state, name, isInner, isStart: name === StartAt, targets }, ...inner];
  });
};

export const statesOf = (machine: string): readonly State[] => statesIn(JSON.parse(definitionText(machine)));
