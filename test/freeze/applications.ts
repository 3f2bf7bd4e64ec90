import { startDraft } from '../../core/application/save-draft.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { holdersOf } from '../../core/directory/directory.ts';
import { appointmentsOfRole, loadPerson } from '../../core/directory/directory-store.ts';
import { Fatal, Retryable } from '../../core/values/errors.ts';
import { FILES, sendFile } from '../support/sample-files.ts';
import { CHIEF, CLERK, DEPUTY, type Story, TAX } from '../support/story.ts';
import { type City, done } from './diary.ts';

/** 第4条, 第5条: applications in every state that waits, and those that were not permitted. */

const attach = async (story: Story, name: string): Promise<string> => {
  const offer = done(await story.vendorApi('POST', '/v1/files', { name, size: FILES.pdf.length })).json;
  await sendFile(story, offer.upload, name, FILES.pdf);
  done(await story.vendorApi('POST', `/v1/files/${offer.fileId}/completion`, {}));
  return offer.fileId;
};

const refuse = { stage: 'confirm', choice: 'refuse', checklist: [], reason: '要件を満たさない。' };

/** A year before: two to be disposed of, and one that is kept a little longer. */
export const longAgo = async ({ story, cases, get, post, skipTo }: City): Promise<void> => {
  for (const name of ['erased-withdrawn', 'excluded']) {
    cases[name] = await story.submit();
    done(await story.withdraw(cases[name]));
  }
  cases['erased-refused'] = await story.submit();
  done(await story.decide(TAX, cases['erased-refused'], refuse));
  // Of a contract that nobody has applied under.
  await post(CLERK, '/v1/consultations', {
    ...{ heldOn: '2025-03-10', cityStaff: '担当 次郎', summary: '申請には至らなかった。' },
    ...{ vendorId: 'hokuto', systemIds: ['tax-system'] },
    contract: {
      ...{ name: '更新作業', number: 'R6-保守-9', kind: 'maintenance' },
      ...{ from: '2024-04-01', to: '2025-03-31' },
    },
    contact: { name: '保守 五郎', email: 'hoshu@hokuto.example.com' },
  });
  const { settings } = await get(CHIEF, '/v1/settings');
  const changed = { settings: { ...settings, retentionYears: 1 }, reason: '文書管理規程の改正' };
  done(await story.decree('PUT', '/v1/settings', changed));

  await skipTo('2026-04-01T10:00+09:00');
  const [{ disposalId }] = (await get(CHIEF, '/v1/disposals')).disposals;
  const list = `/v1/disposals/${disposalId}`;
  await post(CLERK, `${list}/exclusions`, { caseId: cases['excluded'], reason: '照会に回答するため' });
  const { hash } = await get(CHIEF, list);
  await post(CHIEF, `${list}/approval`, { hash, reason: '保存期間の満了を確認した。' });
  // The next list waits for its approval.
  await post(CLERK, '/v1/disposals', {});
};

export const applications = (city: City): void => {
  const { story, cases, on, caseOf, post, get, withFault } = city;

  on('2026-04-06', async () => {
    cases['refused'] = await story.submit();
    done(await story.returnItems(cases['refused']));
    cases['refused-by-chief'] = await story.submit();
    done(await story.confirm(cases['refused-by-chief']));
    const back = { stage: 'approve', choice: 'send-back', reason: '意見が足りない。' };
    done(await story.decide(CHIEF, cases['refused-by-chief'], back));
  });
  on('2026-04-07', async () => {
    done(await story.resubmit(caseOf('refused')));
    done(await story.decide(TAX, caseOf('refused'), refuse));
    done(await story.confirm(caseOf('refused-by-chief')));
    const no = { stage: 'approve', choice: 'refuse', reason: '第3条のいずれにも当たらない。' };
    done(await story.decide(CHIEF, caseOf('refused-by-chief'), no));
    cases['withdrawn'] = await story.submit();
    done(await story.withdraw(cases['withdrawn']));
    // A defect, and a case that went on after it.
    await withFault('approval-requested', new Fatal('a defect'), async () => {
      cases['resumed'] = await story.submit();
      done(await story.confirm(caseOf('resumed')));
    });
    await post(CLERK, `/v1/applications/${cases['resumed']}/resumption`, {});
    done(await story.approve(caseOf('resumed')));
  });

  on('2026-06-22', async () => {
    cases['upcoming'] = await story.submit({ period: { from: '2026-09-01', to: '2027-03-31' } });
    done(await story.confirm(cases['upcoming']));
    done(await story.approve(cases['upcoming']));
  });
  /** Nobody has answered since: reminded, then told again. */
  on('2026-07-13', async () => {
    const checklist = story
      .application()
      .checklist.map((entry) =>
        entry.item === '3-1' ? { ...entry, answer: 'nonconforming' as const } : entry,
      );
    cases['nonconforming'] = await story.submit({ checklist });
    cases['confirming-late'] = await story.submit();
  });
  on('2026-07-31', async () => {
    cases['confirming'] = await story.submit({
      attachments: [{ fileId: await attach(story, '構成図.pdf'), kind: 'diagram' }],
    });
    cases['returned'] = await story.submit();
    done(await story.returnItems(cases['returned']));
    cases['approving'] = await story.submit();
  });
  on('2026-08-03', async () => {
    const { request } = await get(CLERK, `/v1/applications/${caseOf('approving')}`);
    await post(CLERK, `/v1/applications/${caseOf('approving')}/paper-decisions`, {
      hash: request.hash,
      ...{ stage: 'confirm', choice: 'ask-chief', checklist: story.checklist(), opinion: '適当と認める。' },
      paper: { decidedBy: 'p-tax', decidedOn: '2026-08-03', original: '文書庫 3-1' },
    });
    await withFault('confirmation-requested', new Fatal('a defect'), async () => {
      cases['parked-received'] = await story.submit();
    });
    cases['parked-approved'] = await story.submit();
    done(await story.confirm(cases['parked-approved']));
    await withFault('permit-issued', new Fatal('a defect'), () => story.approve(caseOf('parked-approved')));
  });
  /** Nobody is in office to issue the result. */
  on('2026-08-03', async () => {
    cases['held'] = await story.submit({ systemId: 'network' });
    done(await story.confirm(cases['held'], CHIEF));
    const role = 'manager:ict';
    const [held] = holdersOf(await appointmentsOfRole(story.store, role), role, story.today());
    const end = { role, appointmentId: held?.appointmentId, on: '2026-08-04', reason: '事務分掌の変更' };
    done(await story.decree('POST', '/v1/appointments/end', end));
  });
  on('2026-08-04', async () => {
    done(await story.approve(caseOf('held'), DEPUTY));
    await attach(story, '未提出.pdf');
    const applicant = await loadPerson(story.store, 'p-vendor');
    if (!applicant) throw new Error('no vendor');
    const caller = await makeCaller(story.store, applicant, story.today(), 'screen');
    const draft = await startDraft(story.ports)(caller, 'c-hokuto');
    if (!draft.ok) throw new Error(draft.message);
  });
};

/** In the middle of it: a task that is to be tried again, and messages that nobody has delivered yet. */
export const leaveUnfinished = async ({ story, cases, withFault }: City): Promise<void> => {
  await withFault('confirmation-requested', new Retryable('throttled'), async () => {
    cases['tried-again'] = await story.submit();
  });
  await story.send({ path: '/v1/sign-in', body: { address: TAX } });
  const key = { 'idempotency-key': 'unfinished' };
  const sent = done(await story.vendorApi('POST', '/v1/applications', story.application(), key));
  cases['just-sent'] = sent.json.caseId;
};
