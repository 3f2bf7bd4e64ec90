import { FILE_TYPES } from '../../core/attachment/file-type.ts';

/**
 * What people typed, as it stands in a mail: no mail program makes a link of it. Recipients trust what comes from the
 * city, and a link in it is pressed; so whoever can type a purpose could send officials anywhere. Mail programs take
 * for a link `name.tld` without a scheme, `www.…`, `mailto:…`, `user@host`, `//host` and `\\host`, so each of these
 * is broken where everybody sees it and can put it back: evil[.]example (as JPCERT/CC writes such names), ＠ ： ／／ ＼＼,
 * and a space before letters that are not Latin, where it reads as written: `1. 概要`. Nothing invisible is put in: it
 * would be copied along. Numbers (10.1.2.3, 1.2.3, 10:30) and names of files (手順書.xlsx) stay as they are.
 */

/** A name of one dot, with an extension that is no top-level domain. `www` makes a link of anything. */
const FILE_NAME = `(?<=^|[\\s、。，「」『』（）()【】,;・])(?!www\\d*\\.)[^\\s、。，「」『』（）()【】,;・.@:/\\\\]+\\.(?:${Object.keys(FILE_TYPES).join('|')})(?=$|[\\s、。，「」『』（）()【】,;・])`;

/** A scheme, but not the groups of an IPv6 address. */
const SCHEME = /(?<![A-Za-z])(?![0-9A-Fa-f]{1,4}:[0-9A-Fa-f:])([A-Za-z][A-Za-z0-9+.-]+):(?=\S|$)/g;
/** An IPv4 address that a path follows; a network (10.1.2.0/24) is none. */
const ADDRESS_WITH_PATH = /\d{1,3}(?:\.\d{1,3}){3}(?=(?::\d+)?\/(?!\d{1,2}(?![\w/])))/g;
/** Every dot that a letter follows; and names of files, which are passed over. */
const DOT = new RegExp(`${FILE_NAME}|(?<=\\S)\\.(?=\\p{M}*(?:(?<latin>[A-Za-z])|\\p{L}))`, 'giu');
/** Dots that Unicode makes full stops of names (UTS 46), between Latin letters and digits: elsewhere 。 ends a sentence. */
const WIDE_DOT = /(?<=[A-Za-z0-9]\p{M}*)([．。｡․﹒])(?=\p{M}*[A-Za-z])/gu;

export const unlinked = (text: string): string =>
  text
    .replace(ADDRESS_WITH_PATH, (address) => address.replaceAll('.', '[.]'))
    .replace(/(www|ftp)(\d*)\./gi, '$1$2[.]')
    .replace(DOT, (match, latin: string | undefined) => {
      if (match !== '.') return match;
      return latin === undefined ? '. ' : '[.]';
    })
    .replace(WIDE_DOT, '$1 ')
    .replace(SCHEME, '$1：')
    .replace(/\/\//g, '／／')
    .replace(/\\\\/g, '＼＼')
    .replace(/@/g, '＠');
