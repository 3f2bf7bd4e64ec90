import { z } from 'zod';
import type { RecordTransition } from '../../core/case/aggregate.ts';
import { CLOSED, STATUSES, type Status } from '../../core/case/permit-statuses.ts';
import { RECORDS } from '../../core/case/records.ts';
import { type EventType, TRANSITIONS } from '../../core/case/transitions.ts';

/** docs/lifecycle.md: the life of a case, drawn from the transition table and the state machines. */

const MEANING: Record<Status, string> = {
  received: 'handed in, valid in form; the checklist is being judged',
  returned: 'back with the vendor, items named, who corrects and hands in again',
  confirming: 'the manager (情報セキュリティ管理者) confirms the 16 items one by one',
  approving: 'all 16 confirmed; the chief (統括情報セキュリティ管理者) is asked',
  approved: 'approved, with or without conditions; no number yet',
  refused: 'refused by manager or chief, with a reason; the end',
  withdrawn: 'withdrawn by the vendor before the decision; the end',
  issued: 'has a permit number; the notice is being made out',
  upcoming: 'the vendor is notified; the permit period has not begun',
  active: 'today lies in the permit period',
  suspended: 'stopped by the manager after an order was not obeyed (art. 8); can be lifted',
  expired: 'the permit period is over; the end',
  revoked: 'revoked by the manager after an order was not obeyed (art. 8); the end',
  ended: 'ended by the vendor (廃止届); the end',
};
const WHO: Record<(typeof TRANSITIONS)[EventType]['who'], string> = {
  vendor: '保守事業者',
  manager: '情報セキュリティ管理者',
  chief: '統括情報セキュリティ管理者',
  system: '（自動）',
  operator: '統括部門',
  clerk: '担当者',
};

const keysOf = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as K[];
const statuses = keysOf(STATUSES);
const ofRecords = new Set<string>(RECORDS.flatMap((record) => Object.keys(record.transitions)));
const transitions = keysOf(TRANSITIONS)
  .filter((event) => !ofRecords.has(event))
  .map((event) => ({ event, ...TRANSITIONS[event] }));
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const word = (state: Status | 'none') => (state === 'none' ? '下書き' : STATUSES[state]);

/** A long list of states is told by what it leaves out. */
const fromWords = (from: readonly (Status | 'none')[]): string => {
  if (from.length <= 5) return from.map(word).join('、');
  const others = statuses.filter((status) => !from.includes(status));
  return `${others.map(word).join('、')}のほかすべて`;
};

const diagram = (): string[] => {
  const node = (state: Status | 'none') => (state === 'none' ? '[*]' : state);
  return [
    'stateDiagram-v2',
    '  direction TB',
    ...statuses.map((status) => `  state "${STATUSES[status]}" as ${status}`),
    ...transitions.flatMap(({ from, to, label }) =>
      [to]
        .flat()
        .flatMap((target) =>
          target === 'same'
            ? []
            : from
                .filter((state) => state !== target)
                .map((state) => `  ${node(state)} --> ${target} : ${label}`),
        ),
    ),
    ...CLOSED.map((status) => `  ${status} --> [*]`),
  ];
};

/** The life of one kind of record within a permit's case. */
const drawRecord = ({
  noun,
  prefix,
  statuses: words,
  transitions: rows,
}: (typeof RECORDS)[number]): string[] => {
  const wordOf = (state: string) =>
    state === 'none' ? '（なし）' : ((words as Record<string, string>)[state] ?? state);
  return [
    `### ${noun}`,
    '',
    `${Object.values(words).join('、')}. Head: \`${prefix}#…\`.`,
    '',
    row('Event', 'What', 'From', 'To', 'Who', 'Article'),
    row('---', '---', '---', '---', '---', '---'),
    ...Object.entries<RecordTransition<string>>(rows).map(([event, { label, from, to, who, article }]) =>
      row(
        `\`${event}\``,
        label,
        from.map(wordOf).join('、'),
        to === 'same' ? '（変わらない）' : [to].flat().map(wordOf).join('／'),
        WHO[who],
        article,
      ),
    ),
    '',
  ];
};

const targetSchema = z.object({ Next: z.string(), ErrorEquals: z.array(z.string()).optional() });
const stateSchema = z.object({
  Type: z.string(),
  Comment: z.string().optional(),
  Resource: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(targetSchema.extend({ Condition: z.string() })).optional(),
  Catch: z.array(targetSchema).optional(),
});
/** What runs for each item of a Map; no Map stands in another. */
const processorSchema = z.object({ States: z.record(z.string(), stateSchema) });
const machineSchema = z.object({
  Comment: z.string(),
  StartAt: z.string(),
  States: z.record(z.string(), stateSchema.extend({ ItemProcessor: processorSchema.optional() })),
});
type Machine = z.infer<typeof machineSchema>;
type State = z.infer<typeof stateSchema>;

/** Edges, but not the catch-all to ParkForOperator that every task has. */
const edgesOf = (name: string, state: State): string[] => [
  ...(state.Next ? [`  ${name} --> ${state.Next}`] : []),
  ...(state.Choices ?? []).map(
    ({ Condition, Next }) => `  ${name} -- ${/'([^']+)'/.exec(Condition)?.[1] ?? 'otherwise'} --> ${Next}`,
  ),
  ...(state.Default ? [`  ${name} -. default .-> ${state.Default}`] : []),
  ...(state.Catch ?? [])
    .filter(({ ErrorEquals }) => !ErrorEquals?.includes('States.ALL'))
    .map(({ ErrorEquals, Next }) => `  ${name} -. "${ErrorEquals?.join(', ')}" .-> ${Next}`),
];

