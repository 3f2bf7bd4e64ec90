import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import openapi from '../../docs/openapi.json' with { type: 'json' };
import { EARLIER_CITIES, openApiOf } from '../support/earlier-city.ts';

/** docs/upgrade.md: `/v1` stays: a program written for the API of an earlier version goes on with this one. */

const schemaSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.unknown().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).default([]),
  required: z.array(z.string()).default([]),
  properties: z.record(z.string(), z.unknown()).default({}),
  items: z.unknown().optional(),
  oneOf: z.array(z.unknown()).default([]),
});
const contentSchema = z.looseObject({
  content: z.object({ 'application/json': z.object({ schema: z.unknown() }).optional() }).optional(),
});
const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ requestBody: contentSchema.optional(), responses: z.record(z.string(), z.unknown()) }),
    ),
  ),
});
type Document = z.infer<typeof documentSchema>;
type Way = 'sent' | 'answered';

const step = (from: unknown, name: string): unknown => z.record(z.string(), z.unknown()).parse(from)[name];
const resolved = (document: Document, part: unknown): unknown => {
  const { $ref } = z.looseObject({ $ref: z.string().optional() }).parse(part ?? {});
  return $ref === undefined ? part : resolved(document, $ref.split('/').slice(1).reduce(step, document));
};
const schemaOf = (document: Document, part: unknown) => schemaSchema.parse(resolved(document, part) ?? {});
/** A variant is known by its constants, such as `type`. */
const variantName = (document: Document, part: unknown): string =>
  JSON.stringify(
    Object.entries(schemaOf(document, part).properties)
      .map(([name, property]) => [name, schemaOf(document, property).const])
      .filter(([, constant]) => constant !== undefined)
      .sort(),
  );

/** What a program of then would miss, or not be let do. */
const broken = (then: Document, now: Document): string[] => {
  const found: string[] = [];
  const compare = (a: unknown, b: unknown, at: string, way: Way): void => {
    const [old, present] = [schemaOf(then, a), schemaOf(now, b)];
    if (old.type !== undefined && old.type !== present.type) found.push(`${at}: another type`);
    if (old.const !== undefined && old.const !== present.const) found.push(`${at}: another constant`);
    for (const value of old.enum)
      if (way === 'sent' && !present.enum.includes(value))
        found.push(`${at}: ${value} is not taken any more`);
    for (const name of way === 'sent' ? present.required : [])
      if (!old.required.includes(name)) found.push(`${at}/${name}: has to be sent`);
    for (const [name, property] of Object.entries(old.properties)) {
      if (name in present.properties) compare(property, present.properties[name], `${at}/${name}`, way);
      else found.push(`${at}/${name}: is gone`);
    }
    if (old.items !== undefined) compare(old.items, present.items, `${at}[]`, way);
    const variants = new Map(present.oneOf.map((part) => [variantName(now, part), part]));
    for (const part of old.oneOf) {
      const name = variantName(then, part);
      if (name === '[]') continue;
      if (variants.has(name)) compare(part, variants.get(name), `${at}${name}`, way);
      else found.push(`${at}${name}: is gone`);
    }
  };
  const bodyOf = (document: Document, part: unknown): unknown =>
    contentSchema.parse(resolved(document, part) ?? {}).content?.['application/json']?.schema;
  for (const [path, operations] of Object.entries(then.paths))
    for (const [method, old] of Object.entries(operations)) {
      const at = `${method} ${path}`;
      const present = now.paths[path]?.[method];
      if (!present) {
        found.push(`${at}: is gone`);
        continue;
      }
      compare(bodyOf(then, old.requestBody), bodyOf(now, present.requestBody), `${at} body`, 'sent');
      for (const [status, answer] of Object.entries(old.responses)) {
        if (!(status in present.responses)) found.push(`${at} ${status}: is gone`);
        compare(bodyOf(then, answer), bodyOf(now, present.responses[status]), `${at} ${status}`, 'answered');
      }
    }
  return found;
};

const now = documentSchema.parse(openapi);

describe.each(EARLIER_CITIES.filter((name) => openApiOf(name) !== undefined))('/v1 since %s', (name) => {
  const then = documentSchema.parse(openApiOf(name));

  test('what was sent is taken, what was answered is answered', () => {
    expect(Object.keys(then.paths).length).toBeGreaterThan(80);
    expect(broken(then, now)).toEqual([]);
  });

  test.each([
    ['a field that is gone', '"statements":', '"spoken":', /statements: is gone/],
    ['a path that is gone', '"/v1/permits/{caseId}/works":', '"/v1/permits/{caseId}/jobs":', /is gone/],
    [
      'a field that has to be sent',
      '"required":["hash","choice"',
      '"required":["hash","seal","choice"',
      /seal: has to be sent/,
    ],
    [
      'another type',
      '"statements":{"type":"array"',
      '"statements":{"type":"string"',
      /statements: another type/,
    ],
  ])('%s is seen', (_, from, to, said) => {
    const text = JSON.stringify(now);
    const changed = documentSchema.parse(JSON.parse(text.replaceAll(from, to)));
    expect(broken(then, changed).join('\n')).toMatch(said);
  });
});
