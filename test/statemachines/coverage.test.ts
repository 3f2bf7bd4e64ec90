import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { world } from '../local/asl/harness.ts';
import { definitionText, machineNames, type State, statesOf } from '../support/machines.ts';

/**
 * Every state, branch, retry and catch of every machine is executed, with scripted Lambdas on the interpreter: what
 * cannot be forced in a flow (a throttled Lambda, an unreachable operator) as well as what can. test/flows runs the
 * same machines with the real Lambdas.
 */

const covered = new Set<string>();
const wanted = new Set<string>();
for (const machine of machineNames)
  for (const state of statesOf(machine)) {
    wanted.add(`${machine}/${state.name}`);
    for (const index of state.Choices?.keys() ?? []) wanted.add(`${machine}/${state.name}/choice ${index}`);
    if (state.Default) wanted.add(`${machine}/${state.name}/default`);
    for (const index of state.Catch?.keys() ?? []) wanted.add(`${machine}/${state.name}/catch ${index}`);
    for (const index of state.Retry?.keys() ?? []) wanted.add(`${machine}/${state.name}/retry ${index}`);
  }

type Script = (call: number) => unknown;
const named = (name: string) => Object.assign(new Error('scripted'), { name });
const INPUT = { caseId: 'c1', generation: 1, next: 'scripted', error: 'Scripted', failed: 0 };

/** Plays a machine from one of its states. `script` is that state's Lambda; the others answer "closed". */
const play = async (
  machine: string,
  from: string,
  script: Script,
  input: object = INPUT,
  wait?: 'go on while it runs',
) => {
  const definition = JSON.parse(definitionText(machine));
  const { [from]: first, ...others } = definition.States;
  const calls = { n: 0, tokens: [] as string[] };
  const names = statesOf(machine).map(({ name }) => name);
  const lambdas = Object.fromEntries(
    names.map((name) => [
      name,
      (payload: unknown): unknown => {
        if (name !== from) return { next: 'closed', shards: [] };
        calls.n += 1;
        const { taskToken } = z.object({ taskToken: z.string().optional() }).parse(payload);
        if (taskToken !== undefined) calls.tokens.push(taskToken);
        return script(calls.n);
      },
    ]),
  );
  // The world's machine `m` begins with its first state.
  const played = world({ [from]: first, ...others }, { lambdas });
  const started = played.now();
  if (wait === undefined) return { played, arn: await played.start(input, 'one'), calls, started };
  const { executionArn: arn } = played.startExecution('m', 'one', input);
  // A Lambda that never answers keeps the run open until the clock says that it is late.
  void played.settle();
  while (calls.n === 0) await new Promise((resolve) => setImmediate(resolve));
  return { played, arn, calls, started };
};
type Played = Awaited<ReturnType<typeof play>>;

/** Follows the timers for as long as the state has not been left, for at most `seconds`. */
const untilLeft = async ({ played, arn }: Played, from: string, seconds: number): Promise<void> => {
  const end = played.now() + seconds * 1000;
  for (;;) {
    const due = played.nextDueAt();
    if (left({ played, arn }, from) || due === undefined || due > end) return;
    await played.moveTo(Math.max(due, played.now()));
  }
};
const entered = ({ played, arn }: Pick<Played, 'played' | 'arn'>): string[] =>
  played.getExecutionHistory(arn).flatMap(({ type, details }) => {
    const name = z.object({ name: z.string() }).safeParse(details).data?.name;
    return type.endsWith('StateEntered') && name !== undefined ? [name] : [];
  });
const left = (at: Pick<Played, 'played' | 'arn'>, from: string): boolean =>
  entered(at).at(1) !== undefined || entered(at)[0] !== from;

const note = (machine: string, at: Pick<Played, 'played' | 'arn'>, ...more: string[]) => {
  for (const name of entered(at)) covered.add(`${machine}/${name}`);
  for (const key of more) covered.add(`${machine}/${key}`);
};
const isCallback = ({ Resource }: State) => Resource?.endsWith('.waitForTaskToken') ?? false;
const isLambda = ({ Resource }: State) => Resource?.includes(':lambda:') ?? false;

