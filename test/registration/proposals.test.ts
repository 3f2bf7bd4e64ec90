import { describe, expect, test } from 'vitest';
import { appointmentsOfRole, findPersonByAddress } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { loadProposal } from '../../core/registration/proposal.ts';
import { Retryable } from '../../core/values/errors.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { CARE, CHIEF, CLERK, createStory, DEPUTY, OFFICE, type Story, TAX } from '../support/story.ts';

/** 登録伺い (docs/adr/0029): prepared by one, confirmed by another; stopped, withdrawn, lapsed; told each time. */

const settings = { settings: { ...DEFAULT_SETTINGS, orderDays: 12 }, reason: '見直し' };
const propose = async (
  story: Story,
  body: object = settings,
  path = '/v1/settings',
  method = 'PUT' as const,
) => {
  const answer = await (await story.as(CLERK))(method, path, body);
  await story.settle();
  return answer.json as { proposalId: string; proposalNo: string };
};
const handleIn = (text: string | undefined) => /\/d\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';
const asks = (story: Story, who: string) =>
  story.mailsTo(who).filter(({ subject }) => subject.includes('要確認'));
const status = async (story: Story, id: string) => (await loadProposal(story.store, id))?.status;

describe('登録伺い', () => {
  test('メールのリンクは登録伺いの画面に導くだけで、確認はサインインした人の押すボタンで行う', async () => {
    const story = await createStory();
    const { proposalId, proposalNo } = await propose(story);
    const mail = asks(story, CHIEF)[0];
    expect(mail?.subject).toBe(`【要確認】登録伺い ${proposalNo}（期限 4/13）`);
    expect(mail?.text).toContain('是正命令の履行期限（開庁日）：10 → 12');
    const handle = handleIn(mail?.text);
    expect((await story.send({ path: `/d/${handle}` })).status).toBe(200);
    expect(await status(story, proposalId)).toBe('open');
    const open = await browse(story, CHIEF);
    const shown = await open(`/proposals/${proposalId}`);
    expect(shown.text).toContain('確認する');
    // The first button is what Enter presses: it decides nothing.
    expect(
      /name="_action" value="(\w+)"/.exec(shown.text.slice(shown.text.indexOf('/proposals/')))?.[1],
    ).toBe('show');
    const entered = await open(`/proposals/${proposalId}`, { ...hiddenFields(shown), _action: 'show' });
    expect([entered.status, await status(story, proposalId)]).toEqual([200, 'open']);
    await open(`/proposals/${proposalId}`, { ...hiddenFields(shown), _action: 'confirm' });
    expect(await status(story, proposalId)).toBe('done');
    expect((await story.send({ path: `/d/${handle}` })).status).toBe(404);
    await story.settle();
    expect(story.subjectsTo(OFFICE)[0]).toBe(`【反映済み】登録伺い ${proposalNo}`);
    const again = await open(`/proposals/${proposalId}`, { ...hiddenFields(shown), _action: 'confirm' });
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('「反映済み」です')]);
  });

  test('関わる本人・役職者・統括部門は差し止められる。理由が要り、止めた後は確認できない', async () => {
    const story = await createStory();
    const { proposalId } = await propose(
      story,
      {
        ...{ name: '税務 三郎', email: 'new@city.example.jp', sectionId: 'tax', reason: '訂正' },
      },
      '/v1/people/p-tax',
    );
    expect(story.subjectsTo(TAX)[0]).toContain('お知らせ】登録伺い');
    expect(story.mailsTo('new@city.example.jp')).toEqual([]);
    expect((await (await browse(story, CARE))(`/proposals/${proposalId}`)).status).toBe(404);
    const open = await browse(story, TAX);
    const shown = await open(`/proposals/${proposalId}`);
    const without = await open(`/proposals/${proposalId}`, { ...hiddenFields(shown), _action: 'stop' });
    expect([without.status, without.text]).toEqual([422, expect.stringContaining('「理由」を入力')]);
    await open(`/proposals/${proposalId}`, {
      ...hiddenFields(shown),
      reason: '知らない変更',
      _action: 'stop',
    });
    expect(await status(story, proposalId)).toBe('stopped');
    await story.settle();
    for (const who of [CLERK, CHIEF, DEPUTY, TAX])
      expect(story.subjectsTo(who)[0], who).toContain('差止め】登録伺い');
    expect(await findPersonByAddress(story.store, 'new@city.example.jp', story.today())).toBeUndefined();
  });

  test('期限を過ぎると新しいリンクで催促し、有効期間を過ぎると期限切れとなり、いずれも知らせる', async () => {
    const story = await createStory();
    const { proposalId } = await propose(story);
    const first = handleIn(asks(story, CHIEF)[0]?.text);
    await story.until('2026-04-10T12:00');
    expect(asks(story, CHIEF)).toHaveLength(1);
    await story.until('2026-04-13T12:00');
    const [reminder] = asks(story, CHIEF);
    expect([asks(story, CHIEF).length, reminder?.subject]).toEqual([2, expect.stringContaining('再通知')]);
    expect((await story.send({ path: `/d/${first}` })).status).toBe(404);
    expect((await story.send({ path: `/d/${handleIn(reminder?.text)}` })).status).toBe(200);
    await story.until('2026-05-05T23:59');
    expect(await status(story, proposalId)).toBe('open');
    // From the day on nobody confirms, also before the run of that morning has come by.
    await story.until('2026-05-06T00:01');
    const { json } = await (await story.as(CHIEF))('GET', `/v1/proposals/${proposalId}`);
    expect(json.can).toEqual({ confirm: false, stop: false, withdraw: false });
    await story.until('2026-05-07T12:00');
    expect(await status(story, proposalId)).toBe('lapsed');
    expect(story.subjectsTo(CLERK)[0]).toContain('期限切れ】登録伺い');
  });

  test('確認から反映までの間に変わったものは反映せず、失わずに知らせる', async () => {
    const story = await createStory();
    const taken = { name: '税務 三郎', email: 'taken@city.example.jp', sectionId: 'tax', reason: '訂正' };
    const { proposalId, proposalNo } = await propose(story, taken, '/v1/people/p-tax');
    const other = { name: '新人', email: taken.email, sectionId: 'tax' };
    expect((await (await story.as(CLERK))('POST', '/v1/people', other)).status).toBe(201);
    const chief = await story.as(CHIEF);
    const { hash } = (await chief('GET', `/v1/proposals/${proposalId}`)).json;
    await chief('POST', `/v1/proposals/${proposalId}/decision`, { choice: 'confirm', hash });
    await story.settle();
    const [change] = (await loadProposal(story.store, proposalId))?.changes ?? [];
    expect(change?.result).toMatchObject({ state: 'failed', why: expect.stringContaining('ほかの利用者') });
    expect(story.mailsTo(OFFICE)[0]).toMatchObject({
      subject: `【要対応】登録伺い ${proposalNo}`,
      text: expect.stringContaining('反映できなかった変更'),
    });
  });

  test('確認した直後に落ちても、配送が反映をやり直し、二重には反映しない', async () => {
    const line = { down: false };
    const story = await createStory();
    const { proposalId } = await propose(story);
    const chief = await story.as(CHIEF);
    const { hash } = (await chief('GET', `/v1/proposals/${proposalId}`)).json;
    const { transact } = story.store;
    // The decision is written; from then on the store fails for the request.
    story.store.transact = async (writes) => {
      if (line.down) throw new Retryable('the store is busy');
      const result = await transact(writes);
      line.down = true;
      return result;
    };
    const answer = await chief('POST', `/v1/proposals/${proposalId}/decision`, { choice: 'confirm', hash });
    story.store.transact = transact;
    expect([answer.status, answer.json.status]).toEqual([200, 'confirmed']);
    await story.settle();
    expect(await status(story, proposalId)).toBe('done');
    const { json } = await chief('GET', '/v1/settings');
    expect(
      json.versions.map(({ version, changedBy, confirmedBy }: Record<string, unknown>) => [
        version,
        changedBy,
        confirmedBy,
      ]),
    ).toEqual([[1, 'p-clerk', 'p-chief']]);
  });
});

