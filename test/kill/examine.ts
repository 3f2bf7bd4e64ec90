import { loadDecisions } from '../../core/application/decision.ts';
import { applicationSchema } from '../../core/application/inputs.ts';
import { loadRevision } from '../../core/application/revision-store.ts';
import { openRequest } from '../../core/case/case-state.ts';
import { caseKey, loadCase, loadEvents } from '../../core/case/case-store.ts';
import { listMails } from '../../core/case/outbox-write.ts';
import { loadTask } from '../../core/case/task-store.ts';
import { queryAll } from '../../core/store/ports.ts';
import { hashOf } from '../../core/values/hash.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';
import { violationsOf } from '../support/invariants.ts';
import type { Ledger } from './ledger.ts';

/** Where an execution may stand when nothing is left to do, by the state of its record. */
const RESTING: Readonly<Record<string, string | undefined>> = {
  returned: 'correct',
  confirming: 'confirm',
  approving: 'approve',
  upcoming: 'monitor',
};
const ENDED = ['refused', 'withdrawn'];

/** The data directory after everything has come to rest: what was lost, doubled, broken or left lying. */
export const examine = async (
  file: string,
  ledger: Ledger,
): Promise<{ faults: string[]; cases: number; mails: number }> => {
  const database = openDatabase(file);
  try {
    const store = createSqliteStore(database);
    const faults: string[] = [];
    const rows = (sql: string) => database.prepare(sql).all();
    const caseIds = rows("SELECT pk FROM items WHERE pk LIKE 'CASE#%' AND sk = 'STATE'").map(({ pk }) =>
      String(pk).slice('CASE#'.length),
    );
    const states = await Promise.all(caseIds.map((caseId) => loadCase(store, caseId)));

    // Each key led to one case, with the content that was sent.
    const byPurpose = new Map<string, string[]>();
    for (const caseId of caseIds) {
      const purpose = (await loadRevision(store, caseId, 1))?.application.purpose ?? '';
      byPurpose.set(purpose, [...(byPurpose.get(purpose) ?? []), caseId]);
    }
    for (const { key, application, receipt } of ledger.submissions) {
      const found = byPurpose.get(key) ?? [];
      if (!receipt || found.length !== 1 || found[0] !== receipt.caseId)
        faults.push(`${key}: acknowledged ${receipt?.caseId}, stored ${found.join()}`);
      const revision = receipt && (await loadRevision(store, receipt.caseId, 1));
      if (revision?.hash !== hashOf(applicationSchema.parse(application)))
        faults.push(`${key}: other content`);
    }
    if (caseIds.length !== ledger.submissions.length)
      faults.push(`${caseIds.length} cases of ${ledger.submissions.length} submissions`);
    // Every fiscal year counts from one: a run over the night of 31 March has two.
    const taken = Map.groupBy(
      states.flatMap((state) => (state ? [state.caseNo] : [])),
      (caseNo) => caseNo.split('-')[0],
    );
    for (const numbers of taken.values()) {
      const sorted = numbers.map((caseNo) => Number(caseNo.split('-')[1])).toSorted((a, b) => a - b);
      if (sorted.some((number, index) => number !== index + 1)) faults.push(`case numbers ${numbers.join()}`);
    }
    for (const kind of ['permitNo', 'documentNo']) {
      const taken = states.flatMap(
        (state) => new RegExp(`"${kind}":"([^"]+)"`).exec(JSON.stringify(state))?.[1] ?? [],
      );
      if (new Set(taken).size !== taken.length) faults.push(`${kind} given twice`);
    }

    // Every acknowledged act is there, once; the trail of every case is whole.
    for (const caseId of caseIds)
      for (const fault of await violationsOf(store, caseId)) faults.push(`${caseId}: ${fault}`);
    for (const decision of ledger.decisions) {
      const kept = (await loadDecisions(store, decision.caseId)).filter(
        ({ stage, rev, round, choice, decidedAt }) =>
          JSON.stringify([stage, rev, round, choice, decidedAt]) ===
          JSON.stringify([decision.stage, decision.rev, decision.round, decision.choice, decision.decidedAt]),
      );
      if (kept.length !== 1)
        faults.push(`${decision.caseId}: decision of ${decision.decidedAt} ${kept.length} times`);
    }
    for (const caseId of ledger.withdrawals)
      if ((await loadCase(store, caseId))?.status !== 'withdrawn') faults.push(`${caseId}: not withdrawn`);
    for (const { caseId, rev } of ledger.corrections)
      if (!(await loadRevision(store, caseId, rev))) faults.push(`${caseId}: revision ${rev} is gone`);

    // Nothing is stuck: no message left, every workflow stands where its record does.
    const left = Number(rows("SELECT count(*) AS n FROM items WHERE sk LIKE 'OUTBOX#%'")[0]?.['n']);
    if (left > 0) faults.push(`${left} outbox rows left`);
    const executions = new Map(
      rows("SELECT name, status FROM asl_executions WHERE machine = 'permit'").map(({ name, status }) => [
        String(name),
        String(status),
      ]),
    );
    for (const state of states) {
      if (!state) continue;
      const { caseId, status } = state;
      const task = await loadTask(store, caseId);
      const execution = executions.get(`permit-${caseId}-1`);
      const rests = ENDED.includes(status)
        ? execution === 'SUCCEEDED'
        : execution === 'RUNNING' && task?.task === RESTING[status];
      if (!rests) faults.push(`${caseId}: ${status}, execution ${execution}, waiting for ${task?.task}`);
      if ((status === 'confirming' || status === 'approving') && !openRequest(state))
        faults.push(`${caseId}: ${status} without a question`);
      if (state.parked !== undefined) faults.push(`${caseId}: parked by ${state.parked}`);
    }
    if (executions.size !== caseIds.length)
      faults.push(`${executions.size} executions of ${caseIds.length} cases`);

    // Every mail went out once.
    let mails = 0;
    // Of a digest each case keeps its part; the channel knows it by the first (docs/adr/0047).
    const keptOf = new Map<string, Awaited<ReturnType<typeof listMails>>>();
    for (const state of states) if (state) keptOf.set(state.caseId, await listMails(store, state.caseId));
    const parts = new Set<string>();
    for (const [caseId, kept] of keptOf)
      for (const { mailId, copies = [] } of kept)
        if (rows(`SELECT key FROM mailbox WHERE key = '${caseKey(caseId)}/${mailId}'`).length > 0)
          for (const copy of copies) parts.add(`${copy.pk}/${copy.mailId}`);
    for (const state of states) {
      if (!state) continue;
      const { caseId } = state;
      const kept = keptOf.get(caseId) ?? [];
      mails += kept.length;
      const inMailbox = database
        .prepare("SELECT substr(key, length(?1) + 1) AS id FROM mailbox WHERE key LIKE ?1 || '%'")
        .all(`CASE#${caseId}/`)
        .map(({ id }) => String(id));
      const recorded = new Set(kept.map(({ mailId }) => mailId));
      if (inMailbox.some((id) => !recorded.has(id)))
        faults.push(`${caseId}: a mail went out that is not on record`);
      const isOut = (mailId: string) =>
        inMailbox.includes(mailId) || parts.has(`${caseKey(caseId)}/${mailId}`);
      if (kept.some(({ mailId, result }) => result !== 'unknown' && !isOut(mailId)))
        faults.push(`${caseId}: a mail is on record that never went out`);
      if (kept.some(({ result }) => result === 'sending'))
        faults.push(`${caseId}: a mail is being sent for ever`);
      const sent = (template: string) => kept.filter((mail) => mail.template === template).length;
      if (sent('receipt') !== state.rev)
        faults.push(`${caseId}: ${sent('receipt')} receipts of ${state.rev} revisions`);
      const notices = 'notice' in state && state.notice ? 1 : 0;
      if (sent('result') !== notices) faults.push(`${caseId}: ${sent('result')} results`);
      const asked = (await loadEvents(store, caseId)).flatMap(({ fact }) =>
        'request' in fact ? (fact.request?.issuedTo ?? []) : [],
      );
      const open = openRequest(state)?.issuedTo.length ?? 0;
      const requests = sent('decision-request');
      // One that was answered or withdrawn before its mail went out needs none any more.
      if (requests > asked.length || requests < open)
        faults.push(`${caseId}: ${requests} request mails, ${asked.length} asked`);
      const twice = kept.filter(
        (mail, index) =>
          mail.template === 'decision-request' &&
          kept.findIndex(
            (other) => other.text === mail.text && other.to === mail.to && other.sentAt === mail.sentAt,
          ) !== index,
      );
      if (twice.length > 0) faults.push(`${caseId}: the same request mail twice`);
    }
    const shards = await queryAll(store, { index: 'due', hash: 'OUTBOX' });
    if (shards.length > 0) faults.push('the outbox index is not empty');
    return { faults, cases: caseIds.length, mails };
  } finally {
    database.close();
  }
};
