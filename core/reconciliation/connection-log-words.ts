import { halfWidth } from '../values/characters.ts';
import { searchKey } from '../values/text.ts';

/** Words by which gateways say what a row is, and that a value is not there. */

const keysOf = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(wordKey));
function wordKey(text: string): string {
  return searchKey(text).replace(/[\s_.:・()-]/g, '');
}

/** Numbers are those of Windows: remote desktop 21–25, its gateway 302 and 303, remote access 20272–20275. */
const CONNECT = keysOf(
  '接続 接続開始 開始 ログイン ログオン 確立 connect connected connection login logon loggedin start started open opened up tunnel-up established begin gateway-connected 21 25 302 20274',
);
const DISCONNECT = keysOf(
  '切断 接続終了 終了 ログアウト ログオフ 解放 disconnect disconnected logout logoff loggedout stop stopped close closed down tunnel-down terminated end finished gateway-logout 23 24 303 20272 20275',
);
const FAILED = keysOf(
  '失敗 認証失敗 ログイン失敗 接続失敗 拒否 不許可 否 ng エラー failure failed fail denied deny rejected reject refused error invalid unauthorized blocked false loginfailed loginfailure authenticationfailed tunnel-down-failed × ✕',
);
/** What is told while a connection goes on. */
const ASIDE = keysOf(
  '更新中 統計 継続 維持 tunnel-stats stats statistics interim interim-update accounting-interim alive keepalive heartbeat 22 39 40 41 42',
);

/** Whole sentences, as {@link toldBy} folds them: kana are katakana there. */
const OF = '(?:接続|vpn|セッション|トンネル|通信|利用)\\s*[ヲガ]?\\s*';
const SIGN_IN =
  '(?:認証|ログイン|ログオン|サインイン|パスワード|アカウント|資格情報|証明書|検証|トークン|otp|mfa|二要素)';
