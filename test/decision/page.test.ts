import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { decisionInputSchema } from '../../core/application/decision.ts';
import { confirmedItems, knownOf } from '../../functions/application/confirmed-items.ts';
import { alreadyDecidedPage, type DecisionPage, decisionPage } from '../../functions/decision/page.ts';
import { decodeForm } from '../../functions/ui/form.ts';
import { approval, chiefCase, cityCase, confirmation, context, hostile, regulation } from '../ui/examples.ts';

type Document = ReturnType<typeof parseHTML>['document'];
const open = (view: typeof cityCase): DecisionPage['view'] => {
  if (!view.request) throw new Error('the example has an open question');
  return { ...view, request: view.request };
};
const manager: DecisionPage = {
  view: open(cityCase),
  regulation,
  content: {},
  problems: [],
  saving: { path: '/x', version: 0 },
};
const chief: DecisionPage = { ...manager, view: open(chiefCase) };
const documentOf = (page: unknown): Document => parseHTML(`${page}`).document;
const show = (options: DecisionPage): Document => documentOf(decisionPage(context, options));

/** What a browser would send for the form of the page. */
const posted = (document: Document): URLSearchParams => {
  const body = new URLSearchParams();
  for (const control of document.querySelectorAll('main form input, main form select, main form textarea')) {
    const name = control.getAttribute('name') ?? '';
    const isChoice = ['radio', 'checkbox'].includes(control.getAttribute('type') ?? '');
    if (isChoice && !control.hasAttribute('checked')) continue;
    const value =
      control.tagName === 'TEXTAREA'
        ? control.textContent.replace(/^\n/, '')
        : control.tagName === 'SELECT'
          ? (control.querySelector('option[selected]')?.getAttribute('value') ?? '')
          : (control.getAttribute('value') ?? '');
    body.append(name, value);
  }
  return body;
};

