import { actAll } from '../case/case.ts';
import { openQuestions } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, loadEvents, loadRecord } from '../case/case-store.ts';
import { matterSentences } from '../case/matter.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { dossierHash, type FindingPaper } from '../case/records/finding-papers.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { hashOf } from '../values/hash.ts';
import { findingPapersOf, lastPaper } from './finding-papers-of.ts';
import { loadKnown } from './known-matters.ts';

/**
 * A corrected log or report of a permit that is over marks a finding that lives on under a later one, too (第7条,
 * docs/adr/0032, 0034): what is no longer shown, or again, is marked where somebody judges or decides on it. Done twice, it
 * does nothing; handed on again, it goes further with the next.
 */
export const reassessLater = (ports: Ports, caseId: string, findingId: string) =>
  commit<'marked' | 'nothing'>(ports, async (ports) => {
    const { store, clock, ids } = ports;
    const nothing = { ok: true, value: 'nothing', writes: [] } as const;
    const earlier = (await loadKnown(store, caseId)).find(({ head }) => head.findingId === findingId);
    const to = earlier?.head.to;
    if (!earlier || to === undefined) return nothing;
    const state = await loadCase(store, to);
    const later = await loadRecord(store, to, FINDINGS, findingId);
    if (!state || state.erasedAt !== undefined || !later) return nothing;
    const marked = new Set((later.head.matters ?? []).flatMap(({ n, outdated }) => (outdated ? [n] : [])));
    const gone = earlier.matters.filter(({ n, outdated }) => outdated && !marked.has(n));
    const back = earlier.matters.filter(({ n, outdated }) => !outdated && marked.has(n));
    const stands = earlier.head.outdated !== true;
    const differs = gone.length + back.length > 0 || stands === (later.head.outdated ?? false);
    const facts = (await loadEvents(store, caseId)).map(({ fact }) => fact);
    const why = facts.findLast((fact) => fact.type === 'finding-reassessed' && fact.findingId === findingId);
    const said = lastPaper(await findingPapersOf(store, caseId, earlier.head), 'finding-reassessed');
    if (!differs || why?.type !== 'finding-reassessed' || !said) return nothing;
    const paper: FindingPaper = {
      type: 'finding-reassessed',
      reason: said.reason,
      gone: [...matterSentences(gone)],
      back: [...matterSentences(back)],
      stands,
      undecided: false,
    };
    // What is asked is asked about all of it: the same question, as with a finding of the permit's own.
    const question = openQuestions(state).find(
      ({ about, stage }) => about === findingId && stage !== 'receipt',
    );
    const papers = [...later.head.papers, { hash: hashOf(paper) }];
    const fact = {
      type: 'finding-reassessed',
      findingId,
      ...(why.month === undefined ? {} : { month: why.month }),
      gone: gone.map(({ n }) => n),
      back: back.map(({ n }) => n),
      stands,
      ...(question
        ? {
            request: {
              ...question,
              hash: dossierHash(question.stage, findingId, papers),
              untold: true as const,
            },
          }
        : {}),
    } as const;
    const outcome = actAll(state, [{ fact, paper }], system('settle-ended'), clock(), [later]);
    if (!outcome.ok) return outcome;
    const further = outboxWrite(caseKey(to), ids.next(), clock(), { kind: 'continue-case', caseId: to });
    return { ok: true, value: 'marked', writes: [...actWrites(outcome.value), further] };
  });
