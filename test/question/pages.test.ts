import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openQuestions } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { QUESTIONS, type Question, STAGES } from '../../core/case/decision-request.ts';
import { attendCase } from '../../core/daily/attend-case.ts';
import { questionPath } from '../../functions/question/page.ts';
import { openQuestionsOf } from '../support/answer-questions.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { EARLIER_CITIES, factsOf, openEarlier } from '../support/earlier-city.ts';
import { shorteningsUnderWay } from '../support/shortenings.ts';
import { CHIEF, DEPUTY, TAX, TAX_DEPUTY } from '../support/story.ts';

/** Every question of a city in the middle of its work, as whoever is asked and their deputy read it (docs/adr/0043). */

const NEWEST = EARLIER_CITIES.toSorted((a, b) => factsOf(b).now.localeCompare(factsOf(a).now))[0] ?? '';

describe('依頼の画面: どの依頼も同じ作り', async () => {
  const city = await openEarlier(NEWEST);
  const { story } = city;
  afterAll(city.close);
  const caseIds = Object.values(factsOf(NEWEST).cases).map(({ caseId }) => caseId);
  const asked: { caseId: string; question: Question }[] = [];
  beforeAll(async () => {
    await story.settle();
    await shorteningsUnderWay(story, caseIds);
    asked.push(...(await openQuestionsOf(story, caseIds)));
    await askAboutCorrection();
    // Everything is late; nobody has looked yet.
    story.clock.moveTo(story.clock.now().add({ hours: 24 * 60 }));
  });
  /** A kind that the city's version did not ask: of what it had sent back, the day of the correction is told, then ends. */
  const askAboutCorrection = async (): Promise<void> => {
    const { caseId = '' } = factsOf(NEWEST).cases['returned'] ?? {};
    for (const day of ['2026-09-01', '2026-10-05']) {
      story.clock.moveTo(Temporal.Instant.from(`${day}T10:00+09:00`));
      await attendCase(story.ports)(caseId);
    }
    const state = await loadCase(story.store, caseId);
    for (const question of state ? openQuestions(state) : []) asked.push({ caseId, question });
  };
  const signedIn = new Map<string, ReturnType<typeof browse>>();
  const as = (address: string) => {
    const browser = signedIn.get(address) ?? browse(story, address);
    signedIn.set(address, browser);
    return browser;
  };
  const one = (stage: string) => {
    const found = asked.find(({ question }) => question.stage === stage && question.role !== 'manager:ict');
    if (!found) throw new Error(`nothing is asked of the kind ${stage}`);
    return { ...found, path: questionPath(found.caseId, found.question) };
  };

  test.each(Object.keys({ ...STAGES, ...QUESTIONS }))('%s', async (stage) => {
    const { caseId, question, path } = one(stage);
    const [holder, deputy, name] =
      question.role === 'chief' ? [CHIEF, DEPUTY, '総務部ICT推進室長'] : [TAX, TAX_DEPUTY, '財政部税務課長'];
    const own = await as(holder);
    const page = await own(path);
    expect(page.status, page.text).toBe(200);
    expect(page.text).toContain('期限超過');
    expect(page.text).not.toContain('代決として');
    const { hash } = hiddenFields(page);
    expect(hash).toMatch(/^[\w-]{43}$/);

    // The first button of the form is what Enter presses: it decides nothing, and what was typed is still there.
    const form = page.text.slice(page.text.indexOf(`<form method="post" action="${path}"`));
    const first = /<button[^>]*?(?:name="_action" value="(\w+)")?[^>]*>/.exec(form);
    expect(['show', 'save']).toContain(/value="(\w+)"/.exec(first?.[0] ?? '')?.[1]);
    const enter = /value="(\w+)"/.exec(first?.[0] ?? '')?.[1] ?? '';
    const typed = await own(path, { ...hiddenFields(page), reason: '入力の途中', _action: enter });
    expect([200, 303]).toContain(typed.status);
    if (typed.status === 200 && form.includes('name="reason"')) expect(typed.text).toContain('入力の途中');
    const state = await loadCase(story.store, caseId);
    const open = (state ? openQuestions(state) : []).map(({ requestId }) => requestId);
    expect(open).toContain(question.requestId);

    const place = await as(deputy);
    const instead = await place(path);
    expect(instead.status, instead.text).toBe(200);
    expect(instead.text).toMatch(new RegExp(`代決として(?:回答|決定)します[^]*${name}[^]*両名の氏名`));
  });
});
