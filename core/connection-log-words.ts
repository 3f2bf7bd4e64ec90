import { halfWidth } from './characters.ts';
import { searchKey } from './text.ts';

/** Words by which gateways say what a row is, and that a value is not there. */

const keysOf = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(wordKey));
function wordKey(text: string): string {
  return searchKey(text).replace(/[\s_.:・()-]/g, '');
}

const CONNECT = keysOf(
  '接続 接続開始 開始 ログイン ログオン 確立 connect connected connection login logon loggedin start started open opened up tunnel-up established begin',
);
const DISCONNECT = keysOf(
  '切断 接続終了 終了 ログアウト ログオフ 解放 disconnect disconnected logout logoff loggedout stop stopped close closed down tunnel-down terminated end finished',
);
const FAILED = keysOf(
  '失敗 認証失敗 ログイン失敗 接続失敗 拒否 不許可 否 ng エラー failure failed fail denied deny rejected reject refused error invalid unauthorized blocked false loginfailed loginfailure authenticationfailed tunnel-down-failed',
);

/** What is told while a connection goes on. */
const ASIDE = keysOf(
  '更新中 統計 継続 維持 tunnel-stats stats statistics interim interim-update accounting-interim alive keepalive heartbeat',
);

/** What one row of a log of events tells. */
export type LogEvent = 'connect' | 'disconnect' | 'failed' | 'aside' | 'unknown';
export const eventOf = (text: string): LogEvent => {
  const key = wordKey(text);
  if (CONNECT.has(key)) return 'connect';
  if (DISCONNECT.has(key)) return 'disconnect';
  if (ASIDE.has(key)) return 'aside';
  return isFailure(text) ? 'failed' : 'unknown';
};

/** Only what says so: a word that nobody knows (タイムアウト, 正常終了) hides no connection. */
export const isFailure = (text: string): boolean => FAILED.has(wordKey(text));

const NOTHING = keysOf(
  '接続中 継続中 利用中 ログイン中 未切断 なし N/A null none active connected still stillconnected stillloggedin unknown',
);
/** In place of an end: it has none, or nobody wrote it down. */
export const meansNoEnd = (written: string): boolean => {
  const text = halfWidth(written).trim();
  const isZero = /^0000[-/]00[-/]00(?:[ T][0:.]+)?Z?$/.test(text);
  return isZero || /^[-*?]+$/.test(text) || NOTHING.has(wordKey(text));
};

const TOTALS = keysOf('合計 小計 総計 計 総数 件数 平均 total totals subtotal sum count average');
/** A row that sums up: its first cell says so, and it has no time. */
export const isTotal = (fields: readonly string[]): boolean =>
  TOTALS.has(wordKey(fields.find((field) => field.trim() !== '') ?? ''));
