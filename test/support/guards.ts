import { isGathered } from '../../core/case/outbox-write.ts';
import type { Condition, Item, Key, Store, Write } from '../../core/store/ports.ts';

/**
 * What must be among the rows of a transaction for two acts at once to end as one after the other (INV-2, INV-3, INV-14,
 * INV-23), written down by hand. Every world of the tests (createWorld) stands on such a store: an act that has lost a guard fails in
 * whichever test comes by it.
 */

type Kind = 'none' | 'absent' | 'version' | 'equals';

/** Rows of a partition by the beginnings of `pk` and `sk`: under which conditions they may be put and deleted. */
const ROWS: Readonly<Record<string, { readonly put?: readonly Kind[]; readonly delete?: readonly Kind[] }>> =
  {
    // A case moves from the version that was judged; its trail, papers and decisions are written once.
    'CASE STATE': { put: ['absent', 'version'] },
    'CASE EVENT': { put: ['absent'] },
    'CASE PAPER': { put: ['absent'] },
    'CASE REV': { put: ['absent'] },
    'CASE DECISION': { put: ['absent'] },
    'CASE CHANGE': { put: ['absent', 'version'] },
    'CASE FINDING': { put: ['absent', 'version'] },
    'CASE INSTRUCTION': { put: ['absent', 'version'] },
    'CASE RECONCILIATION': { put: ['absent', 'version'] },
    'CASE RECONFIRMATION': { put: ['absent', 'version'] },
    'CASE SHORTENING': { put: ['absent', 'version'] },
    'CASE REPORT': { put: ['absent', 'version'] },
    'CASE WORK': { put: ['absent', 'version'] },
    'CASE REPORT-DRAFT': { put: ['absent', 'version'] },
    'CASE SAVED-FORM': { put: ['absent', 'version'] },
    'PERSON SAVED-FORM': { put: ['absent', 'version'] },
    // Of a deadline is told once.
    'CASE REMINDED': { put: ['absent'] },
    // The token that was answered, no other.
    'CASE TASK': { delete: ['equals'] },
    // Numbers are given once.
    COUNTER: { put: ['absent', 'version'] },
    'CASENO CASE': { put: ['absent'] },
    'PERMITNO CASE': { put: ['absent'] },
    // Each message is written once, and removed by the one delivery that finds it.
    OUTBOX: { put: ['absent'], delete: ['equals'] },
    IDEMPOTENCY: { put: ['absent'] },
    'HANDLE LINK': { put: ['absent'] },
    'SESSION SESSION': { put: ['absent'] },
    'SIGNIN ATTEMPT': { put: ['absent', 'version'], delete: ['version'] },
    'FILE FILE': { put: ['absent', 'version'], delete: ['version'] },
    'DRAFT DRAFT': { put: ['absent', 'version'] },
    'DISPOSALS LIST': { put: ['absent', 'version'] },
    'DIRECTORY EVENT': { put: ['absent'] },
    'DIRECTORY TRAIL': { put: ['absent', 'version'] },
    'VENDOR CONSULTATION': { put: ['absent'] },
    'SETTINGS V': { put: ['absent'] },
    'PROPOSAL PROPOSAL': { put: ['absent', 'version'] },
  };

/** Events of people who act in an office of the city: nobody has ended the appointment meanwhile (INV-3). */
const roleOf = (event: Event): string | undefined =>
  // What was approved is carried out by the system, in the chief's name.
  event.by.kind === 'person' && event.fact.type !== 'erased' ? event.by.role : undefined;

/** Events that a subcontractor's permit may see only under a parent that is as it was judged (第11条, INV-23). */
const UNDER_PARENT: ReadonlySet<string> = new Set([
  ...['submitted', 'resubmitted', 'confirmed', 'approved', 'started', 'suspension-lifted'],
  ...['suspension-ended', 'work-announced', 'work-revised', 'work-answered', 'session-reported'],
  'log-reconciled',
]);

type Event = {
  readonly by: { readonly kind: string; readonly role?: string };
  readonly fact: { readonly type: string; readonly conditional?: boolean };
};

const keyOf = (write: Write): Key =>
  'put' in write ? write.put : 'delete' in write ? write.delete : write.check;
const kindOf = (when: Condition | undefined): Kind =>
  when === undefined ? 'none' : 'absent' in when ? 'absent' : 'version' in when ? 'version' : 'equals';
const first = (text: string): string => text.split('#')[0] ?? '';
const isAt = (pk: string, sk: string) => (write: Write) => keyOf(write).pk === pk && keyOf(write).sk === sk;

const rowFault = (write: Write): string | undefined => {
  if ('check' in write) return undefined;
  const { pk, sk } = keyOf(write);
  const name = `${first(pk)} ${first(sk)}`;
  const allowed = ROWS[first(sk) === 'OUTBOX' ? 'OUTBOX' : name] ?? ROWS[first(pk)];
  const [act, kinds] =
    'put' in write ? (['put', allowed?.put] as const) : (['delete', allowed?.delete] as const);
  const kind = kindOf(write.when);
  if (kinds && !kinds.includes(kind)) return `${name}: ${act} under the condition "${kind}"`;
  if (!('put' in write) || write.when === undefined || !('version' in write.when)) return undefined;
  // The same version: the row leaves an index, or is folded anew; what it says stays.
  return (write.put.version ?? 0) >= write.when.version ? undefined : `${name}: the version falls`;
};

