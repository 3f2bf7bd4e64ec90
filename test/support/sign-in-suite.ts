import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findPersonByAddress } from '../../core/directory/directory-store.ts';
import { makeCode, requestCode, requestCodeFor } from '../../core/sign-in/request-code.ts';
import { endSessionsOf } from '../../core/sign-in/sessions.ts';
import { loadSession, type Visitor, verifyCode } from '../../core/sign-in/sign-in.ts';
import type { Ports, Store } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { sha256 } from '../../core/values/hash.ts';
import { createIds } from '../../functions/adapters/system.ts';
import { createStandingClock } from '../../local/clock.ts';
import { seedDemoCity } from '../../local/seed.ts';
import type { OpenStore } from './store-contract.ts';

const TAX = 'tax-manager@city.example.jp';

/** Sign-in by its use cases, on whatever store: budgets, known devices, sessions, and two at once. */
export const signInSuite = (name: string, open: () => Promise<OpenStore>): void => {
  describe(`sign-in: ${name}`, () => {
    let opened: OpenStore;
    let store: Store;
    const clock = createStandingClock(Temporal.Instant.from('2026-04-06T09:00+09:00'));
    let ports: Ports;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      ports = { store, clock: clock.now, ids: createIds(clock.now) };
      await seedDemoCity(ports, `rmp_${'A'.repeat(43)}`);
    }, 60_000);
    afterAll(() => opened.close());
    // What the test before has used up counts no more.
    beforeEach(() => clock.moveTo(clock.now().add({ hours: 25 })));

    const from = (n: number, device?: string): Visitor => ({
      source: `198.51.100.${n}`,
      device,
      browser: 'Edge（Windows）',
    });
    const ask = (n: number, device?: string) => requestCode(ports)(TAX, from(n, device));
    /** The code as the mail would have it; undefined where no mail goes out. */
    const codeOf = async (asked: Awaited<ReturnType<typeof ask>>) =>
      asked.ok ? await makeCode(ports)(sha256(asked.value.attemptId)) : undefined;
    const signIn = async (n: number, device?: string) => {
      const asked = await ask(n, device);
      const made = await codeOf(asked);
      if (!asked.ok || !made) return undefined;
      const done = await verifyCode(ports)(asked.value.attemptId, made.code, from(n, device));
      return done.ok ? done.value : undefined;
    };
    const mailsOf = async (answers: readonly Awaited<ReturnType<typeof ask>>[]) =>
      (await Promise.all(answers.map(codeOf))).filter((made) => made !== undefined).length;

    test('the last place of a source goes to one of those who ask at once', async () => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => ask(1)));
      expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, false, true, true, true, true]);
      expect(await mailsOf(answers)).toBe(4);
    });

    test('the places of an address too: 8 codes for 12 sources at once, and nobody is told', async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => ask(n)));
      expect(new Set(answers.map(({ ok }) => ok))).toEqual(new Set([true]));
      expect(await mailsOf(answers)).toBe(8);
    });

    test('a known device and a link have their own', async () => {
      const known = await signIn(1);
      for (let n = 10; n < 22; n += 1) await ask(n);
      expect(await signIn(2)).toBeUndefined();
      expect(await signIn(2, known?.device)).toBeDefined();
      const person = await findPersonByAddress(store, TAX, dateOf(ports.clock()));
      if (!person) throw new Error('no person');
      const asked = await requestCodeFor(ports)(person, from(2), '/');
      const made = await codeOf(asked);
      expect(made).toEqual({ code: expect.stringMatching(/^\d{8}$/) });
    });

    test('an unknown address leaves one row of its source', async () => {
      const asked = await requestCode(ports)('nobody@example.com', from(200));
      expect(asked.ok).toBe(true);
      const attempt = asked.ok ? sha256(asked.value.attemptId) : '';
      expect((await store.query({ hash: `SIGNIN#${attempt}` })).items).toEqual([]);
      const { items } = await store.query({ hash: `SIGNINRATE#${sha256('nobody@example.com')}` });
      expect(items).toEqual([]);
    });

    test('one code signs in once, also twice at once', async () => {
      const asked = await ask(1);
      const made = await codeOf(asked);
      if (!asked.ok || !made) throw new Error('no code');
      const enter = () => verifyCode(ports)(asked.value.attemptId, made.code, from(1));
      const entered = await Promise.all([enter(), enter(), enter()]);
      expect(entered.filter(({ ok }) => ok)).toHaveLength(1);
    });

    test('every session ends, and every device is forgotten; done twice at once, it is done', async () => {
      const sessions = [await signIn(1), await signIn(2)];
      const open = async () =>
        Promise.all(
          sessions.map(async (each) => each && (await loadSession(ports)(each.cookie)) !== undefined),
        );
      expect(await open()).toEqual([true, true]);
      await Promise.all([endSessionsOf(store, 'p-tax'), endSessionsOf(store, 'p-tax')]);
      expect(await open()).toEqual([false, false]);
      expect((await store.query({ hash: 'SIGNED-IN#p-tax' })).items).toEqual([]);
    });
  });
};
