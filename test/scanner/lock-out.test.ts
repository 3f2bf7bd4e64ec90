import { describe, expect, test } from 'vitest';
import type { World } from '../support/world.ts';
import { createUndecidedCases, decideAs, linksIn, MANAGER } from './undecided-cases.ts';

/** 「確認コードを送る」を何度押されても、本人は締め出されず、メールの数も限られる。 */

const codesTo = (world: World, address: string) =>
  world.mailsTo(address).filter(({ subject }) => subject.includes('確認コード')).length;
/** A link in the mailbox that is alive. */
const linkTo = async (world: World, address: string): Promise<string> => {
  for (const { text } of world.mailsTo(address))
    for (const path of linksIn(text))
      if (path.startsWith('/d/') && (await world.send({ path })).status === 200) return path;
  throw new Error('no link is alive');
};

const press = async (world: World, path: string, form: Record<string, string>, times: number) => {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1)
    statuses.push((await world.send({ path, form: { _csrf: '', ...form } })).status);
  await world.settle();
  return statuses;
};

/** As the page does it: the code from the mailbox, and the cookie of the browser that asked for it. */
const enterByLink = async (world: World, link: string) => {
  const asked = await world.send({ path: link, form: { _csrf: '' } });
  await world.settle();
  const attempt = asked.cookies[0]?.split(';')[0] ?? '';
  return world.send({
    path: '/sign-in/code',
    form: { _csrf: '', code: world.lastCode(MANAGER) },
    cookies: [attempt],
  });
};

describe('確認コードの送信の上限', () => {
  test('検査装置がリンクのボタンを押し続けても、本人はサインインの画面からすぐに入り、決定できる', async () => {
    const { world, cases } = await createUndecidedCases();
    const before = codesTo(world, MANAGER);
    const statuses = await press(world, await linkTo(world, MANAGER), {}, 50);
    expect(statuses.filter((status) => status === 303)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
    expect(codesTo(world, MANAGER) - before).toBe(10);
    const manager = await world.signIn(MANAGER);
    await decideAs(world, manager, cases.confirming[0] ?? '', 'ask-chief');
  });

  test('だれかがサインインの画面で他人のアドレスを入れ続けても、本人はメールのリンクからすぐに入れる', async () => {
    const { world } = await createUndecidedCases();
    const statuses = await press(world, '/sign-in', { address: MANAGER }, 50);
    expect(statuses.at(-1)).toBe(429);
    const entered = await enterByLink(world, await linkTo(world, MANAGER));
    expect(entered.status).toBe(303);
    expect(entered.cookies.some((cookie) => cookie.startsWith('session='))).toBe(true);
  });

  test('両方を使い切られても、1時間に届くのは20通までで、次の時間には入れる', async () => {
    const { world } = await createUndecidedCases();
    await world.advanceTo(world.clock.now().add({ hours: 1 }));
    const before = codesTo(world, MANAGER);
    await press(world, '/sign-in', { address: MANAGER }, 50);
    await press(world, '/sign-in', { address: MANAGER.toUpperCase() }, 50);
    await press(world, await linkTo(world, MANAGER), {}, 50);
    expect(codesTo(world, MANAGER) - before).toBe(20);
    await expect(world.signIn(MANAGER)).rejects.toThrow();
    await world.advanceTo(world.clock.now().add({ hours: 1 }));
    expect((await (await world.signIn(MANAGER))('GET', '/v1/inbox')).status).toBe(200);
  });

  test('登録のないアドレスでも、上限と応答は同じ', async () => {
    const { world } = await createUndecidedCases();
    const answers = async (address: string) => {
      const seen: string[] = [];
      for (let n = 0; n < 12; n += 1) {
        const { status, headers, text } = await world.send({
          path: '/sign-in',
          form: { _csrf: '', address },
        });
        seen.push(JSON.stringify([status, headers, text]));
      }
      return seen;
    };
    await world.advanceTo(world.clock.now().add({ hours: 1 }));
    expect(await answers('nobody@city.example.jp')).toEqual(await answers(MANAGER));
  });
});
