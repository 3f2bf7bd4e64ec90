import { parseHTML } from 'linkedom';
import type { JsonValue } from '../../functions/ui/form.ts';
import { encodeForm } from './encode-form.ts';

/** A form as a person without script has it: what it holds, what can be typed into it, what its page sends. */

type Element = NonNullable<ReturnType<ReturnType<typeof parseHTML>['document']['querySelector']>>;
type Control = { readonly name: string; readonly kind: string; readonly value: string; readonly on: boolean };

const kindOf = (control: Element): string =>
  control.tagName === 'INPUT' ? (control.getAttribute('type') ?? 'text') : control.tagName.toLowerCase();

const controlsOf = (form: Element): readonly Control[] =>
  [...form.querySelectorAll('input, textarea, select')].flatMap((control) => {
    const [name, kind] = [control.getAttribute('name') ?? '', kindOf(control)];
    if (name === '') return [];
    if (kind === 'select')
      return [...control.querySelectorAll('option')].map((option) => ({
        ...{ name, kind, value: option.getAttribute('value') ?? '', on: option.hasAttribute('selected') },
      }));
    // A browser drops the line break after the tag.
    const value =
      kind === 'textarea' ? control.textContent.replace(/^\n/, '') : (control.getAttribute('value') ?? '');
    return [{ name, kind, value, on: !/^(checkbox|radio)$/.test(kind) || control.hasAttribute('checked') }];
  });

/** Every form of a page that is sent. */
export const formsIn = (text: string) =>
  [...parseHTML(text).document.querySelectorAll('main form[method="post"]')].map((form) => {
    const controls = controlsOf(form);
    const held = controls.filter(({ on, kind, value }) => on && kind !== 'hidden' && value !== '');
    return {
      action: form.getAttribute('action') ?? '',
      /** What stands in it, without what is blank. */
      held: Object.fromEntries(held.map(({ name, value }) => [name, value])),
      hidden: Object.fromEntries(
        controls.filter(({ kind }) => kind === 'hidden').map(({ name, value }) => [name, value]),
      ),
      buttons: [...form.querySelectorAll('button')].map((one) => one.getAttribute('value') ?? ''),
      /** How many things it asks: one of several, or several of a list, is one. */
      asks: new Set(
        controls
          .filter(({ kind }) => kind !== 'hidden' && kind !== 'file')
          .map(({ name, kind }) => (kind === 'checkbox' ? name.replace(/\.\d+(:\w+)?$/, '') : name)),
      ).size,
      /** Something in every control: another text in each, the last of what can be chosen, every box. */
      typed: Object.fromEntries(
        controls
          .filter(({ kind, value }) => kind !== 'hidden' && (kind !== 'select' || value !== ''))
          .map(({ name, kind, value }, index) => [
            name,
            kind === 'text' || kind === 'textarea' ? `記入${index}　「」` : value,
          ]),
      ),
    };
  });

/** The form of a page that is sent to `action`; the last one, where several are. */
export const typedForm = (text: string, action: string) => {
  const form = formsIn(text).findLast((one) => one.action === action);
  if (!form) throw new Error(`no form for ${action}`);
  return form;
};

/** Over what the page sends; a field with the same name in another spelling of its type gives way. */
export const filledOver = (
  shown: Readonly<Record<string, string>>,
  fill: Readonly<Record<string, JsonValue>>,
): Record<string, string> => {
  const typed = [...new URLSearchParams(encodeForm(fill))];
  const plain = (name: string) => name.replace(/:\w+$/, '');
  const names = new Set(typed.map(([name]) => plain(name)));
  const kept = Object.entries(shown).filter(([name]) => name.startsWith('_') || !names.has(plain(name)));
  return Object.fromEntries([...kept, ...typed]);
};
