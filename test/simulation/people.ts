import type { CaseState } from '../../core/case/case-state.ts';
import { dayNumber, isoOf, isWorkingDay, startOfJapaneseDay } from '../support/calendar-oracle.ts';
import { randomFor } from './faults.ts';
import { dayOf } from './invariants/working-days.ts';
import { planContacts } from './people-contacts.ts';
import { planOffice } from './people-office.ts';
import { createSupervision } from './people-supervision.ts';
import { among, between, type Draft, type Random } from './random.ts';
import type { Action } from './story.ts';
import { jstDay } from './ticks.ts';
import type { CityWorld } from './world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

export type CityPlan = {
  readonly seed: number;
  readonly start: string;
  readonly end: number;
  readonly tickRate: number;
};

/** Some months to five years, beginning on any day. */
export const planCity = (seed: number): CityPlan => {
  const random = randomFor(seed, 'city');
  const first = dayNumber(2026, 1, 5) + between(random, 0, 3 * 365);
  // Two in three are short, so that a bug is met in many cities; the years come from the long ones.
  const months = seed % 3 === 0 ? between(random, 25, 60) : between(random, 4, 18);
  return {
    seed,
    start: isoOf(first),
    end: startOfJapaneseDay(first + Math.floor(months * 30.4)),
    tickRate: among(random, [
      [1, 0.5],
      [0.25, 4],
      [0.08, 5],
    ]),
  };
};

type Planned = {
  readonly at: number;
  readonly make: () => readonly Draft[];
  readonly overlap: boolean;
  /** Where the matter lies that this is to settle. */
  readonly desk: string | undefined;
};

/** Months of a permit: in a short city some must end. */
const SHORT = [
  [2, 3],
  [4, 3],
  [7, 2],
  [12, 2],
] as const;
const LONG = [
  [3, 1],
  [12, 3],
  [24, 3],
  [36, 4],
  [60, 3],
] as const;

/**
 * The people of a city, from the seed: they apply, answer, decide, forget, correct, withdraw, are transferred on
 * 1 April, fall ill. They look at the record only as their own screens would show it.
 */
