import { CHIEF, type Story, TAX } from './story.ts';

/** People of 第6条–第8条 at work, on the real handlers and the real machine. */

export const FOUND = {
  clause: 1,
  facts: '作業申請のない接続が1回あった。',
  howFound: '接続ログと作業申請の照合による。',
  evidence: 'VPN装置のログ',
  opinion: '是正を命ずる必要がある。',
};
export const ORDER = {
  violation: '作業申請をせずに接続した。',
  measures: '作業の前に必ず作業申請を行う手順を定め、提出すること。',
  reporting: '是正報告により報告すること。',
  consequence: '命令に応じないときは、許可を取消し、又は停止することがある（第8条）。',
};
export const REPLY = {
  cause: '手順の周知が足りなかった。',
  measures: '手順書を改めた。',
  prevention: '毎月の教育で確認する。',
};
export const SANCTION = {
  facts: '履行期限までに報告がなく、措置がとられていない。',
  reason: '命令に応じないため（第8条）。',
  weighing: '違反は一度であるが、是正の見込みがない。',
};

const INSTRUCTION = {
  kind: 'report',
  title: '4月分の報告',
  text: '4月分の利用状況を報告すること。',
  ground: '期限までに報告がないため。',
};

type Body = Readonly<Record<string, unknown>>;

const SHOWN = { hash: 'x' };
/** For each route a body that passes its schema. */
const BODIES: readonly (readonly [RegExp, Body])[] = [
  [/\/findings$/, FOUND],
  [/\/candidates$/, { clause: 1, facts: 'x' }],
  [/\/findings\/\{findingId\}\/judgement$/, { ...SHOWN, choice: 'dismiss', reason: 'x' }],
  [/\/(noncompliance-)?receipt$/, SHOWN],
  [/\/order$/, { ...SHOWN, ...ORDER, dueOn: '2026-05-08' }],
  [/\/withdrawal$/, { reason: 'x' }],
  [/\/reply$/, { ...REPLY, doneOn: '2026-04-06' }],
  [/\/compliance$/, { ...SHOWN, result: 'fulfilled', reason: 'x' }],
  [/\/extension$/, { dueOn: '2026-05-29', reason: 'x' }],
  [/\/hearing$/, { how: 'spoken', heardOn: '2026-04-06', heardBy: 'x', speaker: 'x', statement: 'x' }],
  [/\/statement$/, { statement: 'x' }],
  [/\/closing$/, { ...SHOWN, reason: 'x' }],
  [/\/sanction$/, { ...SHOWN, sanction: 'revoke', ...SANCTION }],
  [/\/conditions$/, { done: 'x', doneOn: '2026-04-06' }],
  [/\/findings\/\{findingId\}\/lifting$/, { ...SHOWN, choice: 'lift', reason: 'x' }],
  [/\/instructions$/, { ...INSTRUCTION, dueOn: '2026-05-08' }],
  [/\/instructions\/\{instructionId\}\/answer$/, { ...SHOWN, choice: 'drop', reason: 'x' }],
  [/\/acknowledgement$/, {}],
  [/\/report$/, { done: 'x', doneOn: '2026-04-06' }],
  [/\/instructions\/\{instructionId\}\/judgement$/, { ...SHOWN, result: 'followed', reason: 'x' }],
  [/\/instructions\/\{instructionId\}\/lifting$/, { reason: 'x' }],
];
export const bodyOfSupervision = (path: string): Body | undefined =>
  /\/(findings|candidates|instructions)/.test(path)
    ? BODIES.find(([route]) => route.test(path))?.[1]
    : undefined;

