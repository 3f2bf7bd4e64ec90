import { expect, test } from 'vitest';
import { OUTBOX_USES, taskOf } from '../../infra/tasks.ts';
import { createStory } from '../support/story.ts';
import { beginsLater, inForceFrom, type Stage, supervise } from '../support/supervised-life.ts';
import { createTableUses } from '../support/table-uses.ts';

/** The life that test/aws plays on the deployed stack, on the embedded runtime. */
const embedded = async (options: Parameters<typeof createStory>[0] = {}) => {
  const story = await createStory(options);
  let runs = 0;
  const run = async (machine: 'daily' | 'monthly-reports', businessDate: string): Promise<void> => {
    runs += 1;
    await story.workflows.startExecution(machine, `by-hand-${runs}`, { businessDate });
    await story.settle();
  };
  const stage: Stage = {
    store: story.store,
    now: story.clock.now,
    moveTo: story.advanceTo,
    as: story.as,
    vendorApi: story.vendorApi,
    runDay: (day) => run('daily', day.toString()),
    runMonth: (day) => run('monthly-reports', day.toString()),
    eventually: async (look, check) => {
      await story.settle();
      const found = await look();
      check(found);
      return found;
    },
  };
  return { story, stage };
};

test('第6条〜第8条・第10条・第11条: 作業、遅れた月、指示、命令、停止と解除、命令、取消。再委託者の許可も共に', async () => {
  const uses = createTableUses();
  const { story, stage } = await embedded({ storeOf: uses.storeOf });
  const permit = async (changes: object = {}): Promise<string> => {
    const caseId = await story.submit({ ...inForceFrom(story.today()), ...changes });
    await story.confirm(caseId);
    await story.approve(caseId);
    await stage.runDay(story.today());
    return caseId;
  };
  const parent = await permit();
  const { permitNo } = await story.vendorView(parent);
  const subcontracting = {
    parentPermitNo: permitNo,
    company: '再委託システム株式会社',
    cityConsentNo: '苫情推第9号',
  };
  const child = await permit({ subcontracting });
  const later = await permit({ subcontracting, ...beginsLater(story.today()) });
  const life = supervise(stage, parent);
  const below = supervise(stage, child);
  await below.statusIs('active');

  // A permit holds from its notice.
  await stage.moveTo(story.clock.now().add({ hours: 1 }));
  await life.work();
  await life.lateMonth();
  const first = await life.ignoredInstruction();
  await life.disobeyedOrder(first);
  await life.sanction(first, 'suspend');
  await life.statusIs('suspended');
  await below.statusIs('suspended');
  await life.lift(first);
  await life.statusIs('active');
  await below.statusIs('active');

  const second = await life.find();
  await life.disobeyedOrder(second);
  // A question that is of no use once the permit is over; and a permit whose reports will never be asked for.
  await life.find();
  await life.sanction(second, 'revoke');
  await life.statusIs('revoked');
  // Revoked is only the permit whose order was not obeyed; those below it lapse, each by a paper of its own (ADR 34).
  for (const caseId of [child, later]) {
    await supervise(stage, caseId).statusIs('expired');
    const events = await story.eventsOf(caseId);
    expect(events.filter((type) => type === 'lapsed')).toHaveLength(1);
    expect(events).not.toContain('revoked');
  }
  for (const caseId of [parent, child, later]) expect(await story.violations(caseId)).toEqual([]);
  expect(story.executions().map(({ status }) => status)).toEqual(story.executions().map(() => 'SUCCEEDED'));
  expect(story.failures).toEqual([]);

  // What npm run test:aws shows with IAM enforced shows here at once: a function that needs more than it is granted.
  const missing = [...uses.used()].flatMap(([part, used]) => {
    const granted: readonly string[] = part === 'outbox' ? OUTBOX_USES : taskOf(part).table;
    return [...used].filter((use) => !granted.includes(use)).map((use) => `${part}: ${use}`);
  });
  expect(missing).toEqual([]);
  expect(uses.used().get('Revoke')).toEqual(new Set(taskOf('Revoke').table));
});