export const createPeople = (world: CityWorld, plan: CityPlan) => {
  const agenda: Planned[] = [];
  const seen = new Map<string, number>();
  const submitted = new Map<number, { draft: Draft; tries: number }>();
  let permits = 0;
  let actions = 0;
  const begin = world.now();
  const length = plan.end - begin;

  const put = (
    at: number,
    make: () => readonly Draft[] | Draft,
    { overlap = false, desk }: { overlap?: boolean; desk?: string } = {},
  ): void => {
    agenda.push({ at, make: () => [make()].flat(), overlap, desk });
  };
  /** Just when the workflow of the permit gives up waiting: what comes in then meets it at work. */
  const meeting = (permit: number): number | undefined => {
    const { caseId } = world.known.get(permit) ?? {};
    const arn = world.journal
      .running()
      .find(({ inputText }) => caseId !== undefined && inputText.includes(caseId))?.arn;
    const dueAt = arn === undefined ? undefined : world.journal.dueAt(arn);
    return dueAt !== undefined && dueAt > world.now() ? dueAt : undefined;
  };
  /** Office hours of that day or of the next working day; some work at night. */
  const hours = (at: number, random: Random): number => {
    let day = jstDay(at);
    if (random() < 0.04) return startOfJapaneseDay(day) + between(random, 0, 1439) * MINUTE;
    while (!isWorkingDay(day)) day += 1;
    return startOfJapaneseDay(day) + 9 * HOUR + between(random, 0, 8 * 60) * MINUTE;
  };
  const later = (days: number, random: Random): number =>
    Math.max(world.now() + MINUTE, hours(world.now() + days * DAY, random));
  const patience = (random: Random): number =>
    among(random, [
      [between(random, 0, 4), 12],
      [between(random, 5, 20), 4],
      [between(random, 35, 70), 1],
    ]);

  const apply = (
    at: number,
    random: Random,
    more: Action['args'] = {},
    kind: 'submit' | 'renew' = 'submit',
  ): number => {
    const permit = permits;
    permits += 1;
    const vendor = among(random, [
      ['hokuto', 3],
      ['minami', 2],
    ]);
    const draft: Draft = {
      who: 'vendor',
      kind,
      permit,
      args: {
        vendor,
        system:
          vendor === 'minami'
            ? 'care-system'
            : among(random, [
                ['tax-system', 4],
                ['network', 1],
              ]),
        from: between(random, 0, 40),
        months: among(random, length < 600 * DAY ? SHORT : LONG),
        variant: among(random, [
          ['ok', 14],
          ['exception', 3],
          ['nonconforming', 2],
          ['strange', 1],
          ['missing', 0.4],
          ['beyond', 0.4],
        ]),
        ...(random() < 0.08 ? { twice: true } : {}),
        ...more,
      },
    };
    submitted.set(permit, { draft, tries: 0 });
    const papers = randomFor(plan.seed, `papers of ${permit}`);
    const paper = {
      who: 'vendor',
      permit,
      args: { vendor: more['vendor'] ?? vendor, ...(papers() < 0.2 ? { twice: true } : {}) },
    };
    if (papers() < 0.2) {
      put(at - 20 * MINUTE, () => ({ ...paper, kind: 'attach' }));
      const undo = at + between(papers, -10, 40) * MINUTE;
      if (papers() < 0.3) put(undo, () => ({ ...paper, kind: 'detach' }));
    }
    put(at, () => draft);
    return permit;
  };

  /** What the answer to a question is, and who gives it. */
  const decide = (permit: number, state: CaseState, tries: number, key: string, random: Random): void => {
    const approving = state.status === 'approving';
    const by =
      tries > 0
        ? among(random, [
            ['holder', 2],
            ['deputy', 2],
          ])
        : among(random, [
            ['holder', 12],
            ['deputy', 2],
            ['former', 1],
            ['stranger', 0.5],
            ['chief', 0.5],
            ['clerk', 0.3],
          ]);
    const choice =
      state.status === 'returned'
        ? among(random, [
            ['extend', 3],
            ['refuse', 4],
          ])
        : approving
          ? among(random, [
              ['approve', 12],
              ['approve-with-conditions', 2],
              ['send-back', 2],
              ['refuse', 0.7],
            ])
          : among(random, [
              ['ask-chief', 12],
              ['return', 3],
              ['refuse', 0.7],
            ]);
    const draft: Draft = {
      who: approving ? 'chief' : 'manager',
      kind: random() < 0.08 ? 'paper' : 'decide',
      permit,
      args: {
        by,
        choice,
        ...(random() < 0.1 ? { twice: true } : {}),
        ...(random() < 0.06 ? { stale: true } : {}),
        ...(random() < 0.05 ? { incomplete: true } : {}),
        ...(random() < 0.2 ? { look: true } : {}),
        ...(random() < 0.1 ? { days: between(random, -6, 1) } : {}),
        ...(choice === 'extend' || choice === 'return'
          ? random() < 0.5
            ? { until: between(random, 1, 25) }
            : {}
          : {}),
      },
    };
    const rival = among<Draft | undefined>(random, [
      [undefined, 20],
      [
        {
          ...draft,
          kind: 'decide',
          args: { by: 'deputy', choice: approving ? 'refuse' : 'return' },
          race: true,
        },
        1,
      ],
      [{ who: 'vendor', kind: 'withdraw', permit, race: true, args: vendorOf(permit) }, 1],
      [
        {
          who: 'office',
          kind: 'appoint',
          args: { role: roleOf(state), person: `p-staff${between(random, 0, 9)}` },
          race: true,
        },
        2,
      ],
    ]);
    const met = random() < 0.06 ? meeting(permit) : undefined;
    put(
      met ?? later(tries > 0 ? between(random, 0, 3 + tries * tries) : patience(random), random),
      () => (rival ? [draft, rival] : [draft]),
      { overlap: met !== undefined, desk: key },
    );
  };
  const roleOf = (state: CaseState) =>
    state.status === 'approving' ? 'chief' : `manager:${state.sectionId}`;
  const vendorOf = (permit: number): Record<string, string> => ({
    vendor: String(submitted.get(permit)?.draft.args?.['vendor'] ?? 'hokuto'),
  });

  const correct = (permit: number, key: string | undefined, random: Random): void => {
    // Some never do: the manager is asked, and decides (docs/adr/0057).
    if (random() < 0.2) return;
    const kind = among(random, [
      ['resubmit', 12],
      ['withdraw', 1],
    ]);
    const args = { ...vendorOf(permit), ...(submitted.get(permit)?.draft.args ?? {}), twice: random() < 0.1 };
    const rival: Draft = { who: 'vendor', kind: 'withdraw', permit, args, race: true };
    const met = random() < 0.06 ? meeting(permit) : undefined;
    put(
      met ?? later(patience(random), random),
      () => {
        const draft: Draft = { who: 'vendor', kind, permit, args };
        return random() < 0.05 ? [draft, rival] : [draft];
      },
      { overlap: met !== undefined, ...(key === undefined ? {} : { desk: key }) },
    );
  };

  const inForce = (permit: number, state: CaseState, random: Random): void => {
    const ends = startOfJapaneseDay(dayOf(state.period.to) + 1);
    const args = vendorOf(permit);
    const again = { ...args, system: state.systemId, previous: permit, variant: 'ok' };
    if (random() < 0.35) apply(hours(ends - between(random, 15, 60) * DAY, random), random, again);
    const same = randomFor(plan.seed, `renewal of ${permit}`);
    if (same() < 0.3) {
      const at = ends - between(same, 2, 60) * DAY;
      apply(hours(at, same), same, again, 'renew');
      // What was changed since is to be continued, too.
      const change: Draft = { who: 'vendor', kind: 'change', permit, args: { ...args, major: same() < 0.3 } };
      if (same() < 0.4) put(Math.max(later(1, same), at - between(same, 5, 40) * DAY), () => change);
    }
    if (random() < 0.3 && state.parentCaseId === undefined)
      apply(hours(world.now() + between(random, 5, 90) * DAY, random), random, {
        ...args,
        system: state.systemId,
        parent: permit,
        ...(random() < 0.75 ? { clip: true } : {}),
        from: between(random, 1, 20),
        months: among(random, [
          [2, 3],
          [6, 2],
          [36, 1],
        ]),
        variant: 'ok',
      });
    // A subcontractor's permit that is to begin on the very day of its parent's (第11条).
    const beside = randomFor(plan.seed, `beside ${permit}`);
    const at = hours(world.now() + between(beside, 0, 2) * DAY, beside);
    const from = dayOf(state.period.from) - jstDay(at);
    if (beside() < 0.4 && state.parentCaseId === undefined && from > 5)
      apply(at, beside, { ...args, system: state.systemId, parent: permit, clip: true, from, variant: 'ok' });
    // Around both midnights people look most closely.
    for (const at of [startOfJapaneseDay(dayOf(state.period.from)), ends])
      if (random() < 0.3)
        put(at + between(random, -600, 600) * MINUTE, () => ({ who: 'vendor', kind: 'view', permit, args }));
    if (random() < 0.1)
      put(later(between(random, 1, 200), random), () => ({ who: 'vendor', kind: 'withdraw', permit, args }));
  };

  /** Whoever has something new on the desk makes a plan. */
  const supervision = createSupervision({
    put: (at, make, desk) => put(at, make, desk === undefined ? {} : { desk }),
    later,
    hours,
    now: world.now,
    vendorOf: (permit) => vendorOf(permit),
    seed: plan.seed,
  });
  const permitOf = new Map<string, number>();
  /** What was heard of since the last look, and the questions that lie open. */
  const lookAtPermits = (): void => {
    for (const [permit, { caseId }] of world.known) if (caseId !== undefined) permitOf.set(caseId, permit);
    for (const { caseId, fact } of world.judge.takeNews()) {
      const permit = permitOf.get(caseId);
      if (permit === undefined) continue;
      supervision.heard(permit, fact, world.judge.trails.get(caseId)?.seq ?? 0);
    }
    for (const [caseId, permit] of permitOf) {
      const state = world.judge.trails.get(caseId)?.state;
      for (const question of state ? supervision.questionsOf(state) : []) {
        const key = `${permit} ? ${question.requestId}`;
        const tries = seen.get(key);
        if (tries !== undefined && !waiting.delete(key)) continue;
        seen.set(key, (tries ?? -1) + 1);
        supervision.question(permit, question, tries ?? 0, key);
      }
    }
  };
  const look = (): void => {
    for (const [permit, { caseId }] of world.known) {
      const state = caseId === undefined ? undefined : world.judge.trails.get(caseId)?.state;
      if (!state) continue;
      const desk =
        state.parked !== undefined
          ? `parked ${state.version}`
          : state.status === 'confirming' || state.status === 'approving'
            ? state.request && `${state.status} ${state.request.requestId}`
            : state.status === 'returned' && state.request
              ? `asked ${state.request.requestId}`
              : `${state.status} ${state.rev}.${state.round}`;
      const key = `${permit} ${desk}`;
      const tries = seen.get(key);
      if (desk === undefined || (tries !== undefined && !waiting.delete(key))) continue;
      seen.set(key, (tries ?? -1) + 1);
      const random = randomFor(plan.seed, `desk ${key} ${tries ?? 0}`);
      if (state.parked !== undefined)
        put(later(between(random, 0, 4), random), () => ({ who: 'office', kind: 'resume', permit }), {
          desk: key,
        });
      else if (state.status === 'confirming' || state.status === 'approving')
        decide(permit, state, tries ?? 0, key, random);
      else if (state.status === 'returned') {
        if (state.request) decide(permit, state, tries ?? 0, key, random);
        if (tries === undefined) correct(permit, state.request ? undefined : key, random);
      } else if (state.status === 'upcoming' && tries === undefined) {
        inForce(permit, state, random);
        supervision.begun(permit, state, random);
      }
      if (tries === undefined && random() < 0.08)
        put(later(between(random, 0, 30), random), () => ({
          who: 'stranger',
          kind: 'pry',
          permit,
          args: {
            ...vendorOf(permit),
            what: among(random, [
              ['', 2],
              ['/notice', 1],
              ['/events', 1],
            ]),
            write: random() < 0.3,
          },
        }));
    }
  };
  /** Desks on which an act did not settle the matter: they are looked at again. */
  const waiting = new Set<string>();
  const desks = new Map<string, string>();

  const random = randomFor(plan.seed, 'people');
  for (let left = between(random, 2, 3 + Math.ceil(length / (400 * DAY)) * 3); left > 0; left -= 1)
    apply(hours(begin + random() * random() * random() * length, random), random);
  const often = (perYear: number, make: (at: number) => Draft): void => {
    for (let at = begin; ; ) {
      at += (-Math.log(1 - random()) / perYear) * 365 * DAY;
      if (at > plan.end) return;
      const when = hours(at, random);
      const draft = make(when);
      put(when, () => draft);
    }
  };
  const nature = (kind: string, args?: Action['args']): Draft => ({
    who: 'nature',
    kind,
    ...(args ? { args } : {}),
  });
  const anyPermit = () => Math.floor(random() * Math.max(1, permits));
  often(1.5, () =>
    nature('mail-down', {
      hours: among(random, [
        [2, 12],
        [9, 4],
        [72, 1],
      ]),
    }),
  );
  often(0.8, () =>
    nature('clock-jump', {
      hours: among(random, [
        [3, 2],
        [30, 2],
        [200, 1],
      ]),
    }),
  );
  often(1.5, () => nature('deploy'));
  often(0.25, (at) => {
    put(at + between(random, 1, 50) * HOUR, () => nature('cure'));
    return nature('poison');
  });
  often(1, () => nature('expire'));
  often(3, () => nature('link', { which: random() }));
  often(0.7, () =>
    nature('sign-in', {
      address: among(random, [
        ['tax-manager@city.example.jp', 1],
        ['hoshu@hokuto.example.com', 1],
      ]),
    }),
  );
  often(1.5, () => ({
    who: 'stranger',
    kind: 'hostile',
    permit: anyPermit(),
    args: {
      body: among(random, [
        ['malformed', 1],
        ['oversized', 1],
        ['hostile', 1],
      ]),
    },
  }));
  often(2.5, () => ({
    who: 'city',
    kind: 'read',
    permit: anyPermit(),
    args: {
      role: among(random, [
        ['chief', 1],
        ['manager:tax', 1],
      ]),
      path: among(random, [
        ['/v1/inbox', 1],
        ['/v1/attention', 1],
        ['/applications/{id}', 1],
        ['/v1/applications', 1],
        ['/', 1],
        ['/applications/{id}/decision', 1],
      ]),
    },
  }));
  often(0.5, () => ({
    who: 'chief',
    kind: 'settings',
    args: among<Record<string, string | number>>(random, [
      [{ decisionTargetDays: between(random, 1, 12) }, 1],
      [{ remindBeforeDays: between(random, 0, 3), linkValidDays: between(random, 2, 14) }, 1],
      [
        {
          correctionReminderDays: between(random, 2, 20),
          correctionDays: between(random, 1, 25),
          correctionLeastDays: between(random, 1, 6),
        },
        1,
      ],
      [
        {
          escalateToDeputyAfterDays: between(random, 0, 3),
          escalateToOfficeAfterDays: between(random, 1, 8),
        },
        1,
      ],
      [
        {
          selfApproval: among(random, [
            ['allow', 1],
            ['forbid', 1],
          ]),
        },
        1,
      ],
      [{ holiday: isoOf(jstDay(begin) + between(random, 0, 900)) }, 1],
    ]),
  }));
  const roles = ['chief', 'manager:tax', 'manager:welfare', 'manager:ict'];
  often(0.5, (at) => {
    const role = roles[between(random, 0, 3)] ?? 'chief';
    const person = `p-staff${between(random, 0, 9)}`;
    put(hours(at + between(random, 2, 40) * DAY, random), () => ({
      who: 'office',
      kind: 'appoint',
      args: { role, person },
    }));
    return {
      who: 'office',
      kind: 'vacate',
      args: {
        role,
        as: among(random, [
          ['principal', 3],
          ['deputy', 1],
        ]),
      },
    };
  });
  for (let year = 2026; year < 2040; year += 1) {
    const april = startOfJapaneseDay(dayNumber(year, 4, 1));
    if (april < begin || april > plan.end) continue;
    for (const role of roles)
      if (random() < 0.6) {
        const ahead = between(random, 0, 12);
        const args = { role, person: `p-staff${between(random, 0, 9)}`, days: ahead };
        put(april - ahead * DAY + 9 * HOUR + between(random, 0, 300) * MINUTE, () => ({
          who: 'office',
          kind: 'appoint',
          args,
        }));
      }
  }

  planOffice({ put: (at, make) => put(at, make), hours }, plan, begin);
  planContacts({ put: (at, make) => put(at, make), hours }, plan, begin);

  return {
    /** The acts that come next and begin together; none when nobody plans anything any more. */
    next: (): readonly Action[] => {
      look();
      lookAtPermits();
      let best: Planned | undefined;
      for (const planned of agenda) if (best === undefined || planned.at < best.at) best = planned;
      if (!best) return [];
      agenda.splice(agenda.indexOf(best), 1);
      const at = Math.max(best.at, world.now());
      const overlap = best.overlap && at === best.at && at > world.now();
      return best.make().map((draft) => {
        actions += 1;
        if (best.desk !== undefined) desks.set(`a${actions}`, best.desk);
        return { id: `a${actions}`, at, ...draft, ...(overlap ? { overlap } : {}) };
      });
    },
    /** The answer as its sender hears it; undefined: none came. */
    heard: (action: Action, status: number | undefined): void => {
      const { permit } = action;
      if (permit === undefined) return;
      const sent = submitted.get(permit);
      if (action.kind === sent?.draft.kind && (status === undefined || status >= 500) && sent.tries < 6) {
        sent.tries += 1;
        put(world.now() + 40 * MINUTE * sent.tries, () => sent.draft);
      }
      const desk = desks.get(action.id);
      desks.delete(action.id);
      if (desk !== undefined && (seen.get(desk) ?? 99) < 12) waiting.add(desk);
    },
  };
};
