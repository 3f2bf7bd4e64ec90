import { loadCase } from '../../../core/case/case-store.ts';
import { browse, hiddenFields } from '../../support/browse.ts';
import { permitIn } from '../../support/permit.ts';
import { createStory, TAX, VENDOR } from '../../support/story.ts';

/** A 立会い記録 from the manager's request to its acceptance, by the pages; what was seen on the way, as JSON. */
const story = await createStory();
const { caseId } = await permitIn(story);
await story.until('2026-04-20T09:00');
const [manager, vendor] = [await browse(story, TAX), await browse(story, VENDOR)];
const permit = `/permits/${caseId}`;

const tooEarly = await manager(`${permit}/new-attendance`, { what: '更新作業の立会い', dueOn: '2026-04-20' });
const asked = await manager(`${permit}/new-attendance`, { what: '更新作業の立会い', dueOn: '2026-04-30' });
const id = (await manager(`${permit}?part=all`)).text.match(/attendances\/([^"]+)"/)?.[1] ?? '';
const record = `${permit}/attendances/${id}`;
const wanted = { subject: story.subjectsTo(VENDOR)[0], text: story.mailsTo(VENDOR)[0]?.text };
const owed = (await vendor('/home')).text;

const early = await manager(`${record}/acceptance`);
const answer = { attendedBy: '税務 太郎', course: '更新の前後に画面を確認した。' };
const answered = await vendor(`${record}/answer`, answer);
const again = await vendor(`${record}/answer`, answer);
const question = { subject: story.subjectsTo(TAX)[0], text: story.mailsTo(TAX)[0]?.text };
const inbox = (await manager('/inbox')).text;

const form = await manager(`${record}/acceptance`);
const stale = await manager(`${record}/acceptance`, { hash: 'another' });
const accepted = await manager(`${record}/acceptance`, { ...hiddenFields(form), opinion: '適当と認める。' });
const state = await loadCase(story.store, caseId);
const page = await vendor(record);
process.stdout.write(
  JSON.stringify(
    {
      statuses: { tooEarly, asked, early, answered, again, stale, accepted, page },
      wanted,
      owed,
      question,
      inbox,
      over: story.subjectsTo(VENDOR)[0],
      page: page.text,
      permit: (await manager(`${permit}?part=all`)).text,
      trail: (await manager(`${permit}/events`)).text,
      open: state && 'questions' in state ? state.questions.length : -1,
      events: (await story.eventsOf(caseId)).slice(-3),
      violations: await story.violations(caseId),
    },
    (_key, value) =>
      value && typeof value === 'object' && 'status' in value && 'text' in value ? value.status : value,
  ),
);
