import { z } from 'zod';
import { type Accepts, askedWith, onPage } from '../../core/values/text.ts';
import type { Content } from './components.ts';
import {
  checkBox,
  dateField,
  type FormState,
  radioGroup,
  selectField,
  textArea,
  textField,
  yesNo,
} from './form-controls.ts';
import type { Html } from './layout.ts';

/**
 * The controls of a form out of the schema that judges it (core/…/inputs.ts): label, whether it is asked for, kind, choices
 * and hint stand there once. A page says of a field only what is its own: where a question reads better than the label, what
 * can be chosen today, how wide it is.
 */

type Field = {
  readonly label?: string | undefined;
  readonly required?: boolean | undefined;
  readonly hint?: Content;
  /** What can be chosen, where the schema cannot know it. */
  readonly options?: Readonly<Record<string, string>> | undefined;
};

/** What a page says of a field. */
export type OwnField = Field & {
  readonly rows?: number;
  readonly width?: 'short' | 'medium';
  readonly autocomplete?: string;
  /** Choices side by side. */
  readonly inline?: boolean;
  /** What choosing nothing means. */
  readonly blank?: string;
  /** See form-controls.ts. */
  readonly watched?: boolean;
  /** Other than the kind of the field has it. */
  readonly as?: 'select' | 'radio' | 'yes-no';
};

type Told = Field & {
  readonly type: 'text' | 'number' | 'boolean';
  /** Ticked or not: what may be left out, or can only be agreed to. */
  readonly box: boolean;
  readonly accepts: Accepts;
  readonly control: NonNullable<ReturnType<typeof askedWith.get>>['control'] | undefined;
};

/** Choices up to this number are all in sight. */
const IN_SIGHT = 5;

/** The schemas around a field, from the outside in: `.optional()`, `.default()`, what is done before it is judged, the field itself. */
const layersOf = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault
  )
    return [schema, ...layersOf(schema._zod.def.innerType)];
  // A transformed text (a date) tells of itself at the transformation.
  if (schema instanceof z.core.$ZodPipe && !metaOf(schema).title)
    return [schema, ...layersOf(schema._zod.def.out)];
  return [schema];
};

const metaSchema = z.object({
  title: z.string().optional(),
  'x-labels': z.record(z.string(), z.string()).optional(),
  accepts: z.custom<Accepts>().optional(),
});
const metaOf = (schema: z.core.$ZodType) => metaSchema.parse(z.globalRegistry.get(schema) ?? {});

const within = (schema: z.core.$ZodType | undefined, part: string): z.core.$ZodType | undefined => {
  const inner = schema && layersOf(schema).at(-1);
  if (inner instanceof z.core.$ZodObject) return inner._zod.def.shape[part];
  if (inner instanceof z.core.$ZodArray) return inner._zod.def.element;
  return inner instanceof z.core.$ZodUnion
    ? inner._zod.def.options.map((option) => within(option, part)).find((found) => found !== undefined)
    : undefined;
};

/** In a group a label need not begin with the name of the group: 保守責任者 氏名. */
const inGroup = (title: string): string => /^[^\s（]+ ([^（].*)$/.exec(title)?.[1] ?? title;

const toldOf = (schema: z.core.$ZodType, path: string): Told => {
  const parts = path.split('.');
  const found = parts.reduce<z.core.$ZodType | undefined>(within, schema);
  if (!found) throw new TypeError(`The schema of the form has no field ${path}`);
  const layers = layersOf(found);
  const metas = layers.map(metaOf);
  const title = metas.find((meta) => meta.title !== undefined)?.title;
  const inner = layers.at(-1);
  const required = layers.every((layer) => !(layer instanceof z.core.$ZodOptional));
  const agreed = inner instanceof z.core.$ZodLiteral && inner._zod.def.values[0] === true;
  return {
    label: title !== undefined && parts.length > 1 ? inGroup(title) : title,
    required,
    box: agreed || !required,
    hint: layers.map((layer) => onPage.get(layer)).find((page) => page !== undefined)?.hint,
    control: layers.map((layer) => askedWith.get(layer)).find((asked) => asked !== undefined)?.control,
    options: metas.find((meta) => meta['x-labels'] !== undefined)?.['x-labels'],
    accepts: metas.find((meta) => meta.accepts !== undefined)?.accepts ?? {},
    type:
      inner instanceof z.core.$ZodBoolean || agreed
        ? 'boolean'
        : inner instanceof z.core.$ZodNumber
          ? 'number'
          : 'text',
  };
};

/**
 * One control after the other, by the dotted path of its field.
 *
 * @throws {TypeError} when the schema has no such field, or no label for it
 */
export const fieldsOf =
  (schema: z.ZodType) =>
  (state: FormState, path: string, own: OwnField = {}): Html => {
    const told = toldOf(schema, path);
    const { options = told.options, hint = told.hint, required = told.required, label = told.label } = own;
    if (label === undefined) throw new TypeError(`Neither the schema nor the page has a label for ${path}`);
    const field = {
      ...{ path, label, hint, required },
      ...(told.type === 'text' ? {} : { type: told.type }),
      ...(own.watched ? { watched: true } : {}),
    };
    if (options)
      return (own.as ?? (Object.keys(options).length > IN_SIGHT ? 'select' : 'radio')) === 'select'
        ? selectField(state, { ...own, ...field, options })
        : radioGroup(state, { ...own, ...field, options });
    if (told.type === 'boolean')
      return told.box && own.as !== 'yes-no' ? checkBox(state, field) : yesNo(state, field);
    const { accepts, control } = told;
    if (control === 'date') return dateField(state, field);
    if (accepts.form === 'Paragraph') return textArea(state, { ...own, ...field });
    if (control === 'moment') return textField(state, { width: 'medium', ...own, ...field });
    const inputMode = told.type === 'number' ? 'numeric' : control;
    return textField(state, { ...own, ...field, inputMode });
  };