describe("the manager's page (第4条第2項)", () => {
  test('posts all 16 items, each once, as the schema of the decision wants them', () => {
    const body = posted(show(manager));
    body.set('choice', 'return');
    body.set('reason', '資料が不足しているため');
    const { fields } = decodeForm(`${body}`);
    const input = decisionInputSchema.parse(confirmedItems(fields, knownOf(cityCase)));
    expect(input.stage === 'confirm' && input.checklist.map(({ item }) => item)).toEqual(
      regulation.checklist.map(({ id }) => id),
    );
    expect(input.hash).toBe(cityCase.request?.hash);
  });

  test('shows what was saved again, in the order of the rule, and posts it unchanged', () => {
    const saved = {
      stage: 'confirm',
      hash: 'sha256-of-what-is-shown',
      choice: 'ask-chief',
      opinion: '例外を\n適当と認める',
      checklist: confirmation.checklist.map((entry) => ({ ...entry, confirmedOn: 'R8.4.9' })),
    };
    const shuffled = { ...saved, checklist: saved.checklist.toReversed() };
    const { fields } = decodeForm(`${posted(show({ ...manager, content: shuffled }))}`);
    // A date as it is kept is shown as the city writes it.
    const shown = saved.checklist.map((entry) =>
      entry.reviewOn ? { ...entry, reviewOn: '令和9年3月1日' } : entry,
    );
    expect(fields).toEqual({ ...saved, checklist: shown, common: { confirmedOn: '令和8年4月10日' } });
  });

  test('keeps what stands once for all, and the judgements that rest on it, when it is saved', () => {
    const saved = {
      common: { method: 'on-site', confirmedOn: '令和8年4月8日', evidence: '図面' },
      checklist: [{ item: '1-1', result: 'shared' }],
    };
    const { fields } = decodeForm(`${posted(show({ ...manager, content: saved }))}`);
    expect(fields['common']).toEqual(saved.common);
    expect(fields['checklist']).toEqual(
      regulation.checklist.map(({ id }) => (id === '1-1' ? saved.checklist[0] : { item: id })),
    );
  });

  test('begins with no judgement at any item: nothing is confirmed unless a person says so, and not all at once', () => {
    const document = show(manager);
    expect(document.querySelectorAll('input[name$=".result"]')).toHaveLength(16 * 4);
    expect(document.querySelectorAll('input[name$=".result"][checked]')).toHaveLength(0);
    expect(document.querySelector('.progress')?.textContent).toContain('確認済み 0/16');
    expect([...document.querySelectorAll('main button')].map((button) => button.textContent)).toEqual([
      '一時保存',
      '一時保存',
      '決定する',
      '一時保存',
    ]);
  });

  test('sent with nothing filled in, tells everything at once: the items, the method and the choice, each with a link', () => {
    const problems = [{ pointer: '/choice', message: '「判断」を選択してください' }];
    const document = show({ ...manager, content: {}, problems });
    const links = [...document.querySelectorAll('.error-summary a')];
    expect(links.filter((link) => link.className === 'among')).toHaveLength(16);
    expect(links.map((link) => link.textContent)).toEqual(
      expect.arrayContaining(['確認方法を選択してください', '「判断」を選択してください']),
    );
    for (const link of links)
      expect(document.getElementById((link.getAttribute('href') ?? '').slice(1))).not.toBeNull();
    // 不承認 needs no judgement of the items: what is wrong with it is told alone.
    const refused = show({
      ...manager,
      content: { choice: 'refuse' },
      problems: [{ pointer: '/reason', message: '理由を入力してください' }],
    });
    expect(refused.querySelectorAll('.error-summary a')).toHaveLength(1);
    // One date that cannot be read does not hide what is not judged yet.
    const unread = show({
      ...manager,
      content: { choice: 'ask-chief', checklist: [{ item: '1-1', result: 'pass', confirmedOn: 'x' }] },
      problems: [{ pointer: '/checklist/0/confirmedOn', message: '日付を入力してください' }],
    });
    expect(unread.querySelectorAll('.error-summary a.among')).toHaveLength(15);
  });

  test('names the system and the vendor in its heading', () => {
    const { view } = manager;
    const heading = show(manager).querySelector('h1')?.textContent ?? '';
    for (const name of [view.caseNo, view.systemName, view.vendorName]) expect(heading).toContain(name);
  });

  test('shows each item verbatim, with what the vendor answered', () => {
    const text = show(manager).querySelector('main')?.textContent ?? '';
    for (const item of regulation.checklist) {
      expect(text).toContain(`${item.id}　${item.text}`);
      if (item.id !== '3-3') expect(text).toContain(`${item.id}に適合している。`);
    }
    expect(text).toContain('業務アプリケーションの動作確認のため');
  });

  test('shows what changed, before and after, in the words of the form', () => {
    const document = show(manager);
    expect(document.querySelector('.changes')?.textContent).toContain('前回からの変更（3か所）');
    expect([...document.querySelectorAll('.changes del')].map((cell) => cell.textContent)).toEqual([
      '令和9年4月30日',
      '不適',
      '（なし）',
    ]);
    expect([...document.querySelectorAll('.changes ins')].map((cell) => cell.textContent)).toEqual([
      '令和9年3月31日',
      '例外',
      'はい',
    ]);
  });

  test('begins with what gives reason to look: remarks, exceptions, what was returned or has changed', () => {
    const document = show(manager);
    const legends = [...document.querySelectorAll('.check-row legend:first-child')].map((legend) =>
      (legend.textContent ?? '').split('　').at(0),
    );
    const all = regulation.checklist.map(({ id }) => id);
    const [first = []] = [legends.filter((id) => all.includes(id ?? ''))];
    expect(first.slice(0, 1)).toEqual(['3-3']);
    expect(first.slice(1)).toEqual(all.filter((id) => id !== '3-3'));
    const row = document.querySelector('.check-row')?.textContent ?? '';
    expect(row).toContain('例外');
    expect(row).toContain('補正で変わった項目');
  });

  test('what is left over is one mistake with a link to each item', () => {
    const problems = ['hold', undefined].map((_, index) => ({
      pointer: `/checklist/${index}/result`,
      message: '適でないため',
    }));
    const content = { checklist: [{ item: '1-1', result: 'hold' }] };
    const document = show({ ...manager, content, problems });
    expect(document.querySelector('.error-summary h2')?.textContent).toContain('（1件）');
    const links = [...document.querySelectorAll('.error-summary a.among')];
    expect(links.map((link) => link.textContent)).toEqual(['1-1（保留）', '1-2（未判断）']);
    for (const link of links)
      expect(document.getElementById((link.getAttribute('href') ?? '').slice(1))).not.toBeNull();
  });

  test('links each mistake to its field', () => {
    const problems = [
      { pointer: '/checklist/3/note', message: '理由を入力してください' },
      { pointer: '/checklist', message: '16項目すべてを確認してください' },
      { pointer: '/opinion', message: '意見を入力してください' },
      { pointer: '/hash', message: '内容が変わりました' },
    ];
    const document = show({ ...manager, problems });
    const links = [...document.querySelectorAll('.error-summary a')].map(
      (link) => link.getAttribute('href') ?? '',
    );
    expect(links).toHaveLength(4);
    for (const link of links) expect(document.getElementById(link.slice(1))).not.toBeNull();
  });
});

