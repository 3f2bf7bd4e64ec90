import { html } from 'hono/html';
import { listInbox } from '../../core/application/list-cases.ts';
import type { InboxEntry } from '../../core/application/views.ts';
import type { Caller } from '../../core/directory/caller.ts';
import type { AskedOfMe } from '../../core/question/open-question.ts';
import type { Outcome, Problem, Refusal } from '../../core/values/errors.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import {
  button,
  buttonRow,
  type Content,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { rowsAt, textAt } from '../ui/form.ts';
import { checkBox, hiddenField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { deputyNote, dueText, questionPath } from './page.ts';

/**
 * Questions of one kind, answered together on one page that shows each (docs/adr/0050): a tick for each, one POST, and for each a
 * transaction of its own under the hash of what was shown of it, and a result of its own (INV-4). Only the answer that says
 * that nothing is wrong: whatever needs a reason is answered on the page of the question.
 */

/** So many stand on one page: one can still read them. */
const AT_ONCE = 10;

export type Together = {
  readonly stage: 'monthly' | 'review';
  readonly title: string;
  /** What the tick says. */
  readonly accept: string;
  /** What there is to know of one, as on the page of the question; `place` makes its anchors its own. */
  readonly load: (
    ports: AppPorts,
  ) => (
    caller: Caller,
    caseId: string,
    about: string,
    place: string,
  ) => Promise<{ readonly question: AskedOfMe; readonly dossier: Content } | undefined>;
  readonly answer: (
    ports: AppPorts,
  ) => (caller: Caller, caseId: string, about: string, hash: string) => Promise<Outcome<unknown> | Refusal>;
};

export const togetherPath = (stage: Together['stage']): string => `/inbox/${stage}`;

type Shown = { readonly entry: InboxEntry; readonly question: AskedOfMe; readonly dossier: Content };

const nameOf = ({ permitNo, aboutNo, systemName }: InboxEntry): string =>
  [permitNo, aboutNo, systemName].filter(Boolean).join('　');

export const togetherPages = (ports: AppPorts, kind: Together): readonly Endpoint[] => {
  const path = togetherPath(kind.stage);

  const show = async (call: PageCall, problems: readonly Problem[] = []): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const open = (await listInbox(ports)(caller)).filter(({ stage }) => stage === kind.stage);
    const shown: Shown[] = [];
    for (const entry of open.slice(0, AT_ONCE)) {
      const place = `-${shown.length}`;
      const found = await kind.load(ports)(caller, entry.caseId, entry.about ?? '', place);
      if (found) shown.push({ entry, ...found });
    }
    const view = { shown, left: open.length - shown.length, content: call.form.fields, problems };
    return { status: problems.length > 0 ? 422 : 200, html: togetherPage(call.context, kind, view) };
  };

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const { fields } = call.form;
    const ticked = Array.from({ length: rowsAt(fields, 'answers') }, (_, index) => {
      const at = (field: string) => textAt(fields, `answers.${index}.${field}`);
      return {
        caseId: at('caseId'),
        about: at('about'),
        hash: at('hash'),
        is: at('accept') === 'true',
        name: at('name'),
      };
    }).filter(({ is }) => is);
    if (ticked.length === 0)
      return show(call, [{ pointer: '/answers/0/accept', message: `「${kind.accept}」を選択してください` }]);
    const results: { readonly name: string; readonly href: string; readonly refusal: string | undefined }[] =
      [];
    for (const { caseId, about, hash, name } of ticked.slice(0, AT_ONCE)) {
      const outcome = await kind.answer(ports)(caller, caseId, about, hash);
      results.push({
        name,
        href: questionPath(caseId, { stage: kind.stage, about }).replace(/\/(answer|review)$/, ''),
        refusal: outcome.ok ? undefined : outcome.message,
      });
    }
    return { html: resultsPage(call.context, kind, results) };
  };

  return [
    pageAt('GET', path, 'city', `${kind.title}をまとめて行う画面`, (call) => show(call)),
    pageAt('POST', path, 'city', `${kind.title}をまとめて記録する`, post),
  ];
};

const togetherPage = (
  context: PageContext,
  kind: Together,
  view: {
    readonly shown: readonly Shown[];
    readonly left: number;
    readonly content: unknown;
    readonly problems: readonly Problem[];
  },
): Html => {
  const { shown, left, problems } = view;
  const title = `${kind.title}（まとめて）`;
  const state = { content: view.content, problems };
  const label = '選択したものを記録する';
  return page(
    context,
    title,
    html`<h1>${title}</h1>
${errorSummary(problems)}
${
  shown.length === 0
    ? emptyState('あなたの回答を待っているものはありません。')
    : html`<p class="lead">期限の近いものから${shown.length}件の内容を、すべて示しています。1件ずつ確認し、問題のないものを選択してください。差し戻すものは、その画面で理由を入力します。</p>
${postForm(context, { action: togetherPath(kind.stage) }, [
  shown.map(({ entry, question, dossier }, index) => {
    const at = (field: string) => `answers.${index}.${field}`;
    const name = nameOf(entry);
    const values = { caseId: entry.caseId, about: entry.about ?? '', hash: question.hash, name };
    return html`<section class="part together" aria-labelledby="one-${index}"><h2 id="one-${index}">${name}</h2>
<p>期限　${dueText(context, question.dueOn)}　<a href="${questionPath(entry.caseId, entry)}">この1件の画面を開く（差戻しなど）</a></p>
${deputyNote(question.asDeputyFor, '回答')}
${definitionList([['保守事業者', entry.subcontractor === undefined ? entry.vendorName : `${entry.vendorName}（再委託者 ${entry.subcontractor}）`]])}
${dossier}
${Object.entries(values).map(([field, value]) => hiddenField(state, { path: at(field), value }))}
${checkBox(state, { path: at('accept'), type: 'boolean', label: `${kind.accept}（${name}）` })}</section>`;
  }),
  html`<p>「${label}」を押すと、選択したものだけが1件ずつ記録され、後から変更できません。</p>`,
  buttonRow(button(label), linkButton('/inbox', '記録しないで戻る', 'quiet')),
])}
${left > 0 && html`<p>ほかに${left}件あります。記録した後に、続けて示します。</p>`}`
}`,
    { here: '/inbox', invalid: problems.length > 0 },
  );
};

const resultsPage = (
  context: PageContext,
  kind: Together,
  results: readonly { readonly name: string; readonly href: string; readonly refusal: string | undefined }[],
): Html => {
  const done = results.filter(({ refusal }) => refusal === undefined).length;
  const title = `${kind.title}の結果`;
  return page(
    context,
    title,
    html`<h1>${title}</h1>
<p class="lead">${results.length}件のうち${done}件を記録しました。</p>
${dataTable(
  { text: title },
  ['件名', '結果'],
  results.map(({ name, href, refusal }) => [
    html`<a href="${href}">${name}</a>`,
    refusal === undefined
      ? '記録しました'
      : html`<span class="tag attention">記録していません</span> ${refusal}`,
  ]),
)}
${buttonRow(linkButton(togetherPath(kind.stage), '続けて確認する'), linkButton('/inbox', '決裁待ちに戻る'))}`,
    { here: '/inbox' },
  );
};
