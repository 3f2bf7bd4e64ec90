import { loadSettings } from '../../core/directory/directory-store.ts';
import { type AppPorts, type Endpoint, NOT_FOUND, pageAt } from '../http/contract.ts';

/** Long texts that few ask for: read when somebody does, so that a sign-in does not wait for them. */
const pages = () => import('./pages.ts');

/**
 * 手引: a handbook for each role, and the words that are used; with them what the system is. For everybody, before a sign-in
 * too. They print as they are.
 */
export const helpPages = ({ store }: AppPorts): readonly Endpoint[] => [
  pageAt('GET', '/help', 'public', '手引', async ({ context }) => ({
    html: (await pages()).indexPage(context, await loadSettings(store)),
  })),
  pageAt('GET', '/help/glossary', 'public', '用語集', async ({ context }) => ({
    html: (await pages()).glossaryPage(context),
  })),
  pageAt('GET', '/about', 'public', 'このシステムについて', async ({ context }) => ({
    html: (await import('./about-page.ts')).aboutPage(context, await loadSettings(store)),
  })),
  pageAt('GET', '/help/{book}', 'public', '役割ごとの手引', async ({ context, params }) => {
    const book = (await pages()).bookPage(context, await loadSettings(store), params['book']);
    return book ? { html: book } : NOT_FOUND;
  }),
];
