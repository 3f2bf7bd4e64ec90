import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { compileState, type State } from './compile-state.ts';
import { definitionSchema, type StateDefinition, stateSchema } from './definition-schema.ts';
import { StepFunctionsError } from './errors.ts';
import type { CompileTemplate } from './expressions.ts';

/** A compiled definition. State names are unique in the whole machine, so one table holds all scopes. */
export type Machine = {
  readonly name: string;
  /** SHA-256 of `text`: an execution keeps the definition it was started with. */
  readonly hash: string;
  readonly text: string;
  readonly startAt: string;
  readonly timeoutSeconds?: number | undefined;
  readonly states: ReadonlyMap<string, State>;
};

type Graph = { readonly StartAt: string; readonly States: Readonly<Record<string, unknown>> };

const refuse = (why: string): never => {
  throw new StepFunctionsError('InvalidDefinition', why);
};

const explain = ({ error }: { readonly error: z.ZodError }): string => {
  const [issue] = error.issues;
  if (issue === undefined) return error.message;
  if (issue.code === 'unrecognized_keys')
    return `field '${[...issue.path, issue.keys[0]].join('/')}' is not implemented`;
  return `field '${issue.path.join('/')}': ${issue.message}`;
};

const graphsIn = (state: StateDefinition): readonly Graph[] => {
  if (state.Type === 'Map') return [state.ItemProcessor];
  return state.Type === 'Parallel' ? state.Branches : [];
};

const targetsOf = (state: StateDefinition): readonly string[] => {
  const catches = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  const choices = state.Type === 'Choice' ? [...state.Choices.map((rule) => rule.Next), state.Default] : [];
  const next = 'Next' in state ? [state.Next] : [];
  return [...catches, ...choices, ...next].filter((target) => target !== undefined);
};

const assignedBy = (state: StateDefinition): readonly string[] => {
  const parts: readonly { readonly Assign?: unknown }[] = [
    ...('Assign' in state ? [{ Assign: state.Assign }] : []),
    ...('Catch' in state ? (state.Catch ?? []) : []),
    ...(state.Type === 'Choice' ? state.Choices : []),
  ];
  return parts.flatMap(({ Assign }) => Object.keys(Assign ?? {}));
};

const checkLinks = (name: string, state: StateDefinition, scope: Graph): void => {
  const mayEnd = state.Type !== 'Choice' && state.Type !== 'Succeed' && state.Type !== 'Fail';
  if (mayEnd && (state.End === undefined) === (state.Next === undefined))
    refuse(`state '${name}': exactly one of the fields 'Next' and 'End' is needed`);
  for (const target of targetsOf(state))
    if (!Object.hasOwn(scope.States, target))
      refuse(`state '${name}': '${target}' is no state of the same scope`);
};

const readState = (name: string, json: unknown): StateDefinition => {
  const parsed = stateSchema.safeParse(json);
  return parsed.success ? parsed.data : refuse(`state '${name}': ${explain(parsed)}`);
};

const labelOf = (state: State): string | undefined =>
  state.type === 'Map' ? state.distributed?.label : undefined;

/** Labels are unique in the whole machine (docs: state-map-distributed.html, Label). */
const checkLabel = (name: string, state: State, others: ReadonlyMap<string, State>): void => {
  const label = labelOf(state);
  for (const other of others.values())
    if (other !== state && label !== undefined && labelOf(other) === label)
      refuse(`state '${name}': field 'Label': '${label}' is used twice`);
};

/**
 * Compiles a scope and the scopes inside it. A variable of an outer scope must not be assigned inside
 * (docs: workflow-variables.html, "Variable scope").
 */
const compileGraph = (
  graph: Graph,
  outer: ReadonlySet<string>,
  compile: CompileTemplate,
  into: Map<string, State>,
): void => {
  const states = Object.entries(graph.States).map(([name, json]) => [name, readState(name, json)] as const);
  const scope = new Set(outer);
  for (const [name, state] of states)
    for (const variable of assignedBy(state)) {
      if (outer.has(variable))
        refuse(`state '${name}': field 'Assign/${variable}': $${variable} belongs to an outer scope`);
      scope.add(variable);
    }
  if (!Object.hasOwn(graph.States, graph.StartAt))
    refuse(`field 'StartAt': '${graph.StartAt}' is no state of its scope`);
  for (const [name, state] of states) {
    if (into.has(name)) refuse(`state '${name}': the name is used twice`);
    checkLinks(name, state, graph);
    const compiled = naming(name, () => compileState(name, state, compile));
    into.set(name, compiled);
    const distributed = compiled.type === 'Map' && compiled.distributed !== undefined;
    if (distributed) checkLabel(name, compiled, into);
    for (const inner of graphsIn(state)) compileGraph(inner, distributed ? new Set() : scope, compile, into);
  }
};

/** Puts the name of the state or machine before the reason of a refusal. */
const naming = <T>(state: string, run: () => T): T => {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof StepFunctionsError) return refuse(`state '${state}': ${thrown.message}`);
    throw thrown;
  }
};

/**
 * Reads, refuses and compiles a definition (parsed JSON, `${…}` already replaced).
 * @throws StepFunctionsError InvalidDefinition, naming machine, state and field
 */
export const compileMachine = (name: string, json: unknown, compile: CompileTemplate): Machine => {
  try {
    const parsed = definitionSchema.safeParse(json);
    if (!parsed.success) return refuse(explain(parsed));
    const states = new Map<string, State>();
    compileGraph(parsed.data, new Set(), compile, states);
    const text = JSON.stringify(json);
    const hash = createHash('sha256').update(text).digest('hex');
    const { StartAt: startAt, TimeoutSeconds: timeoutSeconds } = parsed.data;
    return { name, text, hash, startAt, timeoutSeconds, states };
  } catch (thrown) {
    if (thrown instanceof StepFunctionsError) return refuse(`${name}: ${thrown.message}`);
    throw thrown;
  }
};
