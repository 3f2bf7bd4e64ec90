import { z } from 'zod';
import type { Store } from '../store/ports.ts';
import { confirmationDraftKey } from './decide.ts';

const draftSchema = z.object({ requestId: z.string(), content: z.record(z.string(), z.json()) });

/** What was saved of a confirmation by the versions before one's own form was saved (docs/adr/0051); it goes with the decision. */
export const loadConfirmation = async (store: Store, caseId: string, requestId: string) => {
  const row = await store.get(confirmationDraftKey(caseId));
  const draft = row && draftSchema.parse(row);
  return draft?.requestId === requestId ? draft.content : undefined;
};