const waits = ({ Resource }: State) => Resource?.endsWith('.waitForTaskToken') ?? false;
const duration = (seconds: number) => (seconds >= 86_400 ? `${seconds / 86_400} days` : `${seconds} s`);
const shape = (name: string, state: State) => {
  if (state.Type === 'Choice') return `  ${name}{${name}}`;
  if (state.Type === 'Succeed' || state.Type === 'Fail') return `  ${name}([${name}])`;
  return waits(state) ? `  ${name}[/${name}/]` : `  ${name}[${name}]`;
};

const drawMachine = (machine: Machine): string[] => {
  const states = Object.entries(machine.States);
  return [
    'flowchart TD',
    ...states.map(([name, state]) => shape(name, state)),
    `  start((start)) --> ${machine.StartAt}`,
    ...states.flatMap(([name, state]) => edgesOf(name, state)),
  ];
};

/** The states of a Map's items follow it. */
const statesOf = (machine: Machine): [string, State][] =>
  Object.entries(machine.States).flatMap(([name, { ItemProcessor, ...state }]): [string, State][] => [
    [name, state],
    ...Object.entries(ItemProcessor?.States ?? {}),
  ]);

const tabulateMachine = (machine: Machine): string[] => [
  row('State', 'Type', 'At most', 'What it is for'),
  row('---', '---', '---', '---'),
  ...statesOf(machine).map(([name, state]) =>
    row(
      `\`${name}\``,
      waits(state) ? 'Task, waits for an answer' : state.Type,
      state.TimeoutSeconds === undefined ? '' : duration(state.TimeoutSeconds),
      state.Comment ?? '',
    ),
  ),
];

const mermaid = (lines: readonly string[]) => ['```mermaid', ...lines, '```'];

/** @param definitions JSON text of the machines in statemachines/ */
export const lifecycle = (definitions: {
  readonly permit: string;
  readonly daily: string;
  readonly monthly: string;
  readonly audit: string;
}): string => {
  const permit = machineSchema.parse(JSON.parse(definitions.permit));
  const daily = machineSchema.parse(JSON.parse(definitions.daily));
  const monthly = machineSchema.parse(JSON.parse(definitions.monthly));
  const audit = machineSchema.parse(JSON.parse(definitions.audit));
  return `${[
    '# The life of a case',
    '',
    '<!-- Written by `npm run docs` from core/case/transitions.ts and statemachines/. Do not edit. -->',
    '',
    'A case is one application and the permit that comes of it. It is in one of these states; the Japanese word is',
    'what people see, the short name is what stands in code, in the API and in the audit trail.',
    '',
    row('State', 'Name', 'Meaning'),
    row('---', '---', '---'),
    ...statuses.map((status) => row(STATUSES[status], `\`${status}\``, MEANING[status])),
    '',
    '取下げ (withdrawn by the applicant), 不承認 (refused), 停止 (suspended), 取消 (revoked), 失効 (expired) and 廃止 (ended',
    'by the vendor) are six different words and never mixed.',
    '',
    '## What leads from one state to the next',
    '',
    ...mermaid(diagram()),
    '',
    'This is the table that the code obeys ([core/case/transitions.ts](../core/case/transitions.ts)): what is not in it is',
    'refused. Every event is kept, numbered and hash-chained; the state is the sum of its events',
    '([ADR 5](adr/0005-event-number-is-version.md)). 下書き (a draft) is not a case yet.',
    '',
    row('Event', 'What', 'From', 'To', 'Who', 'Article'),
    row('---', '---', '---', '---', '---', '---'),
    ...transitions.map(({ event, label, from, to, who, article }) =>
      row(
        `\`${event}\``,
        label,
        fromWords(from),
        to === 'same' ? '（変わらない）' : [to].flat().map(word).join('・'),
        WHO[who],
        article,
      ),
    ),
    '',
    '## Records within a permit',
    '',
    'Works, reports, findings have states of their own; their events stand in the same trail, and the permit stays where',
    'it is. What must be done next is an open question to a role, or follows from a date.',
    '',
    ...RECORDS.flatMap(drawRecord),
    '## What drives it: the permit machine',
    '',
    '[statemachines/permit.asl.json](../statemachines/permit.asl.json) runs on AWS Step Functions and, unchanged, on the',
    'embedded interpreter. It says what happens next and how long we wait, nothing else: every task reads the record',
    'and answers with the name of the next step. Slanted boxes wait for a person or for a date.',
    '',
    ...mermaid(drawMachine(permit)),
    '',
    'Not drawn: every task retries what may pass, then goes to `ParkForOperator`, where the case waits for a person.',
    '`HandOver` starts the next generation of the same machine, so that no execution grows old.',
    '',
    ...tabulateMachine(permit),
    '',
    '## What asks every day: the daily machine',
    '',
    '[statemachines/daily.asl.json](../statemachines/daily.asl.json) asks “what is due?”: reminders, escalation, links',
    'that end, permits that begin or expire. A run that comes late, twice or not at all does no harm.',
    '',
    ...tabulateMachine(daily),
    '',
    '## What opens the monthly reports: the monthly machine',
    '',
    '[statemachines/monthly-reports.asl.json](../statemachines/monthly-reports.asl.json) opens last month’s report (art.',
    '10) for every permit that was in force in it, at 09:00 on the 1st ([ADR 15](adr/0015-distributed-map.md)).',
    '',
    ...tabulateMachine(monthly),
    '',
    '## What seals the trail: the audit machine',
    '',
    '[statemachines/audit.asl.json](../statemachines/audit.asl.json) verifies the newest anchor every day at 01:00, then',
    'writes down the heads of all trails.',
    '',
    ...tabulateMachine(audit),
  ].join('\n')}\n`;
};
