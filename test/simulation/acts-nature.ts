import { openQuestions } from '../../core/case/case-state.ts';
import { OUTBOX_SHARD } from '../../core/case/outbox-write.ts';
import { type ActFn, number, text } from './acts-vendor.ts';
import { holdersIn, settingsIn } from './invariants/judged.ts';
import { jstDate } from './ticks.ts';

/** What happens to the city: outages, jumps of the clock, deploys; and links that lie about. */

const HOUR = 3_600_000;

const mailDown: ActFn = async (world, action) => {
  world.setMailDown(world.now() + number(action, 'hours', 3) * HOUR);
  return undefined;
};

const clockJump: ActFn = async (world, action) => {
  world.faults.note('clock-jump');
  await world.jumpTo(world.now() + number(action, 'hours', 30) * HOUR);
  return undefined;
};

const deploy: ActFn = async (world) => {
  world.faults.note('deploy-in-mid-run');
  world.restart();
  return undefined;
};

/** A row that nobody can read stands among the others; it must hold up none of them. */
const poison: ActFn = async (world, action) => {
  world.faults.note('poison-row');
  const id = `00000000000000000POISON${action.id}`;
  await world.store.transact([
    {
      put: {
        pk: 'POISON',
        sk: `OUTBOX#${id}`,
        dueShard: OUTBOX_SHARD,
        dueAt: `2000-01-01T00:00:00.000Z#${id}`,
        message: { kind: 'nonsense' },
      },
    },
  ]);
  return undefined;
};
const cure: ActFn = async (world) => {
  const rows = world.store.partition('POISON');
  if (rows.length > 0) await world.store.transact(rows.map(({ pk, sk }) => ({ delete: { pk, sk } })));
  return undefined;
};

/** DynamoDB's TTL comes by some time, or very late. */
const expire: ActFn = async (world) => {
  world.faults.note('expiry-late');
  world.store.removeExpired(Math.floor(world.now() / 1000));
  return undefined;
};

const DEAD = '/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** A mailed link, new or old: it opens for the living question's holder and is neutral otherwise (INV-8). */
const link: ActFn = async (world, action) => {
  const links = world.mails.flatMap(({ key, text: body, to, at }) => {
    const path = /\/d\/[\w-]{43}/.exec(body)?.[0];
    // The case that the mail was written for: its text names others first, as earlier permits of the same system.
    return path === undefined ? [] : [{ path, to, at, caseId: /^CASE#([^/]+)\//.exec(key)?.[1] }];
  });
  const chosen = links[Math.floor(number(action, 'which') * links.length)];
  if (!chosen) return undefined;
  world.faults.note('old-link');
  const answer = await world.request({ method: 'GET', path: chosen.path });
  const dead = await world.request({ method: 'GET', path: DEAD });
  if (!answer || !dead || answer.status >= 500 || dead.status >= 500) return answer;
  const trail = chosen.caseId === undefined ? undefined : world.judge.trails.get(chosen.caseId);
  if (!trail) return answer;
  const date = jstDate(world.now());
  const valid = settingsIn(world.store).linkValidDays * 24 * HOUR;
  // Alive: of the latest links of an open question, not too old, and somebody holds the role.
  const alive = (trail.state ? openQuestions(trail.state) : []).some(
    ({ issuedAt, role }) =>
      chosen.at >= Date.parse(issuedAt) - 120_000 &&
      world.now() < Date.parse(issuedAt) + valid &&
      holdersIn(world.store, role, date).length > 0,
  );
  const opens = answer.text !== dead.text;
  if (opens && !alive) world.violate('INV-8', 'a dead link opens', chosen.caseId);
  if (!opens && answer.status !== dead.status) world.violate('INV-8', 'a dead link answers otherwise');
  return answer;
};

/** Sign in by the mailed code, as people do. */
const signIn: ActFn = async (world, action) => {
  const address = text(action, 'address', 'tax-manager@city.example.jp');
  const asked = await world.request({ path: '/v1/sign-in', body: { address } });
  await world.settle();
  const mail = world.mails.findLast(({ to, subject }) => to === address && subject.includes('確認コード'));
  const code = /\b\d{8}\b/.exec(mail?.text ?? '')?.[0];
  if (asked?.status !== 202 || code === undefined) return asked;
  const wrong = code === '00000000' ? '00000001' : '00000000';
  const path = '/v1/sign-in/code';
  const { attemptId } = asked.json;
  const missed = await world.request({ path, body: { attemptId, code: wrong } });
  if (missed?.status === 204) world.violate('INV-8', 'a wrong code signs in');
  const done = await world.request({ path, body: { attemptId, code } });
  const again = await world.request({ path, body: { attemptId, code } });
  if (done?.status === 204 && again?.status === 204) world.violate('INV-8', 'one code signs in twice');
  return done;
};

export const NATURE_ACTS: Readonly<Record<string, ActFn>> = {
  'mail-down': mailDown,
  'clock-jump': clockJump,
  deploy,
  poison,
  cure,
  expire,
  link,
  'sign-in': signIn,
};
