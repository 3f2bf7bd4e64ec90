import { z } from 'zod';
import type { Caller } from '../../core/directory/caller.ts';
import { pressOf } from '../../core/directory/idempotency.ts';
import { lastAnswer } from '../../core/question/last-answer.ts';
import { rehearsal } from '../../core/store/commit.ts';
import { CHANGED_SINCE_SHOWN, type Outcome, type Problem, type Refusal } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { multiline, SHOW_AGAIN } from '../ui/components.ts';
import { textAt } from '../ui/form.ts';
import { isSubmit, isSure, type LastLook, lastLookPage, submitAction } from '../ui/last-look.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { messagePage } from '../ui/message-page.ts';
import type { Saving } from '../ui/saved-form.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
  type Who,
} from './contract.ts';
import { STATUS } from './http-request.ts';
import { describedBody } from './openapi.ts';
import { isSave, savedForm } from './saved-form.ts';

/** Its rows are what was sent, unless it says what. */
type LookOf = Omit<LastLook, 'rows'> & Partial<Pick<LastLook, 'rows'>>;

type Given = {
  readonly content: unknown;
  readonly problems: readonly Problem[];
  /** What is pointed out before it is sent. */
  readonly remarks: readonly Problem[];
  /** What was sent is wrong: it is mended on what was shown, where a conflict shows what is there now. */
  readonly isMended: boolean;
  /** Undefined: what is typed there cannot be saved. */
  readonly saving: Saving | undefined;
  /** Something of it was added to what was typed, and is looked at before it is sent. */
  readonly isCompleted?: boolean;
};

