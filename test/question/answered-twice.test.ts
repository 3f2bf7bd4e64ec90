import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openQuestions } from '../../core/case/case-state.ts';
import { loadCase, loadEvents } from '../../core/case/case-store.ts';
import { QUESTIONS, type Question, STAGES } from '../../core/case/decision-request.ts';
import { attendCase } from '../../core/daily/attend-case.ts';
import { questionPath } from '../../functions/question/page.ts';
import { openQuestionsOf } from '../support/answer-questions.ts';
import { browse, pressedLast } from '../support/browse.ts';
import { EARLIER_CITIES, factsOf, openEarlier } from '../support/earlier-city.ts';
import { shorteningsUnderWay } from '../support/shortenings.ts';
import { CHIEF, DEPUTY, TAX, TAX_DEPUTY } from '../support/story.ts';
import type { Answer } from '../support/world.ts';

/**
 * A decision that is pressed twice (a double click, back and once more) shows the receipt of the first press and is made once
 * (docs/adr/0046, INV-15); whoever else presses later is told who was faster.
 */

const NEWEST = EARLIER_CITIES.toSorted((a, b) => factsOf(b).now.localeCompare(factsOf(a).now))[0] ?? '';

/** What a form holds with something in every control: the first of what can be chosen, every box, a day where one is asked for. */
const filledIn = (page: Answer, action: string, over: Readonly<Record<string, string>>) => {
  const form = [...parseHTML(page.text).document.querySelectorAll('main form[method="post"]')].find(
    (one) => one.getAttribute('action') === action,
  );
  if (!form) throw new Error(`no form for ${action}: ${page.status}`);
  const fields: Record<string, string> = {};
  for (const control of form.querySelectorAll('input, textarea, select')) {
    const name = control.getAttribute('name') ?? '';
    const type = control.getAttribute('type') ?? '';
    const value = control.getAttribute('value') ?? '';
    if (name === '' || (type === 'radio' && name in fields)) continue;
    if (control.tagName === 'SELECT')
      fields[name] =
        [...control.querySelectorAll('option')]
          .map((one) => one.getAttribute('value') ?? '')
          .find((one) => one !== '') ?? '';
    else if (type === 'text' || control.tagName === 'TEXTAREA')
      fields[name] = value || control.textContent.trim() || dayOr(name);
    else fields[name] = value;
  }
  const buttons = [...form.querySelectorAll('button[name="_action"]')].map(
    (one) => one.getAttribute('value') ?? '',
  );
  const send = buttons.findLast((one) => !/^(show|save|add|remove)/.test(one));
  return { ...fields, ...over, ...(send === undefined ? {} : { _action: send }) };
};
const dayOr = (name: string): string =>
  /confirmedOn$/.test(name)
    ? '令和8年10月5日'
    : /(On|By|until|lastDay)$/.test(name)
      ? '令和8年10月30日'
      : '理由を記す。';
/** Of what differs from the first of everything, by stage. */
const FILL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  instruct: { dueOn: '令和8年10月30日' },
  sanction: { 'only.value': '', until: '' },
};

// In one order: what is answered here asks the next of the same record.
describe('二度押された決定', { shuffle: false }, async () => {
  const city = await openEarlier(NEWEST);
  const { story } = city;
  afterAll(city.close);
  const caseIds = Object.values(factsOf(NEWEST).cases).map(({ caseId }) => caseId);
  const asked: { caseId: string; question: Question }[] = [];
  beforeAll(async () => {
    await story.settle();
    await shorteningsUnderWay(story, caseIds);
    asked.push(...(await openQuestionsOf(story, caseIds)));
    const { caseId = '' } = factsOf(NEWEST).cases['returned'] ?? {};
    for (const day of ['2026-09-01', '2026-10-05']) {
      story.clock.moveTo(Temporal.Instant.from(`${day}T10:00+09:00`));
      await attendCase(story.ports)(caseId);
    }
    const state = await loadCase(story.store, caseId);
    for (const question of state ? openQuestions(state) : []) asked.push({ caseId, question });
  });

  const signedIn = new Map<string, ReturnType<typeof browse>>();
  const as = (address: string) => {
    const browser = signedIn.get(address) ?? browse(story, address);
    signedIn.set(address, browser);
    return browser;
  };
  // First the one that another answer about the same finding would settle.
  const stages = Object.keys({ ...STAGES, ...QUESTIONS }).filter((stage) => stage !== 'closing');
  test.each(['closing', ...stages])('%s', async (stage) => {
    const found = asked.find(({ question }) => question.stage === stage && question.role !== 'manager:ict');
    if (!found) throw new Error(`nothing is asked of the kind ${stage}`);
    const { caseId, question } = found;
    const path = questionPath(caseId, question);
    const [holder, deputy, name] =
      question.role === 'chief' ? [CHIEF, DEPUTY, '統括 太郎'] : [TAX, TAX_DEPUTY, '税務 三郎'];
    const [own, other] = [await as(holder), await as(deputy)];
    const fill = FILL[stage] ?? {};
    const state = await loadCase(story.store, caseId);
    const open = (state ? openQuestions(state) : []).find(
      (one) => one.stage === stage && one.about === question.about,
    );
    const [form, later] = [filledIn(await own(path), path, fill), filledIn(await other(path), path, fill)];
    const look = await own(path, form);
    const sent = look.text.includes('value="sure-') ? pressedLast(look) : undefined;
    if (sent === undefined) expect(look.status, look.text).toBe(303);
    const presses =
      sent === undefined
        ? [look, await own(path, form)]
        : await Promise.all([own(path, sent), own(path, sent)]);
    const again = await own(path, sent ?? form);
    expect(presses[0]?.status, presses[0]?.text).toBe(303);
    for (const press of [...presses, again])
      expect([press.status, press.headers['location']], press.text).toEqual([
        303,
        presses[0]?.headers['location'],
      ]);
    const answers = (await loadEvents(story.store, caseId)).filter(
      ({ fact }) => 'answers' in fact && fact.answers === open?.requestId,
    );
    if (!(stage in STAGES)) expect(answers).toHaveLength(1);
    const told = await other(path, later);
    expect(told.status, told.text).toBe(409);
    expect(told.text).toMatch(/すでに|先に行われた手続は/);
    expect(told.text).toContain(name);
  });
});