describe.each(machineNames)('%s', (machine) => {
  const states = statesOf(machine).filter(({ isInner }) => !isInner);
  const lambdaTasks = states.filter(isLambda);
  const choices = states.filter(({ Type }) => Type === 'Choice');

  test.each(lambdaTasks.map((state) => [state.name, state] as const))(
    '%s: 一時的な誤りは限りある回数だけ繰り返し、だめなら受けに回る',
    async (name, state) => {
      const last = state.Catch?.at(-1);
      for (const [index, retry] of (state.Retry ?? []).entries()) {
        for (const error of retry.ErrorEquals) {
          const once = await play(machine, name, (call) => {
            if (call === 1) throw named(error);
            return { next: 'closed', shards: ['0'], businessDate: '2026-04-06' };
          });
          await untilLeft(once, name, 3600);
          expect(once.calls.n, error).toBe(2);
          note(machine, once, `${name}/retry ${index}`);
        }
        const [error = ''] = retry.ErrorEquals;
        const always = await play(machine, name, () => {
          throw named(error);
        });
        await untilLeft(always, name, 24 * 3600);
        expect(always.calls.n, error).toBe(1 + retry.MaxAttempts);
        expect(entered(always)[1], error).toBe(last?.Next);
        note(machine, always, `${name}/catch ${(state.Catch?.length ?? 0) - 1}`);
      }
      for (const error of ['Rejected', 'Fatal', 'TypeError']) {
        const refused = await play(machine, name, () => {
          throw named(error);
        });
        expect(refused.calls.n).toBe(1);
        expect(entered(refused)[1], error).toBe(last?.Next);
        note(machine, refused);
      }
    },
  );

  test.each(lambdaTasks.map((state) => [state.name, state] as const))(
    '%s: 答えなければ時間切れになる',
    async (name, state) => {
      const seconds = state.TimeoutSeconds ?? 0;
      const silent = isCallback(state)
        ? await play(machine, name, () => null)
        : await play(machine, name, () => new Promise(() => {}), INPUT, 'go on while it runs');
      if (isCallback(state)) await silent.played.advance(seconds - 1);
      expect(entered(silent)).toEqual([name]);
      await silent.played.moveTo(silent.started + seconds * 1000);
      await untilLeft(silent, name, 24 * 3600);
      const caught =
        state.Catch?.findIndex(({ ErrorEquals }) =>
          ErrorEquals.some((error) => ['States.Timeout', 'States.ALL'].includes(error)),
        ) ?? -1;
      expect(entered(silent)[1]).toBe(state.Catch?.[caught]?.Next);
      note(machine, silent, `${name}/catch ${caught}`);
    },
  );

  test.each(lambdaTasks.map((state) => [state.name, state] as const))(
    '%s: うまくいけば次へ進む',
    async (name, state) => {
      const done = await play(machine, name, () => ({
        next: 'closed',
        shards: ['0'],
        businessDate: '2026-04-06',
      }));
      if (isCallback(state)) {
        expect(entered(done)).toEqual([name]);
        const [token = ''] = done.calls.tokens;
        done.played.sendTaskSuccess(token, { next: 'closed' });
        await done.played.moveTo(done.played.now());
        expect(() => done.played.sendTaskSuccess(token, { next: 'closed' })).toThrow(/Task Timed Out/);
      }
      expect(entered(done)[1]).toBe(state.Next);
      note(machine, done);
    },
  );

  if (choices.length > 0)
    test.each(choices.map((state) => [state.name, state] as const))(
      '%s: どの枝も通る',
      async (name, state) => {
        for (const [index, { Condition, Next }] of (state.Choices ?? []).entries()) {
          // Only an execution that is old takes it: below.
          if (Condition.includes('StartTime')) continue;
          if (Condition.includes('$exists')) {
            const { next: _, ...without } = INPUT;
            const branch = await play(machine, name, () => null, without);
            expect(entered(branch)[1], Condition).toBe(Next);
            note(machine, branch, `${name}/choice ${index}`);
            continue;
          }
          const [, field = '', text, number] =
            /\$states\.input\.(\w+) = (?:'([\w-]+)'|(\d+))/.exec(Condition) ?? [];
          const branch = await play(machine, name, () => null, { ...INPUT, [field]: text ?? Number(number) });
          expect(entered(branch)[1], Condition).toBe(Next);
          note(machine, branch, `${name}/choice ${index}`);
        }
        for (const odd of [
          { next: 'nonsense', failed: 1 },
          { next: '', failed: 99 },
          { next: null, failed: -1 },
        ]) {
          const fallback = await play(machine, name, () => null, { ...INPUT, ...odd });
          expect(entered(fallback)[1]).toBe(state.Default);
          note(machine, fallback, `${name}/default`);
        }
      },
    );
});

