/**
 * How an HTTP API chooses among its routes: a full match of method and path, the one with the fewest variables; else a
 * greedy one, the longest; else `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */

export type Chosen = { readonly key: string; readonly pathParameters?: Readonly<Record<string, string>> };

const GREEDY = '{proxy+}';

const match = (key: string, method: string, path: string): Chosen | undefined => {
  const [ofMethod, template = ''] = key.split(' ');
  if (ofMethod !== method) return undefined;
  if (template.endsWith(`/${GREEDY}`)) {
    const below = template.slice(0, -GREEDY.length);
    if (!path.startsWith(below) || path === below) return undefined;
    return { key, pathParameters: { proxy: path.slice(below.length) } };
  }
  const [parts, given] = [template.split('/'), path.split('/')];
  const isVariable = (part: string) => part.startsWith('{');
  if (parts.length !== given.length) return undefined;
  if (!parts.every((part, n) => (isVariable(part) ? given[n] !== '' : part === given[n]))) return undefined;
  const pathParameters = Object.fromEntries(
    parts.flatMap((part, n) => (isVariable(part) ? [[part.slice(1, -1), given[n] ?? '']] : [])),
  );
  return { key, pathParameters };
};

const variables = ({ key }: Chosen): number => key.split('{').length;

export const gatewayOf =
  (keys: readonly string[]) =>
  (method: string, path: string): Chosen => {
    const found = keys.flatMap((key) => match(key, method, path) ?? []);
    const isGreedy = ({ key }: Chosen) => key.endsWith(GREEDY);
    const [full] = found.filter((each) => !isGreedy(each)).sort((a, b) => variables(a) - variables(b));
    const [greedy] = found.filter(isGreedy).sort((a, b) => b.key.length - a.key.length);
    return full ?? greedy ?? { key: '$default' };
  };
