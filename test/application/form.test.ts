import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { examineChecklist } from '../../core/application/conformity.ts';
import { applicationSchema } from '../../core/application/inputs.ts';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import type { Problem } from '../../core/values/errors.ts';
import { applicationFormPage } from '../../functions/application/form.ts';
import type { ApplicationFormView } from '../../functions/application/form-view.ts';
import { decodeForm, type JsonValue, pathOf } from '../../functions/ui/form.ts';
import type { PageContext } from '../../functions/ui/layout.ts';
import { exampleApplication } from '../support/example-application.ts';

const context: PageContext = {
  cityName: '苫小牧市',
  today: Temporal.PlainDate.from('2026-04-03'),
  csrf: 'token',
};
const system = (systemId: string) =>
  ({
    systemId,
    name: `${systemId}システム`,
    sectionId: 's',
    priorWorkMode: 'approve',
    from: '2020-04-01',
  }) as const;
const blank: ApplicationFormView = {
  draftId: 'd1',
  version: 3,
  content: {},
  problems: [],
  consultation: undefined,
  systems: [system('juki'), system('zei')],
  regulation,
};
const show = async (view: Partial<ApplicationFormView> = {}) =>
  parseHTML(`${await applicationFormPage(context, { ...blank, ...view })}`).document;
type Page = Awaited<ReturnType<typeof show>>;

/** Dotted paths of all leaves of a schema, lists at their first row. */
const leaves = (schema: unknown, path = ''): string[] => {
  const within = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (schema instanceof z.ZodOptional) return leaves(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return leaves(schema.element, within('0'));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, member]) => leaves(member, within(name)));
  return [path];
};
const FIELDS = leaves(applicationSchema);

const controls = (page: Page, path: string) =>
  [...page.querySelectorAll('input, textarea, select')].filter(
    (control) => control.getAttribute('name')?.replace(/:(boolean|number)$/, '') === path,
  );

/** What a browser sends for a page: names and values in order. */
const sent = (
  page: Page,
  ticked: (name: string, value: string) => boolean = () => false,
): [string, string][] =>
  [...page.querySelectorAll('input, textarea, select')].flatMap((control) => {
    const [name, type] = [control.getAttribute('name') ?? '', control.getAttribute('type') ?? ''];
    const value = control.getAttribute('value') ?? '';
    if (type === 'radio' || type === 'checkbox')
      return control.hasAttribute('checked') || ticked(name, value) ? [[name, value]] : [];
    if (control.tagName === 'TEXTAREA') return [[name, (control.textContent ?? '').replace(/^\n/, '')]];
    if (control.tagName === 'SELECT')
      return [[name, control.querySelector('option[selected]')?.getAttribute('value') ?? '']];
    return [[name, value]];
  });
const contentOf = (page: Page): Record<string, JsonValue> =>
  decodeForm(new URLSearchParams(sent(page)).toString()).fields;

