import type { Form } from '../ui/form.ts';

/** Only 承認伺 needs all items; otherwise those without a result are left out rather than asked for. */
export const answeredItems = (fields: Form['fields']): Form['fields'] => {
  const { checklist, choice } = fields;
  if (choice === 'ask-chief' || !Array.isArray(checklist)) return fields;
  const hasResult = (entry: unknown) => typeof entry === 'object' && entry !== null && 'result' in entry;
  return { ...fields, checklist: checklist.filter(hasResult) };
};
