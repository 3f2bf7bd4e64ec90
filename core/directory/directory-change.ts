import type { z } from 'zod';
import type { Ports, Write } from '../store/ports.ts';
import type { Problem, Refusal } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import type { Role } from './directory.ts';

/** A change of the directory or the settings: what is asked for, judged at a moment (docs/adr/0029). */

/** Label and text, as pages and mails show it. */
export type Line = readonly [label: string, text: string];

/** Why it takes a second person, and which (INV-25). */
export type Power = {
  /** Nobody confirms what concerns himself. */
  readonly concerned: readonly string[];
  /** Whose holders are told, and may stop it. */
  readonly roles: readonly Role[];
  /** What is to be told to an address of its own: one that is given up. */
  readonly addresses?: readonly string[];
  /** What it was judged by: when that is another thing at last, nothing is done. */
  readonly basis: unknown;
};

/** Who may not draft it, not even for another to confirm. */
export type Barred = { readonly people: readonly string[]; readonly roles: readonly Role[] };

/**
 * Who hears of it by mail, whichever way it comes about, together with the office: whose power it gives or ends, the holders
 * of roles, and an address that is given up. Without it nobody's power is any other than before.
 */
export type Told = {
  readonly people?: readonly string[];
  readonly roles?: readonly Role[];
  /** It is about people or keys of a vendor. */
  readonly vendorId?: string;
  /** Of the vendor: they hear of what has been done, and never of a proposal. */
  readonly contacts?: readonly string[];
  /** The person's, and its place in the list of those before. */
  readonly former?: { readonly personId: string; readonly index: number; readonly email: string };
};

export type Judged = {
  readonly ok: true;
  readonly problems: readonly Problem[];
  /** The entry as it will be. */
  readonly value: unknown;
  /** Id of what the event in the trail is about. */
  readonly subject: string;
  /** Rows of the directory. */
  readonly writes: readonly Write[];
  /** What goes with them: outbox rows. */
  readonly beside: readonly Write[];
  /** Everything that counts, in words. */
  readonly lines: readonly Line[];
  readonly barred?: Barred;
  readonly told?: Told | undefined;
  /** Absent: it counts at once. */
  readonly power?: Power | undefined;
};

/** Who a change is by: who drafted it, and who else has confirmed it. */
export type Author = { readonly by: string; readonly confirmedBy?: string; readonly reason: string };

export type ChangeKind = {
  /** 役職への就任 … */
  readonly label: string;
  readonly schema: z.ZodObject;
  readonly judge: (ports: Ports, fields: unknown, author: Author) => Promise<Judged | Refusal>;
};

/** A kind whose fields are typed by its schema. */
export const changeKind = <S extends z.ZodObject>(kind: {
  readonly label: string;
  readonly schema: S;
  readonly judge: (ports: Ports, input: z.infer<S>, author: Author) => Promise<Judged | Refusal>;
}) => ({
  label: kind.label,
  schema: kind.schema,
  judge: (ports: Ports, fields: unknown, author: Author) =>
    kind.judge(ports, kind.schema.parse(fields), author),
});

export const basisHash = ({ basis }: Power): string => hashOf(basis);
