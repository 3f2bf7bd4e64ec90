import { discardForm, listSavedForms } from '../../core/case/saved-form.ts';
import { type AppPorts, type Endpoint, pageAt } from '../http/contract.ts';
import { NOT_FOUND, signedIn } from '../http/not-found.ts';
import { savedFormsPage } from './saved-forms-page.ts';

/** 作成中のもの (docs/adr/0051): everybody's own. */
export const savedFormPages = (ports: AppPorts): readonly Endpoint[] => [
  pageAt('GET', '/saved-forms', 'anyone', '作成中のもの', async (call) => ({
    html: savedFormsPage(call.context, await listSavedForms(ports)(signedIn(call))),
  })),
  pageAt('POST', '/saved-forms', 'anyone', '一時保存した入力を削除する', async (call) => {
    const { path, list } = call.form.fields;
    const found = (await listSavedForms(ports)(signedIn(call))).find((saved) => saved.path === path);
    if (!found) return NOT_FOUND;
    await discardForm(ports, found);
    const to = list === undefined ? found.path : '/saved-forms';
    return { redirect: `${to}${to.includes('?') ? '&' : '?'}done=discarded` };
  }),
];