const THING = '\\b(?:session|tunnel|connection|vpn)\\b.*\\b';
const SENTENCES = {
  failed: new RegExp(
    `^失敗|${SIGN_IN}[ニガヲハノ]?\\s*(?:失敗|エラー|拒否|不可|不許可|ng|誤リ|不一致|相違|ロック)|(?:接続|アクセス)[ニガヲハノ]?\\s*(?:失敗|拒否|不可|不許可)|\\b(?:fail(?:ed|ures?|s)?|denied|deny|reject(?:ed)?|refused|unauthori[sz]ed|unsuccessful|lockout|locked out)\\b|\\b(?:invalid|bad|wrong|incorrect) (?:user|password|credential|log|token|otp|certificate)|\\b(?:auth\\w*|log ?[io]n|sign ?in|credentials?|password) error\\b|\\b(?:can ?not|could not|unable to) (?:log|sign|connect|authenticate)`,
  ),
  disconnect: new RegExp(
    `切断|ログアウト|ログオフ|サインアウト|${OF}(?:終了|解放|解除)|\\bdisconnect(?:ed|ion|ing)?\\b|\\blog(?:ged)? ?(?:out|off)\\b|\\bsigned ?(?:out|off)\\b|\\bterminat(?:ed|ion)\\b|${THING}(?:end(?:ed)?|stop(?:ped)?|closed?|down|finished|expired|timed out)\\b`,
  ),
  connect: new RegExp(
    `(?:${OF}|ログイン|ログオン|サインイン)[ヲガ]?\\s*(?:開始|確立|成功|シマシタ|シタ|サレマシタ)|再接続|\\b(?:re)?connected\\b|\\blogged (?:in|on)\\b|\\bsigned (?:in|on)\\b|\\b(?:log ?[io]n|sign ?in|reconnection) (?:success\\w*|succeeded)|\\bsuccess\\w* (?:\\w+ )?log ?[io]n|\\bestablished\\b|${THING}(?:start(?:ed)?|open(?:ed)?|up|begins?|began)\\b`,
  ),
  succeeded:
    /\b(?:success\w*|succeeded|ok|allowed|permitted|accepted|granted|passed)\b|成功|正常|(?<!不)許可/,
} as const;
/** 失敗なし, no error: the word says it was not so. */
const NOT = /ナシ|無シ|0件|未接続|\b(?:no|not|without|none)\b/;
/** Where the reason begins: 切断（認証エラー） tells of disconnecting. */
const REASON = /[([:;/,、。]|\s-\s/;

/** What one row of a log of events tells. */
export type LogEvent = 'connect' | 'disconnect' | 'failed' | 'aside' | 'unknown';
export const eventOf = (text: string): LogEvent => {
  if (text === '') return 'unknown';
  const whole = searchKey(text).replaceAll('_', ' ');
  const [main = '', reason] = whole.split(REASON, 2).map((part) => part.trim().replaceAll('-', ' '));
  if (/^(?:none|no|0|ナシ|無シ)$/.test(reason ?? '')) return 'unknown';
  return toldBy(whole, false) ?? toldBy(main) ?? toldBy(whole.replaceAll('-', ' ')) ?? 'unknown';
};

/** Undefined: nothing that is known. `unknown`: things that do not go together. */
const toldBy = (part: string, sentences = true): LogEvent | undefined => {
  const key = wordKey(part);
  if (CONNECT.has(key)) return 'connect';
  if (DISCONNECT.has(key)) return 'disconnect';
  if (ASIDE.has(key)) return 'aside';
  if (FAILED.has(key)) return 'failed';
  if (!sentences || part.length > MAX_SENTENCE) return undefined;
  if (/\b(?:can|could) ?not\b/.test(part) ? false : NOT.test(part)) return 'unknown';
  const [failed, disconnect, connect, succeeded] = [
    SENTENCES.failed,
    SENTENCES.disconnect,
    SENTENCES.connect,
    SENTENCES.succeeded,
  ].map((sentence) => sentence.test(part));
  if (failed) return disconnect || succeeded ? 'unknown' : 'failed';
  if (connect && disconnect) return 'unknown';
  return disconnect ? 'disconnect' : connect ? 'connect' : succeeded ? 'unknown' : undefined;
};
const MAX_SENTENCE = 300;

/** Only what says so: a word that nobody knows (タイムアウト, 正常終了) hides no connection. */
export const isFailure = (text: string): boolean => eventOf(text) === 'failed';

const NOTHING = keysOf(
  '接続中 継続中 利用中 ログイン中 未切断 なし N/A null none active connected still stillconnected stillloggedin unknown',
);
const NOBODY = keysOf('なし N/A none null nil 不明 unknown');
/** In place of a name or an address. */
export const meansNothing = (written: string): boolean =>
  /^[-*?]+$/.test(halfWidth(written).trim()) || NOBODY.has(wordKey(written));

/** In place of an end: it has none, or nobody wrote it down. */
export const meansNoEnd = (written: string): boolean => {
  const text = halfWidth(written).trim();
  // Where programs and databases begin to count, or end.
  const isNever = /^(?:0000|0001|1601|1899|1900|1970|9999)[-/.]\d{1,2}[-/.]\d{1,2}(?:\D|$)/.test(text);
  return isNever || /^[-*?:\s]+$/.test(text) || NOTHING.has(wordKey(text));
};

const TOTALS = keysOf('合計 小計 総計 計 総数 件数 平均 total totals subtotal sum count average');
const FOOTERS = [
  /^(?:合計|小計|総計|計|全|総数|総件数|件数)\s*:?\s*[\d,]+\s*(?:件|行|回)?$/,
  /^total[\s:]+[\d,]+(?: \w+)?$/,
  /^\(?[\d,]+ (?:rows?|records?|sessions?|entries)(?:\(s\))?(?: \w+)?\)?$/,
  /^[-=*#_\s]*(?:以\s?上|オワリ|終ワリ|end|eof)?(?: of \w+)?[-=*#_\s.]*$/,
];
/** A row that sums up or ends the table: its first cell says so. It is one where it has no time. */
export const isTotal = (fields: readonly string[]): boolean => {
  const [first = ''] = fields.filter((field) => field.trim() !== '');
  if (TOTALS.has(wordKey(first))) return true;
  const text = searchKey(first);
  return text !== '' && text.length < 60 && FOOTERS.some((footer) => footer.test(text));
};
