import type { CaseEvent } from '../../core/case/case-event.ts';
import { type CaseState, openQuestions } from '../../core/case/case-state.ts';
import { isForChief, type Question } from '../../core/case/decision-request.ts';
import { startOfJapaneseDay } from '../support/calendar-oracle.ts';
import { randomFor } from './faults.ts';
import { dayOf } from './invariants/working-days.ts';
import { among, between, type Draft, type Random } from './random.ts';

/** What people do about a permit in force: works, months, instructions, orders, changes; from the seed. */

const DAY = 86_400_000;

export type Desk = {
  readonly put: (at: number, make: () => readonly Draft[] | Draft, desk?: string) => void;
  readonly later: (days: number, random: Random) => number;
  readonly hours: (at: number, random: Random) => number;
  readonly now: () => number;
  readonly vendorOf: (permit: number) => Record<string, string>;
  readonly seed: number;
};

/** Answers, by how often; the first is the friendly one. */
const CHOICES: Readonly<Partial<Record<Question['stage'], readonly (readonly [string, number])[]>>> = {
  work: [
    ['yes', 12],
    ['no', 1],
    ['third', 1],
  ],
  review: [
    ['yes', 12],
    ['no', 1],
  ],
  monthly: [
    ['yes', 14],
    ['no', 1],
  ],
  instruct: [
    ['yes', 4],
    ['no', 1],
  ],
  follow: [
    ['yes', 3],
    ['no', 1],
  ],
  candidate: [
    ['yes', 3],
    ['no', 2],
  ],
  judge: [
    ['yes', 3],
    ['no', 3],
    ['third', 1],
  ],
  sanction: [
    ['yes', 3],
    ['no', 2],
    ['third', 1],
  ],
  lift: [
    ['yes', 3],
    ['no', 1],
  ],
  change: [
    ['yes', 6],
    ['no', 1],
  ],
  'change-approval': [
    ['yes', 6],
    ['no', 1],
  ],
  shortening: [
    ['yes', 5],
    ['no', 1],
  ],
  'shortening-approval': [
    ['yes', 6],
    ['no', 1],
  ],
  reconfirm: [
    ['yes', 8],
    ['no', 1],
  ],
};

/** Of a strict manager: most orders end with a sanction, and most of these are suspensions. */
const STRICT: typeof CHOICES = {
  candidate: [
    ['yes', 2],
    ['no', 3],
  ],
  judge: [
    ['yes', 1],
    ['no', 6],
    ['third', 0.5],
  ],
  sanction: [
    ['yes', 8],
    ['no', 1],
    ['third', 0.5],
  ],
};

/** 一部の停止 (第8条): of one worker, one terminal or one origin. */
const partOf = (random: Random): Draft['args'] => {
  const part = among(random, [
    ['', 2],
    ['worker', 1.4],
    ['terminal', 0.4],
    ['origin', 0.6],
  ]);
  return part === '' ? {} : { part };
};
const whoWorks = (random: Random): Draft['args'] => {
  const who = among(random, [
    ['first', 3],
    ['second', 1],
    ['both', 1],
  ]);
  return who === 'first' ? {} : { who };
};

