import { describe, expect, test } from 'vitest';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { sectionsOf } from '../../functions/application/sections.ts';
import { browse } from '../support/browse.ts';
import { fillDraft, saveSection, sendDraft, versionIn } from '../support/fill-draft.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';

/** 様式1 in sections (第4条第1項): the list, a page each, the last look, and the sending. */

const start = async () => {
  const story = await createStory();
  const visit = await browse(story, VENDOR);
  const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
  return { story, visit, draft };
};
const SECTIONS = sectionsOf(regulation);
/** 項目 → 状態, as the list shows them. */
const statesIn = (text: string) =>
  Object.fromEntries(
    [
      ...text.matchAll(
        /sections\/([\w-]+)">[^<]*<\/a><span>.*?<span class="tag \w+">([^<]+)<\/span><\/span><\/li>/gs,
      ),
    ].map(([, id = '', state = '']) => [id, state]),
  );
const caseIdIn = (location: string | undefined) => /applications\/([^?]+)/.exec(location ?? '')?.[1] ?? '';

test('目次: 協議・登録から入力された項目は途中又は完了、ほかは未着手。保存するたびに変わり、完了すると確認に進める', async () => {
  const { story, visit, draft } = await start();
  const before = await visit(draft);
  expect(statesIn(before.text)).toEqual({
    ...{ basics: '完了', applicant: '入力中', contacts: '入力中', contract: '入力中' },
    ...{ targets: '未着手', origin: '未着手', terminals: '未着手', work: '未着手', ground: '未着手' },
    ...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`checklist-${number}`, '未着手'])),
    ...{ attachments: '任意', pledge: '未着手' },
  });
  expect(before.text).not.toContain('value="submit"');
  const application = story.application();
  await saveSection(visit, draft, 'work', { workers: application.workers });
  expect(statesIn((await visit(draft)).text)['work']).toBe('入力中');
  await saveSection(visit, draft, 'work', application);
  await saveSection(visit, draft, 'checklist-2', application);
  const later = statesIn((await visit(draft)).text);
  expect([later['work'], later['checklist-2'], later['checklist-1']]).toEqual(['完了', '完了', '未着手']);
  await fillDraft(visit, draft, application);
  const done = (await visit(draft)).text;
  expect(new Set(Object.values(statesIn(done)))).toEqual(new Set(['完了', '任意']));
  expect(done).toContain('すべてのページの入力が完了しました');
});

