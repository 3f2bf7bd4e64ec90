import type { z } from 'zod';
import type { Caller } from '../../core/directory/caller.ts';
import { rehearsal } from '../../core/store/rehearsal.ts';
import type { Outcome, Problem, Refusal } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { multiline, SHOW_AGAIN } from '../ui/components.ts';
import { isSure, type LastLook, lastLookPage } from '../ui/last-look.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { messagePage } from '../ui/message-page.ts';
import { isSubmit, submitAction } from '../ui/remarks.ts';
import type { Saving } from '../ui/saved-form.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from './contract.ts';
import { describedBody } from './described-body.ts';
import { STATUS } from './http-request.ts';
import { signedIn } from './not-found.ts';
import { isSave, savedForm } from './saved-form.ts';

type Given = {
  readonly content: unknown;
  readonly problems: readonly Problem[];
  /** What is pointed out before it is sent. */
  readonly remarks: readonly Problem[];
  /** Undefined: what is typed there cannot be saved. */
  readonly saving: Saving | undefined;
};

/**
 * One form on a page of its own: GET shows what it is about, POST acts and goes on, mistakes are shown again.
 *
 * @param form.run acts by the ports that it is handed, with which what was saved of the form goes
 */
export const formPages = <V, S extends z.ZodType, R = unknown>(
  ports: AppPorts,
  form: {
    readonly path: string;
    /** Where it is sent to, if not there. */
    readonly sentTo?: string;
    readonly who: 'city' | 'vendor';
    readonly summary: string;
    readonly schema: S;
    readonly load: (caller: Caller, call: PageCall) => Promise<Outcome<V>>;
    /** Why it cannot be used now, as a sentence; undefined: it can. */
    readonly closed: (view: V) => string | undefined;
    /** What the fields hold at first. */
    readonly start: (view: V, call: PageCall) => Promise<unknown>;
    readonly show: (context: PageContext, view: V, given: Given) => Html;
    /** What is pointed out in what was typed (ui/remarks.ts): it is sent by a button under which all of it has been seen. */
    readonly remarks?: (content: unknown, view: V) => readonly Problem[];
    /** The body out of the posted fields, where it is not these as they are. */
    readonly body?: (fields: PageCall['form']['fields'], view: V) => unknown;
    readonly run: (
      caller: Caller,
      call: PageCall,
      body: z.infer<S>,
      view: V,
      ports: AppPorts,
    ) => Promise<Outcome<R> | Refusal>;
    /** What is shown once more before it is recorded, with what was sent; it is run through, and nothing is kept. */
    readonly lastLook?: (view: V, body: z.infer<S>) => Omit<LastLook, 'rows'> | undefined;
    /** 一時保存: of a form that is long. `repeats`: it can be sent again, for something else. */
    readonly saves?: { readonly repeats?: boolean };
    /** Whence it came, and where it leads to unless `next` says otherwise. */
    readonly back: (view: V) => { readonly href: string; readonly label: string };
    readonly next?: (done: R, view: V) => string;
    readonly done: string;
  },
): readonly Endpoint[] => {
  const saved =
    form.saves &&
    savedForm(ports, { path: form.path, title: form.summary, repeats: form.saves.repeats === true });
  const shown = (
    { context }: PageCall,
    view: V,
    given: {
      readonly content: unknown;
      readonly problems?: readonly Problem[];
      readonly saving: Saving | undefined;
    },
  ): Html => {
    const { content, problems = [], saving } = given;
    return form.show(context, view, {
      content,
      problems,
      saving,
      remarks: form.remarks?.(content, view) ?? [],
    });
  };
  const get = async (call: PageCall): Promise<PageAnswer> => {
    const found = await form.load(signedIn(call), call);
    if (!found.ok) return found;
    const view = found.value;
    const sentence = form.closed(view);
    if (sentence !== undefined) {
      const back = form.back(view);
      return { status: 409, html: messagePage(call.context, 409, { sentence, back }) };
    }
    const { content, saving } = (await saved?.opened(call)) ?? { content: undefined, saving: undefined };
    return { html: shown(call, view, { content: content ?? (await form.start(view, call)), saving }) };
  };
  const post = async (call: PageCall): Promise<PageAnswer> => {
    const found = await form.load(signedIn(call), call);
    if (!found.ok) return found;
    const view = found.value;
    const {
      fields,
      meta: { action },
    } = call.form;
    const again = (
      problems: readonly Problem[],
      status: number,
      saving = saved?.again(call),
    ): PageAnswer => ({
      status,
      html: shown(call, view, { content: fields, problems, saving }),
    });
    // Closed while it was being filled in: what was typed is still there to be copied.
    const sentence = form.closed(view);
    const closed = sentence === undefined ? undefined : again([{ pointer: '', message: sentence }], 409);
    if (saved && isSave(call)) {
      if (closed) return closed;
      const kept = await saved.save(call);
      if (!('refusal' in kept)) return kept;
      const { refusal, saving } = kept;
      return refusal.kind === 'conflict'
        ? again([{ pointer: '', message: refusal.message }], STATUS[refusal.kind], saving)
        : refusal;
    }
    if (form.remarks ? !isSubmit(action) : action === SHOW_AGAIN.action) return closed ?? again([], 200);
    const parsed = parseTyped(form.schema, form.body ? form.body(fields, view) : fields);
    if (!parsed.success) return closed ?? again(problemsOf(parsed.error), 422);
    const remarks = form.remarks?.(fields, view) ?? [];
    if (remarks.length > 0 && action !== submitAction(remarks)) return closed ?? again([], 200);
    const look = isSure(call.form) ? undefined : form.lastLook?.(view, parsed.data);
    if (look && closed) return closed;
    // Closed by this very press, it has its receipt.
    const acting = look ? rehearsal(ports) : (saved?.sending(call) ?? ports);
    const outcome = await form.run(signedIn(call), call, parsed.data, view, acting);
    if (outcome.ok && look) {
      const rows = describedBody(form.schema, parsed.data).map(
        ([label, text]) => [label, multiline(text)] as const,
      );
      return { html: lastLookPage(call.context, { ...look, rows }, call.form) };
    }
    if (outcome.ok)
      return { redirect: `${form.next?.(outcome.value, view) ?? form.back(view).href}?done=${form.done}` };
    if (closed) return closed;
    if (outcome.kind === 'invalid') return again(outcome.problems, 422);
    const isKept = outcome.kind === 'conflict' || outcome.kind === 'forbidden';
    return isKept ? again([{ pointer: '', message: outcome.message }], STATUS[outcome.kind]) : outcome;
  };
  return [
    pageAt('GET', form.path, form.who, form.summary, get),
    pageAt('POST', form.sentTo ?? form.path, form.who, form.summary, post),
  ];
};

/** Only what a choice asks for: a page sends the fields of all choices. */
export const pick = (
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
