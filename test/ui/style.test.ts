import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COLOURS, STYLE } from '../../functions/ui/style.ts';

const TOKENS = readFileSync(
  new URL('../../node_modules/@digital-go-jp/design-tokens/dist/tokens-simple.css', import.meta.url),
  'utf8',
);
const luminance = (colour: string): number =>
  [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
const contrast = (a: keyof typeof COLOURS, b: keyof typeof COLOURS): number => {
  const [light = 0, dark = 0] = [luminance(COLOURS[a][1]), luminance(COLOURS[b][1])].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

describe('stylesheet', () => {
  test.each(Object.entries(COLOURS))("%s is the Digital Agency's token", (_, [token, value]) => {
    expect(TOKENS).toContain(`--color-${token}: ${value};`);
  });

  test.each([
    ['text', 'ground'],
    ['text-soft', 'ground'],
    ['text-soft', 'ground-soft'],
    ['key', 'ground'],
    ['key', 'ground-soft'],
    ['key', 'attention-soft'],
    ['good', 'good-soft'],
    ['bad', 'ground'],
    ['attention', 'attention-soft'],
    ['text', 'focus'],
  ] as const)('text in %s on %s has a contrast of 4.5 (WCAG 1.4.3)', (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test('the border of a control has a contrast of 3 (WCAG 1.4.11)', () => {
    expect(contrast('line', 'ground')).toBeGreaterThanOrEqual(3);
  });

  test('loads nothing, and uses no colour that is not declared', () => {
    expect(STYLE).not.toMatch(/url\(|@import/);
    const used = new Set([...STYLE.matchAll(/var\(--([a-z-]+)\)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(COLOURS).sort());
  });
});