describe('各ページ', () => {
  test('「保存して次へ進む」は、次の項目へ。誤りがあれば保存したうえで示し、それでも一覧には戻れる', async () => {
    const { story, visit, draft } = await start();
    const application = story.application();
    const next = await saveSection(visit, draft, 'terminals', application, 'next');
    expect([next.status, next.headers['location']]).toEqual([303, `${draft}/sections/work`]);
    const [first] = application.workers;
    const wrong = { workers: [{ ...first, kana: 'やまだ漢字' }], plannedWork: application.plannedWork };
    const refused = await saveSection(visit, draft, 'work', wrong, 'next');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('href="#f-workers.0.kana"');
    expect(refused.text).toContain('id="f-workers.0.kana-error"');
    expect(refused.text).toContain('入力した内容は保存しました');
    expect((await visit(`${draft}/sections/work`)).text).toContain('やまだ漢字');
    // Only its own mistakes: the others have not been asked for here.
    expect(refused.text).not.toContain('f-targetHosts');
    const list = await saveSection(visit, draft, 'work', wrong);
    expect(list.headers['location']).toBe(`${draft}?done=saved`);
    const last = await saveSection(visit, draft, 'pledge', application, 'next');
    expect(last.headers['location']).toBe(`${draft}/check`);
    // Back: saved, mistakes and all; before the first page there is the list.
    const back = await saveSection(visit, draft, 'work', { ...wrong, plannedWork: '点検' }, 'previous');
    expect(back.headers['location']).toBe(`${draft}/sections/terminals`);
    expect((await visit(`${draft}/sections/work`)).text).toContain('点検');
    const [first1] = SECTIONS;
    expect((await visit(`${draft}/sections/${first1?.id}`)).text).not.toContain('保存して前に戻る');
  });

  test('ほかの項目に入力したものは、そのまま残る', async () => {
    const { story, visit, draft } = await start();
    const application = story.application();
    await fillDraft(visit, draft, application);
    for (const { id } of SECTIONS)
      await saveSection(visit, draft, id, { subcontracted: false, ...application }, 'save');
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    const kept = (await story.vendorView(caseIdIn(sent.headers['location']))).application;
    expect({ ...kept, attachments: undefined }).toEqual({ ...application, attachments: undefined });
  });

  test('全角の数字や日付は、半角で入力したときと同じに受け付ける', async () => {
    const { story, visit, draft } = await start();
    const application = story.application();
    const [host] = application.targetHosts;
    const typed = {
      ...application,
      vendor: { ...application.vendor, postalCode: '０６０－０００１' },
      period: { from: '令和８年５月１日', to: application.period.to },
    };
    await fillDraft(visit, draft, typed);
    const port = { 'targetHosts.0.port:number': '２２', _action: 'list' };
    const at = `${draft}/sections/targets`;
    const shown = (await visit(at)).text;
    await visit(at, {
      ...port,
      _version: versionIn(shown),
      'targetHosts.0.host': host?.host ?? '',
      'targetHosts.0.ip': host?.ip ?? '',
      'targetHosts.0.protocol': 'tcp',
      connectionMethod: application.connectionMethod,
      authMethod: application.authMethod,
      'emergencyCutOff.method': String(application.emergencyCutOff?.method),
      'emergencyCutOff.by': String(application.emergencyCutOff?.by),
      'atEnd.accounts': String(application.atEnd?.accounts),
      'atEnd.data': String(application.atEnd?.data),
    });
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    const kept = (await story.vendorView(caseIdIn(sent.headers['location']))).application;
    expect([kept.vendor.postalCode, kept.period.from, kept.targetHosts[0].port]).toEqual([
      '060-0001',
      '2026-05-01',
      22,
    ]);
  });

  test('二つの画面: 古い画面からの保存は知らせ、入力は残り、もう一度押せば保存される。ほかの項目は古くならない', async () => {
    const { story, visit, draft } = await start();
    const application = story.application();
    const old = versionIn((await visit(`${draft}/sections/ground`)).text);
    await saveSection(visit, draft, 'terminals', application);
    const typed = { ...application, purpose: '古い画面で入力した目的' };
    const told = await saveSection(visit, draft, 'ground', typed, 'list', old);
    expect(told.status).toBe(409);
    expect(told.text).toContain('別の画面で保存されています');
    expect(told.text).toContain('古い画面で入力した目的');
    expect((await visit(`${draft}/sections/ground`)).text).not.toContain('古い画面で入力した目的');
    const again = await saveSection(visit, draft, 'ground', typed, 'list', versionIn(told.text));
    expect(again.status).toBe(303);
    expect(statesIn((await visit(draft)).text)).toMatchObject({ ground: '完了', terminals: '完了' });
  });

  test('当たらないものは送らない: 新規の従前の許可番号、再委託しないときの再委託、例外でない項目の例外の理由。下書きには残る', async () => {
    const { story, visit, draft } = await start();
    const application = story.application();
    const checklist = application.checklist.map((answer) =>
      answer.item === '1-1' ? { ...answer, exceptionReason: '書きかけの理由' } : answer,
    );
    const subcontracting = { company: '再委託株式会社', cityConsentNo: '第1号' };
    await fillDraft(visit, draft, { ...application, checklist });
    await saveSection(visit, draft, 'basics', { ...application, previousPermitNo: 'R7-P0001' });
    await saveSection(visit, draft, 'applicant', { ...application, subcontracted: false, subcontracting });
    for (const [id, text] of [
      ['basics', 'R7-P0001'],
      ['applicant', '再委託株式会社'],
      ['checklist-1', '書きかけの理由'],
    ])
      expect((await visit(`${draft}/sections/${id}`)).text, id).toContain(text);
    const check = await visit(`${draft}/check`);
    for (const text of ['R7-P0001', '再委託株式会社', '書きかけの理由'])
      expect(check.text).not.toContain(text);
    const sent = await sendDraft(visit, draft);
    expect(sent.status, sent.text).toBe(303);
    const kept = (await story.vendorView(caseIdIn(sent.headers['location']))).application;
    expect([kept.previousPermitNo, kept.subcontracting]).toEqual([undefined, undefined]);
    expect(JSON.stringify(kept)).not.toContain('書きかけの理由');
  });

  test('第11条: 再委託者の利用は必ず尋ね、「はい」なら再委託者の欄が必須になる', async () => {
    const { story, visit, draft } = await start();
    const { vendor } = story.application();
    const silent = await saveSection(visit, draft, 'applicant', { vendor }, 'next');
    expect(silent.text).toContain(
      '<a href="#f-subcontracted">「再委託者の利用」を選択してください（第11条）</a>',
    );
    const blank = await saveSection(visit, draft, 'applicant', { vendor, subcontracted: true }, 'next');
    expect(blank.status).toBe(422);
    for (const field of ['company', 'cityConsentNo'])
      expect(blank.text).toContain(`href="#f-subcontracting.${field}"`);
    const no = await saveSection(visit, draft, 'applicant', { vendor, subcontracted: false }, 'next');
    expect(no.status).toBe(303);
  });

  test('第12条（継続）: 継続できる許可が一つなら、選ばれている', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story);
    const visit = await browse(story, VENDOR);
    const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
    const { text } = await visit(`${draft}/sections/basics`);
    expect(text).toMatch(new RegExp(`name="previousPermitNo" value="${permitNo}" checked`));
    const missing = await saveSection(
      visit,
      draft,
      'basics',
      { ...story.application(), applicationType: 'renewal' },
      'next',
    );
    expect(missing.status).toBe(422);
    expect(missing.text).toContain('href="#f-previousPermitNo"');
  });

  test('ない項目・他社の下書きは404', async () => {
    const { story, visit, draft } = await start();
    const other = await browse(story, OTHER_VENDOR);
    for (const path of ['/sections/nothing', '/sections/checklist-9', '/sections/__proto__'])
      expect((await visit(`${draft}${path}`)).status, path).toBe(404);
    for (const path of ['', '/sections/work', '/check', '/delete'])
      expect((await other(`${draft}${path}`)).status, path).toBe(404);
    expect((await other(`${draft}/sections/work`, { _action: 'save', _version: '1' })).status).toBe(404);
  });
});

