/** Shift_JIS (CP932) as Japanese gateways and Excel write it; the reverse of what the platform decodes. */
const CODES: ReadonlyMap<string, readonly number[]> = new Map(
  [
    ...Array.from({ length: 256 }, (_, byte) => [byte]),
    ...Array.from({ length: 0x7d * 0xbd }, (_, index) => {
      const lead = 0x81 + Math.floor(index / 0xbd);
      return [lead, 0x40 + (index % 0xbd)];
    }).filter(([lead = 0]) => lead < 0xa0 || lead > 0xdf),
  ].flatMap((bytes): [string, readonly number[]][] => {
    const text = new TextDecoder('shift_jis').decode(Uint8Array.from(bytes));
    return text.length === 1 && text !== '�' ? [[text, bytes]] : [];
  }),
);

/** @throws when the text has a character that Shift_JIS does not have */
export const shiftJis = (text: string): Uint8Array =>
  Uint8Array.from(
    [...text].flatMap((character) => {
      const bytes = CODES.get(character);
      if (!bytes) throw new Error(`not in Shift_JIS: ${character}`);
      return bytes;
    }),
  );