/** What of a refusal is shown with what was typed; undefined: it is a page of its own. */
export const mistakesOf = ({ kind, message, problems }: Refusal) =>
  kind === 'invalid' || kind === 'conflict' || kind === 'forbidden'
    ? { problems: problems.length > 0 ? problems : [{ pointer: '', message }], status: STATUS[kind] }
    : undefined;

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
    /** It stands on a page that is shown elsewhere, too. */
    readonly within?: true;
    readonly who: Who;
    readonly summary: string;
    readonly schema: S | ((view: V) => S);
    readonly load: (caller: Caller, call: PageCall) => Promise<Outcome<V>>;
    /** Why it cannot be used now, as a sentence; undefined: it can. */
    readonly closed?: (view: V) => string | undefined;
    /** What it is about, as the page posts it (`hash`): what was typed about something else is shown over what is there now. */
    readonly stands?: (view: V) => string;
    /** What the fields hold at first. */
    readonly start?: (view: V, call: PageCall) => Promise<unknown>;
    readonly show: (context: PageContext, view: V, given: Given) => Html;
    /** What is pointed out in what was typed (ui/last-look.ts): it is sent by a button under which all of it has been seen. */
    readonly remarks?: (
      content: unknown,
      view: V,
      call: PageCall,
    ) => readonly Problem[] | Promise<readonly Problem[]>;
    /** What is left out in what was typed, added: it is shown before it is sent. */
    readonly completes?: (fields: PageCall['form']['fields']) => PageCall['form']['fields'];
    /** The button that sends it, where others of the page only show it again. */
    readonly act?: string;
    /** What is to be ticked on the page and is no part of the body: what is said where it is not. */
    readonly ticked?: string;
    /** The body out of the posted fields, where it is not these as they are. */
    readonly body?: (fields: PageCall['form']['fields'], view: V, call: PageCall) => unknown;
    /** Where on the page a mistake in the body stands, where not at the field of its name. */
    readonly place?: (pointer: string) => string;
    readonly run: (
      caller: Caller,
      call: PageCall,
      body: z.infer<S>,
      view: V,
      ports: AppPorts,
    ) => Promise<Outcome<R> | Refusal>;
    /** What is shown once more before it is recorded, with what was sent; it is run through, and nothing is kept. */
    readonly lastLook?: (view: V, body: z.infer<S>) => LookOf | undefined;
    /** 一時保存: of a form that is long. `repeats`: it can be sent again, for something else. */
    readonly saves?: Pick<Parameters<typeof savedForm>[1], 'repeats' | 'query'> & {
      /** Of what the page shows, where it posts one. */
      readonly hash?: (view: V) => string | undefined;
    };
    /** Whence it came, and where it leads to unless `next` says otherwise. */
    readonly back: (view: V) => { readonly href: string; readonly label: string };
    readonly next?: (done: R, view: V) => string | undefined;
    readonly done: string | ((done: R, view: V, body: z.infer<S>) => string);
    /** What was done, where the choice in the form says it; otherwise `done`. */
    readonly doneBy?: (fields: Readonly<Record<string, unknown>>) => string | undefined;
  },
): readonly Endpoint[] => {
  const { act, ticked, place, saves } = form;
  const saved = saves && savedForm(ports, { ...saves, path: form.path, title: form.summary });
  const isSent = (action: string): boolean =>
    act === undefined && form.remarks === undefined
      ? action !== SHOW_AGAIN.action
      : isSubmit(action, act) || isSubmit(action, 'sure');
  const placed = (problems: readonly Problem[]): readonly Problem[] =>
    place ? problems.map((problem) => ({ ...problem, pointer: place(problem.pointer) })) : problems;
  const shown = async (call: PageCall, view: V, given: Omit<Given, 'remarks'>): Promise<Html> => {
    const remarks = (await form.remarks?.(given.content, view, call)) ?? [];
    return form.show(call.context, view, { ...given, remarks });
  };
  /** Why it cannot be used now; to whoever answers with who was faster. */
  const closedTo = async (view: V, { params, form: posted }: PageCall): Promise<string | undefined> => {
    const sentence = form.closed?.(view);
    const { caseId, ...about } = params;
    const ids = Object.values(about).filter((id) => id !== undefined);
    // Where the form says itself who was faster, it is said once.
    if (sentence?.startsWith('すでに')) return sentence;
    const isAnswer = form.who === 'city' && posted.fields['hash'] !== undefined;
    if (sentence === undefined || !isAnswer || caseId === undefined || ids.length === 0) return sentence;
    const answered = await lastAnswer(ports.store, caseId, ids);
    return answered === undefined
      ? sentence
      : `${sentence}先に行われた手続は、${answered}です。今回の操作では、何も変更されていません。`;
  };
  const get = async (call: PageCall): Promise<PageAnswer> => {
    const found = await form.load(signedIn(call), call);
    if (!found.ok) return found;
    const view = found.value;
    const sentence = await closedTo(view, call);
    if (sentence !== undefined) {
      const back = form.back(view);
      return { status: 409, html: messagePage(call.context, 409, { sentence, back }) };
    }
    const opened = await saved?.opened(call, saves?.hash?.(view));
    const content = opened?.content ?? (await form.start?.(view, call)) ?? {};
    return {
      html: await shown(call, view, { content, problems: [], isMended: false, saving: opened?.saving }),
    };
  };
  const post = async (sent: PageCall): Promise<PageAnswer> => {
    const whole = isSave(sent) ? sent.form.fields : (form.completes?.(sent.form.fields) ?? sent.form.fields);
    const call = { ...sent, form: { ...sent.form, fields: whole } };
    const isCompleted = hashOf(whole) !== hashOf(sent.form.fields);
    const found = await form.load(signedIn(call), call);
    if (!found.ok) return found;
    const view = found.value;
    const { confirmed, ...others } = call.form.fields;
    const fields = ticked === undefined ? call.form.fields : others;
    const { action } = call.form.meta;
    const again = async (
      problems: readonly Problem[],
      status: number,
      saving = saved?.again(call),
    ): Promise<PageAnswer> => ({
      status,
      // Over what is there by now, nothing has been ticked yet.
      html: await shown(call, view, {
        content: status === 409 ? fields : call.form.fields,
        problems,
        isMended: status === 422,
        saving,
        isCompleted,
      }),
    });
    // A decision that is pressed again, at once or later: the receipt of the first press.
    const press = pressOf(ports, signedIn(call), {
      path: form.sentTo ?? form.path,
      params: call.params,
      fields,
    });
    const once = form.doneBy?.(fields) ?? form.done;
    const receipt = async (): Promise<PageAnswer | undefined> =>
      typeof once === 'string' && !form.next && isSent(action) && (await press.wasDone())
        ? { redirect: `${form.back(view).href}?done=${once}` }
        : undefined;
    const earlier = await receipt();
    if (earlier) return earlier;
    // Closed while it was being filled in: what was typed is still there to be copied.
    const sentence = await closedTo(view, call);
    const closed =
      sentence === undefined ? undefined : await again([{ pointer: '', message: sentence }], 409);
    const closedSince = async (call: PageCall): Promise<PageAnswer | undefined> => {
      const now = await form.load(signedIn(call), call);
      const message = now.ok ? await closedTo(now.value, call) : undefined;
      return message === undefined ? undefined : again([{ pointer: '', message }], 409);
    };
    if (saved && isSave(call))
      return (
        closed ??
        saved.save(call, ({ message }, saving) => again([{ pointer: '', message }], 409, saving), {
          hash: saves?.hash?.(view),
          ticked: ticked === undefined ? undefined : 'confirmed',
        })
      );
    if (!isSent(action)) return closed ?? again([], 200);
    const stands = form.stands?.(view);
    if (stands !== undefined && ![undefined, '', stands].includes(textAt(fields, 'hash')))
      return closed ?? again([{ pointer: '', message: CHANGED_SINCE_SHOWN.message }], 409);
    const schema = form.schema instanceof z.ZodType ? form.schema : form.schema(view);
    const parsed = parseTyped(schema, form.body ? form.body(fields, view, call) : fields);
    const problems = [
      ...(parsed.success ? [] : placed(problemsOf(parsed.error))),
      ...(ticked === undefined || confirmed === true ? [] : [{ pointer: '/confirmed', message: ticked }]),
    ];
    if (!parsed.success || problems.length > 0) return closed ?? again(problems, 422);
    const remarks = (await form.remarks?.(fields, view, call)) ?? [];
    const isUnseen = isCompleted || (remarks.length > 0 && action !== submitAction(remarks, act));
    const look = isUnseen || isSure(call.form) ? undefined : form.lastLook?.(view, parsed.data);
    if ((look || isUnseen) && closed) return closed;
    // Closed by this very press, it has its receipt.
    const acting = look || isUnseen ? rehearsal(ports) : press.keeping(saved?.sending(call) ?? ports);
    const outcome = await form.run(signedIn(call), call, parsed.data, view, acting);
    if (outcome.ok && isUnseen) return again([], 200);
    if (outcome.ok && look) {
      const rows = describedBody(schema, parsed.data).map(
        ([label, text]) => [label, multiline(text)] as const,
      );
      return { html: lastLookPage(call.context, { rows, ...look }, call.form) };
    }
    if (outcome.ok) {
      const done = typeof once === 'string' ? once : once(outcome.value, view, parsed.data);
      return { redirect: `${form.next?.(outcome.value, view) ?? form.back(view).href}?done=${done}` };
    }
    const first = outcome.kind === 'conflict' ? await receipt() : undefined;
    if (first) return first;
    // Somebody was faster since it was looked at.
    const faster = closed ?? (outcome.kind === 'conflict' ? await closedSince(call) : undefined);
    if (faster) return faster;
    const mistakes = mistakesOf(outcome);
    return mistakes ? again(placed(mistakes.problems), mistakes.status) : outcome;
  };
  const sent = pageAt('POST', form.sentTo ?? form.path, form.who, form.summary, post);
  if (form.within) return [sent];
  const opened = pageAt('GET', form.path, form.who, form.summary, get);
  return [{ ...opened, route: { ...opened.route, isForm: true } }, sent];
};

/** Only what a choice asks for: a page sends the fields of all choices. */
export const pick = (
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
