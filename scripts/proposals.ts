import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { loadNameAt } from '../core/directory/directory-store.ts';
import { confirmersOf } from '../core/registration/confirmers.ts';
import { decideAsOperator } from '../core/registration/decide-proposal.ts';
import { changeLabel } from '../core/registration/directory-changes.ts';
import {
  listOpenProposals,
  loadProposal,
  PROPOSAL_STATUSES,
  type Proposal,
} from '../core/registration/proposal.ts';
import type { Ports } from '../core/store/ports.ts';
import { dateOf } from '../core/values/calendar.ts';
import { createDynamoStore } from '../functions/adapters/store-dynamodb.ts';
import { createIds } from '../functions/adapters/system.ts';
import { createRunningClock } from '../local/clock.ts';
import { openDatabase } from '../local/database.ts';
import { createSqliteStore } from '../local/store-sqlite.ts';

/**
 * `npm run proposals -- list | show <id> | confirm <id> | stop <id> --reason <理由>`: 登録伺い, for the operator. Confirms only
 * while nobody of the city may (docs/deploy.md). The place: `--data <dir>`, or `--table <name>` of a deployed stack, with
 * the usual AWS environment. Mails go out when the server next delivers its outbox.
 */
const USAGE =
  'npm run proposals -- list | show <番号> | confirm <番号> | stop <番号> --reason <理由> [--data <dir> | --table <name>]';
const say = (line: string) => process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: process.env['DATA_DIR'] ?? '.data' },
    table: { type: 'string' },
    reason: { type: 'string' },
  },
});

type Place = { readonly ports: Ports; readonly close: () => void };
const open = (): Place | undefined => {
  const { data, table } = values;
  if (table !== undefined) {
    const client = new DynamoDBClient();
    const clock = () => Temporal.Now.instant();
    const store = createDynamoStore({ client, tableName: table });
    return { ports: { store, clock, ids: createIds(clock) }, close: () => client.destroy() };
  }
  const path = join(data, 'permits.sqlite');
  if (!existsSync(path)) return undefined;
  const database = openDatabase(path);
  const { now: clock } = createRunningClock(database);
  return {
    ports: { store: createSqliteStore(database), clock, ids: createIds(clock) },
    close: () => database.close(),
  };
};

/** By its number, as the mails give it, or by its id. */
const find = async ({ store }: Ports, id: string): Promise<Proposal | undefined> =>
  (await listOpenProposals(store)).find(({ proposalNo }) => proposalNo === id) ?? loadProposal(store, id);

const entitledTo = async ({ store, clock }: Ports, proposal: Proposal): Promise<string> => {
  const at = clock().toString();
  const held = await confirmersOf(store, proposal, dateOf(clock()));
  const names = await Promise.all(
    held.map(async ({ personId, title }) => `${title} ${await loadNameAt(store, personId, at)}`),
  );
  return names.length === 0 ? 'いません（運用担当者が確認できます）' : names.join('、');
};

const show = async (ports: Ports, proposal: Proposal): Promise<void> => {
  say(`${proposal.proposalNo}　${PROPOSAL_STATUSES[proposal.status]}`);
  say(
    `作成：${await loadNameAt(ports.store, proposal.preparedBy, proposal.preparedAt)}　${proposal.preparedAt}`,
  );
  say(`理由：${proposal.reason}`);
  for (const [index, { change, lines, result }] of proposal.changes.entries()) {
    say(`${index + 1} ${changeLabel(change.act)}`);
    for (const [label, text] of lines) say(`  ${label}：${text.replaceAll('\n', '\n    ')}`);
    if (result) say(`  → ${result.state === 'applied' ? '反映済み' : `反映できず：${result.why}`}`);
  }
  if (proposal.status === 'open') say(`確認できる職員：${await entitledTo(ports, proposal)}`);
};

const run = async (ports: Ports): Promise<number> => {
  const [command = 'list', id = ''] = positionals;
  if (command === 'list') {
    const proposals = await listOpenProposals(ports.store);
    if (proposals.length === 0) say('確認待ちの登録伺いはありません。');
    for (const proposal of proposals)
      say(
        `${proposal.proposalNo}　${[...new Set(proposal.changes.map(({ change }) => changeLabel(change.act)))].join('、')}　確認できる職員：${await entitledTo(ports, proposal)}`,
      );
    return 0;
  }
  const proposal = await find(ports, id);
  if (!proposal) {
    say(`登録伺い ${id} は見つかりません。`);
    return 1;
  }
  if (command === 'show') {
    await show(ports, proposal);
    return 0;
  }
  if (command !== 'confirm' && command !== 'stop') {
    say(USAGE);
    return 2;
  }
  if (command === 'stop' && values.reason === undefined) {
    say('--reason に理由を指定してください。');
    return 2;
  }
  const outcome = await decideAsOperator(ports)(proposal.proposalId, command, values.reason);
  if (!outcome.ok) {
    say(`行えません：${outcome.message}`);
    return 1;
  }
  await show(ports, outcome.value);
  return outcome.value.changes.some(({ result }) => result?.state === 'failed') ? 1 : 0;
};

const place = open();
if (!place) {
  say(`no data in ${values.data}\n${USAGE}`);
  process.exitCode = 2;
} else {
  process.exitCode = await run(place.ports);
  place.close();
}
