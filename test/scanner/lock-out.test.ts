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

const press = async (
  world: World,
  path: string,
  form: Record<string, string>,
  times: number,
  sourceIp = '127.0.0.1',
) => {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1)
    statuses.push((await world.send({ path, form: { _csrf: '', ...form }, sourceIp })).status);
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
    expect(statuses.filter((status) => status === 303)).toHaveLength(4);
    expect(statuses.filter((status) => status === 429)).toHaveLength(46);
    expect(codesTo(world, MANAGER) - before).toBe(4);
    const manager = await world.signIn(MANAGER);
    await decideAs(world, manager, cases.confirming[0] ?? '', 'ask-chief');
  });

  test('検査装置がよそからリンクのボタンを押し続けても、本人は同じリンクからすぐに入れる', async () => {
    const { world } = await createUndecidedCases();
    const link = await linkTo(world, MANAGER);
    await press(world, link, {}, 50, '198.51.100.1');
    await press(world, link, {}, 50, '198.51.100.2');
    expect((await enterByLink(world, link)).status).toBe(303);
    // As often as he likes: the device is known now.
    await press(world, link, {}, 50, '198.51.100.3');
    expect((await press(world, link, {}, 1)).at(0)).toBe(429);
    const manager = await world.signIn(MANAGER);
    expect((await manager('GET', '/v1/inbox')).status).toBe(200);
  });

  test('確認コードのメールのリンクのボタンを押しても、次のメールにはリンクがなく、メールの数は限られる', async () => {
    const { world } = await createUndecidedCases();
    await world.advanceTo(world.clock.now().add({ hours: 2 }));
    const before = codesTo(world, MANAGER);
    await press(world, '/sign-in', { address: MANAGER }, 1, '198.51.100.9');
    const pressed = new Set<string>();
    // Whatever comes, every link in it is pressed, from as many places as there are.
    for (let round = 0; round < 5; round += 1)
      for (const { subject, text } of world.mailsTo(MANAGER))
        if (subject.includes('確認コード'))
          for (const path of linksIn(text).filter((each) => each.startsWith('/d/'))) {
            await press(world, path, {}, 5, `198.51.100.${round}`);
            pressed.add(path);
          }
    // The manager's own code of two hours ago had one, too.
    expect(pressed.size).toBe(2);
    expect(codesTo(world, MANAGER) - before).toBe(1 + 12);
    const manager = await world.signIn(MANAGER);
    expect((await manager('GET', '/v1/inbox')).status).toBe(200);
  });

  test('だれかがサインインの画面で他人のアドレスを入れ続けても、本人はメールのリンクからすぐに入れる', async () => {
    const { world } = await createUndecidedCases();
    const statuses = await press(world, '/sign-in', { address: MANAGER }, 50);
    expect(statuses.at(-1)).toBe(429);
    const entered = await enterByLink(world, await linkTo(world, MANAGER));
    expect(entered.status).toBe(303);
    expect(entered.cookies.some((cookie) => cookie.startsWith('session='))).toBe(true);
  });

  test('両方を使い切られても、1時間に届くのは20通までで、本人は知られた端末から入れる', async () => {
    const { world } = await createUndecidedCases();
    await world.advanceTo(world.clock.now().add({ hours: 1 }));
    const before = codesTo(world, MANAGER);
    const link = await linkTo(world, MANAGER);
    for (let source = 0; source < 20; source += 1) {
      await press(world, '/sign-in', { address: MANAGER.toUpperCase() }, 5, `198.51.100.${source}`);
      await press(world, link, {}, 5, `198.51.100.${source}`);
    }
    expect(codesTo(world, MANAGER) - before).toBe(20);
    expect(await press(world, link, {}, 1)).toEqual([429]);
    const manager = await world.signIn(MANAGER);
    expect((await manager('GET', '/v1/inbox')).status).toBe(200);
  });

  test('登録のないアドレスでも、上限と応答は同じ', async () => {
    const { world } = await createUndecidedCases();
    const answers = async (address: string, sourceIp: string) => {
      const seen: string[] = [];
      for (let n = 0; n < 12; n += 1) {
        const { status, headers, text } = await world.send({
          path: '/sign-in',
          form: { _csrf: '', address },
          sourceIp,
        });
        seen.push(JSON.stringify([status, headers, text]));
      }
      return seen;
    };
    await world.advanceTo(world.clock.now().add({ hours: 1 }));
    expect(await answers('nobody@city.example.jp', '198.51.100.1')).toEqual(
      await answers(MANAGER, '198.51.100.2'),
    );
  });
});
