import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { examineChecklist } from '../../core/application/conformity.ts';
import { applicationSchema } from '../../core/application/inputs.ts';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import type { Problem } from '../../core/values/errors.ts';
import { checkPage } from '../../functions/application/check-page.ts';
import { placed, sectionPage } from '../../functions/application/form.ts';
import type { ApplicationFormView } from '../../functions/application/form-view.ts';
import { sectionAt, sectionsOf } from '../../functions/application/sections.ts';
import { taskListPage } from '../../functions/application/task-list-page.ts';
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
const SECTIONS = sectionsOf(regulation);
type Shown = Partial<ApplicationFormView>;
const inOrder = (content: unknown) => ({
  ...Object(content),
  checklist: regulation.checklist.map(
    ({ id }) =>
      Object(content).checklist?.find?.((answer: { item?: string }) => answer?.item === id) ?? { item: id },
  ),
});
/** A section with the mistakes that are its own. */
const showSection = async (id: string, view: Shown = {}) => {
  const section = SECTIONS.find((candidate) => candidate.id === id);
  if (!section) throw new Error(`no section ${id}`);
  const problems = placed(view.problems ?? [], regulation).filter(
    (problem) => sectionAt(problem, regulation)?.id === id,
  );
  const content = inOrder(view.content);
  return parseHTML(`${await sectionPage(context, section, { ...blank, ...view, content, problems })}`)
    .document;
};
const show = (view: Shown = {}) => Promise.all(SECTIONS.map(({ id }) => showSection(id, view)));
type Page = Awaited<ReturnType<typeof showSection>>;

/** Dotted paths of all leaves of a schema, lists at their first row. */
const leaves = (schema: unknown, path = ''): string[] => {
  const within = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (schema instanceof z.ZodOptional) return leaves(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return leaves(schema.element, within('0'));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, member]) => leaves(member, within(name)));
  return [path];
};
/** Asked for, all but the version of the form, which a draft bears from its beginning. */
const FIELDS = leaves(applicationSchema).filter((path) => path !== 'formVersion');

const controls = (pages: readonly Page[], path: string) =>
  pages
    .flatMap((page) => [...page.querySelectorAll('form[action^="/drafts/d1/"] :is(input, textarea, select)')])
    .filter((control) => control.getAttribute('name')?.replace(/:(boolean|number)$/, '') === path);

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
/** What all pages send, laid together as the server does; without what is asked beside the application's fields. */
const contentOf = (pages: readonly Page[]): Record<string, JsonValue> => {
  const parts = pages.map((page) => decodeForm(new URLSearchParams(sent(page)).toString()).fields);
  const { subcontracted: _, ...content } = Object.assign({}, ...parts);
  return {
    ...content,
    checklist: parts.flatMap(({ checklist }) => (Array.isArray(checklist) ? checklist : [])),
  };
};

