import type { z } from 'zod';
import type { Caller } from '../../core/directory/caller.ts';
import { viewPermit } from '../../core/permit/view-permit.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { Outcome, Refusal } from '../../core/values/errors.ts';
import type { AppPorts, Endpoint } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { formPage } from '../question/page.ts';
import type { Content } from '../ui/components.ts';
import type { FormState } from '../ui/form-controls.ts';
import { subjectOf } from './page.ts';

/** A form of the city's about a permit, that nobody asked for: it begins on the permit's page and leads back to it. */
export const permitFormPages = <S extends z.ZodType>(
  ports: AppPorts,
  form: {
    /** Last part of the path. */
    readonly name: string;
    readonly summary: string;
    readonly title: string;
    readonly lead: string;
    readonly submit: string;
    readonly schema: S;
    readonly closed?: (view: AnyPermitView) => string | undefined;
    readonly start?: () => Promise<unknown>;
    readonly fields: (state: FormState, view: AnyPermitView) => Content;
    readonly run: (
      ports: AppPorts,
    ) => (caller: Caller, caseId: string, body: z.infer<S>) => Promise<Outcome<unknown> | Refusal>;
    readonly done: string;
  },
): readonly Endpoint[] => {
  const { name, summary, title, lead, submit, schema, closed, start, fields, run, done } = form;
  const back = ({ caseId, permitNo }: AnyPermitView) => ({
    href: `/permits/${caseId}`,
    label: `許可番号 ${permitNo} の画面に戻る`,
  });
  return formPages(ports, {
    path: `/permits/{caseId}/${name}`,
    who: 'city',
    summary,
    schema,
    load: (caller, { params }) => viewPermit(ports)(caller, params['caseId'] ?? ''),
    closed: (view) => closed?.(view),
    start: async () => (await start?.()) ?? {},
    show: (context, view, { content, problems, saving }) =>
      formPage(context, {
        saving,
        ...{ title, lead, submit, content, problems },
        subject: subjectOf(view),
        dossier: undefined,
        action: `/permits/${view.caseId}/${name}`,
        back: back(view),
        fields: (state) => fields(state, view),
        here: '/permits',
      }),
    run: (caller, { params }, body, _, ports) => run(ports)(caller, params['caseId'] ?? '', body),
    // Long texts; there may be several under a permit.
    saves: { repeats: true },
    back,
    done,
  });
};
