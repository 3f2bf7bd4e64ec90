/** Who stands at the door, as far as a request tells: where it comes from and on what. */
export type Visitor = {
  /** The network that it comes from (core/values/ip-range.ts); used to count, never stored. */
  readonly source: string;
  /** The token in the device's cookie, if it has one. */
  readonly device: string | undefined;
  /** A name from {@link browserName}. */
  readonly browser: string;
};

const BROWSERS = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;
const SYSTEMS = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** Enough to know one's own devices again, and nothing of what was sent: 'Edge（Windows）'. */
export const browserName = (userAgent: string): string => {
  const text = userAgent.slice(0, 500);
  const [browser] = BROWSERS.find(([, mark]) => mark.test(text)) ?? [];
  const [system] = SYSTEMS.find(([, mark]) => mark.test(text)) ?? [];
  if (browser === undefined) return 'その他のプログラム';
  return system === undefined ? browser : `${browser}（${system}）`;
};