export const createOrders = (story: Story) => {
  let keys = 0;
  const key = () => {
    keys += 1;
    return { 'idempotency-key': `orders-${keys}` };
  };
  const base = (caseId: string) => `/v1/permits/${caseId}/findings`;
  const post = async (address: string, path: string, body: Body) => {
    const answer = await (await story.as(address))('POST', path, body, key());
    await story.settle();
    return answer;
  };
  const viewed = async (address: string, caseId: string, findingId: string) =>
    (await (await story.as(address))('GET', `${base(caseId)}/${findingId}`)).json;
  const hashOf = async (address: string, caseId: string, findingId: string, stage: string) =>
    (await viewed(address, caseId, findingId)).questions?.find(
      (question: { stage: string }) => question.stage === stage,
    )?.hash ?? 'nothing-shown';
  /** Answers what is shown now, unless `hash` is given. */
  const answer =
    (path: string, stage: string, by: string, standard: () => Body) =>
    async (caseId: string, findingId: string, more: Body = {}, address = by) =>
      post(address, `${base(caseId)}/${findingId}/${path}`, {
        hash: await hashOf(address, caseId, findingId, stage),
        ...standard(),
        ...more,
      });
  const inDays = (days: number) => story.today().add({ days }).toString();
  const vendor = async (path: string, body: Body) => {
    const answered = await story.vendorApi('POST', path, body, key());
    await story.settle();
    return answered;
  };

  const find = (caseId: string, more: Body = {}, by = TAX) => post(by, base(caseId), { ...FOUND, ...more });
  const judgeCandidate = answer('judgement', 'candidate', TAX, () => ({ choice: 'find', ...FOUND }));
  const receive = answer('receipt', 'receipt', CHIEF, () => ({}));
  const order = answer('order', 'order', TAX, () => ({ ...ORDER, dueOn: inDays(14), dayOff: true }));
  const judge = answer('compliance', 'judge', TAX, () => ({ result: 'fulfilled', reason: '確認した。' }));
  const receiveNoncompliance = answer('noncompliance-receipt', 'noncompliance', CHIEF, () => ({}));
  /** Every statement is answered (第8条). */
  const sanction = async (caseId: string, findingId: string, more: Body = {}, by = TAX) => {
    const view = await viewed(by, caseId, findingId);
    const answers = view.statementRefs?.map((ref: object) => ({
      ...ref,
      answer: '措置の必要は変わらない。',
    }));
    return post(by, `${base(caseId)}/${findingId}/sanction`, {
      hash: await hashOf(by, caseId, findingId, 'sanction'),
      ...{ sanction: 'revoke', ...SANCTION, ...(answers?.length > 0 ? { answers } : {}) },
      ...more,
    });
  };
  /** After 未履行, unasked. */
  const judgeAnew = async (caseId: string, findingId: string, more: Body = {}, by = TAX) =>
    post(by, `${base(caseId)}/${findingId}/compliance`, {
      hash: (await viewed(by, caseId, findingId)).judgingHash ?? 'nothing-shown',
      ...{ result: 'fulfilled', reason: '遅れて措置がとられた。' },
      ...more,
    });
  const extend = (caseId: string, findingId: string, dueOn: string, more: Body = {}) =>
    post(TAX, `${base(caseId)}/${findingId}/extension`, { dueOn, reason: '部品の納期による。', ...more });
  const hear = (caseId: string, findingId: string, more: Body = {}, by = TAX) =>
    post(by, `${base(caseId)}/${findingId}/hearing`, {
      ...{ how: 'spoken', heardOn: story.today().toString(), heardBy: '税務 補佐' },
      ...{ speaker: '北斗 一郎', statement: '人員が不足していた。' },
      ...more,
    });
  const lift = async (caseId: string, findingId: string, more: Body = {}, by = TAX) =>
    post(by, `${base(caseId)}/${findingId}/lifting`, {
      hash: (await viewed(by, caseId, findingId)).liftingHash ?? 'nothing-shown',
      choice: 'lift',
      reason: '解除の条件が満たされた。',
      ...more,
    });
  const reply = (caseId: string, findingId: string, more: Body = {}) =>
    vendor(`${base(caseId)}/${findingId}/reply`, { ...REPLY, doneOn: story.today().toString(), ...more });
  const state = (caseId: string, findingId: string, statement = '人員が不足していた。', more: Body = {}) =>
    vendor(`${base(caseId)}/${findingId}/statement`, { statement, ...more });
  /** 以上で弁明を終える. */
  const close = (caseId: string, findingId: string) =>
    state(caseId, findingId, '弁明することはありません。', { closing: true });
  /** The vendor's answer to what the city wrote down. */
  const answerHearing = (caseId: string, findingId: string, more: Body) =>
    vendor(`${base(caseId)}/${findingId}/statement`, more);
  const conditions = (caseId: string, findingId: string) =>
    vendor(`${base(caseId)}/${findingId}/conditions`, {
      done: '手順を改めた。',
      doneOn: story.today().toString(),
    });

  const instructions = (caseId: string) => `/v1/permits/${caseId}/instructions`;
  const instruct = (caseId: string, more: Body = {}, by = TAX) =>
    post(by, instructions(caseId), { ...INSTRUCTION, dueOn: inDays(14), dayOff: true, ...more });
  const instruction = async (address: string, caseId: string, id: string) =>
    (await (await story.as(address))('GET', `${instructions(caseId)}/${id}`)).json;
  /** Answers what is shown now. */
  const onInstruction = async (by: string, caseId: string, id: string, path: string, body: Body) =>
    post(by, `${instructions(caseId)}/${id}/${path}`, {
      hash: (await instruction(by, caseId, id)).questions?.[0]?.hash ?? 'nothing-shown',
      ...body,
    });

  /** A permit that is in force from 20 April 2026 to 31 March 2027. */
  const permit = async (
    overrides: Parameters<Story['submit']>[0] = {},
    [manager, chief] = [TAX, CHIEF],
  ): Promise<string> => {
    const caseId = await story.submit({ period: { from: '2026-04-20', to: '2027-03-31' }, ...overrides });
    for (const answer of [await story.confirm(caseId, manager), await story.approve(caseId, chief)])
      if (answer.status !== 200) throw new Error(answer.text);
    return caseId;
  };
  /** A subcontractor's permit under it. */
  const child = (parentPermitNo: string, overrides: Parameters<Story['submit']>[0] = {}) =>
    permit({
      subcontracting: { parentPermitNo, company: '再委託システム株式会社', cityConsentNo: '苫情推第9号' },
      ...overrides,
    });

  /** An order, found, reported and received. */
  const ordered = async (caseId: string, more: Body = {}): Promise<string> => {
    const { findingId } = (await find(caseId)).json;
    await receive(caseId, findingId);
    const issued = await order(caseId, findingId, more);
    if (issued.status !== 200) throw new Error(issued.text);
    return findingId;
  };
  /** An order that was not obeyed, reported to the chief; the day for a statement has passed. */
  const disobeyed = async (caseId: string): Promise<string> => {
    const findingId = await ordered(caseId);
    await story.until(`${inDays(18)}T09:00`);
    const judged = await judge(caseId, findingId, { result: 'disobeyed', reason: '報告がない。' });
    if (judged.status !== 200) throw new Error(judged.text);
    await receiveNoncompliance(caseId, findingId);
    await story.until(`${inDays(20)}T09:00`);
    return findingId;
  };
  const suspended = async (caseId: string, more: Body = {}): Promise<string> => {
    const findingId = await disobeyed(caseId);
    const decided = await sanction(caseId, findingId, {
      sanction: 'suspend',
      conditions: '手順書の提出',
      ...more,
    });
    if (decided.status !== 200) throw new Error(decided.text);
    return findingId;
  };
  const status = async (caseId: string) => (await story.vendorView(caseId)).status;
  return {
    ...{ post, vendor, viewed, inDays, find, judgeCandidate, receive, order, judge, receiveNoncompliance },
    ...{ instruct, instruction, instructions, onInstruction },
    ...{ judgeAnew, extend, hear, close, answerHearing },
    ...{ sanction, lift, reply, state, conditions, permit, child, ordered, disobeyed, suspended, status },
    vendorFinding: async (caseId: string, findingId: string) =>
      story.vendorApi('GET', `${base(caseId)}/${findingId}`),
    list: async (address: string, caseId: string) =>
      (await (await story.as(address))('GET', base(caseId))).json,
  };
};
