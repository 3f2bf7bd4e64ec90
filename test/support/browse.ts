import type { Answer, World } from './world.ts';

/** A signed-in browser without script: pages, and forms with the token of the session. */
export const browse = async (world: World, address: string) => {
  const cookie = await world.enter(address);
  const { csrf } = (await world.send({ path: '/v1/session', cookies: [cookie] })).json;
  return async (path: string, form?: Readonly<Record<string, string>>): Promise<Answer> => {
    const answer = await world.send({
      path,
      cookies: [cookie],
      ...(form ? { form: { _csrf: csrf, ...form } } : {}),
    });
    if (form) await world.settle();
    return answer;
  };
};

/** What a browser would send back untouched. */
export const hiddenFields = ({ text }: Answer): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );

/** The button of a last look, after it has been read (docs/adr/0049): it sends all that was typed once more. */
export const pressedLast = (look: Answer): Record<string, string> => {
  const [, action = ''] = /name="_action" value="(sure-[^"]+)"/.exec(look.text) ?? [];
  if (action === '') throw new Error(`no last look: ${look.status} ${look.text.slice(0, 2000)}`);
  const { _csrf, ...typed } = hiddenFields(look);
  return { ...typed, _action: action };
};

/** A form is sent, and once more by the button under which what was pointed out has been read (functions/ui/last-look.ts). */
export const sentOnceRead = async (
  visit: Awaited<ReturnType<typeof browse>>,
  path: string,
  filled: Readonly<Record<string, string>>,
): Promise<Answer> => {
  const first = await visit(path, filled);
  const [, action] = /name="_action" value="(submit-[\w-]+)"/.exec(first.text) ?? [];
  return action === undefined ? first : visit(path, { ...filled, _action: action });
};
