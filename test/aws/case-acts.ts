import { expect } from 'vitest';
import { loadEvents } from '../../core/case/case-store.ts';
import { loadTask } from '../../core/case/task-store.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { type DeployedCity, eventually } from '../support/deployed-city.ts';
import { CHIEF, TAX } from '../support/story.ts';
import { inForceFrom } from '../support/supervised-life.ts';
import type { Answer } from '../support/world.ts';

/** What people do with a case on the deployed stack, and waiting until it has moved. */
export const createCaseActs = (city: DeployedCity) => {
  let keys = 0;
  const vendorView = async (caseId: string) =>
    (await city.vendorApi('GET', `/v1/applications/${caseId}`)).json;

  /** What a person sees once they are asked: the execution opens the question some time after the record has moved. */
  const asked = async (address: string, caseId: string) => {
    const person = await city.as(address);
    const shown = await eventually(
      () => person('GET', `/v1/applications/${caseId}`),
      ({ json }) => expect(json.request).toBeDefined(),
    );
    return shown.json;
  };
  const decide = async (
    address: string,
    caseId: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<Answer> => {
    const hash = body['hash'] ?? (await asked(address, caseId)).request.hash;
    const person = await city.as(address);
    return person('POST', `/v1/applications/${caseId}/decisions`, { ...body, hash });
  };

  /** Sends a file by a form that was offered, straight to the store, as a browser does. */
  const upload = async (
    url: string,
    fields: Readonly<Record<string, string>>,
    name: string,
    bytes: Buffer,
  ) => {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    form.append('file', new File([new Uint8Array(bytes)], name));
    return fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  };

  const submit = async (changes = {}): Promise<{ readonly caseId: string; readonly caseNo: string }> => {
    keys += 1;
    const answer = await city.vendorApi('POST', '/v1/applications', city.application(changes), {
      'idempotency-key': `deployed-${keys}`,
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.json;
  };
  const reaches = (caseId: string, status: string) =>
    eventually(
      () => vendorView(caseId),
      (view) => expect(view.status).toBe(status),
    );
  const confirm = (caseId: string, hash?: string) =>
    decide(TAX, caseId, {
      ...(hash === undefined ? {} : { hash }),
      stage: 'confirm',
      choice: 'ask-chief',
      checklist: tomakomaiR50401.checklist.map(({ id }) => ({
        item: id,
        result: 'pass',
        method: 'document',
        confirmedOn: dateOf(city.now()).toString(),
      })),
      opinion: '適当と認める。',
    });
  const approve = (caseId: string) => decide(CHIEF, caseId, { stage: 'approve', choice: 'approve' });
  /** The workflow stands there with a task token. */
  const waitsFor = (caseId: string, task: string) =>
    eventually(
      () => loadTask(city.store, caseId),
      (waiting) => expect(waiting?.task).toBe(task),
    );

  const permit = async (changes = {}): Promise<string> => {
    const { caseId } = await submit({ ...inForceFrom(dateOf(city.now())), ...changes });
    await reaches(caseId, 'confirming');
    await confirm(caseId);
    await reaches(caseId, 'approving');
    await approve(caseId);
    await waitsFor(caseId, 'monitor');
    return caseId;
  };

  return {
    upload,
    submit,
    reaches,
    confirm,
    approve,
    waitsFor,
    permit,
    /** A permit in force since today. */
    activePermit: async (changes = {}): Promise<string> => {
      const caseId = await permit(changes);
      expect(await city.runDay(dateOf(city.now()))).toBe('SUCCEEDED');
      await reaches(caseId, 'active');
      return caseId;
    },
    /** By the form of the API, judged and kept; its id. */
    sendFile: async (name: string, bytes: Buffer): Promise<string> => {
      const { json } = await city.vendorApi('POST', '/v1/files', { name, size: bytes.length });
      await upload(json.upload.url, json.upload.fields, name, bytes);
      await city.vendorApi('POST', `/v1/files/${json.fileId}/completion`, {});
      return json.fileId;
    },
    vendorView,
    asked,
    decide,
    resubmit: (caseId: string) => city.vendorApi('PUT', `/v1/applications/${caseId}`, city.application()),
    nonconforming: () =>
      city
        .application()
        .checklist.map((entry) =>
          entry.item === '2-1' ? { ...entry, answer: 'nonconforming' as const } : entry,
        ),
    eventTypes: async (caseId: string): Promise<readonly string[]> =>
      (await loadEvents(city.store, caseId)).map(({ fact }) => fact.type),
    ends: (caseId: string, status: string) =>
      eventually(
        () => city.executionsOf(caseId),
        (executions) => expect(executions[0]?.status).toBe(status),
      ),
  };
};
export type CaseActs = ReturnType<typeof createCaseActs>;