describe('申請内容の確認', () => {
  test('途中では、項目ごとに何が残っているかを示し、入力中の誤りはその欄への案内とし、申請のボタンはない', async () => {
    const { story, visit, draft } = await start();
    const { workers } = story.application();
    await saveSection(visit, draft, 'work', { workers: [{ ...workers[0], name: '' }] });
    const { text, status } = await visit(`${draft}/check`);
    expect(status).toBe(200);
    expect(text).toContain(`href="${draft}/sections/work?check=1#f-workers.0.name"`);
    expect(text).toContain(`<a href="${draft}/sections/terminals">専用端末</a>`);
    expect(text).not.toContain('value="submit"');
    const there = await visit(`${draft}/sections/work?check=1`);
    expect(there.text).toContain('id="f-workers.0.name-error"');
    // Pressed all the same (another program): told, not sent.
    const sent = await visit(draft, { _action: 'submit', _version: '2' });
    expect(sent.status).toBe(422);
  });

  test('すべての項目を、送るとおりに、変更の案内とともに示す。協議・登録と異なることも示す', async () => {
    const { story, visit, draft } = await start();
    const application = story.application({
      contract: { ...story.application().contract, name: '別の契約名' },
    });
    const { text } = await fillDraft(visit, draft, application);
    for (const { id, title } of SECTIONS) {
      expect(text, title).toContain(title);
      expect(text, title).toContain(`href="${draft}/sections/${id}?check=1">変更`);
    }
    for (const said of [application.purpose, application.workers[0]?.kana, application.terminals[0]?.assetNo])
      expect(text).toContain(said);
    expect(text).toContain('申請書に、協議・登録の内容又は期間の目安と異なる記載があります（1項目）');
    expect(text).toContain('申請の前に直してください');
    // Nothing to type in but the button: Enter sends nothing.
    expect(text).not.toMatch(/<(?:input type="(?:text|radio|checkbox)"|textarea|select)/);
    expect([...text.matchAll(/name="_action" value="([^"]+)"/g)].map(([, action]) => action)).toEqual([
      'submit',
    ]);
  });

  test('項目をまたぐ誤りも、欄への案内として、送る前に示す', async () => {
    const { story, visit, draft } = await start();
    const application = story.application();
    const { text } = await fillDraft(visit, draft, {
      ...application,
      period: { from: application.period.from, to: '2039-03-31' },
    });
    expect(text).toContain(`href="${draft}/sections/contract?check=1#f-period.to"`);
    expect(text).not.toContain('value="submit"');
    expect(statesIn((await visit(draft)).text)['contract']).toBe('入力中');
  });

  test('確認した後に別の画面で保存されたものは、見ないまま申請されない', async () => {
    const { story, visit, draft } = await start();
    const application = story.application();
    const shown = await fillDraft(visit, draft, application);
    await saveSection(visit, draft, 'ground', { ...application, purpose: '後から変えた目的' });
    const old = await visit(draft, { _action: 'submit', _version: versionIn(shown.text) });
    expect(old.status).toBe(409);
    expect(old.text).toContain('別の画面で保存されています');
    expect(old.text).toContain('後から変えた目的');
    const sent = await visit(draft, { _action: 'submit', _version: versionIn(old.text) });
    expect(sent.status, sent.text).toBe(303);
  });

  test('二度押しても、二つの画面から同時に押しても、申請は一つで、どちらも受付の画面に着く', async () => {
    const { story, visit, draft } = await start();
    const version = versionIn((await fillDraft(visit, draft, story.application())).text);
    const press = () => visit(draft, { _action: 'submit', _version: version });
    const answers = [...(await Promise.all([press(), press(), press()])), await press()];
    const caseIds = answers.map(({ headers }) => caseIdIn(headers['location']));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(new Set(caseIds).size).toBe(1);
    await story.settle();
    const list = (await visit('/applications')).text;
    expect(new Set([...list.matchAll(/href="(\/applications\/\w{26})/g)].map(([, at]) => at))).toEqual(
      new Set([`/applications/${caseIds[0]}`]),
    );
    expect(story.subjectsTo(VENDOR).filter((subject) => subject.includes('受付'))).toHaveLength(1);
  });

  test('申請した下書きのしおりは、受付の画面に導く。保存しようとすると、申請済みと示す。他社には無い', async () => {
    const { story, visit, draft } = await start();
    await fillDraft(visit, draft, story.application());
    const caseId = caseIdIn((await sendDraft(visit, draft)).headers['location']);
    const other = await browse(story, OTHER_VENDOR);
    const pages = ['', '/check', '/delete', '/sections/work', '/sections/attachments', '/attachments'];
    for (const page of pages) {
      const { status, headers } = await visit(`${draft}${page}`);
      expect([status, headers['location']], page).toEqual([303, `/applications/${caseId}`]);
      expect((await other(`${draft}${page}`)).status, page).toBe(404);
    }
    const late = { _action: 'list', _version: '1', purpose: '申請の後に直した目的' };
    const refused = await visit(`${draft}/sections/ground`, late);
    expect([refused.status, refused.text]).toEqual([
      409,
      expect.stringContaining('申請済みのため、保存できません'),
    ]);
    expect((await other(`${draft}/sections/ground`, late)).status).toBe(404);
  });

  test.each(['保存', '削除'] as const)(
    '別の画面で申請したその瞬間の%s は、申請済みであること又は受付の画面を示し、404にはならない',
    async (what) => {
      let moment: (() => Promise<unknown>) | undefined;
      const story = await createStory({
        decorateStore: (store) => ({
          ...store,
          transact: async (writes) => {
            const between = moment;
            moment = undefined;
            await between?.();
            return store.transact(writes);
          },
        }),
      });
      const visit = await browse(story, VENDOR);
      const draft = (await visit('/drafts', { consultationId: 'c-hokuto' })).headers['location'] ?? '';
      await fillDraft(visit, draft, story.application());
      let receipt = '';
      moment = async () => {
        receipt = caseIdIn((await sendDraft(visit, draft)).headers['location']);
      };
      const answer =
        what === '保存'
          ? await saveSection(visit, draft, 'ground', { ...story.application(), purpose: '書き足した目的' })
          : await visit(draft, { _action: 'delete' });
      expect(receipt).not.toBe('');
      if (what === '保存') {
        const { caseNo } = await story.vendorView(receipt);
        expect([
          answer.status,
          answer.text.includes(`申請済みのため、保存できません（受付番号 ${caseNo}）`),
        ]).toEqual([409, true]);
      } else expect([303, 409]).toContain(answer.status);
      expect((await story.vendorView(receipt)).statusLabel).toBeTruthy();
    },
  );

  test('申請・削除のほかに、下書きの宛先へ送っても何も起こらない', async () => {
    const { story, visit, draft } = await start();
    await fillDraft(visit, draft, story.application());
    for (const action of ['', 'save', 'next', 'submit-other'])
      expect((await visit(draft, { _action: action, _version: '99' })).status, action).toBe(200);
    expect((await visit('/applications')).text).toContain(`href="${draft}"`);
  });
});

const returned = async (story: Story) => {
  const caseId = await story.submit();
  await story.returnItems(caseId);
  const visit = await browse(story, VENDOR);
  const draft = (await visit(`/applications/${caseId}/correct`, {})).headers['location'] ?? '';
  return { caseId, visit, draft };
};

test('第4条第2項: 補正も同じ画面で。補正の理由は一覧とその項目の上に示され、誓約して再提出する', async () => {
  const story = await createStory();
  const { caseId, visit, draft } = await returned(story);
  const list = (await visit(draft)).text;
  expect(list).toContain('補正をお願いします');
  expect(list).toContain('要補正</span>');
  const [, section = ''] = /href="\/drafts\/\w+\/sections\/(checklist-\d)#f-checklist/.exec(list) ?? [];
  expect((await visit(`${draft}/sections/${section}`)).text).toContain('補正をお願いします');
  // All is there but the pledge, which is made anew.
  const states = statesIn(list);
  expect(Object.entries(states).filter(([, state]) => state === '未着手' || state === '入力中')).toEqual([
    ['pledge', '未着手'],
  ]);
  await saveSection(visit, draft, 'pledge', story.application(), 'next');
  expect((await visit(`${draft}/check`)).text).toContain('補正して再提出する');
  const sent = await sendDraft(visit, draft);
  expect(sent.headers['location']).toBe(`/applications/${caseId}?done=resubmitted`);
  await story.settle();
  expect((await (await story.as(TAX))('GET', `/v1/applications/${caseId}`)).json.rev).toBe(2);
});
