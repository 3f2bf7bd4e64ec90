import type { CaseEvent } from '../../../core/case/case-event.ts';
import type { Message } from '../../../core/case/outbox.ts';
import type { Change } from '../../support/memory-store.ts';
import { jstDate } from '../ticks.ts';
import { type Judged, member } from './judged.ts';
import type { Trail } from './on-commit.ts';

/**
 * INV-29 FewMails (docs/adr/0053): an ordinary act on a work or a month makes no more mails than the table here allows, and what
 * goes together or again reaches nobody more than three times a day.
 */

const MOST_A_DAY = 3;

type Fact = CaseEvent['fact'];
type Asking = { readonly request?: { readonly issuedTo: readonly string[] } | undefined };
const asked = ({ request }: Asking): number => request?.issuedTo.length ?? 0;

/** The report of a work about which the manager has been asked already hides in the mail of its month, unless it is unusual. */
const isPlain = (fact: Extract<Fact, { type: 'session-reported' }>, facts: readonly Fact[]): boolean => {
  const ofWork = facts.filter((old) => 'workId' in old && old.workId === fact.workId);
  const announced = ofWork.find((old) => old.type === 'work-announced');
  const answers = ofWork.filter((old) => old.type === 'work-answered');
  const month = jstDate(Date.parse(fact.connectedAt)).slice(0, 7);
  return (
    fact.flags.length === 0 &&
    ofWork.filter(({ type }) => type === 'session-reported').length === 1 &&
    announced?.emergency === false &&
    answers.at(-1)?.choice === 'accept' &&
    !facts.some((old) => old.type === 'report-submitted' && old.yearMonth >= month)
  );
};

/** Mails that a fact may make; undefined: of no ordinary act. */
const allowedFor = (fact: Fact, facts: readonly Fact[]): number | undefined => {
  switch (fact.type) {
    case 'work-announced':
    case 'work-revised':
    case 'report-submitted':
      return asked(fact);
    case 'session-reported':
      return isPlain(fact, facts) ? 0 : asked(fact);
    case 'report-requested':
    case 'report-returned':
    case 'work-answered':
      return 1;
    case 'session-reviewed':
      return fact.choice === 'return' ? 1 : 0;
    case 'report-accepted':
      return 0;
    default:
      return undefined;
  }
};

export const createMailJudge = ({ violate }: Pick<Judged, 'violate'>, trails: ReadonlyMap<string, Trail>) => {
  const days = new Map<string, number>();
  let mails = 0;

  const judgeActs = (changes: readonly Change[], events: ReadonlyMap<string, readonly CaseEvent[]>): void => {
    for (const [caseId, list] of events) {
      const facts = trails.get(caseId)?.facts ?? [];
      const allowed = list.map(({ fact }) => allowedFor(fact, facts));
      if (allowed.some((count) => count === undefined)) continue;
      const made = changes.filter(({ key, after }) => {
        const message = key.sk.startsWith('OUTBOX#') ? member<Message>(after, 'message') : undefined;
        const mail = message?.kind === 'mail' ? message.mail : undefined;
        return mail?.template === 'decision-request'
          ? mail.caseId === caseId && mail.reason === 'opened'
          : mail?.template === 'permit-news' && mail.caseId === caseId && mail.copy === undefined;
      }).length;
      const most = allowed.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      mails += made;
      if (made > most) {
        const what = list.map(({ fact }) => fact.type).join(', ');
        violate('INV-29', `${what}: ${made} mails, ${most} may go`, caseId);
      }
    }
  };

  /** By the day for which its row was written: after an outage those of several days go out on one. */
  const judgeDays = (changes: readonly Change[]): void => {
    const waited = changes.find(
      ({ key, after }) => key.pk.startsWith('DIGEST#') && key.sk.startsWith('OUTBOX#') && after === undefined,
    )?.before?.dueAt;
    const sent = changes.flatMap(({ key, after }) => {
      const mail = key.sk.startsWith('MAIL#')
        ? member<{ readonly to: string; readonly result: string }>(after, 'mail')
        : undefined;
      return mail?.result === 'sent' || mail?.result === 'undeliverable' ? [mail.to] : [];
    });
    const [to] = sent;
    if (waited === undefined || to === undefined) return;
    const day = jstDate(Date.parse(waited.split('#')[0] ?? ''));
    const count = (days.get(`${to} ${day}`) ?? 0) + 1;
    days.set(`${to} ${day}`, count);
    if (count > MOST_A_DAY) violate('INV-29', `${count} mails together or again to ${to} on ${day}`);
  };

  return {
    onCommit: (changes: readonly Change[], events: ReadonlyMap<string, readonly CaseEvent[]>): void => {
      judgeActs(changes, events);
      judgeDays(changes);
    },
    /** Of works and months, and days on which somebody got something together or again. */
    counts: () => ({ mails, mailDays: days.size }),
  };
};