describe('permit: 次の世代への引継ぎ', () => {
  const WAIT = 'AwaitCorrection';
  /** A wait that has run out leads to HandOver; the next generation waits in its turn. */
  const handOver = async (input: object = INPUT, before: (at: Played) => void = () => undefined) => {
    const at = await play('permit', WAIT, () => null, input);
    before(at);
    await at.played.advance(30 * 24 * 3600);
    return at;
  };

  test('次の世代を始めて終わる', async () => {
    const done = await handOver();
    expect(entered(done)).toEqual([WAIT, 'HandOver']);
    expect(done.played.listExecutions('m', 'RUNNING').map(({ name, input }) => [name, input])).toEqual([
      ['permit-c1-2', { caseId: 'c1', generation: 2, next: 'correct' }],
    ]);
    note('permit', done);
  });

  test('始まって9日を過ぎた実行は、次に待つ前に引き継ぐ。待たない状態へはそのまま進む', async () => {
    const answered = async (days: number, next: string) => {
      const at = await play('permit', WAIT, () => null);
      await at.played.advance(days * 24 * 3600);
      const [token = ''] = at.calls.tokens;
      at.played.sendTaskSuccess(token, { next });
      await at.played.moveTo(at.played.now());
      return at;
    };
    const young = await answered(9, 'monitor');
    expect(entered(young)).toEqual([WAIT, 'WhereItStands', 'Monitor']);
    const old = await answered(10, 'monitor');
    expect(entered(old)).toEqual([WAIT, 'WhereItStands', 'HandOver']);
    expect(old.played.listExecutions('m', 'RUNNING').map(({ input }) => input)).toEqual([
      { caseId: 'c1', generation: 2, next: 'monitor' },
    ]);
    const decided = await play('permit', 'ApproveByChief', () => null);
    await decided.played.advance(10 * 24 * 3600);
    decided.played.sendTaskSuccess(decided.calls.tokens[0] ?? '', { next: 'issue' });
    await decided.played.moveTo(decided.played.now());
    expect(entered(decided)).toEqual(['ApproveByChief', 'ChiefDecided', 'HandOver']);
    note('permit', decided, 'ChiefDecided/choice 0');
    // 中断のあと通知から再開すると、続けて許可の監視に入る。
    for (const next of ['issue', 'notify'])
      expect(entered(await answered(10, next))).toEqual([WAIT, 'WhereItStands', 'HandOver']);
    const ended = await answered(29, 'expire');
    expect(entered(ended).slice(0, 4)).toEqual([WAIT, 'WhereItStands', 'Expire', 'Close']);
    const { Choices = [] } = statesOf('permit').find(({ name }) => name === 'WhereItStands') ?? {};
    note(
      'permit',
      old,
      `WhereItStands/choice ${Choices.findIndex(({ Condition }) => Condition.includes('StartTime'))}`,
    );
  });

  test('次の世代がもうあれば、そのまま終わる', async () => {
    const done = await handOver(INPUT, ({ played }) => {
      played.startExecution('m', 'permit-c1-2', { caseId: 'other', generation: 99 });
    });
    expect(entered(done)).toEqual([WAIT, 'HandOver', 'HandedOver']);
    const failed = done.played.getExecutionHistory(done.arn).filter(({ type }) => type === 'TaskFailed');
    expect(failed).toHaveLength(1);
    note('permit', done, 'HandOver/catch 0', 'HandOver/retry 0');
  });

  test('始められなければ、繰り返したうえで中断する', async () => {
    // A name over 80 characters cannot be started, ever.
    const long = await handOver({ ...INPUT, caseId: 'c'.repeat(90) });
    for (let n = 0; n < 20 && entered(long).length < 3; n += 1) await long.played.advance(300);
    expect(entered(long)).toEqual([WAIT, 'HandOver', 'ParkForOperator']);
    const failed = long.played.getExecutionHistory(long.arn).filter(({ type }) => type === 'TaskFailed');
    expect(failed).toHaveLength(9);
    note('permit', long, 'HandOver/catch 1', 'HandOver/retry 1');
  });

  test('運用者に知らせることもできなければ、実行は失敗として終わる（警報）', async () => {
    const lost = await play('permit', 'ParkForOperator', () => {
      throw named('Fatal');
    });
    expect(entered(lost)).toEqual(['ParkForOperator', 'OperatorUnreachable']);
    expect(lost.played.describeExecution(lost.arn)).toMatchObject({
      status: 'FAILED',
      error: 'OperatorUnreachable',
    });
    note('permit', lost);
  });

  test.each(['UnknownStep', 'StillParked'])('%s', async (name) => {
    const passed = await play('permit', name, () => null);
    const { Next } = statesOf('permit').find((state) => state.name === name) ?? {};
    expect(entered(passed)[1]).toBe(Next);
    note('permit', passed);
  });
});

