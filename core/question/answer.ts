import { actAll, type Step } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import { actWrites, caseKey } from '../case/case-store.ts';
import type { Question, QuestionStage, Stage } from '../case/decision-request.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { LoadedRecord, RecordChange } from '../case/records.ts';
import type { Caller } from '../directory/caller.ts';
import type { Settings } from '../directory/settings.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Write } from '../store/ports.ts';
import type { Refusal } from '../values/errors.ts';
import type { Actor } from '../values/identity.ts';
import { informed } from './ask.ts';
import { type About, actOnRecord, asked, type OnRecord } from './gate.ts';

/** What the chief decides on the manager's word, and asks nothing of the manager afterwards. */
const TOLD_TO_MANAGER: ReadonlySet<Stage | QuestionStage> = new Set([
  ...(['approve', 'change-approval', 'shortening-approval'] as const),
]);

/** Who hears of an answer, in the same transaction: whoever was represented (代決), and of the chief's decision the manager. */
export const tellOfAnswer = async (
  ports: Ports,
  on: { readonly state: CaseState; readonly settings: Settings; readonly by: Actor },
  { stage, about }: { readonly stage: Stage | QuestionStage; readonly about?: string | undefined },
): Promise<readonly Write[]> => {
  const { state, settings, by } = on;
  if (by.kind !== 'person') return [];
  const { personId: answeredBy, principalId } = by;
  const managers = TOLD_TO_MANAGER.has(stage) ? await informed(ports, state, settings) : [];
  const readers = new Set([...(principalId === undefined ? [] : [principalId]), ...managers]);
  return [...readers]
    .filter((personId) => personId !== answeredBy)
    .map((personId) =>
      outboxWrite(caseKey(state.caseId), ports.ids.next(), ports.clock(), {
        kind: 'mail',
        mail: {
          template: 'answered',
          personId,
          caseId: state.caseId,
          stage,
          ...(about === undefined ? {} : { about }),
          answeredBy,
          inPlace: personId === principalId,
        },
      }),
    );
};

/** What an act does, judged: its steps and all that goes with them in one transaction. */
export type Done<T> = {
  readonly ok: true;
  /** The first is about the record. */
  readonly steps: readonly Step[];
  /** Heads of other records that the steps are about. */
  readonly records?: readonly LoadedRecord[];
  readonly writes?: readonly Write[];
  /** What is answered. */
  readonly value: (after: CaseState, records: readonly RecordChange[]) => T;
};

/** Events, papers, heads, questions and mails of an act as one transaction, and its answer. */
export const perform = <T>(
  { clock }: Pick<Ports, 'clock'>,
  on: {
    readonly state: CaseState;
    readonly by: Actor;
    readonly guard?: Write;
    readonly record?: LoadedRecord | undefined;
  },
  { steps, records = [], writes = [], value }: Done<T>,
): Refusal | { readonly ok: true; readonly value: T; readonly writes: readonly Write[] } => {
  const heads = [...(on.record ? [on.record] : []), ...records];
  const outcome = actAll(on.state, steps, on.by, clock(), heads);
  if (!outcome.ok) return outcome;
  return {
    ok: true,
    value: value(outcome.value.after, outcome.value.records),
    writes: [...actWrites(outcome.value), ...(on.guard ? [on.guard] : []), ...writes],
  };
};

export type Answering<H> = OnRecord<H> & { readonly question: Question };

/**
 * An official answers a question about a record (docs/adr/0043): gate, judgement, one transaction; judged again when
 * somebody was faster. The kinds of records give the judgement alone, by the ports that they are handed.
 *
 * @param about.hash of what was shown
 * @param about.shownWith hash of what was shown, where that is more than what was asked about
 */
export const answerQuestion = <H, T>(
  ports: Ports,
  caller: Caller,
  caseId: string,
  about: About<H> & {
    readonly hash: string;
    readonly shownWith?: (hash: string, on: OnRecord<H>, ports: Ports) => string | Promise<string>;
  },
  judge: (on: Answering<H>, ports: Ports) => Promise<Refusal | Done<T>>,
) =>
  commit<T>(ports, async (ports) => {
    const on = await actOnRecord(ports, caller, caseId, about);
    if (!on.ok) return on;
    const { hash, shownWith = (shown) => shown } = about;
    const open = await asked(caller, on, about, hash, (shown) => shownWith(shown, on, ports));
    if (!open.ok) return open;
    const done = await judge({ ...on, question: open.question }, ports);
    if (!done.ok) return done;
    const told = await tellOfAnswer(ports, on, open.question);
    return perform(ports, on, { ...done, writes: [...(done.writes ?? []), ...told] });
  });
