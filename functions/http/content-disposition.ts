/**
 * Save, never show: with the name in ASCII for old programs and as it is for all others (RFC 6266, RFC 8187).
 */
export const dispositionOf = (name: string): string => {
  const plain = name.replace(/[^\w.-]/g, '_');
  // encodeURIComponent leaves these, which are no attr-char.
  const exact = encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
};