/** Machines that ask all shards of an index, each in a child execution, page by page. */
const SWEEPS = [
  {
    machine: 'daily',
    what: '一日の点検',
    ...{ open: 'OpenDay', map: 'SweepShards', ask: 'AskWhatIsDue', more: 'MoreDue', counted: 'attended' },
    ...{ failed: 'DayFailed', error: 'DailyRunFailed' },
  },
  {
    machine: 'monthly-reports',
    what: '月次利用状況報告の作成',
    ...{ open: 'OpenMonth', map: 'OpenShards', ask: 'OpenReports', more: 'MoreReports', counted: 'opened' },
    ...{ failed: 'MonthFailed', error: 'MonthlyRunFailed' },
  },
] as const;

describe.each(SWEEPS)('$machine: $what', (sweep) => {
  const { machine } = sweep;
  type Payload = { readonly shard: string; readonly cursor?: string };
  const run = async (
    ask: (payload: Payload, call: number) => unknown,
    shards: unknown = ['0', '1'],
    input: object = {},
  ) => {
    const definition = JSON.parse(definitionText(machine));
    const calls: unknown[] = [];
    const opened: unknown[] = [];
    const played = world(definition.States, {
      lambdas: {
        [sweep.open]: (payload) => {
          opened.push(payload);
          return { businessDate: '2026-04-06', month: '2026-03', shards };
        },
        [sweep.ask]: (payload) => {
          calls.push(payload);
          return ask(payload as Payload, calls.length);
        },
      },
    });
    const description = await played.run(input);
    const { executionArn: arn } = description;
    const children = played.listMapRuns(arn).flatMap((mapRun) => played.listChildExecutions(mapRun));
    note(machine, { played, arn });
    for (const child of children) note(machine, { played, arn: child.executionArn });
    const inChildren = children.flatMap(({ executionArn }) => entered({ played, arn: executionArn }));
    const transitions = [description, ...children].reduce((sum, made) => sum + made.transitions, 0);
    return { description, calls, opened, children, inChildren, transitions, names: entered({ played, arn }) };
  };
  const done = ({ shard }: Payload) => ({ shard, [sweep.counted]: 1, failed: 0 });

  test('すべての区分を、それぞれの実行で尋ね、続きの頁も尋ねる', async () => {
    const { description, calls, children } = await run((payload) =>
      payload.cursor === undefined ? { ...done(payload), cursor: 'more' } : done(payload),
    );
    expect(description.status).toBe('SUCCEEDED');
    expect(children.map(({ input }) => input)).toEqual([
      { shard: '0', businessDate: '2026-04-06' },
      { shard: '1', businessDate: '2026-04-06' },
    ]);
    expect(calls).toHaveLength(4);
    expect(calls).toContainEqual({
      shard: '1',
      [sweep.counted]: 1,
      failed: 0,
      cursor: 'more',
      businessDate: '2026-04-06',
    });
    covered.add(`${machine}/${sweep.more}/choice 0`).add(`${machine}/${sweep.more}/default`);
  });

  test('日付は渡されたもの、なければ関数が決める', async () => {
    expect((await run(done, [], { businessDate: '2026-04-01' })).opened).toEqual([
      { businessDate: '2026-04-01' },
    ]);
    expect((await run(done, [])).opened).toEqual([{}]);
  });

  test('遷移の数は、区分ごとに三つと、続きの頁ごとに二つ', async () => {
    const single = await run(done, ['0', '1', '2', '3']);
    expect(single.transitions).toBe(4 + 4 * 3);
    const paged = await run(
      (payload, call) => (call <= 4 ? { ...done(payload), cursor: 'more' } : done(payload)),
      ['0', '1', '2', '3'],
    );
    expect(paged.transitions).toBe(4 + 4 * 3 + 4 * 2);
  });

  test('一つの区分が失敗しても、ほかの区分は続け、全体は失敗として知らせる', async () => {
    const { description, calls, inChildren } = await run((payload) => {
      if (payload.shard === '0') throw named('Fatal');
      return payload.cursor === undefined ? { ...done(payload), cursor: 'more' } : done(payload);
    });
    expect(description).toMatchObject({ status: 'FAILED', error: sweep.error });
    expect(calls).toHaveLength(3);
    expect(inChildren).toContain('ShardFailed');
    covered.add(`${machine}/${sweep.ask}/catch 0`);
  });

  test('一件でも処理できなければ、失敗として知らせる', async () => {
    const { description } = await run((payload) => ({ ...done(payload), failed: 1 }));
    expect(description).toMatchObject({ status: 'FAILED', error: sweep.error });
  });

  test('一時的な誤りは繰り返す', async () => {
    const { Retry = [] } = statesOf(machine).find(({ name }) => name === sweep.ask) ?? {};
    for (const [index, { ErrorEquals, MaxAttempts }] of Retry.entries()) {
      for (const error of ErrorEquals) {
        const { description } = await run((payload, call) => {
          if (call === 1) throw named(error);
          return done(payload);
        });
        expect(description.status).toBe('SUCCEEDED');
      }
      const { description, calls } = await run(() => {
        throw named(ErrorEquals[0] ?? '');
      }, ['0']);
      expect(description.status).toBe('FAILED');
      expect(calls).toHaveLength(1 + MaxAttempts);
      covered.add(`${machine}/${sweep.ask}/retry ${index}`);
    }
  });

  test('区分の一覧がおかしければ、失敗として知らせる', async () => {
    const { description, names } = await run(done, 'not a list');
    expect(description).toMatchObject({ status: 'FAILED', error: sweep.error });
    expect(names.at(-1)).toBe(sweep.failed);
    covered.add(`${machine}/${sweep.map}/catch 0`);
  });
});

afterAll(() => {
  const missing = [...wanted].filter((key) => !covered.has(key));
  process.stdout.write(
    `      ${wanted.size - missing.length} of ${wanted.size} states, branches, retries and catches executed\n`,
  );
  // A vitest hook that throws fails the file.
  if (missing.length > 0) throw new Error(`never executed: ${missing.join(', ')}`);
});
