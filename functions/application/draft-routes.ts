import { remarksOn } from '../../core/application/application-remarks.ts';
import { compareTyped } from '../../core/application/compare-revisions.ts';
import { differencesOfDraft } from '../../core/application/consulted-differences.ts';
import { renewablePermits } from '../../core/application/earlier-permits.ts';
import { type JudgedDraft, judgeDraft } from '../../core/application/judge-draft.ts';
import { PASTED_LISTS, pastedRows } from '../../core/application/pasted-rows.ts';
import {
  attachmentsOf,
  type Draft,
  deleteDraft,
  loadDraft,
  saveDraft,
} from '../../core/application/save-draft.ts';
import { resubmitApplication, submitApplication } from '../../core/application/submit-application.ts';
import { removeFile } from '../../core/attachment/attach-file.ts';
import { loadFile } from '../../core/attachment/file-store.ts';
import { viewCase } from '../../core/decision/view-case.ts';
import type { Caller } from '../../core/directory/caller.ts';
import type { Consultation } from '../../core/directory/consultation.ts';
import { listSystems, loadConsultation } from '../../core/directory/directory-store.ts';
import type { Problem } from '../../core/values/errors.ts';
import { sentDraft } from '../attachment/routes.ts';
import {
  type Endpoint,
  type HttpPorts,
  NOT_FOUND,
  type PageAnswer,
  type PageCall,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import { rowCommand, textAt } from '../ui/form.ts';
import type { Differing } from '../ui/saved-form.ts';
import { checkPage } from './check-page.ts';
import { placed, sectionPage } from './form.ts';
import type { Correction } from './form-view.ts';
import { type Section, sectionAt, sectionPath, sectionsOf } from './sections.ts';
import { deleteDraftPage, progressOf, taskListPage } from './task-list-page.ts';

/**
 * 様式1 while it is filled in: the list of its sections, a page each, the last look, and the sending.
 *
 * Longer than 300 lines: what each button of a section does stands in one place.
 */
export const draftPages = (ports: HttpPorts): readonly Endpoint[] => {
  const { store } = ports;
  const judge = judgeDraft(ports);

  const consultationOf = async ({ vendorId, content }: Draft): Promise<Consultation | undefined> => {
    const id = content['consultationId'];
    return typeof id === 'string' ? loadConsultation(store, vendorId, id) : undefined;
  };
  const correctionOf = async (
    caller: Caller,
    { caseId }: Draft,
  ): Promise<{ readonly correction?: Correction }> => {
    const view = caseId === undefined ? undefined : await viewCase(ports)(caller, caseId);
    if (!view?.ok) return {};
    const { caseNo, returned } = view.value;
    return { correction: { caseNo, items: returned?.items ?? [], reason: returned?.reason } };
  };
  const systemNameOf = async ({ content }: Draft): Promise<string | undefined> =>
    (await listSystems(store)).find(({ systemId }) => systemId === content['systemId'])?.name;
  const filesOf = async ({ vendorId, content }: Draft) => {
    const files = attachmentsOf(content).map(({ fileId }) => loadFile(store, vendorId, fileId));
    return (await Promise.all(files)).filter((file) => file !== undefined);
  };
  /** What concerns one section only. */
  const within = (section: Section, { regulation }: JudgedDraft, all: readonly Problem[]) =>
    placed(
      all.filter((problem) => sectionAt(problem, regulation)?.id === section.id),
      regulation,
    );

  const showList = async (call: PageCall, draft: Draft): Promise<PageAnswer> => ({
    html: taskListPage(call.context, {
      ...(await judge(draft)),
      ...(await correctionOf(signedIn(call), draft)),
      draftId: draft.draftId,
      savedAt: draft.savedAt,
      systemName: await systemNameOf(draft),
      consultation: await consultationOf(draft),
    }),
  });

  const showSection = async (
    call: PageCall,
    draft: Draft,
    section: Section,
    given: {
      readonly status?: number;
      readonly saved?: boolean;
      readonly problems?: readonly Problem[];
      readonly differs?: Differing;
    } = {},
  ): Promise<PageAnswer> => {
    const judged = await judge(draft);
    const { regulation, content } = judged;
    const consultation = await consultationOf(draft);
    const systems = (await listSystems(store)).filter(({ systemId }) =>
      consultation?.systemIds.includes(systemId),
    );
    const isChecked = given.saved === true || call.query['check'] !== undefined;
    return {
      status: given.status ?? 200,
      html: sectionPage(call.context, section, {
        ...(await correctionOf(signedIn(call), draft)),
        ...{ draftId: draft.draftId, version: draft.version, content, regulation, consultation, systems },
        problems: given.problems ?? (isChecked ? within(section, judged, judged.problems) : []),
        remarks: isChecked
          ? within(section, judged, [...judged.uncorrected, ...remarksOn(content, regulation)])
          : [],
        consulted: isChecked
          ? (await differencesOfDraft(ports, draft, judged)).filter(
              (difference) => sectionAt(difference, regulation)?.id === section.id,
            )
          : [],
        saved: given.saved === true,
        differs: given.differs,
        renewable: section.id === 'basics' ? await renewablePermits(store, draft.vendorId, systems) : [],
        files: section.id === 'attachments' ? await filesOf(draft) : [],
        adding: call.query['add'],
      }),
    };
  };

  const showCheck = async (
    call: PageCall,
    draft: Draft,
    refused: { readonly status: number; readonly problems: readonly Problem[] } | undefined = undefined,
  ): Promise<PageAnswer> => {
    const judged = await judge(draft);
    const { regulation, ready } = judged;
    const untouched = sectionsOf(regulation).filter((section) => progressOf(section, judged) === 'untouched');
    const begun = judged.problems.filter(
      (problem) => !untouched.some(({ id }) => id === sectionAt(problem, regulation)?.id),
    );
    return {
      status: refused?.status ?? 200,
      html: checkPage(call.context, {
        ...{ draftId: draft.draftId, version: draft.version, regulation, untouched },
        systemName: (await systemNameOf(draft)) ?? '',
        isCorrection: draft.caseId !== undefined,
        problems: refused?.problems ?? placed(begun, regulation),
        recorded: ready?.recorded,
        changes: judged.changes,
        remarks: ready ? [...judged.uncorrected, ...remarksOn(ready.application, regulation)] : [],
        consulted: await differencesOfDraft(ports, draft, judged),
      }),
    };
  };

  /** 提出: what was shown, and nothing that was saved since. */
  const submit = async (call: PageCall, draft: Draft): Promise<PageAnswer> => {
    const caller = signedIn(call);
    if (call.form.meta.version !== draft.version) {
      const message = 'この下書きは別の画面で保存されています。内容をもう一度確認してください';
      return showCheck(call, draft, { status: 409, problems: [{ pointer: '', message }] });
    }
    const { ready, regulation } = await judge(draft);
    if (!ready) return { ...(await showCheck(call, draft)), status: 422 };
    const { application } = ready;
    const outcome =
      draft.caseId === undefined
        ? await submitApplication(ports)(caller, { application, draftId: draft.draftId })
        : await resubmitApplication(ports)(caller, draft.caseId, application);
    if (!outcome.ok)
      return outcome.kind === 'invalid'
        ? showCheck(call, draft, { status: 422, problems: placed(outcome.problems, regulation) })
        : outcome;
    const done = draft.caseId === undefined ? 'submitted' : 'resubmitted';
    return { redirect: `/applications/${outcome.value.caseId}?done=${done}` };
  };

  const postDraft = async (call: PageCall, draft: Draft): Promise<PageAnswer> => {
    if (call.form.meta.action === 'submit') return submit(call, draft);
    if (call.form.meta.action !== 'delete') return showList(call, draft);
    const outcome = await deleteDraft(ports)(signedIn(call), draft.draftId);
    if (outcome.ok) return { redirect: '/applications?done=deleted' };
    return outcome.kind === 'not-found' ? sentDraft(ports, call) : outcome;
  };

  /** A section is laid over the draft as it is stored; what the others say stays. */
  const laidOver = ({ content }: JudgedDraft, section: Section, fields: Draft['content']) => {
    const others = Object.entries(content).filter(
      ([name]) => !section.fields.some((field) => field === name),
    );
    const own = section.fields.flatMap((field) =>
      fields[field] === undefined ? [] : [[field, fields[field]] as const],
    );
    const merged: Draft['content'] = Object.fromEntries([...others, ...own]);
    if (!section.items) return merged;
    const posted = Array.isArray(fields['checklist']) ? fields['checklist'] : [];
    const rows = Array.isArray(content['checklist']) ? content['checklist'] : [];
    return {
      ...merged,
      checklist: rows.map((row) => {
        const id = itemOf(row);
        return section.items.includes(id)
          ? (posted.find((entry) => itemOf(entry) === id) ?? { item: id })
          : row;
      }),
    };
  };

  const postSection = async (call: PageCall, draft: Draft, section: Section): Promise<PageAnswer> => {
    const caller = signedIn(call);
    const { fields, meta } = call.form;
    const judged = await judge(draft);
    const pasted = withPasted(section, fields);
    const content = laidOver(judged, section, pasted.fields);
    const saved = await saveDraft(ports)(caller, draft.draftId, meta.version ?? 0, content);
    if (!saved.ok) {
      // Sent in another window meanwhile.
      if (saved.kind === 'not-found') return sentDraft(ports, call);
      const problems = [{ pointer: '', message: saved.message }];
      const differs = compareTyped(judged.content, content).map(
        ({ label, before, after }) => [label, before, after] as const,
      );
      return showSection(call, { ...draft, content }, section, { status: 409, problems, differs });
    }
    if (pasted.problems.length > 0) {
      const shown = { ...saved.value, content: { ...content, pasted: fields['pasted'] ?? '' } };
      return showSection(call, shown, section, { status: 422, problems: pasted.problems });
    }
    const at = sectionPath(draft.draftId, section);
    const command = rowCommand(meta.action);
    if (command?.kind === 'remove' && command.list === 'attachments')
      await removeDetached(caller, draft, saved.value);
    if (command)
      return { redirect: `${at}${command.kind === 'add' ? `?add=${command.list}` : ''}#f-${command.list}` };
    if (meta.action === 'paste') return { redirect: `${at}?done=saved` };
    if (meta.action === 'attach') return { redirect: `/drafts/${draft.draftId}/attachments` };
    if (meta.action === 'list') return { redirect: `/drafts/${draft.draftId}?done=saved` };
    if (meta.action === 'previous') {
      const all = sectionsOf((await judge(saved.value)).regulation);
      const before = all[all.findIndex(({ id }) => id === section.id) - 1];
      return {
        redirect: before ? sectionPath(draft.draftId, before) : `/drafts/${draft.draftId}?done=saved`,
      };
    }
    if (meta.action !== 'next') return { redirect: `${at}?done=saved` };
    const after = await judge(saved.value);
    if (within(section, after, after.problems).length > 0)
      return showSection(call, saved.value, section, { status: 422, saved: true });
    const sections = sectionsOf(after.regulation);
    const next = sections[sections.findIndex(({ id }) => id === section.id) + 1];
    return { redirect: next ? sectionPath(draft.draftId, next) : `/drafts/${draft.draftId}/check` };
  };

  /** A file that is no longer attached goes, unless a revision names it. */
  const removeDetached = async (caller: Caller, before: Draft, after: Draft): Promise<void> => {
    const left = new Set(attachmentsOf(after.content).map(({ fileId }) => fileId));
    for (const { fileId } of attachmentsOf(before.content))
      if (!left.has(fileId)) await removeFile(ports)(caller, fileId);
  };

  const showDelete = async (call: PageCall, draft: Draft): Promise<PageAnswer> => {
    const { draftId, savedAt } = draft;
    const { correction } = await correctionOf(signedIn(call), draft);
    const systemName = await systemNameOf(draft);
    return {
      html: deleteDraftPage(call.context, { draftId, savedAt, systemName, caseNo: correction?.caseNo }),
    };
  };

  const ofDraft =
    (then: (call: PageCall, draft: Draft) => Promise<PageAnswer>) =>
    async (call: PageCall): Promise<PageAnswer> => {
      const draft = await loadDraft(store, signedIn(call), call.params['draftId'] ?? '');
      return draft ? then(call, draft) : sentDraft(ports, call);
    };
  const ofSection = (then: (call: PageCall, draft: Draft, section: Section) => Promise<PageAnswer>) =>
    ofDraft(async (call, draft) => {
      const { regulation } = await judge(draft);
      const section = sectionsOf(regulation).find(({ id }) => id === call.params['section']);
      return section ? then(call, draft, section) : NOT_FOUND;
    });

  const one = '/drafts/{draftId}';
  return [
    pageAt('GET', one, 'vendor', '申請書の目次', ofDraft(showList)),
    pageAt('POST', one, 'vendor', '申請書の提出・下書きの削除', ofDraft(postDraft)),
    pageAt(
      'GET',
      `${one}/sections/{section}`,
      'vendor',
      '申請書の入力（1ページ）',
      ofSection((call, draft, section) => showSection(call, draft, section)),
    ),
    pageAt('POST', `${one}/sections/{section}`, 'vendor', '申請書の保存（1ページ）', ofSection(postSection)),
    pageAt(
      'GET',
      `${one}/check`,
      'vendor',
      '申請内容の確認',
      ofDraft((call, draft) => showCheck(call, draft)),
    ),
    pageAt('GET', `${one}/delete`, 'vendor', '下書きの削除の確認', ofDraft(showDelete)),
  ];
};

/** With the rows that were pasted out of a spreadsheet, behind those of the form. */
const withPasted = (section: Section, fields: Draft['content']) => {
  const problems: Problem[] = [];
  const added: Draft['content'] = {};
  for (const list of PASTED_LISTS.filter((name) => section.fields.some((field) => field === name))) {
    const text = textAt(fields, `pasted.${list}`);
    const there = fields[list];
    const rows = Array.isArray(there) ? there : [];
    const pasted = pastedRows(list, text, rows.length);
    problems.push(...pasted.problems);
    if (pasted.rows.length > 0) added[list] = [...rows, ...pasted.rows];
  }
  return { fields: { ...fields, ...added }, problems };
};

const itemOf = (row: Draft['content'][string]): string =>
  typeof row === 'object' && row !== null && !Array.isArray(row) && typeof row['item'] === 'string'
    ? row['item']
    : '';
