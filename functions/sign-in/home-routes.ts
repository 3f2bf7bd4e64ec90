import type { Temporal } from 'temporal-polyfill';
import { listInbox } from '../../core/application/list-cases.ts';
import { discardForm, listSavedForms, loadKeptForm } from '../../core/case/saved-form.ts';
import { countSections } from '../../core/daily/count-sections.ts';
import { listDues } from '../../core/daily/list-dues.ts';
import { listOpenFindings } from '../../core/daily/list-open-findings.ts';
import { listOpenInstructions } from '../../core/daily/list-open-instructions.ts';
import { listWaiting, listWatch } from '../../core/daily/list-watch.ts';
import { listAttention } from '../../core/decision/list-attention.ts';
import { type Caller, vendorOf } from '../../core/directory/caller.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import type { Settings } from '../../core/directory/settings.ts';
import { viewDisposals } from '../../core/disposal/prepare-disposal.ts';
import { listConsulted } from '../../core/registration/list-consulted.ts';
import { lapsedProposals, openProposals, proposalsToConfirm } from '../../core/registration/view-proposal.ts';
import { visitBefore } from '../../core/sign-in/sign-in.ts';
import { listNews } from '../../core/trail/since-last-visit.ts';
import { addBusinessDays, dateOf } from '../../core/values/calendar.ts';
import { listWorkable } from '../../core/work/view-work.ts';
import { type AppPorts, type Endpoint, NOT_FOUND, pageAt, signedIn } from '../http/contract.ts';
import { keptFormPage } from '../ui/kept-form-page.ts';
import { messagePage } from '../ui/message-page.ts';
import { type Home, homePage, LAPSED_DAYS, toCheck } from './home-page.ts';
import { inboxPage } from './inbox-page.ts';
import { savedFormsPage } from './saved-forms-page.ts';

const homeOf = async (ports: AppPorts, caller: Caller, cookie: string): Promise<Home> => {
  const since = await visitBefore(ports)(cookie);
  const saved = await listSavedForms(ports)(caller);
  const news = since && { news: { since, ...(await listNews(ports)(caller, since)) } };
  if (vendorOf(caller) !== undefined)
    return {
      dues: await listDues(ports)(caller),
      workable: await listWorkable(ports)(caller),
      waiting: await listWaiting(ports)(caller),
      saved,
      ...news,
    };
  const inOffice = caller.appointments.length > 0;
  const mine = inOffice ? await proposalsToConfirm(ports)(caller) : [];
  const days = soonDays(dateOf(ports.clock()), await loadSettings(ports.store));
  const disposals = await viewDisposals(ports)(caller);
  const isMine = new Set(mine.map(({ proposalId }) => proposalId));
  return {
    ...news,
    saved,
    inbox: inOffice ? await listInbox(ports)(caller) : [],
    proposals: mine.length,
    registrations: (await openProposals(ports)(caller)).filter(({ proposalId }) => !isMine.has(proposalId)),
    disposals: disposals.ok ? disposals.value.disposals.filter(({ status }) => status === 'proposed') : [],
    attention: await listAttention(ports)(caller),
    findings: await listOpenFindings(ports)(caller),
    ...(inOffice && {
      sections: await countSections(ports)(caller, toCheck(days)),
      instructions: await listOpenInstructions(ports)(caller),
    }),
    soonDays: days,
    lapsed: await lapsedProposals(ports)(caller, LAPSED_DAYS),
    watch: await listWatch(ports)(caller),
    consulted: await listConsulted(ports)(caller),
  };
};

/** Days from the first reminder of the end of a period to that end; where nobody is reminded, two months. */
const soonDays = (today: Temporal.PlainDate, settings: Settings): number => {
  const { renewalFirstDays: days } = settings;
  return days === 0 ? 60 : today.until(addBusinessDays(today, days, settings), { largestUnit: 'days' }).days;
};

/** The home of whoever is signed in, and 決裁待ち. */
export const homePages = (ports: AppPorts): readonly Endpoint[] => [
  pageAt('GET', '/home', 'anyone', 'トップページ（サインインした人）', async (call) => ({
    html: homePage(call.context, await homeOf(ports, signedIn(call), call.cookies['session'] ?? '')),
  })),
  pageAt('GET', '/inbox', 'city', '決裁待ち', async ({ caller, context, query }) => ({
    html: inboxPage(
      context,
      caller ? await listInbox(ports)(caller) : [],
      caller ? await proposalsToConfirm(ports)(caller) : [],
      query,
    ),
  })),
];

/** 作成中のもの (docs/adr/0051): everybody's own. */
export const savedFormPages = (ports: AppPorts): readonly Endpoint[] => [
  pageAt('GET', '/saved-forms', 'anyone', '作成中のもの', async (call) => ({
    html: savedFormsPage(call.context, await listSavedForms(ports)(signedIn(call))),
  })),
  pageAt('GET', '/kept-forms/{once}', 'anyone', '保管している入力', async (call) => {
    const found = await loadKeptForm(ports)(signedIn(call), call.params['once'] ?? '');
    if (!found) return NOT_FOUND;
    const { action, pairs } = found.kept;
    // The form that it is, so that it makes what it makes once.
    const context = { ...call.context, once: call.params['once'] ?? '' };
    return { html: keptFormPage(context, { action, pairs, kept: found }) };
  }),
  pageAt('POST', '/saved-forms', 'anyone', '一時保存した入力を削除する', async (call) => {
    const { path, list } = call.form.fields;
    const found = (await listSavedForms(ports)(signedIn(call))).find((saved) => saved.path === path);
    if (!found) return NOT_FOUND;
    const isListed = list !== undefined;
    const to = isListed ? '/saved-forms' : found.path;
    const outcome = await discardForm(ports, found, call.form.meta.saved);
    if (!outcome.ok && outcome.kind === 'conflict') {
      const back = { href: to, label: isListed ? '作成中のものの一覧に戻る' : `「${found.title}」に戻る` };
      return { status: 409, html: messagePage(call.context, 409, { sentence: outcome.message, back }) };
    }
    if (!outcome.ok) return outcome;
    return { redirect: `${to}${to.includes('?') ? '&' : '?'}done=discarded` };
  }),
];