export const createSupervision = (desk: Desk) => {
  const { put, later, hours, now, vendorOf, seed } = desk;
  const vendor = (permit: number, kind: string, args: Draft['args'] = {}): Draft => ({
    who: 'vendor',
    kind,
    permit,
    args: { ...vendorOf(permit), ...args },
  });

  const isStrict = (permit: number): boolean => randomFor(seed, `strict ${permit}`)() < 0.45;

  /** A question is answered: soon, late, by the wrong one first, twice at once. */
  const question = (permit: number, { stage, requestId }: Question, tries: number, key: string): void => {
    const random = randomFor(seed, `question ${permit} ${requestId} ${tries}`);
    const by =
      tries > 0
        ? among(random, [
            ['holder', 5],
            ['deputy', isForChief(stage) ? 5 : 1],
          ])
        : among(random, [
            ['holder', 14],
            ['deputy', 2],
            ['former', 0.7],
            ['stranger', 0.5],
            ['clerk', 0.3],
          ]);
    const draft: Draft = {
      who: 'city',
      kind: 'answer',
      permit,
      args: {
        stage,
        by,
        choice: among(random, (isStrict(permit) ? STRICT : CHOICES)[stage] ?? CHOICES[stage] ?? [['yes', 1]]),
        days: between(random, 3, 25),
        ...(random() < 0.05 ? { twice: true } : {}),
        ...(random() < 0.03 ? { stale: true } : {}),
        ...(random() < 0.5 ? { until: true } : {}),
        ...(stage === 'sanction' ? partOf(random) : {}),
      },
    };
    const days = among(random, [
      [between(random, 0, 3), 12],
      [between(random, 4, 14), 3],
      [between(random, 20, 50), 0.6],
    ]);
    put(later(tries > 0 ? between(random, 0, 2 + tries * tries) : days, random), () => draft, key);
  };

  /** What was heard is judged anew, and the vendor confirms the record only then. */
  const slowly = (permit: number, version: number): void => {
    const random = randomFor(seed, `slowly ${permit} ${version}`);
    if (random() >= 0.4) return;
    put(later(between(random, 0, 1), random), () => ({
      who: 'city',
      kind: 'judge-anew',
      permit,
      args: { result: 'disobeyed' },
    }));
    put(later(between(random, 2, 8), random), () =>
      vendor(permit, 'statement', { heard: true, agrees: true }),
    );
  };

  /** The vendor hears of something. */
  const heard = (permit: number, fact: CaseEvent['fact'], version: number): void => {
    const random = randomFor(seed, `news ${permit} ${fact.type} ${version}`);
    const soon = (kind: string, days: number, args: Draft['args'] = {}) =>
      put(later(days, random), () => vendor(permit, kind, args));
    const city = (kind: string, days: number, args: Draft['args'] = {}) =>
      put(later(days, random), () => ({ who: 'city', kind, permit, args }));
    const twice: Record<string, boolean> = random() < 0.04 ? { twice: true } : {};
    switch (fact.type) {
      case 'report-requested':
        if (random() < 0.92)
          soon(
            'report',
            among(random, [
              [between(random, 0, 5), 9],
              [between(random, 6, 30), 1.5],
            ]),
            twice,
          );
        break;
      case 'report-dunned':
        if (random() < 0.5) soon('report', between(random, 0, 4));
        break;
      case 'report-returned':
      case 'instruction-issued':
        if (random() < 0.8) soon('report', between(random, 0, 9));
        if (fact.type === 'instruction-issued' && random() < 0.6)
          soon('follow', between(random, 1, 15), { verb: random() < 0.4 ? 'acknowledgement' : 'report' });
        if (fact.type === 'instruction-issued' && fact.kind === 'cut-off')
          put(later(between(random, 1, 20), random), () => ({
            who: 'city',
            kind: 'lift-instruction',
            permit,
          }));
        break;
      case 'work-answered':
        if (fact.choice === 'accept' && random() < 0.85)
          soon('session', between(random, 1, 14), quirks(random));
        break;
      case 'work-announced':
        if (fact.request === undefined || random() < 0.06)
          soon('session', between(random, 1, 20), {
            anyway: true,
            ...whoWorks(random),
            ...(random() < 0.3 ? { otherLine: true } : {}),
          });
        else if (random() < 0.08) soon('withdraw-work', between(random, 0, 8));
        break;
      case 'session-reviewed':
        if (fact.choice === 'return') soon('session', between(random, 0, 6));
        break;
      case 'order-issued':
        if (random() < 0.45) soon('reply', between(random, 1, 18), twice);
        if (random() < 0.3) city('extend', between(random, 0, 16), { days: between(random, 5, 30) });
        if (random() < 0.25) city('withdraw-order', between(random, 0, 40), { again: random() < 0.75 });
        break;
      case 'due-extended':
        if (random() < 0.25) city('extend', between(random, 1, 16), { days: between(random, 5, 30) });
        break;
      case 'compliance-judged':
        if (fact.result !== 'disobeyed') break;
        if (random() < 0.5) soon('statement', between(random, 0, 8), { closing: random() < 0.3 });
        if (random() < 0.2) soon('statement', between(random, 0, 12), { closing: random() < 0.3 });
        if (random() < 0.3)
          city('hear', between(random, 0, 14), { closing: random() < 0.5, written: random() < 0.3 });
        if (random() < 0.3) soon('reply', between(random, 1, 20), { late: true, ...twice });
        if (random() < 0.2)
          city('judge-anew', between(random, 2, 25), {
            result: among(random, [
              ['fulfilled', 2],
              ['partial', 1],
              ['disobeyed', 1],
            ]),
          });
        break;
      case 'instruction-lifted':
      case 'order-withdrawn':
      case 'change-confirmed':
        if (random() < 0.3)
          city('arrive', between(random, 1, 30), {
            ...(random() < 0.5 ? { received: true } : { days: between(random, -2, 1) }),
          });
        if (random() < 0.3) city('document', between(random, 1, 60), random() < 0.5 ? { again: true } : {});
        break;
      case 'shortening-proposed':
        if (random() < 0.6)
          soon('state-on-shortening', between(random, 0, 12), { closing: random() < 0.4, ...twice });
        if (random() < 0.3) city('hear-on-shortening', between(random, 0, 14));
        break;
      case 'shortening-asked':
        if (random() < 0.3) city('hear-on-shortening', between(random, 0, 3));
        break;
      case 'noncompliance-received':
        // Planned before the sanction, for days on which it holds: by somebody who may be stopped, and another.
        for (let left = between(random, 0, 2); left > 0; left -= 1)
          soon('work', between(random, 0, 9), { days: between(random, 15, 45), ...whoWorks(random) });
        break;
      case 'statement-heard':
        if (random() < 0.7)
          soon('statement', between(random, 0, 6), { heard: true, agrees: random() < 0.6, ...twice });
        slowly(permit, version);
        break;
      case 'suspended':
      case 'partly-suspended':
        // They go on as if nothing were: whoever is stopped, and whoever is not.
        if (fact.type === 'partly-suspended')
          for (let left = between(random, 1, 3); left > 0; left -= 1)
            soon('work', between(random, 1, 20), {
              ...(random() < 0.7 ? { unannounced: true } : { days: between(random, 1, 9) }),
              ...whoWorks(random),
            });
        if (random() < 0.6) soon('conditions', between(random, 2, 40));
        if (random() < 0.2)
          put(later(between(random, 5, 60), random), () => ({ who: 'city', kind: 'lift', permit }));
        break;
      default:
    }
  };
  const quirks = (random: Random): Draft['args'] => ({
    ...(random() < 0.06 ? { outside: true } : {}),
    ...(random() < 0.06 ? { nolog: true } : {}),
    ...(random() < 0.06 ? { overrun: true } : {}),
    ...(random() < 0.04 ? { twice: true } : {}),
    ...whoWorks(random),
    ...(random() < 0.2 ? { otherLine: true } : {}),
  });

  /** When the permit is there: what will happen to it by itself. */
  const begun = (permit: number, state: CaseState, random: Random): void => {
    const from = startOfJapaneseDay(dayOf(state.period.from));
    const to = startOfJapaneseDay(dayOf(state.period.to) + 1);
    const often = (perYear: number, make: () => Draft): void => {
      for (let at = from; ; ) {
        at += (-Math.log(1 - random()) / perYear) * 365 * DAY;
        if (at > to + 20 * DAY) return;
        const draft = make();
        put(Math.max(now() + 60_000, hours(at, random)), () => draft);
      }
    };
    often(
      among(random, [
        [0.4, 3],
        [1.5, 2],
        [4, 1],
      ]),
      () =>
        vendor(permit, 'work', {
          days: between(random, 1, 20),
          emergency: random() < 0.15,
          ...(random() < 0.2 ? { update: true } : {}),
          ...(random() < 0.05 ? { twice: true } : {}),
          ...(random() < 0.06 ? { unannounced: true } : {}),
          ...whoWorks(random),
        }),
    );
    often(0.16, () => ({
      who: 'city',
      kind: 'find',
      permit,
      args: { by: random() < 0.9 ? 'holder' : 'stranger' },
    }));
    const contract = randomFor(seed, `contract ${permit}`);
    // A contract that ends earlier, now and then (第4条第3項): the city acts, or the vendor tells of it.
    if (contract() < 0.2)
      put(hours(Math.max(now(), from) + between(contract, 1, 120) * DAY, contract), () => ({
        who: 'city',
        kind: 'shorten',
        permit,
        args: {
          days: between(contract, -1, 150),
          by: contract() < 0.9 ? 'holder' : 'stranger',
          ...(contract() < 0.3 ? { gone: true } : {}),
          ...(contract() < 0.1 ? { twice: true } : {}),
        },
      }));
    if (contract() < 0.2)
      put(hours(Math.max(now(), from) + between(contract, 1, 200) * DAY, contract), () =>
        vendor(permit, 'change', { contract: true, days: between(contract, -10, 400) }),
      );
    const watched = randomFor(seed, `watched ${permit}`);
    if (isStrict(permit))
      put(hours(Math.max(now(), from) + between(watched, 1, 40) * DAY, watched), () => ({
        who: 'city',
        kind: 'find',
        permit,
        args: { by: 'holder' },
      }));
    often(0.12, () => ({ who: 'city', kind: 'instruct', permit, args: { cutOff: random() < 0.3 } }));
    often(0.25, () =>
      vendor(permit, 'change', { major: random() < 0.5, ...(random() < 0.05 ? { twice: true } : {}) }),
    );
    often(0.1, () =>
      vendor(permit, 'ending', {
        days: between(random, 0, 60),
        ...(random() < 0.25 ? { withdraw: true } : {}),
      }),
    );
    often(0.3, () => ({
      who: random() < 0.5 ? 'vendor' : 'city',
      kind: 'look',
      permit,
      args: {
        ...vendorOf(permit),
        who: random() < 0.5 ? 'vendor' : 'city',
        path: among(random, [
          ['/v1/permits/{id}', 2],
          ['/permits/{id}', 2],
          ['/v1/permits/{id}/findings', 1],
          ['/v1/permits/{id}/reports', 1],
          ['/v1/permits/{id}/works', 1],
          ['/v1/permits/{id}/events', 1],
        ]),
      },
    }));
    const logs = randomFor(seed, `logs of ${permit}`);
    for (let at = from; ; ) {
      at += (-Math.log(1 - logs()) / 0.8) * 365 * DAY;
      if (at > to + 40 * DAY) break;
      const args = {
        quirk: among(logs, [
          ['none', 3],
          ['unreported', 2],
          ['missing', 1],
          ['elsewhere', 1],
        ]),
        busy: logs() < 0.8,
        file: logs() < 0.5,
        ...(logs() < 0.1 ? { by: 'stranger' } : {}),
        ...(logs() < 0.1 ? { twice: true } : {}),
      };
      const compared = Math.max(now() + 60_000, hours(at, logs));
      put(compared, () => ({ who: 'city', kind: 'reconcile', permit, args }));
      // The log was corrected, or it was another one: the same month once more.
      if (logs() < 0.5) {
        const again = among(logs, [
          ['none', 3],
          ['unreported', 3],
          ['missing', 1],
        ]);
        put(hours(compared + between(logs, 1, 30) * DAY, logs), () => ({
          who: 'city',
          kind: 'reconcile',
          permit,
          args: { quirk: again, again: true },
        }));
      }
    }
  };

  return {
    question,
    heard,
    begun,
    questionsOf: (state: CaseState) => ('questions' in state ? openQuestions(state) : []),
  };
};