/** What the rows of one case in a transaction need beside their own conditions. */
const caseFaults = (writes: readonly Write[], row: Item): string[] => {
  const { pk, sk } = row;
  const faults: string[] = [];
  const isGuarded = (key: Key) =>
    writes.some((write) => isAt(key.pk, key.sk)(write) && kindOf(write.when) === 'version');
  if (sk.startsWith('EVENT#')) {
    const event = row['event'] as Event;
    const role = roleOf(event);
    const isHeld = writes.some(
      (write) => 'check' in write && write.check.pk === `ROLE#${role}` && kindOf(write.when) === 'equals',
    );
    if (role !== undefined && !isHeld) faults.push(`${event.fact.type}: does ${role} still hold the office?`);
    const state = writes.find(isAt(pk, 'STATE'));
    if (!state) faults.push(`${event.fact.type}: an event without its state`);
    const after = state && 'put' in state ? (state.put['state'] as { parentCaseId?: string }) : undefined;
    const parent = after?.parentCaseId;
    if (
      parent !== undefined &&
      event.fact.type === 'approved' &&
      !['absent', 'version'].includes(kindOf(writes.find(isAt(`CASE#${parent}`, 'SUBCONTRACTORS'))?.when))
    )
      faults.push('approved: is anybody else approved under the parent?');
    if (
      parent !== undefined &&
      UNDER_PARENT.has(event.fact.type) &&
      !isGuarded({ pk: `CASE#${parent}`, sk: 'STATE' })
    )
      faults.push(`${event.fact.type}: is the parent still as it was?`);
  }
  // Whoever starts to wait, or keeps a draft, must know that the case has not moved; or wakes whoever waits.
  const wakes = writes.some(
    (write) => 'put' in write && write.put.pk === pk && write.put.sk.startsWith('OUTBOX#'),
  );
  if (sk === 'TASK' && !wakes && !isGuarded({ pk, sk: 'STATE' })) faults.push('TASK: has the case moved?');
  if (/^(REPORT-DRAFT|SAVED-FORM)/.test(sk) && !isGuarded({ pk, sk: 'STATE' }))
    faults.push(`${first(sk)}: has the case moved?`);
  // What has moved since stands in the list as it was moved, not as it was read.
  const state = writes.find(isAt(pk, 'STATE'));
  if (sk === 'CHANGED' && !['absent', 'version'].includes(kindOf(state?.when)))
    faults.push('CHANGED: has the case moved?');
  // A mail is on record while, and only if, its message is still to be delivered.
  if (sk.startsWith('MAIL#') && row.version === 1) {
    // What was gathered has waited with its recipient (docs/adr/0047).
    const isOfMessage = (write: Write): boolean =>
      isAt(pk, sk.replace('MAIL#', 'OUTBOX#'))(write) || isGathered(keyOf(write));
    if (!writes.some((write) => isOfMessage(write) && kindOf(write.when) === 'equals'))
      faults.push('MAIL: is the message still to be delivered?');
  }
  return faults;
};

/** The beginning of the directory's trail: rows as they are, under the next event, which every act on them writes too. */
const takesIn = (writes: readonly Write[]): boolean =>
  writes.some(
    (write) =>
      'put' in write &&
      write.put.sk.startsWith('TRAIL#') &&
      (write.put['event'] as { readonly act: string }).act === 'covered' &&
      kindOf(write.when) === 'absent',
  );

/** Erasure takes the rows of a case that is closed for good, whatever they say (INV-19). */
const isErasure = (writes: readonly Write[]): boolean =>
  writes.every((write) => 'delete' in write && write.when === undefined) &&
  writes.some((write) => /^(REV|PAPER|MAIL)#/.test(keyOf(write).sk));

/** In words, what a transaction lacks. */
export const unguardedIn = (writes: readonly Write[]): readonly string[] => [
  ...new Set([
    ...(takesIn(writes) || isErasure(writes) ? [] : writes.flatMap((write) => rowFault(write) ?? [])),
    ...writes.flatMap((write) =>
      'put' in write && (write.put.pk.startsWith('CASE#') || write.put.sk.startsWith('MAIL#'))
        ? caseFaults(writes, write.put)
        : [],
    ),
  ]),
];

/** The same store; a transaction that lacks a guard is a defect of whoever planned it. */
export const guarded = (store: Store): Store => ({
  ...store,
  transact: async (writes) => {
    const faults = unguardedIn(writes);
    if (faults.length > 0) throw new Error(`a transaction without its guards: ${faults.join('; ')}`);
    return store.transact(writes);
  },
});
