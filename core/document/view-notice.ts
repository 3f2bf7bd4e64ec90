import { Temporal } from 'temporal-polyfill';
import { type Decision, loadDecisions, loadIssuer } from '../application/decision.ts';
import { loadRevision } from '../application/revision-store.ts';
import type { NoticeView } from '../application/views.ts';
import { caseKey, loadCase } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import { nameAt } from '../directory/directory.ts';
import { loadSection, loadSettings, loadSystem } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { regulationById } from '../regulation/regulations.ts';
import type { Ports } from '../store/ports.ts';
import { startOfDay } from '../values/calendar.ts';
import { accepted, ERASED, Fatal, NOT_FOUND, type Outcome, refused } from '../values/errors.ts';
import { resultNoticeSchema } from '../values/signed.ts';

/** Items of the checklist that a refusal names: the manager found that they are not met (第4条第2項). */
export const lackingOf = (
  { checklist, choice }: Pick<Decision, 'checklist' | 'choice'>,
  regulation: Regulation,
): string[] =>
  choice === 'refuse'
    ? regulation.checklist
        .filter(({ id }) => checklist.some(({ item, result }) => item === id && result === 'fail'))
        .map(({ id, text }) => `${regulation.checklistName} ${id}　${text}`)
    : [];

/** F4 結果通知書 (第5条), with the titles and names as they were on the day it was issued. */
export const viewNotice =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caller: Caller, caseId: string): Promise<Outcome<NoticeView>> => {
    const state = await loadCase(store, caseId);
    if (!state || !canSee(caller, state, await loadSettings(store))) return NOT_FOUND;
    if (state.erasedAt !== undefined) return ERASED;
    if (!('notice' in state) || !state.notice)
      return refused('conflict', 'not-notified', '結果はまだ通知されていません（第5条）');
    const [revision, section, system, decisions] = await Promise.all([
      loadRevision(store, caseId, state.rev),
      loadSection(store, state.sectionId),
      loadSystem(store, state.systemId),
      loadDecisions(store, caseId),
    ]);
    const decision = decisions.findLast((d) => d.stage === state.decision.stage && d.rev === state.rev);
    if (!revision || !section || !system || !decision) return NOT_FOUND;
    const { application } = revision;
    const { documentNo, issuedOn, paper } = state.notice;
    const issued = await loadPaper(store, caseKey(caseId), paper, resultNoticeSchema);
    if (paper !== undefined && !issued) throw new Fatal('the notice of a result is missing');
    const issuer = issued?.issuer ?? (await loadIssuer(store, caseId));
    const regulation = regulationById(state.regulationId);
    return accepted({
      documentNo,
      issuedOn,
      addressee: issued?.addressee ?? {
        name: application.vendor.name,
        representative: `${application.vendor.representative.title} ${application.vendor.representative.name}`,
      },
      issuer: {
        city: regulation.city,
        title: issuer?.title ?? section.headTitle,
        name: issuer?.name ?? '',
      },
      result: state.status === 'refused' ? '不承認' : state.decision.conditional ? '条件付承認' : '承認',
      caseNo: state.caseNo,
      appliedOn: application.appliedOn,
      permitNo: 'permitNo' in state ? state.permitNo : undefined,
      systemName: issued?.systemName ?? nameAt(system, startOfDay(Temporal.PlainDate.from(issuedOn))),
      subcontractor: application.subcontracting?.company,
      // As it was notified: what has shortened it since has a paper of its own.
      period: 'permitNo' in state ? { ...application.period, from: state.period.from } : application.period,
      fromNotice: 'permitNo' in state && state.period.from > application.period.from,
      ground: application.ground,
      purpose: application.purpose,
      originSites: application.originSites.map((site) => `${site.name}（${site.address}）`),
      terminals: application.terminals.map((terminal) => `${terminal.assetNo}（${terminal.os}）`),
      targetHosts: application.targetHosts.map(
        (target) => `${target.host}（${target.ip} ${target.protocol.toUpperCase()}/${target.port}）`,
      ),
      originIps: issued?.originIps,
      workerCount: application.workers.length,
      conditions: decision.conditions,
      necessity: decision.necessity,
      exceptions: application.checklist
        .filter((answer) => answer.answer === 'exception')
        .map((answer) => ({
          item: answer.item,
          reason: answer.exceptionReason ?? '',
          reviewOn: answer.exceptionReviewOn ?? '',
        })),
      conditionReason: issued?.conditionReason,
      refusalReason: state.status === 'refused' ? decision.reason : undefined,
      contact: issued?.contact ?? { section: section.name, tel: section.tel, email: section.email },
      regulationTitle: regulation.title,
      sealOmitted: issued?.sealOmitted,
      doubts: issued?.doubts,
      lacking: lackingOf(decision, regulation),
    });
  };

/**
 * 疑義の申出: what stands at the end of a notice that decides something. The rule is no law and no ordinance, so that no
 * formula of 審査請求 belongs there; where the city's own lawyers want other words, they are a setting (第12条).
 */

/** In the setting's own words, where the number of days goes. */
export const DAYS_MARK = '{日数}';

/** @param word what it is: 通知, or 命令 */
export const doubtSentence = (
  { doubtDays, doubtText }: Pick<Settings, 'doubtDays' | 'doubtText'>,
  word: '通知' | '命令' = '通知',
): string | undefined =>
  doubtDays === 0
    ? undefined
    : (
        doubtText ??
        `この${word}について疑義があるときは、${word}を受けた日から${DAYS_MARK}日以内に問合せ先に申し出ることができます。`
      ).replaceAll(DAYS_MARK, `${doubtDays}`);
