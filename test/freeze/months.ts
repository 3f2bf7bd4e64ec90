import { TAX } from '../support/story.ts';
import { type City, done } from './diary.ts';

/** 第10条: months that were reported, returned, late, and never reported. */

const REMARKS = '試験の接続による。';
const DECLARED = {
  used: true,
  remarks: REMARKS,
  updates: 'applied',
  entryRecords: 'kept',
  cameraRecords: 'kept',
};

export const months = (city: City): void => {
  const { story, orders, cases, on, caseOf, post, get } = city;
  const path = (name: string, month: string) => `/v1/permits/${caseOf(name)}/reports/${month}`;
  const send = async (name: string, month: string) => {
    const { usageHash } = done(await story.vendorApi('GET', path(name, month))).json;
    done(await story.vendorApi('PUT', path(name, month), { usageHash, ...DECLARED }));
    await story.settle();
  };
  const answer = async (name: string, month: string, body: object) => {
    const { question } = await get(TAX, path(name, month));
    await post(TAX, `${path(name, month)}/answer`, { hash: question.hash, ...body });
  };
  const reported = async (month: string, ...names: string[]) => {
    for (const name of names) {
      await send(name, month);
      await answer(name, month, { choice: 'accept' });
    }
  };
  const instructions = async (name: string) =>
    (await get(TAX, `/v1/permits/${caseOf(name)}/instructions`)).instructions as {
      instructionId: string;
      status: string;
    }[];
  const first = async (name: string) => (await instructions(name))[0]?.instructionId ?? '';

  on('2026-04-06', async () => {
    cases['late'] = await orders.permit();
  });
  on('2026-05-07', async () => {
    await send('main', '2026-04');
    await answer('main', '2026-04', { choice: 'return', reason: '件数が合わない。' });
    await send('main', '2026-04');
    await answer('main', '2026-04', { choice: 'accept' });
    await reported('2026-04', 'child', 'resumed', 'lifted', 'stopped', 'order');
  });
  /** 督促の後、指示の案が見送られる。 */
  on('2026-05-22', async () => {
    const drop = { choice: 'drop', reason: '近く提出されるため' };
    done(await orders.onInstruction(TAX, caseOf('late'), await first('late'), 'answer', drop));
  });
  on('2026-06-03', async () => {
    await reported('2026-05', 'child', 'resumed', 'lifted', 'stopped', 'order', 'successor');
  });
  /** 指示され、従われない。違反の候補となる。 */
  on('2026-06-16', async () => {
    const issue = {
      choice: 'issue',
      kind: 'report',
      title: '5月分の報告',
      dueOn: '2026-06-24',
    };
    const words = { text: '期限までに提出すること。', ground: '督促をしても提出されないため。' };
    const prepared = (await instructions('late')).find(({ status }) => status === 'prepared');
    const instructionId = prepared?.instructionId ?? '';
    done(await orders.onInstruction(TAX, caseOf('late'), instructionId, 'answer', { ...issue, ...words }));
    // Its prepared instruction ends by what it asks for.
    await reported('2026-05', 'main');
  });
  on('2026-07-03', async () => {
    await reported('2026-06', 'main', 'child', 'lifted', 'stopped', 'order', 'successor');
  });
  on('2026-08-03', async () => {
    await send('child', '2026-07');
    await send('order', '2026-07');
    await answer('order', '2026-07', { choice: 'return', reason: '件数が合わない。' });
    await reported('2026-07', 'successor');
  });
};
