/** A JSON text of which every reader makes the same: what JSON.parse lets pass without a word. */

/** Names that no body of ours has, and that JavaScript treats specially. */
const HOSTILE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** An odd number of backslashes stands before it. */
const isEscaped = (text: string, at: number): boolean => {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
};

/** The place after the string that begins at `start`. In a text that JSON.parse took, every string ends. */
const endOfString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
};

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST, COMMA, QUOTE] = [123, 125, 91, 93, 44, 34] as const;

type Level = { readonly names: Set<string> | undefined; at: string | number };

const escaped = (part: string | number) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * The first name that stands twice in one object (RFC 8259, 4: what a reader makes of it is unpredictable; a gateway
 * that looks at the first and we who take the last would judge two different applications), or is hostile. As a JSON
 * pointer with the name.
 *
 * @param text what JSON.parse took
 */
export const badName = (text: string): { readonly pointer: string; readonly twice: boolean } | undefined => {
  const levels: Level[] = [];
  let level: Level | undefined;
  let expectsName = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case OPEN_OBJECT:
      case OPEN_LIST:
        expectsName = text.charCodeAt(at) === OPEN_OBJECT;
        level = { names: expectsName ? new Set() : undefined, at: 0 };
        levels.push(level);
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        levels.pop();
        level = levels.at(-1);
        expectsName = false;
        break;
      case COMMA:
        expectsName = level?.names !== undefined;
        if (typeof level?.at === 'number') level.at += 1;
        break;
      case QUOTE: {
        const end = endOfString(text, at);
        if (expectsName && level?.names) {
          const raw = text.slice(at + 1, end - 1);
          const name: string = raw.includes('\\') ? JSON.parse(text.slice(at, end)) : raw;
          const twice = level.names.has(name);
          level.at = name;
          if (twice || HOSTILE.has(name))
            return { pointer: levels.map((each) => `/${escaped(each.at)}`).join(''), twice };
          level.names.add(name);
          expectsName = false;
        }
        at = end - 1;
      }
    }
  }
  return undefined;
};
