import type { Page } from 'playwright-core';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { sectionsOf } from '../../functions/application/sections.ts';

/** Fill in a form from the JSON body that it spells. */
export const fillIn = async (page: Page, value: unknown, path = ''): Promise<void> => {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) await fillIn(page, entry, `${path}.${index}`);
    return;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      await fillIn(page, member, path ? `${path}.${name}` : name);
    return;
  }
  const control = page.locator(`[name="${path}"], [name="${path}:boolean"], [name="${path}:number"]`).first();
  if ((await control.count()) === 0) throw new Error(`no field ${path}`);
  const tag = await control.evaluate((element) => `${element.tagName}:${element.getAttribute('type')}`);
  if (tag.endsWith(':hidden')) return;
  if (tag.endsWith(':radio') || tag.endsWith(':checkbox')) {
    const group = page.locator(`[name="${path}"], [name="${path}:boolean"]`);
    await group.and(page.locator(`[value="${String(value)}"]`)).check();
  } else if (tag.startsWith('SELECT')) await control.selectOption(String(value));
  else await control.fill(String(value));
};

const LISTS = ['targetHosts', 'originSites', 'originIps', 'terminals', 'workers', 'trackRecord'];

/**
 * 様式1 from its first section, one page after the other, to the last look. Rows beyond the first are asked for by 追加.
 *
 * @returns the presses it took
 */
export const fillSections = async (
  page: Page,
  application: Readonly<Record<string, unknown>>,
  look: (id: string) => Promise<void> = async () => {},
): Promise<number> => {
  let presses = 0;
  const fields: Readonly<Record<string, unknown>> = { subcontracted: false, ...application };
  for (const section of sectionsOf(regulation)) {
    await page.waitForURL(new RegExp(`/sections/${section.id}(\\?|#|$)`));
    for (const list of LISTS.filter((name) => section.fields.some((field) => field === name))) {
      const rows = fields[list];
      for (let row = 1; Array.isArray(rows) && row < rows.length; row += 1) {
        // Blank rows close up: what is there is filled in before one is added.
        await fillIn(page, rows.slice(0, row), list);
        await page.locator(`button[value="add:${list}"]`).click();
        presses += 1;
      }
    }
    const checklist = regulation.checklist.map(({ id }, index) =>
      section.items?.includes(id) && Array.isArray(fields['checklist'])
        ? fields['checklist'][index]
        : undefined,
    );
    for (const field of section.fields) await fillIn(page, section.items ? checklist : fields[field], field);
    await look(section.id);
    await page.getByRole('button', { name: /^保存して(次|確認)へ進む/ }).click();
    presses += 1;
  }
  await page.waitForURL(/\/check$/);
  return presses;
};
