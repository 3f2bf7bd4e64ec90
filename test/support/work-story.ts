import {
  exampleSession,
  exampleWork,
  type SessionPosted,
  type WorkPosted,
} from '../../local/demo/example-work.ts';
import { createStory, type Story, TAX, VENDOR } from './story.ts';
import type { Answer } from './world.ts';

/** A permit in force (20 April 2026 – 6 April 2027), and people who work under it. */
export const createWorkStory = async (
  options: Parameters<typeof createStory>[0] & { readonly from?: string } = {},
) => {
  const story = await createStory(options);
  const caseId = await story.submit();
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.settle();
  await story.until(options.from ?? '2026-04-21T09:00');
  return { ...story, caseId, ...worksOf(story, caseId) };
};
export type WorkStory = Awaited<ReturnType<typeof createWorkStory>>;

export const worksOf = (story: Story, caseId: string) => {
  let keys = 0;
  const works = `/v1/permits/${caseId}/works`;
  const settled = async (answer: Answer): Promise<Answer> => {
    await story.settle();
    return answer;
  };
  const view = async (workId: string, address = TAX) =>
    (await (await story.as(address))('GET', `${works}/${workId}`)).json;
  const key = () => {
    keys += 1;
    return { 'idempotency-key': `work-${caseId}-${keys}` };
  };
  /** The hash of what is asked now, as the page of the question shows it. */
  const shown = async (workId: string, stage: 'work' | 'review', address: string): Promise<string> =>
    (await view(workId, address)).questions?.find((question: { stage: string }) => question.stage === stage)
      ?.hash ?? 'nothing-shown';
  return {
    works,
    workView: view,
    announce: async (on: string, change: Partial<WorkPosted> = {}): Promise<Answer> =>
      settled(await story.vendorApi('POST', works, exampleWork(on, change), key())),
    announced: async (on: string, change: Partial<WorkPosted> = {}): Promise<string> => {
      const answer = await settled(await story.vendorApi('POST', works, exampleWork(on, change), key()));
      if (answer.status !== 201) throw new Error(answer.text);
      return answer.json.workId;
    },
    revise: async (workId: string, on: string, change: Partial<WorkPosted> = {}): Promise<Answer> =>
      settled(await story.vendorApi('PUT', `${works}/${workId}`, exampleWork(on, change))),
    withdrawWork: async (workId: string, reason?: string): Promise<Answer> =>
      settled(
        await story.vendorApi(
          'POST',
          `${works}/${workId}/withdrawal`,
          reason === undefined ? {} : { reason },
        ),
      ),
    answer: async (workId: string, body: object, address = TAX): Promise<Answer> => {
      const hash = await shown(workId, 'work', address);
      const client = await story.as(address);
      return settled(await client('POST', `${works}/${workId}/answer`, { hash, ...body }));
    },
    report: async (workId: string, on: string, change: Partial<SessionPosted> = {}): Promise<Answer> =>
      settled(await story.vendorApi('POST', `${works}/${workId}/report`, exampleSession(on, change), key())),
    correct: async (workId: string, on: string, change: Partial<SessionPosted> = {}): Promise<Answer> =>
      settled(await story.vendorApi('PUT', `${works}/${workId}/report`, exampleSession(on, change))),
    review: async (workId: string, body: object, address = TAX): Promise<Answer> => {
      const hash = await shown(workId, 'review', address);
      const client = await story.as(address);
      return settled(await client('POST', `${works}/${workId}/review`, { hash, ...body }));
    },
    vendorWork: async (workId: string) => (await (await story.as(VENDOR))('GET', `${works}/${workId}`)).json,
    /** What has been put in question and stands: each connection and work for itself. */
    candidates: async (): Promise<{ kind: string; about?: string; month?: string; clause: number }[]> => {
      const client = await story.as(TAX);
      const { findings } = (await client('GET', `/v1/permits/${caseId}/findings`)).json;
      const views = await Promise.all(
        findings
          .toReversed()
          .map(
            async ({ findingId }: { findingId: string }) =>
              (await client('GET', `/v1/permits/${caseId}/findings/${findingId}`)).json,
          ),
      );
      return views.flatMap(({ kind, month, clause, matters }) =>
        kind === 'connections'
          ? matters
              .filter(({ state }: { state: string }) => state !== 'withdrawn')
              .map((matter: { kind: string; workId?: string; clause: number }) => ({
                ...{ kind: matter.kind, about: matter.workId, month, clause: matter.clause },
              }))
          : kind === undefined
            ? []
            : [{ kind, clause }],
      );
    },
  };
};
