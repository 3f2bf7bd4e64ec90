import { z } from 'zod';
import { graphemes } from './text.ts';

/**
 * 外字: characters of the private use areas, which every machine draws as it likes, and most as an empty box. A name with
 * one stands on no paper as it should. They are refused where they are typed, in pages and API alike, and nowhere else:
 * what was stored before stays readable.
 */
const PRIVATE_USE = /\p{Co}/u;

/** Like `schema.safeParse`, for what people type or their programs send. */
export const parseTyped = <S extends z.ZodType>(
  schema: S,
  typed: unknown,
): z.ZodSafeParseResult<z.infer<S>> => {
  const parsed = schema.safeParse(typed);
  const foreign = privateUseIn(typed, schema);
  if (foreign.length === 0) return parsed;
  const named: z.core.$ZodIssue[] = foreign.map(({ path, message }) => ({
    code: 'custom',
    path: [...path],
    message,
  }));
  const issues = [...(parsed.error?.issues ?? []), ...named];
  return { success: false, error: new z.ZodError(issues) as z.ZodError<z.infer<S>> };
};

type Found = { readonly path: readonly (string | number)[]; readonly message: string };

const privateUseIn = (typed: unknown, schema: z.ZodType): readonly Found[] => {
  const texts = textsWithin(typed);
  if (texts.length === 0) return [];
  const root: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return texts.map(({ path, text }) => ({ path, message: sentenceOf(titleAt(root, path), text) }));
};

/** No field of ours lies deeper; what does is refused by its schema, and looked into by nobody. */
const DEEPEST = 20;

const textsWithin = (
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly { path: readonly (string | number)[]; text: string }[] => {
  if (typeof value === 'string') return PRIVATE_USE.test(value) ? [{ path, text: value }] : [];
  if (path.length === DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((member, index) => textsWithin(member, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => textsWithin(member, [...path, name]));
};

const sentenceOf = (title: string | undefined, text: string): string => {
  const places = graphemes(text.trim()).flatMap((character, index) =>
    PRIVATE_USE.test(character) ? [index + 1] : [],
  );
  const shown = places.length > 5 ? `${places.slice(0, 5).join('、')}…` : places.join('、');
  return `${title === undefined ? '' : `「${title}」の`}${shown}文字目は外字のため、ほかのパソコンや通知書では表示されません。外字でない文字（髙、﨑などはそのまま使用できます）、常用の字体又は仮名で入力してください`;
};

const nodeSchema = z.object({
  title: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});

/** The title of the field, or of the nearest group around it that has one. */
const titleAt = (root: unknown, path: readonly (string | number)[]): string | undefined => {
  let nodes = branches(root);
  let title: string | undefined;
  for (const part of path) {
    nodes = nodes.flatMap(({ properties, items, additionalProperties }) =>
      branches(typeof part === 'number' ? items : (properties?.[part] ?? additionalProperties)),
    );
    title = nodes.find((node) => node.title !== undefined)?.title ?? title;
  }
  return title;
};

const branches = (schema: unknown): readonly z.infer<typeof nodeSchema>[] => {
  const { data } = nodeSchema.safeParse(schema);
  if (!data) return [];
  return [data, ...[...(data.anyOf ?? []), ...(data.oneOf ?? [])].flatMap(branches)];
};