const problemsOf = (content: unknown): Problem[] =>
  applicationSchema.safeParse(content).error?.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part)}`).join(''),
    message,
  })) ?? [];

describe('様式1', () => {
  let page: Page;
  beforeAll(async () => {
    page = await show({ content: { attachments: [{}] } });
  });

  test('the schema has the fields this test walks', () => {
    expect(FIELDS.length).toBeGreaterThan(70);
    expect(FIELDS).toEqual(
      expect.arrayContaining([
        'workers.0.kana',
        'subcontracting.company',
        'checklist.0.exceptionReviewOn',
        'originIps.0',
      ]),
    );
  });

  test.each(FIELDS)('%s stands on the page once, with a label', (path) => {
    const found = controls(page, path);
    const types = new Set(found.map((control) => control.getAttribute('type')));
    if (types.has('radio')) {
      const fieldsets = new Set(found.map((control) => control.closest('fieldset')));
      expect(fieldsets.size).toBe(1);
      expect([...fieldsets][0]?.querySelector('legend')?.textContent).toMatch(/\S/);
      expect(found.every((control) => control.closest('label')?.textContent?.trim() !== '')).toBe(true);
      return;
    }
    expect(found).toHaveLength(1);
    const hidden = [
      'consultationId',
      'checklist.0.item',
      'pledge.ruleVersion',
      'attachments.0.fileId',
    ].includes(path);
    expect(types.has('hidden')).toBe(hidden);
    const id = found[0]?.getAttribute('id');
    const label = page.querySelector(`label[for="${id}"]`) ?? found[0]?.closest('label');
    if (!hidden) expect(label?.textContent).toMatch(/\S/);
  });

  test('no two elements share an id, and every description exists', () => {
    const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const described = [...page.querySelectorAll('[aria-describedby]')].flatMap(
      (element) => element.getAttribute('aria-describedby')?.split(' ') ?? [],
    );
    expect(described.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('別表1 stands in the words of the rule, and only 1-1, 3-3 and 4-1 offer 例外', () => {
    const offering = regulation.checklist.filter(({ text, id }, index) => {
      const box = page.getElementById(`f-checklist.${index}`);
      expect(box?.querySelector('legend')?.textContent).toBe(`${id} ${text}`);
      const offers = box?.querySelector('input[value="exception"]') !== null;
      expect(controls(page, `checklist.${index}.exceptionReason`).length).toBe(offers ? 1 : 0);
      return offers;
    });
    expect(offering.map(({ id }) => id)).toEqual(['1-1', '3-3', '4-1']);
  });

  test('第6条: the pledge lists all duties verbatim', () => {
    const duties = regulation.articles[5]?.paragraphs[0]?.items.map(({ text }) => text);
    expect([...page.querySelectorAll('.duties li')].map((item) => item.textContent)).toEqual(duties);
  });

  test('the Enter key saves: the first button of the form is 一時保存', () => {
    const first = page.querySelector('form[action="/drafts/d1"] button');
    expect([first?.getAttribute('name'), first?.getAttribute('value')]).toEqual(['_action', 'save']);
  });

  test.each([
    ['nothing at all', async () => ({})],
    ['the blank form', async () => contentOf(await show())],
  ])('every mistake of %s is linked to a place on the page and shown there', async (_, send) => {
    const content = await send();
    const problems = [...problemsOf(content), ...examineChecklist([], regulation)];
    const refused = await show({ content, problems });
    expect(problems.length).toBeGreaterThan(20);
    for (const { pointer } of problems) {
      const target = refused.getElementById(`f-${pathOf(pointer)}`);
      expect(target, pointer).not.toBeNull();
      expect(refused.getElementById(`f-${pathOf(pointer)}-error`)?.textContent, pointer).toMatch(/\S/);
    }
    expect(refused.querySelector('.error-summary h2')?.textContent).toBe(
      `入力内容をご確認ください（${problems.length}件）`,
    );
    const links = [...refused.querySelectorAll('.error-summary a')].map((link) => link.getAttribute('href'));
    expect(links.length).toBe(problems.length);
    const fieldsOf = (hrefs: readonly (string | null)[]) => [
      ...new Set(hrefs.map((href) => href?.split('.')[0])),
    ];
    const linked = fieldsOf(links);
    const placed = fieldsOf([...refused.querySelectorAll('[id]')].map(({ id }) => `#${id}`));
    expect(linked, 'in the order of the page').toEqual(placed.filter((place) => linked.includes(place)));
    expect(refused.querySelector('title')?.textContent).toMatch(/^エラー：/);
  });

  test('a mistake in a row says in which one', async () => {
    const refused = await show({
      content: { workers: [{}, {}] },
      problems: [
        { pointer: '/workers/1/kana', message: '「作業者 フリガナ」を入力してください' },
        { pointer: '/checklist/2/answer', message: '「別表1の適否」を選択してください' },
      ],
    });
    const links = [...refused.querySelectorAll('.error-summary a')].map((link) => link.textContent);
    expect(links).toEqual([
      '作業者 2：「作業者 フリガナ」を入力してください',
      '1-3：「別表1の適否」を選択してください',
    ]);
  });

  test('an application that is shown and sent back is the same application', async () => {
    const application = exampleApplication();
    expect(applicationSchema.parse(contentOf(await show({ content: application })))).toEqual(application);
  });

  test('answers that came in another order are shown at their items', async () => {
    const application = exampleApplication();
    const shown = await show({ content: { ...application, checklist: application.checklist.toReversed() } });
    expect(applicationSchema.parse(contentOf(shown)).checklist).toEqual(application.checklist);
  });

  test.each([
    ['2026-04-01', '令和8年4月1日'],
    ['R8.4.1', 'R8.4.1'],
    ['令和8年4月1日', '令和8年4月1日'],
    ['四月の初め', '四月の初め'],
    ['2026-02-30', '2026-02-30'],
  ])('a date that is kept or was typed as %s is shown as %s', async (kept, shown) => {
    const page = await show({ content: { appliedOn: kept } });
    expect(controls(page, 'appliedOn')[0]?.getAttribute('value')).toBe(shown);
  });

  test('what was typed is shown as text, whatever it is', async () => {
    const hostile = `</textarea><script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;`;
    const poison = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(poison);
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(
          Object.entries(value).map(([name, member]) => [name, name === 'item' ? member : poison(member)]),
        );
      return hostile;
    };
    const shown = await show({
      content: poison(exampleApplication()),
      problems: [{ pointer: '/vendor/name', message: hostile }],
      correction: {
        caseNo: hostile,
        items: [
          { item: '2-1', note: hostile },
          { item: hostile, note: hostile },
        ],
        reason: hostile,
      },
      consultation: {
        consultationId: 'c',
        heldOn: '2026-03-10',
        cityStaff: hostile,
        summary: hostile,
        vendorId: 'v',
        systemIds: [],
        contract: { name: '', number: '', from: '', to: '', kind: 'maintenance' },
        contact: { name: '', email: '' },
        recordedBy: '',
        recordedAt: '',
      },
    });
    expect(shown.querySelectorAll('script, img')).toHaveLength(0);
    expect(controls(shown, 'vendor.name')[0]?.getAttribute('value')).toBe(hostile);
    // linkedom leaves the entities of a textarea undecoded.
    expect(controls(shown, 'purpose')[0]?.textContent).toContain('&lt;/textarea&gt;&lt;script&gt;');
  });

  test('追加 shows one blank row more, and every list begins with one', async () => {
    const shown = await show({ content: exampleApplication(), adding: 'workers' });
    expect(controls(shown, 'workers.2.name')[0]?.getAttribute('value')).toBe('');
    for (const list of ['targetHosts', 'originSites', 'originIps', 'terminals', 'workers', 'trackRecord']) {
      expect(page.querySelector(`button[value="add:${list}"]`), list).not.toBeNull();
      expect(page.querySelector(`button[value="remove:${list}.0"]`), list).not.toBeNull();
    }
  });

  test('補正 names the returned items on top and links to them', async () => {
    const shown = await show({
      content: exampleApplication(),
      correction: { caseNo: 'R8-0012', items: [{ item: '2-1', note: '録画の保存期間' }] },
    });
    const link = shown.querySelector('.callout a');
    expect(link?.getAttribute('href')).toBe('#f-checklist.4');
    expect(shown.getElementById('f-checklist.4')?.textContent).toContain('録画の保存期間');
    expect(shown.querySelector('button[value="submit"]')?.textContent).toBe('補正して再提出する');
  });

  test('a single system is named, not asked for', async () => {
    const shown = await show({ systems: [system('juki')] });
    expect(contentOf(shown)['systemId']).toBe('juki');
  });
});
