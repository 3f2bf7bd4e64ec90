import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { openRequest } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { makeDecisionLink } from '../../core/sign-in/decision-link.ts';
import { callerIn, decree } from '../support/decree.ts';
import type { Answer } from '../support/world.ts';
import { createUndecidedCases, decideAs, MANAGER } from './undecided-cases.ts';

const say = (line: string) => process.stdout.write(`      ${line}\n`);
const bound = (n: number) => `95 %: < ${(3 / n).toPrecision(2)}`;

describe('無効なリンク', () => {
  const same = (answer: Answer) =>
    JSON.stringify([answer.status, answer.headers, answer.cookies, answer.text]);

  test('10,000個の当て推量と2,000個の使用済み・期限切れ・交代後・更新後のリンクは、同じ応答になる', async () => {
    const { world, cases } = await createUndecidedCases();
    const PER_KIND = 500;
    const make = async (caseId: string) => {
      const state = await loadCase(world.store, caseId);
      const request = state && openRequest(state);
      if (!request) throw new Error('no question is open');
      const { requestId, generation, issuedTo } = request;
      const personId = issuedTo[0] ?? '';
      const handles = await Promise.all(
        Array.from({ length: PER_KIND }, () =>
          makeDecisionLink(world.ports)({ caseId, requestId, generation, personId }),
        ),
      );
      const made = handles.flatMap((handle) => handle ?? []);
      expect(new Set(made).size).toBe(PER_KIND);
      return made;
    };
    const answersOf = async (method: string, handle: string) =>
      same(
        await world.send(
          method === 'POST' ? { path: `/d/${handle}`, form: { _csrf: '' } } : { path: `/d/${handle}` },
        ),
      );

    const [superseded = '', decided = ''] = cases.confirming;
    const withdrawn = cases.confirming[2] ?? '';
    const dead = {
      decided: await make(decided),
      withdrawn: await make(withdrawn),
      handedOver: await make(cases.care),
      superseded: await make(superseded),
    };
    const live = (await make(cases.approving[0] ?? ''))[0] ?? '';
    expect((await world.send({ path: `/d/${dead.decided[0]}` })).status).toBe(200);
    await decideAs(world, await world.signIn(MANAGER), decided, 'refuse');
    expect((await world.vendorApi('POST', `/v1/applications/${withdrawn}/withdrawal`, {})).status).toBe(200);
    await decree(
      { ports: world.ports, person: callerIn(world.ports) },
      {
        act: 'appoint',
        role: 'manager:welfare',
        personId: 'p-tax2',
        kind: 'principal',
        title: '福祉部介護福祉課長',
        from: world.today().toString(),
      },
    );
    // 催促: a new link in place of the old one.
    await world.advanceTo(Temporal.Instant.from('2026-04-10T12:00+09:00'));

    const unknown = await answersOf('GET', world.ports.ids.secret(32));
    expect(JSON.parse(unknown)[0]).toBe(404);
    expect(await answersOf('POST', world.ports.ids.secret(32))).toBe(unknown);
    const differing = async (handles: readonly string[]): Promise<string[]> => {
      const found: string[] = [];
      for (const [index, handle] of handles.entries())
        for (const method of index % 5 === 0 ? ['GET', 'POST'] : ['GET'])
          if ((await answersOf(method, handle)) !== unknown) found.push(`${method} ${handle}`);
      return found;
    };
    for (const [kind, handles] of Object.entries(dead)) expect(await differing(handles), kind).toEqual([]);
    expect(await differing(Array.from({ length: 10_000 }, () => world.ports.ids.secret(32)))).toEqual([]);
    const odd = ['x', '%00', '..', `${live}a`, live.slice(1), live.toUpperCase(), 'あ'].map(
      encodeURIComponent,
    );
    for (const handle of odd) expect(JSON.parse(await answersOf('GET', handle))[0], handle).toBe(404);

    // 期限切れ: the day before the daily run replaces it, on a weekend.
    const lastLive = await make(cases.approving[0] ?? '');
    const state = await loadCase(world.store, cases.approving[0] ?? '');
    const issuedAt = (state && openRequest(state)?.issuedAt) ?? '';
    world.clock.moveTo(Temporal.Instant.from(issuedAt).add({ hours: 7 * 24 }));
    const unknownThen = await answersOf('GET', world.ports.ids.secret(32));
    const ended = [];
    for (const handle of lastLive) if ((await answersOf('GET', handle)) !== unknownThen) ended.push(handle);
    expect(ended).toEqual([]);
    const n = 10_000 + Object.values(dead).flat().length + lastLive.length;
    say(`N = ${n} handles (10,000 random, ${n - 10_000} dead): 0 differing answers (${bound(n)})`);
  });
});