describe("the chief's page", () => {
  const document = show(chief);

  test('shows the confirmation and asks for one of four choices', () => {
    const text = document.querySelector('main')?.textContent ?? '';
    expect(text).toContain('介護福祉課長 佐藤 花子');
    expect(text).toContain('16項目すべて確認済み（例外 1件）');
    expect(text).toContain('例外を適当と認める');
    expect(
      [...document.querySelectorAll('input[name="choice"]')].map((input) => input.getAttribute('value')),
    ).toEqual(['approve', 'approve-with-conditions', 'refuse', 'send-back']);
    expect(document.querySelectorAll('input[name="choice"][checked]')).toHaveLength(0);
  });

  test('posts what the schema of the approval wants', () => {
    const body = posted(document);
    body.set('choice', 'approve-with-conditions');
    body.set('conditions', '平日に限る');
    body.set('reason', '例外があるため');
    expect(decisionInputSchema.parse(decodeForm(`${body}`).fields)).toEqual({
      stage: 'approve',
      hash: 'sha256-of-what-is-shown',
      choice: 'approve-with-conditions',
      conditions: '平日に限る',
      reason: '例外があるため',
    });
  });

  test('shows earlier rounds', () => {
    const sentBack = { ...approval, choice: 'send-back' as const, reason: '3-4の資料が必要' };
    const again = { ...confirmation, round: 2 };
    const view = open({ ...chiefCase, decisions: [confirmation, sentBack, again] });
    const text = show({ ...chief, view }).querySelector('main')?.textContent ?? '';
    expect(text).toContain('これまでの判断');
    expect(text).toContain('3-4の資料が必要');
    expect(text).toContain('伊藤 五郎（総務部ICT推進室長 山田 太郎の代決）');
  });
});

describe('every page of a decision', () => {
  const pages = { manager, chief };

  test.each(Object.entries(pages))('%s: the first button saves, so Enter never decides', (_, options) => {
    const [first] = show(options).querySelectorAll('main form button');
    expect(first?.getAttribute('value')).toBe('save');
  });

  test.each(Object.entries(pages))(
    '%s: a decision is a POST; no link approves, refuses or decides',
    (_, options) => {
      const document = show(options);
      const form = document.querySelector('main form');
      expect(document.querySelectorAll('main form')).toHaveLength(1);
      expect(form?.getAttribute('method')).toBe('post');
      expect(form?.getAttribute('action')).toBe(`/applications/${cityCase.caseId}/decision`);
      expect(form?.querySelector('input[name="_csrf"]')?.getAttribute('value')).toBe(context.csrf);
      for (const link of document.querySelectorAll('a'))
        expect(link.getAttribute('href')).not.toMatch(/decision|approve|refuse|choice/);
      expect(document.querySelectorAll('script, [onclick], [style], meta[http-equiv]')).toHaveLength(0);
    },
  );

  test.each(Object.entries(pages))('%s: a deputy is told for whom', (_, options) => {
    const document = show({ ...options, asDeputyFor: '総務部ICT推進室長 山田 太郎' });
    expect(document.querySelector('.callout')?.textContent).toContain('山田 太郎の代決者として決定します');
  });

  test.each(Object.entries(pages))('%s: what people typed is escaped', (_, options) => {
    const application = { ...cityCase.application, purpose: hostile };
    const view = { ...options.view, application, vendorName: hostile };
    const content = { opinion: hostile, reason: hostile, checklist: [{ item: '1-1', note: hostile }] };
    const document = show({ ...options, view, content });
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(document.querySelector('main')?.textContent).toContain(hostile);
  });

  test.each(Object.entries(pages))('%s: has unique ids and one h1', (_, options) => {
    const document = show(options);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
  });
});

describe('whoever comes second', () => {
  test('sees what was decided, by whom and when, and can go on', () => {
    const decided = { ...chiefCase, decisions: [confirmation, { ...approval, choice: 'approve' as const }] };
    const document = documentOf(alreadyDecidedPage(context, decided));
    expect(document.querySelector('main')?.textContent).toContain(
      'すでに決定済みです（承認・伊藤 五郎・4月10日 10:12）',
    );
    expect(document.querySelector('main form')).toBeNull();
    expect(document.querySelector('main a[href="/inbox"]')).not.toBeNull();
  });
});
