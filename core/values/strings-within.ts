/** Every string in a JSON value, at any depth; keys are not among them. */
export const stringsWithin = (value: unknown, into: Set<string> = new Set()): Set<string> => {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) stringsWithin(member, into);
  return into;
};
