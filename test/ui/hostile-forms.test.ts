import { html } from 'hono/html';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { errorSummary } from '../../functions/ui/components.ts';
import {
  checkBox,
  choiceBoxes,
  dateField,
  fieldGroup,
  radioGroup,
  selectField,
  textArea,
  textField,
  yesNo,
} from '../../functions/ui/form-controls.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { browse } from '../support/browse.ts';
import { casesUnderWay } from '../support/cases-under-way.ts';
import { CHIEF, CLERK, createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/** Text that wants to be HTML, wherever a form shows it again: in the field, beside it, and in the summary of mistakes. */

const MARK = 'rogue';
const HOSTILE = [
  `<${MARK}>x</${MARK}>`,
  `"><${MARK} ${MARK}="1">`,
  `'><${MARK}>`,
  `" ${MARK}="1" x="`,
  `</textarea></title></select><${MARK}>`,
  `--><${MARK}>`,
] as const;
/** Elements and attributes that only such a text can have made. */
const made = (page: string): number => {
  const { document } = parseHTML(page);
  return document.querySelectorAll(`${MARK}, [${MARK}]`).length;
};

describe('the parts of forms', () => {
  const field = { path: 'a', label: '欄' };
  const options = { x: '甲' };
  test.each(HOSTILE)('%s', async (text) => {
    const state = { content: { a: text }, problems: [{ pointer: '/a', message: `「${text}」は使えません` }] };
    const anywhere = [
      errorSummary(state.problems),
      errorSummary([{ pointer: '', message: text }]),
      errorSummary([{ pointer: `/${text}`, message: 'x' }]),
      textField(state, field),
      textField(state, { ...field, hint: text, label: text }),
      textArea(state, field),
      dateField(state, field),
      selectField(state, { ...field, options }),
      selectField(state, { ...field, options: { [text]: text } }),
      radioGroup(state, { ...field, options }),
      yesNo(state, field),
      checkBox(state, field),
      fieldGroup(state, { path: 'a', legend: text }, html``),
      choiceBoxes(state, { path: 'a', legend: text, options: [{ value: text, label: text }] }),
      radioGroup(state, { ...field, label: text, options: { [text]: text } }),
    ];
    for (const [index, part] of anywhere.entries()) {
      const page = String(await html`<!doctype html><html><body>${part}</body></html>`);
      expect(made(page), `${index}: ${page}`).toBe(0);
    }
  });
});

describe('every form of every page', () => {
  let story: Story;
  let ids: Record<string, Record<string, string>>;
  beforeAll(async () => {
    story = await createStory();
    ids = await casesUnderWay(story);
  }, 120_000);

  type Form = { readonly action: string; readonly fields: Readonly<Record<string, string>> };
  /** What the page's forms would post, with `text` in everything that a person can type or choose. */
  const formsOf = ({ text: page }: Answer, at: string, text: string): Form[] =>
    [...parseHTML(page).document.querySelectorAll('form[method="post"]')].flatMap((form) => {
      const fields = [...form.querySelectorAll('input, textarea, select')].flatMap(
        (control): [string, string][] => {
          const name = control.getAttribute('name') ?? '';
          if (name === '' || name === '_csrf') return [];
          const isKept = control.getAttribute('type') === 'hidden' && /hash|version/i.test(name);
          return [[name, isKept || name === '_version' ? (control.getAttribute('value') ?? '') : text]];
        },
      );
      const { pathname, search } = new URL(form.getAttribute('action') ?? at, `http://x${at}`);
      return form.getAttribute('enctype')
        ? []
        : [{ action: pathname + search, fields: Object.fromEntries(fields) }];
    });

  test('誤りの一覧にも、項目の横にも、入力欄にも、入力された文字列がHTMLとして現れない', async () => {
    const pages = endpoints(story.ports).filter(
      ({ route }) => route.kind === 'page' && route.method === 'GET',
    );
    const counts = { forms: 0, shownAgain: 0 };
    for (const address of [VENDOR, CHIEF, TAX, CLERK]) {
      const person = await browse(story, address);
      for (const { route } of pages) {
        const at = Object.entries(ids[route.path] ?? {}).reduce(
          (path, [name, id]) => path.replace(`{${name}}`, id),
          route.path,
        );
        const shown = await person(at);
        if (shown.status !== 200 || !shown.headers['content-type']?.startsWith('text/html')) continue;
        for (const text of [HOSTILE[1], HOSTILE[4]])
          for (const form of formsOf(shown, at, text)) {
            if (form.action === '/sign-out') continue;
            const answer = await person(form.action, { ...form.fields });
            const where = `${address} ${form.action}`;
            counts.forms += 1;
            expect(answer.status, where).toBeLessThan(500);
            expect(made(answer.text), `${where}: ${answer.text.slice(0, 300)}`).toBe(0);
            if (answer.text.includes(`&lt;${MARK}`)) counts.shownAgain += 1;
          }
      }
    }
    process.stdout.write(`      N = ${counts.forms} posts, ${counts.shownAgain} show the text again\n`);
    expect(counts.forms).toBeGreaterThan(60);
    expect(counts.shownAgain).toBeGreaterThan(20);
    expect(story.failures).toEqual([]);
  }, 240_000);
});