const problemsOf = (content: unknown): Problem[] =>
  applicationSchema.safeParse(content).error?.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part)}`).join(''),
    message,
  })) ?? [];

describe('様式1', () => {
  let pages: Page[];
  beforeAll(async () => {
    pages = await show({ content: { attachments: [{}] } });
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

  test.each(FIELDS)('%s stands on one page once, with a label', (path) => {
    const found = controls(pages, path);
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
    const label = pages.map((page) => page.querySelector(`label[for="${id}"]`)).find((it) => it !== null);
    if (!hidden) expect((label ?? found[0]?.closest('label'))?.textContent).toMatch(/\S/);
  });

  test('every field belongs to the section whose page asks for it, and every section has fields', () => {
    for (const path of FIELDS.filter((field) => !field.startsWith('checklist.'))) {
      const asking = SECTIONS.filter((_, index) => controls([pages[index] as Page], path).length > 0);
      expect(
        asking.map(({ id }) => id),
        path,
      ).toEqual([sectionAt({ pointer: `/${path.replaceAll('.', '/')}` }, regulation)?.id]);
    }
    const items = SECTIONS.flatMap((section) => section.items ?? []);
    expect(items).toEqual(regulation.checklist.map(({ id }) => id));
  });

  test('no two elements of a page share an id, and every description exists', () => {
    for (const page of pages) {
      const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const described = [...page.querySelectorAll('[aria-describedby]')].flatMap(
        (element) => element.getAttribute('aria-describedby')?.split(' ') ?? [],
      );
      expect(described.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  test('別表1 stands in the words of the rule, and only 1-1, 3-3 and 4-1 offer 例外', () => {
    const offering = regulation.checklist.filter(({ text, id }, index) => {
      const box = pages.map((page) => page.getElementById(`f-checklist.${index}`)).find((it) => it !== null);
      expect(box?.querySelector('legend')?.textContent).toBe(`${id} ${text}`);
      const offers = box?.querySelector('input[value="exception"]') !== null;
      expect(controls(pages, `checklist.${index}.exceptionReason`).length).toBe(offers ? 1 : 0);
      return offers;
    });
    expect(offering.map(({ id }) => id)).toEqual(['1-1', '3-3', '4-1']);
  });

  test('第6条: the pledge lists all duties verbatim', () => {
    const duties = regulation.articles[5]?.paragraphs[0]?.items.map(({ text }) => text);
    const page = pages.at(-1);
    expect([...(page?.querySelectorAll('.duties li') ?? [])].map((item) => item.textContent)).toEqual(duties);
  });

  test('the Enter key saves and does nothing else, on every page; no section can send', () => {
    for (const page of pages) {
      const [first, ...others] = [...page.querySelectorAll('form[action^="/drafts/d1/sections/"] button')];
      expect([first?.getAttribute('name'), first?.getAttribute('value')]).toEqual(['_action', 'save']);
      expect(
        others
          .map((button) => button.getAttribute('value'))
          .filter((value) => /submit|delete/.test(value ?? '')),
      ).toEqual([]);
    }
  });

  test.each([
    ['nothing at all', async () => ({})],
    ['the blank form', async () => contentOf(await show())],
  ])('every mistake of %s is linked to a place on its page and shown there', async (_, send) => {
    const content = await send();
    const problems = placed([...problemsOf(content), ...examineChecklist([], regulation)], regulation);
    expect(problems.length).toBeGreaterThan(20);
    const refused = await show({ content, problems });
    let linked = 0;
    for (const [index, section] of SECTIONS.entries()) {
      const own = problems.filter((problem) => sectionAt(problem, regulation)?.id === section.id);
      const page = refused[index] as Page;
      for (const { pointer } of own) {
        expect(page.getElementById(`f-${pathOf(pointer)}`), pointer).not.toBeNull();
        expect(page.getElementById(`f-${pathOf(pointer)}-error`)?.textContent, pointer).toMatch(/\S/);
      }
      const links = [...page.querySelectorAll('.error-summary a')].map((link) => link.getAttribute('href'));
      expect(links.length, section.id).toBe(own.length);
      linked += links.length;
      if (own.length === 0) continue;
      expect(page.querySelector('.error-summary h2')?.textContent).toBe(
        `入力内容をご確認ください（${own.length}件）`,
      );
      const fieldsOf = (hrefs: readonly (string | null)[]) => [
        ...new Set(hrefs.map((href) => href?.split('.')[0])),
      ];
      const ids = [...page.querySelectorAll('[id]')].map(({ id }) => `#${id}`);
      const placedOn = fieldsOf(ids).filter((place) => fieldsOf(links).includes(place));
      expect(fieldsOf(links), 'in the order of the page').toEqual(placedOn);
      expect(page.querySelector('title')?.textContent).toMatch(/^エラー：/);
    }
    expect(linked, 'none is lost between the sections').toBe(problems.length);
  });

  test('a mistake in a row says in which one', async () => {
    const view = {
      content: { workers: [{}, {}] },
      problems: [
        { pointer: '/workers/1/kana', message: '「作業者 フリガナ」を入力してください' },
        { pointer: '/checklist/2/answer', message: '「別表1の適否」を選択してください' },
      ],
    };
    const linksOf = async (id: string) =>
      [...(await showSection(id, view)).querySelectorAll('.error-summary a')].map((link) => link.textContent);
    expect(await linksOf('work')).toEqual(['作業者 2：「作業者 フリガナ」を入力してください']);
    expect(await linksOf('checklist-1')).toEqual(['1-3：「別表1の適否」を選択してください']);
  });

  test('an application that is shown and sent back is the same application', async () => {
    const application = exampleApplication();
    expect(applicationSchema.parse(contentOf(await show({ content: application })))).toEqual(application);
  });

  test.each([
    ['2026-04-01', '令和8年4月1日'],
    ['R8.4.1', 'R8.4.1'],
    ['令和8年4月1日', '令和8年4月1日'],
    ['四月の初め', '四月の初め'],
    ['2026-02-30', '2026-02-30'],
  ])('a date that is kept or was typed as %s is shown as %s', async (kept, shown) => {
    const page = await showSection('basics', { content: { appliedOn: kept } });
    expect(controls([page], 'appliedOn')[0]?.getAttribute('value')).toBe(shown);
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
    const consultation = {
      ...{ consultationId: 'c', heldOn: '2026-03-10', cityStaff: hostile, summary: hostile },
      ...{ vendorId: 'v', systemIds: [] },
      contract: { name: '', number: '', from: '', to: '', kind: 'maintenance' as const },
      ...{ contact: { name: '', email: '' }, recordedBy: '', recordedAt: '' },
    };
    const correction = {
      caseNo: hostile,
      items: [
        { item: '2-1', note: hostile },
        { item: hostile, note: hostile },
      ],
      reason: hostile,
    };
    const content = poison(exampleApplication());
    const problems = [{ pointer: '/vendor/name', message: hostile }];
    const renewable = [
      { permitNo: hostile, label: hostile },
      { permitNo: 'x', label: hostile },
    ];
    const shown = await show({ content, problems, correction, consultation, renewable });
    const list = await taskListPage(context, {
      ...{ draftId: 'd1', content: inOrder(content), problems, regulation, consultation, correction },
      ...{ uncorrected: [], systemName: hostile, savedAt: '2026-04-03T00:00:00Z' },
    });
    const check = await checkPage(context, {
      ...{ draftId: 'd1', version: 1, regulation, systemName: hostile, isCorrection: false, untouched: [] },
      ...{ problems, remarks: problems, changes: undefined },
      consulted: [
        { kind: 'said', pointer: '/x', label: hostile, before: hostile, after: hostile },
        {
          kind: 'attachment',
          pointer: '/checklist/0/evidence',
          named: hostile,
          checklistName: '別表1',
          items: [],
          fields: [hostile],
          attached: 0,
        },
      ],
      recorded: { ...exampleApplication(), purpose: hostile, attachments: [] },
    });
    const all = [...shown, ...[list, check].map((page) => parseHTML(`${page}`).document)];
    expect(all.flatMap((page) => [...page.querySelectorAll('script, img')])).toHaveLength(0);
    expect(controls(shown, 'vendor.name')[0]?.getAttribute('value')).toBe(hostile);
    // linkedom leaves the entities of a textarea undecoded.
    expect(controls(shown, 'purpose')[0]?.textContent).toContain('&lt;/textarea&gt;&lt;script&gt;');
  });

  test('追加 shows one blank row more, and every list begins with one', async () => {
    const shown = await showSection('work', { content: exampleApplication(), adding: 'workers' });
    expect(controls([shown], 'workers.2.name')[0]?.getAttribute('value')).toBe('');
    for (const list of ['targetHosts', 'originSites', 'originIps', 'terminals', 'workers', 'trackRecord']) {
      for (const action of [`add:${list}`, `remove:${list}.0`])
        expect(
          pages.filter((page) => page.querySelector(`button[value="${action}"]`)),
          action,
        ).toHaveLength(1);
    }
  });

  test('補正 names the returned items on top of the list and links to their section, which names its own', async () => {
    const correction = {
      ...{ caseNo: 'R8-0012', reason: '資料が足りません' },
      items: [
        { item: '2-1', note: '録画の保存期間' },
        { item: '4-2', note: '回線の図' },
      ],
    };
    const content = inOrder(exampleApplication());
    const list = parseHTML(
      `${await taskListPage(context, {
        ...{ draftId: 'd1', content, problems: [], regulation, correction, consultation: undefined },
        ...{ uncorrected: [], systemName: 'x', savedAt: '2026-04-03T00:00:00Z' },
      })}`,
    ).document;
    expect([...list.querySelectorAll('.callout a')].map((link) => link.getAttribute('href'))).toEqual([
      '/drafts/d1/sections/checklist-2#f-checklist.4',
      '/drafts/d1/sections/checklist-4#f-checklist.13',
      '/drafts/d1/sections/attachments',
    ]);
    const own = await showSection('checklist-2', { content, correction });
    expect(own.querySelector('.callout')?.textContent).toContain('資料が足りません');
    expect(own.querySelector('.callout')?.textContent).toContain('録画の保存期間');
    expect(own.querySelector('.callout')?.textContent).not.toContain('回線の図');
    expect(own.querySelector('.callout a')?.getAttribute('href')).toBe('#f-checklist.4');
    expect(own.getElementById('f-checklist.4')?.textContent).toContain('録画の保存期間');
  });

  test('a single system is named, not asked for; a single permit to continue is ticked already, another one typed stays', async () => {
    const shown = await show({ systems: [system('juki')] });
    expect(contentOf(shown)['systemId']).toBe('juki');
    const one = { permitNo: 'R7-P0003', label: 'R7-P0003　税' };
    const ticked = async (content: object, renewable: readonly (typeof one)[]) =>
      contentOf([await showSection('basics', { content, renewable })])['previousPermitNo'];
    expect(await ticked({}, [one])).toBe('R7-P0003');
    expect(await ticked({}, [one, { permitNo: 'R7-P0004', label: 'x' }])).toBeUndefined();
    expect(await ticked({ previousPermitNo: 'R7-P0009' }, [one])).toBe('R7-P0009');
  });
});