describe('人事異動の一覧', () => {
  const rows = [
    '役職\t職員\t区分\t職名\t就任日',
    '情報セキュリティ管理者（財政部税務課）\tcare-manager@city.example.jp\t本人\t財政部税務課長\t令和9年4月1日',
    '情報セキュリティ管理者（福祉部介護福祉課）\t税務三郎\t本人\t福祉部介護福祉課長\t2027-04-01',
    '担当者（財政部税務課）\t税務 補佐\t本人\t税務課主査\t2027-04-01',
  ];

  test('表計算ソフトから貼り付けた一覧は、一件の登録伺い・一回の確認で、すべて反映される', async () => {
    const story = await createStory();
    const office = await browse(story, CLERK);
    const form = hiddenFields(await office('/proposals/new'));
    const answer = await office('/proposals', {
      ...form,
      list: rows.join('\r\n'),
      reason: '人事異動',
      _action: 'propose',
    });
    expect(answer.status, answer.text).toBe(303);
    await story.settle();
    expect(asks(story, CHIEF)).toHaveLength(1);
    expect(asks(story, CHIEF)[0]?.text).toContain('3 役職への就任');
    const path = answer.headers['location']?.split('?')[0] ?? '';
    const open = await browse(story, CHIEF);
    await open(path, { ...hiddenFields(await open(path)), _action: 'confirm' });
    const done = await loadProposal(story.store, path.split('/')[2] ?? '');
    expect(done?.changes.map(({ result }) => result?.state)).toEqual(['applied', 'applied', 'applied']);
    const held = await appointmentsOfRole(story.store, 'manager:tax');
    expect(held.find(({ personId }) => personId === 'p-care')).toMatchObject({ from: '2027-04-01' });
    expect(held.find(({ appointmentId }) => appointmentId === 'a-tax')).toMatchObject({ to: '2027-04-01' });
  });

  test('誤りは行ごとに示し、何も作らない', async () => {
    const story = await createStory();
    const office = await browse(story, CLERK);
    const form = hiddenFields(await office('/proposals/new'));
    const wrong = [
      '税務課長\tcare-manager@city.example.jp\t本人\t課長\t2027-04-01',
      '情報セキュリティ管理者（財政部税務課）\tだれか\t本人\t課長\t2027-04-01',
      '情報セキュリティ管理者（財政部税務課）\t税務 三郎\t代理\t課長\t2027-04-01',
      '情報セキュリティ管理者（財政部税務課）\t税務 三郎\t本人\t課長\t2027-02-30',
      '統括情報セキュリティ管理者\t担当 次郎\t代決\t主事\t2027-04-01',
      '三列だけ\tx\ty',
    ];
    const { status: code, text } = await office('/proposals', {
      ...form,
      list: wrong.join('\n'),
      reason: '異動',
      _action: 'propose',
    });
    expect(code).toBe(422);
    for (const message of [
      '1行目：役職「税務課長」はありません',
      '2行目：職員「だれか」は登録されていません',
      '3行目：区分は「本人」か「代決」としてください',
      '4行目：「就任日」は実在する日付',
      '6行目：役職、職員、区分、職名、就任日の5列を',
    ])
      expect(text).toContain(message);
    const own = await office('/proposals', {
      ...form,
      list: wrong[4] ?? '',
      reason: '異動',
      _action: 'propose',
    });
    expect(own.text).toContain('1行目：ご自分を役職に就けることはできません');
    expect((await (await story.as(CHIEF))('GET', '/v1/proposals')).json).toMatchObject({
      open: [],
      closed: [],
    });
  });
});

describe('登録・設定の証跡の画面', () => {
  test('だれが準備し、だれが確認したかを示す。統括部門と管理者だけが見られ、種類で絞れる', async () => {
    const story = await createStory();
    await story.decree('PUT', '/v1/settings', settings);
    const { text } = await (await browse(story, TAX))('/directory-trail');
    expect(text).toMatch(/設定の変更[\s\S]*第1版[\s\S]*担当 次郎[\s\S]*統括 太郎/);
    expect(text).not.toContain('照合値が一致しません');
    const filtered = (await (await browse(story, TAX))('/directory-trail?filter=proposals')).text;
    expect([filtered.includes('登録伺いの確認'), filtered.includes('第1版')]).toEqual([true, false]);
    const refused = await story.send({ path: '/directory-trail' });
    expect(refused.status).toBe(303);
  });
});
